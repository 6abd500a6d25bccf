"""`duwang bench`: how much the checker finds, measured on an archive of one's own."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, Group
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from services.checker.build import compile_lexicon
from services.checker.engine import Checker
from services.checker.lexicon import read_lexicon
from services.cli.archive import read_archive
from services.cli.render import printable
from services.domain.post import Post
from services.domain.rule import Severity
from services.planting.bench import PlantBench, Recall, Result
from services.planting.facts import Facts
from services.planting.operators import SLIPS
from services.planting.swaps import SWAPS
from services.settings import load_settings

bench = typer.Typer(help="在自己的存档上测量检出率。", no_args_is_help=True)


@bench.callback()
def _group() -> None:
    """One command for now; the callback keeps its name in the command line."""


@bench.command()
def plant(
    archives: Annotated[list[Path], typer.Argument(help="JSONL 存档，可为 .gz，可写多个")],
    *,
    names: Annotated[list[str] | None, typer.Option("--map", help="字段改名，如 published_at=date，可重复")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="每种差错最多种几处")] = 200,
    posts: Annotated[int, typer.Option(help="最多读多少篇", min=1)] = 5_000,
    seed: Annotated[int, typer.Option(help="随机种子，相同则种下的差错相同")] = 7,
    misses: Annotated[int, typer.Option(help="每种差错列出几处漏报", min=0)] = 3,
) -> None:
    """在干净的文稿里种入差错，看查出多少；并列出原文中的发现，那是可能的误报。

    例：duwang bench plant 存档.jsonl --map published_at=date --most 100
    """
    settings = load_settings()
    artefact = compile_lexicon(read_lexicon(settings.lexicons, settings.rosters))
    chosen = _spread([*read_archive(archives, names or [])], posts)
    run = PlantBench(Checker(artefact), Facts(artefact), (*SLIPS, *SWAPS), seed=seed, most=most)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("种入差错", total=len(chosen) + len(SLIPS) + len(SWAPS))
        result = run.run(chosen, step=lambda: progress.advance(bar))
    Console(highlight=False, soft_wrap=True).print(_shown(result, misses))


def _spread(posts: list[Post], most: int) -> list[Post]:
    """At most so many, evenly from first to last: an archive is in order of time."""
    return posts[:: max(1, -(-len(posts) // most))]


def _shown(result: Result, misses: int) -> Group:
    table = Table("差错", "种入", "查出", "检出率", title="检出率", title_justify="left")
    for name, recalls in _groups(result).items():
        for recall in recalls:
            table.add_row(recall.operator.name, *_numbers(recall.planted, recall.found))
        planted, found = sum(each.planted for each in recalls), sum(each.found for each in recalls)
        table.add_row(f"{name}（合计）", *_numbers(planted, found), style="bold", end_section=True)
    counts = "，".join(f"{severity.label} {result.untouched[severity]} 处" for severity in Severity)
    return Group(
        table,
        Text(f"原文 {result.posts:,} 篇，{result.characters:,} 字：{counts}"),
        *(Text(f"原文中的发现　{printable(sample)}") for sample in result.samples),
        *(Text(f"漏报　{printable(miss)}") for recall in result.recalls for miss in recall.missed[:misses]),
    )


def _groups(result: Result) -> dict[str, list[Recall]]:
    groups: dict[str, list[Recall]] = {}
    for recall in result.recalls:
        groups.setdefault(recall.operator.group, []).append(recall)
    return groups


def _numbers(planted: int, found: int) -> tuple[str, str, str]:
    return f"{planted:,}", f"{found:,}", f"{found / planted:.1%}" if planted else "—"
