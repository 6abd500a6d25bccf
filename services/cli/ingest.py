"""`duwang ingest`: archives of posts into the store."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.ingest.field_map import parse_field_map
from services.settings import load_settings


def ingest(
    files: Annotated[list[Path], typer.Argument(help="JSONL 文件，每行一篇文稿；可以是 .gz")],
    names: Annotated[
        list[str] | None, typer.Option("--map", help="字段改名，如 published_at=date；可重复", metavar="字段=原字段名")
    ] = None,
    site: Annotated[str, typer.Option(help="文稿没有写明站点时的站点")] = "",
    db: Annotated[str | None, typer.Option(help="数据库地址；缺省为配置中的数据库", metavar="URL")] = None,
) -> None:
    """检查存档文件中的全部文稿并入库。退出码：0 全部读取，1 有文稿未能读取或检查，2 用法有误或文件无法读取。

    例：duwang ingest 存档.jsonl --map published_at=date --site www.example.gov.cn
    """
    from services.cli.ingestion import Ingestion  # noqa: PLC0415 - the store and the bus are not for every command
    from services.telemetry.logs import configure_logs  # noqa: PLC0415

    fields = parse_field_map(names or [], site)
    settings = load_settings(database_url=db)
    configure_logs("error")
    run = Ingestion(settings, fields)
    unread = asyncio.run(run.feed(files))
    for fault in unread:
        Console(stderr=True).print(f"duwang: {fault}", style="red", markup=False, soft_wrap=True)
    raise typer.Exit(2 if unread else int(run.tally.laid_aside > 0))
