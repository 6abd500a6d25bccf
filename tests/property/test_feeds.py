"""Whatever a site sends: a feed, or the one declared error."""

import gzip
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.domain.errors import InvalidPost
from services.ingest.feeds.dates import read_date
from services.ingest.feeds.entry import NotAFeed
from services.ingest.feeds.page import read_page
from services.ingest.feeds.read import read_feed
from tests.fakes import NOW

# A bar stands for a space within a piece.
_WORDS = """
<rss|version='2.0'> </rss> <channel> </channel> <item> </item> <feed|xmlns='http://www.w3.org/2005/Atom'>
</feed> <entry> </entry> <title> </title> <link> </link> <link/> <link|href='http://['/> <guid> </guid>
<author> </author> <pubDate> </pubDate> <description> </description> <content:encoded> </content:encoded>
<content|type='xhtml'> </content> <source> </source> <image> </image> <category> </category> <svg> <math>
<!DOCTYPE| <![CDATA[ ]]> <!-- --> &amp; &x; & < > 2026-03-30 http://[ 防汛 \x00 <urlset> </urlset> <url> </url>
<loc> </loc> <lastmod> <sitemapindex> <sitemap> <loc>//[</loc> <enclosure|url='x'/>
<content|src='x'|mode='base64'> <ttl>9</ttl> {"version":"jsonfeed.org","items":[ {"id":1, "url":"http://[",
"title":3, "authors":[1] } ]}
"""
_PIECES = st.sampled_from([piece.replace("|", " ") for piece in _WORDS.split()])
_TEXTS = st.sampled_from(
    ["防汛", "http://[", "//[", "2026-03-30", "&lt;b", "<![CDATA[<p>]]>", "a@b.c (d)", "", "x,y", "99"]
)
_TAGS = st.sampled_from(
    "rss channel item feed entry title link guid id author name email content summary description pubDate updated "
    "category source image textinput enclosure svg math tags ttl body newLocation generator cloud psc:chapter "
    "media:content georss:point itunes:image dc:creator content:encoded urlset url loc lastmod sitemapindex "
    "sitemap".split()
)
_ATTRIBUTES = st.sampled_from(["", " href='http://['", " type='xhtml'", " mode='base64'", " rel='self'", " url=''"])
_SPACES = "version='2.0' " + " ".join(
    f"xmlns:{prefix}='{uri}'"
    for prefix, uri in {
        "content": "http://purl.org/rss/1.0/modules/content/",
        "media": "http://search.yahoo.com/mrss/",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "georss": "http://www.georss.org/georss",
        "psc": "http://podlove.org/simple-chapters",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)


def _nested(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def element(tag: str, attributes: str, inside: list[str]) -> str:
        return f"<{tag}{attributes}>{''.join(inside)}</{tag}>"

    return st.builds(element, _TAGS, _ATTRIBUTES, st.lists(children, max_size=4))


_WELL_FORMED = st.builds(
    lambda root, inside: f"<{root} {_SPACES}><channel>{''.join(inside)}</channel></{root}>".encode(),
    st.sampled_from(["rss", "feed", "urlset", "sitemapindex"]),
    st.lists(st.recursive(_TEXTS, _nested, max_leaves=12), max_size=6),
)
_DOCUMENTS = st.one_of(
    _WELL_FORMED,
    st.binary(max_size=200),
    st.lists(_PIECES, max_size=30).map(lambda pieces: "".join(pieces).encode()),
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
    except NotAFeed:
        return
    for entry in feed.entries:
        assert 0 < len(entry.id) <= 512
        assert entry.original
        assert len(entry.version) == 16


@given(data=_DOCUMENTS, content_type=_TYPES)
def test_any_bytes_are_a_page_or_an_invalid_post(data: bytes, content_type: str) -> None:
    with suppress(InvalidPost):
        read_page(data, content_type, NOW)


@given(text=st.text(max_size=70) | st.from_regex(r"\d{1,4}[-/年]\d{1,2}[-/月]\d{1,2}.{0,12}"))
def test_any_text_is_a_date_with_a_zone_or_none(text: str) -> None:
    moment = read_date(text, NOW)
    assert moment is None or moment.tzinfo is not None
