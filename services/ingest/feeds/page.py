"""A page that an entry links to: its text, and what Chinese government sites must say about it in their meta tags.

The names (ArticleTitle, PubDate, ContentSource, ColumnName, Author) are those of 国办发〔2017〕47号 (政府网站发展指引).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from services.checker.html import extract
from services.domain.errors import InvalidPost, UnreadableInput
from services.domain.post import ContentType
from services.ingest.feeds.charset import decode_web
from services.ingest.feeds.dates import read_date

_KINDS = {"text/html": ContentType.HTML, "application/xhtml+xml": ContentType.HTML, "text/plain": ContentType.PLAIN}
_HEAD = 64 * 1024
_META = re.compile(r"<meta\s([^>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w-])(name|content)\s{0,8}=\s{0,8}(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,2000})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """`body` is the whole source; what the page does not say is "" or None."""

    body: str
    content_type: ContentType
    title: str = ""
    published_at: datetime | None = None
    author: str = ""
    source: str = ""
    column: str = ""


def read_page(data: bytes, content_type: str, now: datetime) -> Page:
    """Raises `InvalidPost` for what is no page (a PDF, a picture) or cannot be decoded."""
    kind = _KINDS.get(content_type.partition(";")[0].strip().lower() or "text/html")
    if kind is None:
        raise InvalidPost(f"链接的不是网页（{content_type.partition(';')[0].strip()[:64]}）", field="url")
    try:
        text = decode_web(data, content_type, "网页")
    except UnreadableInput as error:
        raise InvalidPost(str(error), field="body") from None
    return _described(text, now) if kind is ContentType.HTML else Page(text, kind)


def _described(text: str, now: datetime) -> Page:
    head = text[:_HEAD]
    said = _meta(head)
    title = _TITLE.search(head)
    return Page(
        body=text,
        content_type=ContentType.HTML,
        title=said.get("articletitle") or (_line(title[1]) if title else ""),
        published_at=read_date(said.get("pubdate", ""), now),
        author=said.get("author", ""),
        source=said.get("contentsource", ""),
        column=said.get("columnname", ""),
    )


def _meta(head: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for tag in _META.finditer(head):
        attributes = {name.lower(): value.strip("\"'") for name, value in _ATTRIBUTE.findall(tag[1])}
        if "name" in attributes:
            pairs.setdefault(attributes["name"].strip().lower(), _line(unescape(attributes.get("content", ""))))
    return pairs


def _line(text: str) -> str:
    return " ".join(extract(text).text.split())
