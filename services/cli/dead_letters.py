"""`duwang dead-letters`: what could not be checked, why, and its way back."""

import asyncio
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from services.domain.errors import UnreadableInput
from services.domain.post import BEIJING
from services.settings import load_settings
from services.wire.dead_letter import Cause

dead_letters = typer.Typer(help="查看、重放死信：没能读取或检查的稿件。", no_args_is_help=True)

_DAYS = ["%Y-%m-%d", "%Y-%m-%d %H:%M"]


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


@dead_letters.command("list")
def list_letters(
    cause: Annotated[Cause | None, typer.Option(help="只列这一种原因的")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=_DAYS, metavar="日期", help="只列这时以来的，如 2026-03-31")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="最多列几封，新的在前")] = 50,
    show: Annotated[str, typer.Option(metavar="编号", help="显示这一封的全部内容")] = "",
    style: Annotated[Format, typer.Option("--format", help="输出格式；json 每行一封")] = Format.TEXT,
) -> None:
    """列出死信，新的在前，最后按原因合计。列出的内容中，个人信息已打码。

    退出码：0 已列出；1 没有 --show 所说的那一封；2 用法有误，或读不到死信。

    例：duwang dead-letters list --cause invalid_post --since 2026-03-31

    例：duwang dead-letters list --show 8c1f0e5d2b7a9346
    """
    from services.cli.lettering import list_all, show_one  # noqa: PLC0415 - the bus is not for every command
    from services.telemetry.logs import configure_logs  # noqa: PLC0415

    settings = load_settings()
    configure_logs("error")
    if show:
        found = asyncio.run(show_one(settings, show, as_json=style is Format.JSON))
        raise typer.Exit(0 if found else 1)
    start = since and since.replace(tzinfo=BEIJING)
    asyncio.run(list_all(settings, cause, start, limit, as_json=style is Format.JSON))


@dead_letters.command()
def replay(
    ids: Annotated[list[str] | None, typer.Argument(help="死信的编号，见 duwang dead-letters list")] = None,
    cause: Annotated[Cause | None, typer.Option(help="重放这一种原因的全部死信")] = None,
    every: Annotated[bool, typer.Option("--all", help="重放全部死信")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会重放哪些，什么也不做")] = False,
) -> None:
    """把死信重新送去检查，例如在改好来源、换上修好的版本之后。按原因或 --all 重放时，跳过重放过的。

    现在仍然读不出的死信留在原处，并说明原因。重放两次也无妨：同一篇稿件只入库一次。

    退出码：0 选中的都已送出；1 有的留在原处；2 用法有误、没有这个编号，或读不到死信。

    例：先看一看：duwang dead-letters replay --cause check_failed --dry-run

    例：duwang dead-letters replay 8c1f0e5d2b7a9346
    """
    from services.cli.lettering import Choice, replay_chosen  # noqa: PLC0415
    from services.telemetry.logs import configure_logs  # noqa: PLC0415

    if sum(map(bool, (ids, cause, every))) != 1:
        raise UnreadableInput("请写明重放哪些，三者取一：死信的编号、--cause 原因、--all")
    settings = load_settings()
    configure_logs("error")
    complete = asyncio.run(replay_chosen(settings, Choice(frozenset(ids or ()), cause), dry_run=dry_run))
    raise typer.Exit(0 if complete else 1)
