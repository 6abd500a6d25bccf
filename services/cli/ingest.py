"""`duwang ingest`: archives of posts into the store; without files, the sources of the scale-out deployment."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.ingest.field_map import FieldMap, parse_field_map
from services.settings import Settings, load_settings


def ingest(
    files: Annotated[
        list[Path] | None, typer.Argument(help="JSONL 文件，每行一篇文稿；可以是 .gz。不写则作为采集服务运行")
    ] = None,
    names: Annotated[
        list[str] | None, typer.Option("--map", help="字段改名，如 published_at=date；可重复", metavar="字段=原字段名")
    ] = None,
    site: Annotated[str, typer.Option(help="文稿没有写明站点时的站点")] = "",
    db: Annotated[str | None, typer.Option(help="数据库地址；缺省为配置中的数据库", metavar="URL")] = None,
) -> None:
    """检查存档文件中的全部文稿并入库；不写文件则为采集服务。

    退出码：0 全部读取，1 有文稿未能读取或检查，2 用法有误或文件无法读取。

    不写文件名则作为采集服务运行：按 DUWANG_SOURCES 的来源（CMS 主题、订阅源、投稿目录）取稿，发到 Kafka。

    例：duwang ingest 存档.jsonl --map published_at=date --site www.example.gov.cn
    """
    from services.telemetry.logs import configure_logs  # noqa: PLC0415 - not for every command

    fields = parse_field_map(names or [], site)
    settings = load_settings(database_url=db)
    if files:
        configure_logs("error")
        _ingest_files(files, settings, fields)
    else:
        configure_logs(settings.log_level)
        _serve(settings)


def _serve(settings: Settings) -> None:
    from services.app.ingest import run_ingest  # noqa: PLC0415

    asyncio.run(run_ingest(settings))


def _ingest_files(files: list[Path], settings: Settings, fields: FieldMap) -> None:
    from services.cli.ingestion import Ingestion  # noqa: PLC0415 - the store and the bus are not for every command

    run = Ingestion(settings, fields)
    unread = asyncio.run(run.feed(files))
    for fault in unread:
        Console(stderr=True).print(f"duwang: {fault}", style="red", markup=False, soft_wrap=True)
    raise typer.Exit(2 if unread else int(run.tally.laid_aside > 0))
