"""`duwang trace`: the way of one post through the stream."""

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.domain.errors import DuwangError, NotFound
from services.settings import Settings, load_settings

if TYPE_CHECKING:  # the store and the bus are not for every command
    from services.cli.letter_view import Row


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


def trace(
    post_id: Annotated[str, typer.Argument(help="文稿的编号", metavar="文稿编号")],
    site: Annotated[str | None, typer.Option(help="站点；几个站点有相同的编号时用来区分")] = None,
    style: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.TEXT,
) -> None:
    """说明一篇文稿的来龙去脉：何时发布、何时收到、由谁用哪一版词库检查、每一步用了多久；有死信也一并列出。

    退出码：0 已列出；1 没有这篇文稿的记录；2 用法有误，或数据库不可用。

    例：duwang trace 2026/0331/t1024.html --site www.example.gov.cn
    """
    from services.cli.trace_view import shown, shown_as_json  # noqa: PLC0415
    from services.telemetry.logs import configure_logs  # noqa: PLC0415

    settings = load_settings()
    configure_logs("error")
    value, (letters, fault) = _recorded(settings, post_id, site), _letters(settings, post_id, site)
    if style is Format.JSON:
        print(shown_as_json(value, letters, fault))
    else:
        print(shown(value, letters, fault))
    raise typer.Exit(0 if value["judgements"] or letters else 1)


def _recorded(settings: Settings, post_id: str, site: str | None) -> dict[str, Any]:
    """The judgements as `services/wire/trace.py` writes them, none for a post that the store does not know."""
    from services.app.parts import open_store  # noqa: PLC0415
    from services.wire.trace import published, trace_value  # noqa: PLC0415

    store = open_store(settings)
    try:
        judgements = store.judgements(post_id, site)
        return trace_value(post_id, judgements, published(store, post_id, judgements))
    except NotFound:
        return trace_value(post_id, (), {})
    finally:
        store.close()


def _letters(settings: Settings, post_id: str, site: str | None) -> tuple[Sequence["Row"], str]:
    """The dead letters, and why they could not be read: what the store knows is told all the same."""
    from services.cli.lettering import letters_of  # noqa: PLC0415

    try:
        return asyncio.run(letters_of(settings, post_id, site)), ""
    except DuwangError as error:
        return (), str(error)
