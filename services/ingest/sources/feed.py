"""Feeds that are polled: RSS, Atom, JSON Feed, sitemaps. New and changed entries become posts on the bus.

An entry is remembered after the bus has it. Whoever is killed in between sends it again, which records nothing twice.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from services.bus.messages import DEAD_LETTERS, POSTS, Producer
from services.bus.stop_sign import StopSign
from services.domain.errors import DuwangError, InvalidPost, Unavailable
from services.domain.post import Post
from services.ingest.catalogue import FeedSource
from services.ingest.feeds.memory import Memory, load, memory_file, save
from services.ingest.feeds.posts import Posts
from services.ingest.feeds.visit import Made, Visit
from services.ingest.web.caching import LONGEST_S
from services.ingest.web.client import Web
from services.ingest.web.errors import FetchError, Refused, TooLarge
from services.telemetry.logs import origin
from services.telemetry.metrics import Metrics
from services.wire.dead_letter import Cause, DeadLetter, encode_dead_letter
from services.wire.post import bus_key, encode_post

_AT_ONCE = 8
_JITTER = 0.1
# The first looks after a start are spread over this time, at most.
_SPREAD_S = 60.0
_MOST_DOUBLINGS = 10
_log = structlog.get_logger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class _Polled:
    """One feed of one source. `failures` in a row; `wait_s` is what the last look asked for."""

    source: FeedSource
    url: str
    path: Path
    memory: Memory
    failures: int = 0
    wait_s: float = 0.0

    @property
    def name(self) -> str:
        """The address for logs: a query may hold a key."""
        return self.url.partition("?")[0]

    def pause(self) -> float:
        """Seconds until the next look: doubled with every failure, never below what the site asks for."""
        every = self.source.every.total_seconds()
        backed_off = min(every * float(1 << min(self.failures, _MOST_DOUBLINGS)), max(every, LONGEST_S))
        spread = random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - no secret
        return max(backed_off * spread, min(self.wait_s, LONGEST_S))


class FeedPoller:
    """Polls every URL of every source until `stop`. `folder` keeps what was seen. The owner closes `web`."""

    def __init__(
        self,
        sources: Sequence[FeedSource],
        producer: Producer,
        metrics: Metrics,
        folder: Path,
        *,
        web: Web,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._sources, self._producer, self._metrics, self._folder = sources, producer, metrics, folder
        self._web, self._clock = web, clock
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._stopping = StopSign()

    async def run(self) -> None:
        """Work until `stop`; a look that is under way is broken off, and made again after the next start."""
        feeds = [(source, url) for source in self._sources for url in source.urls]
        async with asyncio.TaskGroup() as group:
            for number, (source, url) in enumerate(feeds):
                group.create_task(self._watch(source, url, number / len(feeds)))

    def stop(self) -> None:
        self._stopping.set()

    async def _watch(self, source: FeedSource, url: str, share: float) -> None:
        path = memory_file(self._folder, source.name, url, urlsplit(url).hostname or "")
        polled = _Polled(source, url, path, await asyncio.to_thread(load, path))
        await self._stopping.breaks_off(asyncio.sleep(share * min(_SPREAD_S, source.every.total_seconds())))
        while not self._stopping.is_set():
            await self._stopping.breaks_off(self._look(polled))
            await self._stopping.breaks_off(asyncio.sleep(polled.pause()))

    async def _look(self, polled: _Polled) -> None:
        """Look once. Whatever goes wrong with one feed is told, and the others go on."""
        async with self._places:
            try:
                outcome = "new" if await self._take(polled) else "unchanged"
                polled.failures = 0
            except DuwangError as error:
                outcome = self._failed(polled, error)
            except Exception as error:  # noqa: BLE001 - one feed must not stop the others
                outcome, polled.failures, polled.wait_s = "failed", polled.failures + 1, 0.0
                _log.error("feed_broke", feed=polled.name, error=origin(error))
        self._metrics.feed_polls.labels(outcome).inc()

    def _failed(self, polled: _Polled, error: DuwangError) -> str:
        polled.wait_s = error.retry_after or 0.0 if isinstance(error, FetchError) else 0.0
        if not isinstance(error, Unavailable):  # of the bus, which is no fault of the feed
            polled.failures += 1
        outcome = "refused" if isinstance(error, (Refused, TooLarge)) else "failed"
        _log.warning("feed_not_read", source=polled.source.name, feed=polled.name, outcome=outcome, reason=str(error))
        return outcome

    async def _take(self, polled: _Polled) -> int:
        """Publish what is new and remember it; return the number of posts."""
        source = polled.source
        posts = Posts(source, polled.url, self._web, self._clock)
        visit = Visit(polled.url, posts, self._web, polled.memory, self._clock, source.max_bytes)
        sent = 0
        async with aclosing(visit.batches()) as batches:
            async for batch in batches:
                sent += await self._publish(polled.name, batch)
                polled.memory.mark(made.entry for made in batch)
                await self._save(polled)
        polled.wait_s = visit.rest_s
        if visit.has_changed:
            await self._save(polled)
        if sent:
            _log.info("feed_published", source=source.name, feed=polled.name, posts=sent)
        return sent

    async def _publish(self, feed: str, batch: Sequence[Made]) -> int:
        posts = [made.post for made in batch if isinstance(made.post, Post)]
        records = [(bus_key(post.site, post.id), encode_post(post)) for post in posts]
        await self._producer.publish_all(POSTS, records)
        self._metrics.posts_ingested.labels("feed").inc(len(posts))
        for made in batch:
            if isinstance(made.post, InvalidPost):
                await self._lay_aside(feed, made.entry.original, made.post)
        return len(posts)

    async def _lay_aside(self, feed: str, original: bytes, error: InvalidPost) -> None:
        cause = Cause.INVALID_MESSAGE
        letter = DeadLetter(original=original, cause=cause, reason=error.reason, field=error.field, place=feed)
        await self._producer.publish(DEAD_LETTERS, b"", encode_dead_letter(letter))
        self._metrics.dead_letters.labels(cause.value).inc()

    async def _save(self, polled: _Polled) -> None:
        try:
            await asyncio.to_thread(save, polled.path, polled.memory)
        except OSError as error:  # it stays in memory; a restart would send these posts again
            _log.error("feed_not_remembered", feed=polled.name, error=origin(error))
