"""`duwang sources`: what people run who connect a CMS, feeds or folders."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.cli.render import printable
from services.cli.trial import Trial, summary, tally
from services.cli.trials import trials_of
from services.domain.errors import UnreadableInput
from services.ingest.catalogue import FolderSource, KafkaSource, Source, SourcesError, read_sources
from services.settings import Settings, load_settings
from services.wire.json_text import to_json

sources = typer.Typer(help="接入内容管理系统、订阅源和文件夹：列出、检查来源文件，试转消息。", no_args_is_help=True)

_USEFUL = {
    "site": "没有对应 site：不同站点的编号可能相同，会被当成同一篇",
    "published_at": "没有对应 published_at：按收到消息的时间核对人名和职务",
    "content_type": "没有对应 content_type：正文按纯文本检查；正文是 HTML 的请写 content_type: {const: text/html}",
}
File = Annotated[Path | None, typer.Option("--file", "-f", help="来源文件；缺省为 DUWANG_SOURCES")]


class Style(StrEnum):
    TABLE = "table"
    JSON = "json"


@sources.command("list")
def list_(file: File = None) -> None:
    """列出来源：名称、种类、从哪里读、在本机能不能读。不连接任何地址。有读不了的来源时退出码为 1。

    例：duwang sources list --file 来源.yaml
    """
    settings = load_settings()
    table = Table("名称", "种类", "从哪里读", "能否读取")
    table.columns[2].overflow = "fold"
    found = read_sources(_file(file, settings))
    lacking = [source.lacks(settings.kafka) for source in found]
    for source, lack in zip(found, lacking, strict=True):
        table.add_row(*map(printable, (source.name, source.kind, source.place, lack or "能")))
    Console(highlight=False, markup=False).print(table)
    raise typer.Exit(int(any(lacking)))


@sources.command()
def lint(
    file: Annotated[Path | None, typer.Argument(help="来源文件；缺省为 DUWANG_SOURCES", metavar="文件")] = None,
) -> None:
    """检查来源文件：一次列出全部问题，每个一行：文件:行号: 原因和改法。

    退出码：0 没有错误；2 有错误。标有“提醒”的请看一眼，不影响退出码。

    例：duwang sources lint 来源.yaml
    """
    path = _file(file, load_settings())
    try:
        found = read_sources(path)
    except SourcesError as error:
        print(error)
        print(f"共 {len(error.problems)} 个问题")
        raise typer.Exit(2) from None
    reminders = [line for source in found for line in _reminders(source)]
    for line in reminders:
        print(f"{path}: 提醒：{line}")
    print(f"{len(found)} 个来源，没有错误，{len(reminders)} 个提醒")


@sources.command("try")
def try_(
    name: Annotated[str, typer.Argument(help="来源的名称", metavar="名称")],
    messages: Annotated[
        Path | None,
        typer.Option(
            help="原样消息的文件，每行一条；- 为标准输入。缺省：取 Kafka 主题或订阅源中最新的", metavar="文件"
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="最多试几条；订阅源按每个网址算")] = 10,
    style: Annotated[Style, typer.Option("--format", help="table 给人看，json 给程序用")] = Style.TABLE,
    file: File = None,
) -> None:
    """试转：拿真实的消息走一遍 mapping（订阅源则打开看一次），逐条逐字段显示从哪里取到什么，或为什么不行。

    只看不动：不发布文稿，不提交位移，不影响正在运行的服务；个人信息打码显示。

    退出码：0 都能转换；1 有不能转换的；2 用法有误。

    例：duwang sources try cms-main --limit 5

    例：duwang sources try cms-main --messages 样例.jsonl
    """
    settings = load_settings()
    source = _named(name, read_sources(_file(file, settings)))
    trials = trials_of(source, settings, messages, limit)
    _show(trials, style)
    raise typer.Exit(int(tally(trials)["failed"] > 0))


def _show(trials: list[Trial], style: Style) -> None:
    if style is Style.JSON:
        print(to_json({"messages": [trial.value() for trial in trials], "summary": tally(trials)}).decode())
        return
    Console(highlight=False, markup=False).print(*trials, summary(trials), sep="\n")


def _file(file: Path | None, settings: Settings) -> Path:
    path = file or settings.sources
    if path is None:
        raise UnreadableInput("没有来源文件：请写文件名，或设 DUWANG_SOURCES；样例见 demo/sources.yaml")
    return path


def _named(name: str, found: Iterable[Source]) -> Source:
    by_name = {source.name: source for source in found}
    if name not in by_name:
        raise UnreadableInput(f"来源文件中没有“{name}”；有：{'、'.join(by_name)}")
    return by_name[name]


def _reminders(source: Source) -> Iterator[str]:
    mapping = None if not isinstance(source, KafkaSource | FolderSource) else source.mapping
    if mapping is not None:
        yield from (f"来源“{source.name}”{reason}" for field, reason in _USEFUL.items() if field not in mapping)
