"""JSON Feed 1.0 and 1.1. Fields of a wrong type are taken as absent, since one odd item must not cost the others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from services.domain.errors import InvalidPost
from services.domain.post import ContentType
from services.ingest.feeds.dates import read_date
from services.ingest.feeds.entry import MOST_ENTRIES, Entry, Feed, NotAFeed
from services.ingest.feeds.syndication import id_of, unique
from services.wire.post import read_object


def read_json_feed(text: str, url: str, now: datetime) -> Feed:
    """`url` is what relative links start from. Raises `NotAFeed`."""
    try:
        feed = read_object(text)
    except InvalidPost as error:
        raise NotAFeed(f"不是 JSON Feed：{error.reason}") from None
    items = feed.get("items")
    if "jsonfeed.org" not in _text(feed, "version") or not isinstance(items, list):
        raise NotAFeed("不是 JSON Feed：缺少 version 或 items")
    entries = [_entry(item, url, now) for item in items[:MOST_ENTRIES] if isinstance(item, Mapping)]
    return Feed("json", list(unique(entries)))


def absolute(base: str, link: str) -> str:
    """Resolve a link; "" for one that is none. A whole one is checked when it is fetched: a sitemap has 50 000."""
    link = link.strip()
    if not link or link.startswith(("http://", "https://")):
        return link
    try:
        return str(httpx.URL(base).join(link))
    except (httpx.InvalidURL, ValueError):
        return ""


def _entry(item: Mapping[str, Any], base: str, now: datetime) -> Entry:
    url, title = absolute(base, _text(item, "url")), " ".join(_text(item, "title").split())
    html, plain = _text(item, "content_html"), _text(item, "content_text")
    published, updated = _text(item, "date_published"), _text(item, "date_modified")
    has_content = bool(html.strip() or plain.strip())
    return Entry(
        id=id_of(_id(item), url, title, published),
        url=url,
        title=title,
        body=(html if html.strip() else plain) if has_content else _text(item, "summary"),
        content_type=ContentType.HTML if html.strip() else ContentType.PLAIN,
        is_full=has_content,
        published_at=read_date(published, now) or read_date(updated, now),
        updated=updated or published,
        author=_author(item),
    )


def _id(item: Mapping[str, Any]) -> str:
    """A number is not allowed and common."""
    value = item.get("id")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(item, "id")


def _author(item: Mapping[str, Any]) -> str:
    authors = item.get("authors")
    listed = authors if isinstance(authors, list) else [item.get("author")]
    return "、".join(name for author in listed if isinstance(author, Mapping) and (name := _text(author, "name")))


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
