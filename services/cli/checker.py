"""`duwang checker`: the workers of the scale-out deployment."""

import asyncio
from typing import Annotated

import typer

from services.settings import load_settings


def checker(
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="检查进程数，默认 1；每个进程用满一个核。")] = None,
) -> None:
    """检查服务：从 Kafka 取稿、检查、入库、发布问题。

    按 Ctrl-C 结束，手头的一批稿件会先做完。
    检查进程意外退出会重新启动；一篇稿件检查不完时，终止进程并将该稿件列入死信，其余照常。
    状态与指标：http://127.0.0.1:9101/readyz、/metrics（DUWANG_PROBE_PORT），各进程依次使用其后的端口。

    例：DUWANG_KAFKA=kafka:9092 DUWANG_DATABASE_URL=postgresql://… duwang checker --workers 2
    """
    from services.app.supervisor import run_checker  # noqa: PLC0415 - Kafka and the store are not for every command
    from services.telemetry.logs import configure_logs  # noqa: PLC0415

    settings = load_settings(workers=workers)
    configure_logs(settings.log_level)
    asyncio.run(run_checker(settings))
