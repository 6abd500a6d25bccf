"""`duwang db`: what keepers of the database run."""

import re
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from services.domain.post import BEIJING
from services.settings import load_settings

if TYPE_CHECKING:
    from services.storage.overview import Overview
    from services.storage.sql import SqlStore

db = typer.Typer(help="升级、查看、清理数据库。", no_args_is_help=True)

# So many posts in one transaction: short enough that workers hardly wait for it.
_AT_ONCE = 500
_AGE = re.compile(r"([1-9]\d{0,4})\s*(?:d|天)")
_MIB = 1024 * 1024


@db.command()
def upgrade() -> None:
    """把数据库结构升级到本程序需要的版本；空库则建表。

    换上新程序之后、启动服务之前运行一次；可重复运行，也可在几台机器上同时运行。
    升级在一个事务中完成，失败则数据库保持原样。SQLite 会在启动时自动升级，不必运行。
    升级前请先备份。数据库由 DUWANG_DATABASE_URL 指定。

    例：DUWANG_DATABASE_URL=postgresql://duwang:密码@db.example/duwang duwang db upgrade
    """
    from services.storage.overview import overview  # noqa: PLC0415 - the database is not for every command
    from services.storage.sql import SqlStore  # noqa: PLC0415

    url = load_settings().store_url
    before = overview(url)
    SqlStore(url, migrate=True).close()
    if before.is_present:
        print(f"数据库结构已是 {before.expected} 版，无须升级")
    else:
        print(f"数据库结构已从 {before.schema or '空库'} 升级到 {before.expected} 版")


@db.command()
def status() -> None:
    """查看数据库：地址（不显示密码）、结构版本、大小、稿件与问题的数量、最早与最新的稿件。

    退出码：0 可以使用；1 结构版本不符，服务不能启动；2 连接不上或用法有误。
    """
    from services.storage.overview import overview  # noqa: PLC0415

    seen = overview(load_settings().store_url)
    Console(highlight=False, markup=False, soft_wrap=True).print(_shown(seen))
    if not seen.is_present:
        newer = seen.schema is not None and seen.schema > seen.expected
        print("请升级本程序" if newer else "请先运行 duwang db upgrade")
        raise typer.Exit(1)


@db.command()
def purge(
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="天数", help="删除发布时间早于多少天以前的稿件，如 400d")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，供定时任务使用")] = False,
) -> None:
    """删除发布已久的稿件，连同它们的检查结果和问题（包括已处理的）；删除后不能恢复。

    每批 500 篇，从最早的开始；服务可以照常运行，随时可以中断，再次运行接着删除。
    退出码：0 已删完，或没有可删的；1 没有同意，未删除；2 连接不上或用法有误。

    例：duwang db purge --older-than 400d

    例（定时任务，每天三时）：0 3 * * * duwang db purge --older-than 400d --yes
    """
    from services.storage.sql import SqlStore  # noqa: PLC0415
    from services.storage.store import StoredQuery  # noqa: PLC0415

    before = datetime.now(BEIJING) - _age(older_than)
    store = SqlStore(load_settings().store_url)
    try:
        number = store.to_check_again(StoredQuery(until=before))
        if number and not yes:
            _ask(f"将删除 {before:%Y-%m-%d %H:%M} 以前发布的 {number} 篇稿件及其检查结果和问题，不能恢复。继续吗？")
        print(f"已删除 {_purge(store, before, number)} 篇稿件" if number else "没有可删除的稿件")
    finally:
        store.close()


def _purge(store: "SqlStore", before: datetime, number: int) -> int:
    removed = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("删除稿件", total=number)
        while True:
            gone = store.purge(before, _AT_ONCE)
            removed += gone
            progress.update(bar, completed=removed)
            if gone < _AT_ONCE:
                return removed


def _age(text: str) -> timedelta:
    written = _AGE.fullmatch(text.strip())
    if written is None:
        raise typer.BadParameter("请写天数，如 400d 或 400天", param_hint="--older-than")
    return timedelta(days=int(written[1]))


def _ask(question: str) -> None:
    if not sys.stdin.isatty():
        print(f"{question}\n没有删除：不在终端中运行时，请加 --yes 表示同意")
        raise typer.Exit(1)
    if not typer.confirm(question):
        print("没有删除")
        raise typer.Exit(1)


def _shown(seen: "Overview") -> Table:
    table = Table.grid(padding=(0, 2))
    rows = {
        "地址": seen.address,
        "结构版本": f"{seen.schema or '空库'}（本程序需要 {seen.expected}）",
        "大小": f"{seen.size / _MIB:.1f} MiB",
    }
    if seen.is_present:
        rows |= {
            "稿件": str(seen.counts["posts"]),
            "问题": str(seen.counts["violations"]),
            "最早的稿件": _day(seen.oldest),
            "最新的稿件": _day(seen.newest),
        }
    for name, value in rows.items():
        table.add_row(name, value)
    return table


def _day(moment: datetime | None) -> str:
    return "–" if moment is None else f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"
