"""One look at one feed: what is new in it, as batches of posts; what was dealt with is remembered by the caller."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from services.domain.errors import InvalidPost
from services.domain.post import Post
from services.ingest.feeds.entry import Child, Entry, Feed, NotAFeed
from services.ingest.feeds.memory import Memory, Source, key_of
from services.ingest.feeds.posts import Posts
from services.ingest.feeds.read import read_feed
from services.ingest.web.caching import Validators
from services.ingest.web.client import Answer, Web
from services.ingest.web.errors import Failed, FetchError

# Pages of a sitemap that were changed before the first look are history, and nobody waits for them.
FIRST_LOOK = timedelta(days=7)
_MOST_PAGES, _MOST_SITEMAPS, _TRIES = 100, 50, 3
_BATCH, _BATCH_BYTES = 100, 4 * 1024 * 1024
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """An entry and what became of it."""

    entry: Entry
    post: Post | InvalidPost


@dataclass(slots=True)
class Visit:
    """`batches` must be read to its end; then `rest_s` says for how long the feed asks to be left alone.

    A document's validators are remembered only when all its entries were dealt with: else the next look would be told
    "nothing new" (304) and the others would be lost.
    """

    url: str
    posts: Posts
    web: Web
    memory: Memory
    now: Callable[[], datetime]
    max_bytes: int
    rest_s: float = 0.0
    has_changed: bool = False
    _pages: int = field(default=0, init=False)
    _waits: bool = field(default=False, init=False)

    async def batches(self) -> AsyncGenerator[Sequence[Made], None]:
        """What is new, a few entries at a time. Raises `FetchError` or `NotAFeed`."""
        answer = await self.web.get(self.url, self.posts.manner, self.memory.feed.validators)
        self.rest_s = answer.fresh_s
        if answer.body is None:
            return
        self.has_changed = True
        self.memory.rounds += 1
        feed = await self._read(answer)
        self.rest_s = max(self.rest_s, feed.ttl_s)
        is_first = self.memory.since is None
        self.memory.since = self.memory.since or self.now() - FIRST_LOOK
        async for batch in self._of_document(feed, self.memory.feed, answer.validators, is_first=is_first):
            yield batch
        async for batch in self._of_children(feed.children, is_first=is_first):
            yield batch

    async def _read(self, answer: Answer) -> Feed:
        """Parse in a thread: 8 MB of XML take seconds, and the event loop has other feeds."""
        return await asyncio.to_thread(
            read_feed,
            answer.body or b"",
            content_type=answer.content_type,
            url=answer.url,
            now=self.now(),
            max_bytes=self.max_bytes,
        )

    async def _of_document(
        self, feed: Feed, source: Source, validators: Validators, *, is_first: bool
    ) -> AsyncGenerator[Sequence[Made], None]:
        self.memory.touch(feed.entries)
        fresh = [entry for entry in feed.entries if self.memory.is_new(entry)]
        if feed.is_sitemap:
            fresh = self._recent(fresh, is_first=is_first)
        self._waits = bool(feed.children)
        async for batch in self._in_batches(self._made(fresh)):
            yield batch
        source.validators = Validators() if self._waits else validators

    async def _of_children(self, children: Sequence[Child], *, is_first: bool) -> AsyncGenerator[Sequence[Made], None]:
        """Look at the sitemaps of an index that may hold something new, those that waited longest first."""
        if is_first:
            for child in children:
                self.memory.child(child.url)
        for child in self._due(children):
            # One that was there at the first look and had to wait; all of one that came later is new.
            is_old = child.url in self.memory.children and self.memory.child(child.url).looked == 0
            try:
                async for batch in self._of_child(child, is_first=is_old):
                    yield batch
            except (FetchError, NotAFeed) as error:
                _log.warning("sitemap_failed", host=self.posts.host, reason=str(error))

    async def _of_child(self, child: Child, *, is_first: bool) -> AsyncGenerator[Sequence[Made], None]:
        known = self.memory.child(child.url)
        answer = await self.web.get(child.url, self.posts.manner, known.validators)
        self._waits = False
        if answer.body is not None:
            feed = await self._read(answer)
            async for batch in self._of_document(feed, known, answer.validators, is_first=is_first):
                yield batch
        known.looked = self.memory.rounds
        known.lastmod = "" if self._waits else child.lastmod

    def _due(self, children: Sequence[Child]) -> Sequence[Child]:
        def rank(child: Child) -> tuple[int, float]:
            known = self.memory.children.get(child.url)
            return known.looked if known else 0, -(child.moment or self.now()).timestamp()

        return sorted(filter(self._is_due, children), key=rank)[:_MOST_SITEMAPS]

    def _is_due(self, child: Child) -> bool:
        since = self.memory.since
        if child.moment is not None and since is not None and child.moment < since:
            return False
        known = self.memory.children.get(child.url)
        return known is None or not child.lastmod or known.lastmod != child.lastmod

    def _recent(self, entries: Iterable[Entry], *, is_first: bool) -> list[Entry]:
        """Pages of a sitemap that are worth fetching. Undated ones of the first look are taken as known."""
        entries, since = list(entries), self.memory.since
        if is_first:
            undated = [entry for entry in entries if entry.updated_at is None and entry.published_at is None]
            self.memory.mark(undated)
            entries = [entry for entry in entries if self.memory.is_new(entry)]
        dated = [(entry.published_at or entry.updated_at or self.now(), entry) for entry in entries]
        recent = [(moment, entry) for moment, entry in dated if since is None or moment >= since]
        return [entry for _, entry in sorted(recent, key=lambda pair: pair[0], reverse=True)]

    async def _made(self, entries: Sequence[Entry]) -> AsyncGenerator[Made, None]:
        for entry in entries:
            if self.posts.needs_page(entry):
                if self._pages >= _MOST_PAGES:
                    self._waits = True
                    continue
                self._pages += 1
            made = await self._make(entry)
            if made is not None:
                yield made

    async def _make(self, entry: Entry) -> Made | None:
        """Make a post of it; None where its page is to be tried again in a later look."""
        tries = self.memory.tries.get(key_of(entry), 0) + 1
        try:
            return Made(entry, await self.posts.make(entry, is_last_try=tries >= _TRIES))
        except InvalidPost as error:
            return Made(entry, error)
        except Failed as error:
            self._waits = True
            if error.retry_after is None:
                self.memory.tries[key_of(entry)] = tries
            else:  # the host wants no visitors now, which is no fault of this page
                self._pages, self.rest_s = _MOST_PAGES, max(self.rest_s, error.retry_after)
            return None

    async def _in_batches(self, made: AsyncIterator[Made]) -> AsyncGenerator[Sequence[Made], None]:
        """Pages come slowly, one a second: what is there is handed on before all of them have come."""
        batch: list[Made] = []
        size, pages = 0, self._pages
        async for each in made:
            batch.append(each)
            size += len(each.post.body) if isinstance(each.post, Post) else 0
            if len(batch) >= _BATCH or size >= _BATCH_BYTES or self._pages > pages + 9:
                yield batch
                batch, size, pages = [], 0, self._pages
        if batch:
            yield batch
