"""`duwang run`: the whole product in one process."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Annotated

import typer

from services.settings import Settings, load_settings


def run(
    demo: Annotated[bool, typer.Option("--demo", help="提交一组演示稿件，并显示检查结果。")] = False,
    host: Annotated[str | None, typer.Option(help="监听地址，默认 127.0.0.1。")] = None,
    port: Annotated[int | None, typer.Option(help="监听端口，默认 8000；0 表示任选一个。")] = None,
) -> None:
    """启动全部服务：接口、检查流水与投稿目录；按 Ctrl-C 结束。"""
    from services.app.embedded import run_embedded  # noqa: PLC0415 - the web server is not for every command
    from services.cli.demo import show_demo  # noqa: PLC0415
    from services.telemetry.logs import configure_logs  # noqa: PLC0415

    settings = load_settings(host=host, port=port)
    configure_logs(_log_level(settings, demo=demo))
    once_ready = partial(show_demo, settings=settings) if demo else None
    with suppress(KeyboardInterrupt):
        asyncio.run(run_embedded(settings, once_ready=once_ready))


def _log_level(settings: Settings, *, demo: bool) -> str:
    """Keep routine log lines out of the demonstration unless they were asked for."""
    return "warning" if demo and "log_level" not in settings.model_fields_set else settings.log_level
