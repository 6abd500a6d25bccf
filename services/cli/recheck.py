"""`duwang recheck`: stored posts against the lexicon and the rosters of today."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from services.domain.errors import UnreadableInput
from services.domain.post import BEIJING
from services.settings import load_settings

_DAYS = ["%Y-%m-%d"]


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


def recheck(  # noqa: PLR0917 - one for each option
    since: Annotated[
        datetime | None, typer.Option(formats=_DAYS, metavar="日期", help="只查这一天起发布的文稿，如 2026-01-01")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=_DAYS, metavar="日期", help="只查这一天之前（不含当天）发布的文稿")
    ] = None,
    site: Annotated[str | None, typer.Option(help="只查这个站点，如 www.example.gov.cn")] = None,
    changed_rules: Annotated[
        bool, typer.Option("--changed-rules", help="只查还没有用当前词库查过的文稿；中断后再运行一次就接着查")
    ] = False,
    rate: Annotated[str, typer.Option(metavar="N/s", help="每秒最多查几篇，如 50/s；缺省不限")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="最多查几篇，例如先试 1000 篇")] = None,
    after: Annotated[str, typer.Option(metavar="位置", help="从这一位置接着查；中断时会给出")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只比较新旧结论，什么也不写入")] = False,
    style: Annotated[Format, typer.Option("--format", help="json：有变化的问题每行一条，最后一行是合计")] = Format.TEXT,
) -> None:
    """词库或名册更新之后，重查已入库的文稿，分清新增、有变化、消失和不变的问题。

    以较低的优先级运行，不妨碍正在检查的新稿；文稿仍按发布之日核对任期；人工忽略过的问题保持忽略。
    随时可以按 Ctrl-C：查完手上的文稿就停，已查完的都已入库。

    退出码：0 全部查完；1 中途停止，或有文稿没有查完（会列出）；2 用法有误，或数据库、词库不可用。

    例：先看会有什么变化：duwang recheck --changed-rules --limit 1000 --dry-run

    例：再慢慢查完今年的：duwang recheck --changed-rules --since 2026-01-01 --rate 50/s
    """
    from services.cli.rechecking import Wish, recheck_all  # noqa: PLC0415 - the store is not for every command
    from services.telemetry.logs import configure_logs  # noqa: PLC0415

    wish = Wish(
        since=since and since.replace(tzinfo=BEIJING),
        until=until and until.replace(tzinfo=BEIJING),
        site=site,
        changed_rules=changed_rules,
        per_second=_per_second(rate),
        limit=limit,
        after=after,
        records=not dry_run,
        as_json=style is Format.JSON,
    )
    configure_logs("error")
    raise typer.Exit(0 if recheck_all(load_settings(), wish) else 1)


def _per_second(rate: str) -> float | None:
    if not rate:
        return None
    try:
        posts = float(rate.removesuffix("/s"))
    except ValueError:
        posts = 0.0
    if not 0 < posts < float("inf"):
        raise UnreadableInput(f"--rate {rate}：应写成每秒几篇，如 50/s 或 0.5/s")
    return posts
