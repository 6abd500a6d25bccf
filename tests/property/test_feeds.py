"""Whatever a site sends: a feed, or the one declared error."""

import gzip

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.domain.errors import InvalidPost
from services.ingest.feeds.dates import read_date
from services.ingest.feeds.entry import NotAFeed
from services.ingest.feeds.page import read_page
from services.ingest.feeds.read import read_feed
from tests.fakes import NOW

_PIECES = st.sampled_from(
    "<rss version='2.0'> </rss> <channel> </channel> <item> </item> <feed xmlns='http://www.w3.org/2005/Atom'> </feed> "
    "<entry> </entry> <title> </title> <link> </link> <link/> <link href='http://['/> <guid> </guid> <author> </author> "
    "<pubDate> </pubDate> <description> </description> <content:encoded> </content:encoded> <content type='xhtml'> "
    "</content> <source> </source> <image> </image> <category> </category> <svg> <math> <!DOCTYPE <![CDATA[ ]]> <!-- --> "
    "&amp; &x; & < > 2026-03-30 http://[ 防汛 \x00 <urlset> </urlset> <url> </url> <loc> </loc> <lastmod> <sitemapindex> "
    "<sitemap> <loc>//[</loc> <enclosure url='x'/> <dc:date> <content src='x' mode='base64'> <media:content> <ttl>9</ttl> "
    '{"version":"jsonfeed.org","items":[ {"id":1, "url":"http://[", "title":3, "authors":[1] } ]}'.split(" ")
)
_DOCUMENTS = st.one_of(
    st.binary(max_size=200),
    st.lists(_PIECES, max_size=30).map(lambda pieces: "".join(pieces).encode()),
    st.lists(_PIECES, max_size=12).map(
        lambda pieces: f"<rss version='2.0'><channel><item>{''.join(pieces)}</item></channel></rss>".encode()
    ),
    st.binary(max_size=99).map(gzip.compress),
)
_TYPES = st.sampled_from(
    ["", "text/xml", "text/html; charset=gbk", "application/json; charset=utf-16", "a; charset=idna"]
)


@given(data=_DOCUMENTS, content_type=_TYPES)
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_are_a_feed_or_no_feed(data: bytes, content_type: str) -> None:
    try:
        feed = read_feed(data, content_type=content_type, url="https://a.gov.cn/f", now=NOW, max_bytes=10_000)
    except NotAFeed as error:
        assert str(error)
        return
    for entry in feed.entries:
        assert 0 < len(entry.id) <= 512
        assert entry.original
        assert len(entry.version) == 16


@given(data=_DOCUMENTS, content_type=_TYPES)
def test_any_bytes_are_a_page_or_an_invalid_post(data: bytes, content_type: str) -> None:
    try:
        read_page(data, content_type, NOW)
    except InvalidPost as error:
        assert error.reason


@given(text=st.text(max_size=70) | st.from_regex(r"\d{1,4}[-/年]\d{1,2}[-/月]\d{1,2}.{0,12}"))
def test_any_text_is_a_date_with_a_zone_or_none(text: str) -> None:
    moment = read_date(text, NOW)
    assert moment is None or moment.tzinfo is not None
