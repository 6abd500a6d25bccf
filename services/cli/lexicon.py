"""`duwang lexicon`: what authors of lexicons run."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.checker.build import compile_lexicon
from services.checker.engine import Checker
from services.checker.in_use import checker_in_use, lexicon_in_use
from services.checker.lexicon import Lexicon, read_lexicon
from services.checker.lexicon.lint import conflicts
from services.checker.lexicon.parse import parse_rules
from services.checker.lexicon.proof import unproved
from services.checker.meetings import parse_meetings
from services.checker.registry import parse_registry
from services.checker.roster import parse_roster
from services.checker.roster.grammar import parse_grammar
from services.cli.archive import read_archive
from services.cli.render import printable
from services.domain.errors import LexiconError
from services.domain.report import Policy
from services.rulebook.pages import pages_of, write_pages
from services.settings import load_settings

lexicon = typer.Typer(help="检查、试跑词库。", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Argument(help="词库文件夹，缺省为正在使用的词库")]


@lexicon.command()
def lint(folder: Folder = None) -> None:
    """检查词库文件的写法，不运行例句。每个问题一行：文件:行号: 原因。"""
    source = _read(folder)
    errors = _faults(source)
    _finish(errors, f"{len(source.files)} 个文件，{len(source.rules) if not errors else 0} 条规则，写法无误")


@lexicon.command()
def test(folder: Folder = None) -> None:
    """运行每条规则的例句：应报的都要报，不应报的都不能报，每个词都要有应报的例句。"""
    source = _read(folder)
    errors = _faults(source) or _unproved(source)
    terms = sum(len(rule.terms) for rule in source.rules) if not errors else 0
    _finish(
        errors, f"{len(source.rules) if not errors else 0} 条规则，{terms} 个词，例句全部通过（版本 {source.version}）"
    )


@lexicon.command()
def shadow(
    posts: Annotated[list[Path], typer.Option(help="JSONL 存档，可为 .gz，可重复")],
    folder: Folder = None,
    rule: Annotated[str, typer.Option(help="只看编号以此开头的规则")] = "",
    most: Annotated[int, typer.Option(help="每条规则最多显示几处")] = 5,
    field: Annotated[list[str] | None, typer.Option("--map", help="字段改名，如 published_at=date，可重复")] = None,
) -> None:
    """在存档上试跑词库，按规则列出命中，不写入任何结果。上线前逐条看一遍。"""
    checker = Checker(compile_lexicon(_read(folder)))
    counts: Counter[str] = Counter()
    samples: dict[str, list[str]] = {}
    chars = 0
    for post in read_archive(posts, field or []):
        chars += len(post.body) + len(post.title)
        for finding in checker.check(post).findings:
            if finding.rule.startswith(rule):
                key = f"{finding.rule} [{finding.severity}]"
                counts[key] += len(finding.positions)
                samples.setdefault(key, []).append(printable(f"{post.id}  “{finding.quote}”  {finding.context}"))
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for key, count in counts.most_common():
        console.print(f"{key}: {count}")
        console.print("\n".join(f"    {sample}" for sample in samples[key][:most]))
    console.print(
        f"{chars} 字，{sum(counts.values())} 处命中，每万字 {10_000 * sum(counts.values()) / max(chars, 1):.2f} 处"
    )


@lexicon.command()
def docs(
    out: Annotated[Path, typer.Option(help="写到哪个文件夹，其中原有的 .md 页面会被替换")],
    *,
    folder: Folder = None,
) -> None:
    """把全部规则写成页面：每个类别一页，大的类别按编号首字母分页。"""
    checker = Checker(compile_lexicon(_read(folder))) if folder else checker_in_use(load_settings())
    pages = pages_of(checker.rules, checker, Policy())
    write_pages(pages, out)
    print(f"{len(checker.rules)} 条规则，{len(pages)} 个页面，写在 {out}")


def _read(folder: Path | None) -> Lexicon:
    return read_lexicon(folder) if folder else lexicon_in_use(load_settings())


def _faults(source: Lexicon) -> list[LexiconError]:
    """What can be seen without running anything: broken files, or else conflicts between rules."""
    return _broken(source) or [*conflicts(source.parsed)]


def _unproved(source: Lexicon) -> list[LexiconError]:
    try:
        checker = Checker(compile_lexicon(source))
    except LexiconError as error:
        return [error]
    return [*unproved(source.rules, checker.check)]


def _broken(source: Lexicon) -> list[LexiconError]:
    """The first error of every file of rules, and of the roster, grammar, meetings and registry."""
    files = [name for name in source.files if name not in source.roster_files()]
    readers: list[Callable[[], object]] = [partial(parse_rules, source.files[name], name) for name in files]
    readers += [partial(parse_roster, source.roster_files()), partial(parse_grammar, source.grammar)]
    readers += [partial(parse_meetings, source.meetings), partial(parse_registry, source.registry)]
    errors = []
    for read in readers:
        try:
            read()
        except LexiconError as error:
            errors.append(error)
    return errors


def _finish(errors: list[LexiconError], praise: str) -> None:
    for error in errors:
        print(error)
    if errors:
        print(f"共 {len(errors)} 个问题")
        raise typer.Exit(1)
    print(praise)
