"""Any feed: what it is, is seen from its bytes, since neither the address nor the content type can be relied on."""

from datetime import datetime

from services.domain.errors import UnreadableInput
from services.ingest.feeds.charset import decode_web
from services.ingest.feeds.entry import Feed, NotAFeed
from services.ingest.feeds.json_feed import read_json_feed
from services.ingest.feeds.sitemap import read_sitemap
from services.ingest.feeds.syndication import read_syndication
from services.ingest.feeds.xml_guard import guarded
from services.ingest.web.errors import FetchError
from services.ingest.web.inflate import GZIP_MAGIC, gunzip

_SYNDICATION = frozenset({"rss", "rdf", "feed"})
_SITEMAP = frozenset({"urlset", "sitemapindex"})


def read_feed(data: bytes, *, content_type: str, url: str, now: datetime, max_bytes: int) -> Feed:
    """Read a whole body. `now` has a time zone and bounds dates. Raises `NotAFeed`; nothing else, on any input."""
    text = _text(_unpacked(data, max_bytes), content_type).lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return read_json_feed(text, url, now)
    if text[:15].lower().startswith(("<!doctype html", "<html")):
        raise NotAFeed("这是网页，不是 RSS、Atom、JSON Feed 或 sitemap")
    root, xml = guarded(text)
    if root in _SYNDICATION:
        return read_syndication(xml, url, now)
    if root in _SITEMAP:
        return read_sitemap(xml, root, url, now)
    raise NotAFeed(f"XML 的根元素 {root[:32]} 不是 rss、RDF、feed、urlset 或 sitemapindex")


def _unpacked(data: bytes, max_bytes: int) -> bytes:
    """Unpack a sitemap.xml.gz, which is a gzip file and not a compressed answer."""
    if not data.startswith(GZIP_MAGIC):
        return data
    try:
        return gunzip(data, max_bytes)
    except FetchError as error:
        raise NotAFeed(error.reason) from None


def _text(data: bytes, content_type: str) -> str:
    if not data.strip():
        raise NotAFeed("内容为空")
    try:
        return decode_web(data, content_type, "订阅源")
    except UnreadableInput as error:
        raise NotAFeed(str(error)) from None
