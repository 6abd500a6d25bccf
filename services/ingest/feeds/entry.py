"""What all formats of feeds have in common."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.domain.digest import digest
from services.domain.errors import UnreadableInput
from services.domain.post import ContentType
from services.wire.json_text import to_json

# The protocol of sitemaps allows so many in one file; a feed has a few hundred.
MOST_ENTRIES = 50_000


class NotAFeed(UnreadableInput):
    """These bytes are no feed that is understood, or one that must not be read: tell the operator why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item. `body` is what the feed itself says; `is_full` where that is the whole text and no summary.

    `updated` is the feed's own word for the version, as written. Empty strings and None: the feed does not say.
    """

    id: str
    url: str = ""
    title: str = ""
    body: str = ""
    content_type: ContentType = ContentType.HTML
    is_full: bool = False
    published_at: datetime | None = None
    updated_at: datetime | None = None
    updated: str = ""
    author: str = ""

    @property
    def version(self) -> str:
        """Changes when the entry has changed, as far as the feed tells; 16 hex digits.

        A feed that holds the whole text needs no date for that, and many stamp every entry with the time of the day.
        """
        return digest(self.title, self.url, self.body, "" if self.is_full else self.updated, size=8)

    @property
    def original(self) -> bytes:
        """The entry as JSON, for a dead letter."""
        fields: dict[str, Any] = {"id": self.id, "url": self.url, "title": self.title, "body": self.body}
        return to_json({**fields, "updated": self.updated, "author": self.author})


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that a sitemap index names; `lastmod` as written and as a moment."""

    url: str
    lastmod: str
    moment: datetime | None


@dataclass(frozen=True, slots=True)
class Feed:
    """`kind` is rss, atom, json, sitemap or index. `ttl_s` is how long the feed itself asks to be left alone."""

    kind: str
    entries: Sequence[Entry] = ()
    children: Sequence[Child] = ()
    ttl_s: float = 0.0
    notes: Sequence[str] = field(default=())

    @property
    def is_sitemap(self) -> bool:
        return self.kind in {"sitemap", "index"}
