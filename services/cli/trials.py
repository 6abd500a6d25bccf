"""Where `duwang sources try` takes its messages: a file, the newest of a topic, one look at a feed."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from services.bus.messages import Message
from services.cli.trial import Trial, trial_of
from services.domain.errors import UnreadableInput
from services.domain.post import BEIJING
from services.ingest.catalogue import FeedSource, FolderSource, KafkaSource, Source
from services.ingest.mapping import MessageReader
from services.settings import Settings

STDIN = Path("-")


def trials_of(source: Source, settings: Settings, messages: Path | None, limit: int) -> list[Trial]:
    """Try at most `limit` messages, of the file where one is given. Raises `UnreadableInput`, `Unavailable`."""
    if isinstance(source, FeedSource) and messages is None:
        return asyncio.run(_feeds(source, limit))
    return _mapped(source, _lines(messages) if messages else _newest(source, settings, limit), limit)


def _mapped(source: Source, raw: Iterable[tuple[str, bytes]], limit: int) -> list[Trial]:
    reader, now = _reader(source), datetime.now(BEIJING)
    return [Trial(place, reader.explain(data, now)) for place, data in islice(raw, limit)]


async def _feeds(source: FeedSource, limit: int) -> list[Trial]:
    """The newest entries of each feed, which is asked once."""
    from services.ingest.feeds.preview import preview  # noqa: PLC0415 - the web client is not for every command

    items = [item for url in source.urls for item in await preview(source, url, limit)]
    return [trial_of(item) for item in items]


def _reader(source: Source) -> MessageReader:
    from services.ingest.sources.kafka import reader_of  # noqa: PLC0415 - the bus is not for every command

    if isinstance(source, KafkaSource):
        return reader_of(source)
    if isinstance(source, FolderSource) and source.mapping is not None:
        return MessageReader(source.mapping, encoding="auto")
    raise UnreadableInput(f"来源“{source.name}”（{source.kind}）没有 mapping，不用试转")


def _lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """The messages of a file, each with its place. Bytes are split, so any encoding with ASCII in it will do."""
    try:
        data = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{path}：无法读取（{error.strerror or error}）") from None
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            yield f"第 {number} 行", line.removesuffix(b"\r")


def _newest(source: Source, settings: Settings, limit: int) -> Iterator[tuple[str, bytes]]:
    if not isinstance(source, KafkaSource):
        raise UnreadableInput(f"来源“{source.name}”不是 Kafka 主题：请用 --messages 给出样例文件")
    if lack := source.lacks(settings.kafka):
        raise UnreadableInput(f"来源“{source.name}”{lack}；或用 --messages 给出样例文件")
    found = _look(source, settings, limit)
    if not found:
        raise UnreadableInput(f"主题 {source.topic} 中没有消息；可用 --messages 给出样例文件")
    for message in found:
        yield f"分区 {message.partition} 位移 {message.offset}", message.value


def _look(source: KafkaSource, settings: Settings, limit: int) -> list[Message]:
    from services.app.brokers import cluster_of  # noqa: PLC0415 - the broker's client is not for every command
    from services.bus.kafka_newest import newest  # noqa: PLC0415
    from services.telemetry.logs import configure_logs  # noqa: PLC0415

    configure_logs("error")
    cluster = cluster_of(settings)
    if source.brokers:  # those of others, to whom our password is not shown
        cluster = replace(cluster, brokers=source.brokers, user=None, password=None, tls=False)
    return asyncio.run(newest(cluster, source.topic, limit))
