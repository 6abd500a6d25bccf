"""A post: what a site or account has published, or is about to."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


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
        digest = hashlib.blake2b(digest_size=8)
        for text in (self.title, self.body):
            data = text.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
        return digest.hexdigest()
