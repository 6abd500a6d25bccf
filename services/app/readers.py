"""The readers of `duwang ingest`: the watched folder, and what the file of sources declares.

A new kind of source is one line in `_reader`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from services.app.brokers import cluster_of
from services.app.clock import now
from services.app.parts import machine
from services.app.reader import Reader
from services.bus.kafka import KafkaBus
from services.domain.errors import InvalidPost
from services.domain.post import Post
from services.ingest.catalogue import FeedSource, FolderSource, KafkaSource, Source, read_sources
from services.ingest.mapping import MessageReader
from services.ingest.sources.feed import FeedPoller
from services.ingest.sources.files import WatchedFolder
from services.ingest.sources.kafka import CmsTopic, reader_of
from services.ingest.web.client import Web
from services.settings import Settings
from services.telemetry.metrics import Metrics


class Readers:
    """All readers of a process, and what they share. Raises `SourcesError` where the file of sources is wrong."""

    def __init__(self, settings: Settings, bus: KafkaBus, metrics: Metrics) -> None:
        self._settings, self._bus, self._metrics = settings, bus, metrics
        self._web, self._buses = Web(), list[KafkaBus]()
        sources = read_sources(settings.sources) if settings.sources else ()
        settings.inbox_dir.mkdir(parents=True, exist_ok=True)
        self.by_name: Mapping[str, Reader] = {
            "inbox": WatchedFolder(settings.inbox_dir, bus.producer(), metrics, clock=now),
            **{source.name: self._reader(source) for source in sources},
        }

    async def close(self) -> None:
        """Let go of every connection; the readers have been stopped before."""
        await self._web.aclose()
        for bus in self._buses:
            await bus.close()

    def _reader(self, source: Source) -> Reader:
        producer, metrics = self._bus.producer(), self._metrics
        match source:
            case KafkaSource():
                consumer = self._bus_of(source).consumer(source.topic, source.group, prefixed=False)
                return CmsTopic(source.name, reader_of(source), consumer, producer, metrics)
            case FeedSource():
                return FeedPoller([source], producer, metrics, self._settings.data_dir / "feeds", web=self._web)
            case FolderSource():
                read = partial(_mapped, MessageReader(source.mapping, encoding="auto")) if source.mapping else None
                source.path.mkdir(parents=True, exist_ok=True)
                return WatchedFolder(source.path, producer, metrics, clock=now, read=read)

    def _bus_of(self, source: KafkaSource) -> KafkaBus:
        """The brokers of the CMS, which may be others than ours; then nobody is logged in to there."""
        cluster = cluster_of(self._settings)
        if source.brokers:
            cluster = replace(cluster, brokers=source.brokers, user=None, password=None, tls=False)
        bus = KafkaBus(replace(cluster, prefix=""), client=f"duwang-ingest-{machine(self._settings)}-{source.name}")
        self._buses.append(bus)
        return bus


def _mapped(reader: MessageReader, line: bytes, at: datetime) -> Post:
    post = reader.post(line, at)
    if post is None:
        raise InvalidPost("这一行没有内容")
    return post
