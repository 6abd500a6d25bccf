"""Entry → post: with the feed's own text where that is whole, else with the linked page."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.domain.errors import InvalidPost
from services.domain.post import Post
from services.ingest.catalogue import FeedSource
from services.ingest.feeds.entry import Entry
from services.ingest.feeds.page import Page, read_page
from services.ingest.web.address import read_url
from services.ingest.web.client import USER_AGENT, Manner, Web
from services.ingest.web.errors import Failed, FetchError, Gone
from services.ingest.web.transfer import Limits
from services.wire.post import decode_post

FEED_TYPES = "application/rss+xml, application/atom+xml, application/feed+json, application/xml, text/xml, */*;q=0.5"
_PAGE_TYPES = "text/html, application/xhtml+xml, text/plain;q=0.5"
_NO_TEXT = InvalidPost("订阅源中没有正文，也没有可以读取的网页链接", field="body")


class Posts:
    """Makes posts of the entries of one feed. Raises `Failed` for a page that may be had later."""

    def __init__(self, source: FeedSource, url: str, web: Web, now: Callable[[], datetime]) -> None:
        self._source, self._url, self._web, self._now = source, url, web, now
        self.host = read_url(url, allow_private=source.allow_private).host
        self.manner = Manner(
            user_agent=source.user_agent or USER_AGENT,
            allow_private=source.allow_private,
            limits=Limits(max_bytes=source.max_bytes),
            accept=FEED_TYPES,
        )
        # The feed speaks for its own site: "www.x.gov.cn" for x.gov.cn and all below it.
        own = {self.host.removeprefix("www."), source.site.removeprefix("www.").lower()} - {""}
        self._page_manner = replace(self.manner, accept=_PAGE_TYPES, hosts=tuple(sorted(own)))

    def needs_page(self, entry: Entry) -> bool:
        if self._source.content == "feed" or not entry.url:
            return False
        return self._source.content == "page" or not (entry.is_full and entry.body.strip())

    async def make(self, entry: Entry, *, is_last_try: bool = False) -> Post:
        """Raises `InvalidPost` for an entry that cannot become a post, `Failed` for one that can be tried again."""
        page = None
        if self.needs_page(entry):
            try:
                page = await self._page(entry)
            except (InvalidPost, FetchError) as error:
                if isinstance(error, Failed) and not isinstance(error, Gone) and not is_last_try:
                    raise
                if self._source.content == "page" or not entry.body.strip():
                    raise _invalid(error) from None
        return self._post(entry, page)

    async def _page(self, entry: Entry) -> Page:
        answer = await self._web.get(entry.url, self._page_manner)
        return await asyncio.to_thread(read_page, answer.body or b"", answer.content_type, self._now())

    def _post(self, entry: Entry, page: Page | None) -> Post:
        body = page.body if page else entry.body
        if not body.strip():
            raise _NO_TEXT
        shown = page or Page(entry.body, entry.content_type)
        fields: dict[str, Any] = {
            "id": entry.id,
            "site": self._source.site or self.host,
            "unit": self._source.unit,
            "channel": self._source.channel,
            "column": self._source.column or shown.column,
            "url": entry.url,
            "title": entry.title or shown.title,
            "body": body,
            "content_type": shown.content_type,
            "published_at": entry.published_at or shown.published_at or entry.updated_at,
            "author": entry.author or shown.author,
            "source": shown.source,
            "meta": {"feed": self._url.partition("?")[0]},
        }
        return decode_post(fields, now=self._now())


def _invalid(error: InvalidPost | FetchError) -> InvalidPost:
    return error if isinstance(error, InvalidPost) else InvalidPost(error.reason, field="url")
