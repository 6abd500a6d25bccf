"""A post: what a site or account has published, or is about to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

from services.domain.digest import digest

# A fixed offset: China has no summer time, and a machine may have no time zone data.
BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


class Channel(StrEnum):
    WEBSITE = "website"
    WECHAT = "wechat"
    WEIBO = "weibo"
    DOUYIN = "douyin"
    TOUTIAO = "toutiao"
    APP = "app"
    OTHER = "other"


class ContentType(StrEnum):
    PLAIN = "text/plain"
    HTML = "text/html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One revision of one post. `id` is unique within `site`; `published_at` carries a time zone."""

    id: str
    body: str
    published_at: datetime
    site: str = ""
    unit: str = ""
    channel: Channel = Channel.OTHER
    column: str = ""
    url: str = ""
    title: str = ""
    content_type: ContentType = ContentType.PLAIN
    author: str = ""
    source: str = ""
    links: tuple[str, ...] = ()
    attachments: tuple[Any, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def revision(self) -> str:
        """Content hash of title and body, 16 hex digits. The same text has the same revision wherever it is seen."""
        return digest(self.title, self.body, size=8)
