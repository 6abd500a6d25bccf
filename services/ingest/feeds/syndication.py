"""RSS 0.9 to 2.0, RDF and Atom: feedparser's reading of guarded XML, as entries."""

import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import feedparser

from services.checker.html import extract
from services.domain.digest import digest
from services.domain.post import ContentType
from services.ingest.feeds.dates import read_date
from services.ingest.feeds.entry import MOST_ENTRIES, Entry, Feed, NotAFeed

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_LONGEST_ID = 512
_MINUTES_OF_A_WEEK = 7 * 24 * 60
_MINUTE_S = 60.0


def read_syndication(data: bytes, url: str, now: datetime) -> Feed:
    """Read XML that `xml_guard` has let through. `url` is what relative links start from. Raises `NotAFeed`."""
    try:
        parsed = feedparser.parse(
            io.BytesIO(data),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            # The checker wants the source as the editors wrote it, hidden links of intruders included.
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # noqa: BLE001 - feedparser trips over odd but well-formed documents in many ways
        raise NotAFeed(f"无法按 RSS/Atom 解析（{type(error).__name__}）") from None
    if parsed.bozo or not parsed.version:
        raise NotAFeed("无法按 RSS/Atom 解析")
    kind = "atom" if parsed.version.startswith("atom") else "rss"
    entries = [_entry(item, now) for item in parsed.entries[:MOST_ENTRIES]]
    return Feed(kind, list(unique(entries)), ttl_s=_ttl(parsed.feed))


def unique(entries: list[Entry]) -> Iterator[Entry]:
    """The first of each id: two entries of one id would replace each other in every round."""
    seen: set[str] = set()
    for entry in entries:
        if entry.id not in seen:
            seen.add(entry.id)
            yield entry


def id_of(given: str, url: str, title: str, published: str) -> str:
    """What stays the same when the entry is edited: its id, else its address, else its heading and date."""
    named = given.strip() or url.strip()
    if named and len(named) <= _LONGEST_ID:
        return named
    return digest(named or title, "" if named else published, size=16)


def _entry(item: Mapping[str, Any], now: datetime) -> Entry:
    url, title = _text(item, "link"), _plain(item, "title")
    published, updated = _text(item, "published"), _text(item, "updated")
    body, content_type, is_full = _body(item)
    return Entry(
        id=id_of(_text(item, "id"), url, title, published),
        url=url,
        title=title,
        body=body,
        content_type=content_type,
        is_full=is_full,
        published_at=read_date(published, now) or read_date(updated, now),
        updated=updated or published,
        author=_text(item, "author"),
    )


def _body(item: Mapping[str, Any]) -> tuple[str, ContentType, bool]:
    """The content, else the summary, which may be all there is or a beginning: feeds do not tell."""
    for content in _raw(item, "content") or ():
        value, kind = content.get("value") or "", content.get("type") or ""
        if isinstance(value, str) and value.strip() and (kind in _HTML or kind == "text/plain"):
            return value, _content_type(kind), True
    detail = _raw(item, "summary_detail") or {}
    return _text(item, "summary"), _content_type(detail.get("type") or "text/html"), False


def _plain(item: Mapping[str, Any], name: str) -> str:
    """One line of text, also where the feed wrote HTML."""
    text = _text(item, name)
    if (_raw(item, f"{name}_detail") or {}).get("type") in _HTML:
        text = extract(text).text
    return " ".join(text.split())


def _text(item: Mapping[str, Any], name: str) -> str:
    value = _raw(item, name)
    return value if isinstance(value, str) else ""


def _raw(item: Mapping[str, Any], name: str) -> Any:
    """Look past feedparser's own `get`, which takes the date of publication for that of a change, and warns of it."""
    return dict.get(item, name) if isinstance(item, dict) else None


def _content_type(kind: str) -> ContentType:
    return ContentType.PLAIN if kind == "text/plain" else ContentType.HTML


def _ttl(feed: Mapping[str, Any]) -> float:
    """RSS `ttl` is in minutes."""
    text = _text(feed, "ttl").strip()
    return min(int(text), _MINUTES_OF_A_WEEK) * _MINUTE_S if text.isascii() and text.isdigit() else 0.0
