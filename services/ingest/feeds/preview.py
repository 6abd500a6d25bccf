"""A dry look at one feed: what would be published, or why not. Nothing is published and nothing is remembered."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from services.domain.errors import InvalidPost
from services.domain.post import Post
from services.ingest.catalogue import FeedSource
from services.ingest.feeds.entry import Entry, Feed
from services.ingest.feeds.posts import Posts
from services.ingest.feeds.read import read_feed
from services.ingest.source import Item
from services.ingest.web.client import Web
from services.ingest.web.errors import FetchError


async def preview(
    source: FeedSource,
    url: str,
    limit: int,
    *,
    web: Web | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> list[Item]:
    """The newest `limit` entries as posts, or the reasons why they are none.

    Raises `FetchError` where the feed cannot be fetched, `NotAFeed` where it is none; both say why in Chinese.
    """
    own = web or Web()
    try:
        posts = Posts(source, url, own, clock)
        feed = await _read(source, url, own, posts, clock())
        if feed.children:  # the newest sitemap of an index
            newest = max(feed.children, key=lambda child: child.lastmod)
            feed = await _read(source, newest.url, own, posts, clock())
        newest_first = _newest(feed)[:limit]
        return [
            Item(url, number, entry.original, await _tried(posts, entry))
            for number, entry in enumerate(newest_first, 1)
        ]
    finally:
        if web is None:
            await own.aclose()


async def _read(source: FeedSource, url: str, web: Web, posts: Posts, now: datetime) -> Feed:
    answer = await web.get(url, posts.manner)
    return await asyncio.to_thread(
        read_feed,
        answer.body or b"",
        content_type=answer.content_type,
        url=answer.url,
        now=now,
        max_bytes=source.max_bytes,
    )


def _newest(feed: Feed) -> Sequence[Entry]:
    """Feeds put the newest first; sitemaps are in no order."""
    return sorted(feed.entries, key=lambda entry: entry.updated, reverse=True) if feed.is_sitemap else feed.entries


async def _tried(posts: Posts, entry: Entry) -> Post | InvalidPost:
    try:
        return await posts.make(entry, is_last_try=True)
    except InvalidPost as error:
        return error
    except FetchError as error:
        return InvalidPost(error.reason, field="url")
