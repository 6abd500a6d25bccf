"""`duwang api`: the API of the scale-out deployment."""

import asyncio
from contextlib import suppress
from typing import Annotated

import typer

from services.settings import load_settings


def api(
    host: Annotated[str | None, typer.Option(help="监听地址，默认 127.0.0.1；对外须配置 DUWANG_API_KEYS。")] = None,
    port: Annotated[int | None, typer.Option(help="监听端口，默认 8000。")] = None,
) -> None:
    """接口服务：发布前检查、接收稿件、查询问题。

    收到的稿件经 Kafka 交给 duwang checker 检查。按 Ctrl-C 结束。
    一台机器上运行全部服务用 duwang run。

    例：DUWANG_KAFKA=kafka:9092 DUWANG_DATABASE_URL=postgresql://… duwang api --port 8000
    """
    from services.app.api import run_api  # noqa: PLC0415 - the web server is not for every command
    from services.telemetry.logs import configure_logs  # noqa: PLC0415

    settings = load_settings(host=host, port=port)
    configure_logs(settings.log_level)
    with suppress(KeyboardInterrupt):
        asyncio.run(run_api(settings))
