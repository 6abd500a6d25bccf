"""`duwang roster`: what keepers of rosters run."""

from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.checker.in_use import lexicon_in_use
from services.checker.lexicon import read_lexicon
from services.checker.lexicon.source import ROSTER_FOLDER, read_rosters
from services.checker.roster.cell import solid
from services.checker.roster.entry import Entry, read_entries
from services.checker.roster.lint import problems
from services.cli.holders import career, history
from services.domain.errors import LexiconError
from services.domain.post import BEIJING
from services.settings import load_settings

roster = typer.Typer(help="检查、查阅领导人名册。", no_args_is_help=True)

_OWN = f"{ROSTER_FOLDER}/own/"
# What people keep lists in, and what is read only under another ending.
_TABLES = {".xlsx", ".xls", ".et", ".ods", ".tsv", ".yml", ".yaml", ".csv"}
_MOST_GUESSES = 5
_DAYS = ["%Y-%m-%d"]


@roster.command()
def lint(
    folder: Annotated[Path | None, typer.Argument(help="本单位名册的文件夹；缺省为正在使用的全部名册")] = None,
    today: Annotated[
        datetime | None, typer.Option(formats=_DAYS, metavar="日期", help="当作今天的日期；缺省为今天")
    ] = None,
) -> None:
    """检查名册：写法、相互矛盾的任期、指代不明的简称、过期的文件。每个问题一行：文件:行号: 原因和改法。

    退出码：0 没有错误；1 有；2 用法有误。标有“提醒”的请看一眼，不影响退出码。

    例：duwang roster lint 名册/
    """
    own, files = _files(folder)
    day = today.date() if today else datetime.now(BEIJING).date()
    found = [each for each in problems(files, day) if each.file in own or not each.is_warning]
    unread = [*_unread(folder or load_settings().rosters, own)]
    for line in (*map(str, found), *unread):
        print(line.replace(_OWN, ""))
    errors = sum(not each.is_warning for each in found)
    warnings = f"，{len(found) - errors + len(unread)} 个提醒"
    if errors:
        print(f"共 {errors} 个错误{warnings}")
        raise typer.Exit(1)
    entries = [entry for entry in read_entries(files) if entry.file in own]
    terms = sum(len(entry.terms) for entry in entries)
    print(f"{len(own)} 个文件，{len(entries)} 个职务，{terms} 段任职，没有错误{warnings}")


@roster.command()
def show(
    name: Annotated[str, typer.Argument(help="姓名，或职务的全称、简称", metavar="姓名|职务")],
    on: Annotated[
        datetime | None, typer.Option(formats=_DAYS, metavar="日期", help="只看这一天，如 2012-05-01")
    ] = None,
) -> None:
    """查阅名册：一个人的全部任职，或一个职务的历任。查不到时退出码为 1。

    例：duwang roster show 李克强

    例：duwang roster show 国务院总理 --on 2012-05-01
    """
    entries = read_entries(lexicon_in_use(load_settings()).roster_files())
    query, day = solid(name), on.date() if on else None
    found = [history(entry, day) for entry in entries if query in entry.office.forms]
    if any(term.name == query for entry in entries for term in entry.terms):
        found.append(career(query, entries, day))
    if not found:
        print(f"名册中没有“{query}”，{_guess(query, entries)}")
        raise typer.Exit(1)
    console = Console(highlight=False, markup=False)
    console.print(*found)
    raise typer.Exit(int(not any(holding.rows for holding in found)))


def _files(folder: Path | None) -> tuple[set[str], dict[str, str]]:
    """The names of the files to judge, and the texts of these and of all others in use beside them.

    A shipped file that is judged itself does not count beside itself.
    """
    settings = load_settings()
    if folder is None:
        files = lexicon_in_use(settings).roster_files()
        return {*files}, files
    if folder.is_file():
        raise LexiconError("请写名册所在的文件夹，不要写文件", file=str(folder))
    own = read_rosters(folder)
    shipped = read_lexicon(settings.lexicons).roster_files()
    return {*own}, {name: text for name, text in shipped.items() if text not in own.values()} | own


def _unread(folder: Path | None, own: set[str]) -> Iterator[str]:
    """What looks like a roster and is none that is read."""
    if folder is None:
        return
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() in _TABLES and _OWN + name not in own and not path.name.startswith(("~$", ".")):
            yield f"{name}: 提醒：没有读取这个文件；表格请另存为“CSV UTF-8”（.csv），或写成 .yaml"
    if not any(name.startswith(_OWN) for name in own):
        yield f"{folder}: 提醒：文件夹中没有 .csv 或 .yaml 名册"


def _guess(query: str, entries: list[Entry]) -> str:
    known = [form for entry in entries for form in entry.office.forms]
    known += [term.name for entry in entries for term in entry.terms]
    near = [word for word in known if query in word] + get_close_matches(query, known, _MOST_GUESSES, 0.5)
    guesses = [*dict.fromkeys(near)][:_MOST_GUESSES]
    return f"是否要找：{'、'.join(guesses)}" if guesses else "请写姓名，或职务的全称、简称，如 国务院总理"
