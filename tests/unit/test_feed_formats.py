"""Every format of feeds, as sites write them, to entries; and what is hostile, to a reason."""

import gzip
import json
import time
from contextlib import suppress
from datetime import datetime

import pytest

from services.domain.post import BEIJING, ContentType
from services.ingest.feeds.entry import Entry, Feed, NotAFeed
from services.ingest.feeds.read import read_feed
from tests.fakes import NOW

URL = "https://www.qinglan.gov.cn/rss/news.xml"
MORNING = datetime(2026, 3, 30, 9, 30, tzinfo=BEIJING)


def read(data: bytes | str, content_type: str = "", **options: int) -> Feed:
    raw = data if isinstance(data, bytes) else data.encode()
    limits = {"max_bytes": 8_000_000, **options}
    return read_feed(raw, content_type=content_type, url=URL, now=NOW, **limits)


def only(data: bytes | str, content_type: str = "") -> Entry:
    (entry,) = read(data, content_type).entries
    return entry


def rss(item: str, *, head: str = "", channel: str = "") -> str:
    return f'{head}<rss version="2.0"><channel><title>青岚县</title>{channel}{item}</channel></rss>'


ITEM = """<item><title>县政府部署防汛</title><link>/art/1.html</link><guid isPermaLink="false">id-1</guid>
<description>&lt;p&gt;会议&amp;amp;部署&lt;/p&gt;</description><author>办公室</author>
<pubDate>Mon, 30 Mar 2026 09:30:00 +0800</pubDate></item>"""


def test_rss_2() -> None:
    entry = only(rss(ITEM))
    assert (entry.id, entry.url) == ("id-1", "https://www.qinglan.gov.cn/art/1.html")
    assert (entry.title, entry.body, entry.author) == ("县政府部署防汛", "<p>会议&amp;部署</p>", "办公室")
    assert (entry.published_at, entry.is_full, entry.content_type) == (MORNING, False, ContentType.HTML)


def test_whole_content_of_rss_is_taken_as_it_stands_scripts_and_all() -> None:
    html = '<p style="display:none"><a href="x">博彩</a></p><script>a</script>'
    entry = only(
        rss(
            f"<item><guid>1</guid><description>短</description><content:encoded><![CDATA[{html}]]></content:encoded></item>"
        ).replace("<rss", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"')
    )
    assert (entry.body, entry.is_full) == (html, True)


NETSCAPE = '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://x/r.dtd">'
OLD = "<item><title>t</title><link>https://a.cn/1</link></item>"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
ABOUT = '<item rdf:about="https://a.cn/1">'


@pytest.mark.parametrize(
    "document",
    [
        f'{NETSCAPE}<rss version="0.91"><channel>{OLD}</channel></rss>',
        f'<rdf:RDF {RDF} xmlns="http://purl.org/rss/1.0/">{OLD.replace("<item>", ABOUT)}</rdf:RDF>',
        f'<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/">{OLD}</rdf:RDF>',
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>t</title><link href="https://a.cn/1"/></entry></feed>',
    ],
)
def test_the_old_formats(document: str) -> None:
    entry = only("\n\n" + document)
    assert (entry.id, entry.title, entry.url) == ("https://a.cn/1", "t", "https://a.cn/1")


def test_atom() -> None:
    entry = only(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><title type="html">甲&lt;b&gt;乙</title>'
        '<link rel="alternate" href="../a/1.html"/><author><name>张</name></author>'
        "<updated>2026-03-30T01:30:00Z</updated>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>正文</p></div></content>'
        "</entry></feed>"
    )
    assert (entry.id, entry.title, entry.url) == ("urn:1", "甲乙", "https://www.qinglan.gov.cn/a/1.html")
    assert (entry.body, entry.is_full, entry.author) == ("<p>正文</p>", True, "张")
    assert entry.published_at == MORNING


def test_json_feed() -> None:
    item = {
        "id": 7,
        "url": "/1",
        "title": "t",
        "content_text": "正文 < 3",
        "date_published": "2026-03-30T09:30:00+08:00",
    }
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{**item, "authors": [{"name": "甲"}]}, 3, {"id": {}}],
    }
    first, second = read(json.dumps(feed)).entries
    assert (first.id, first.url, first.body) == ("7", "https://www.qinglan.gov.cn/1", "正文 < 3")
    assert (first.content_type, first.author, first.published_at) == (ContentType.PLAIN, "甲", MORNING)
    assert not second.body


URLSET = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://www.qinglan.gov.cn/1 </loc>
<lastmod>2026-03-30</lastmod></url><url><lastmod>2026-01-01</lastmod></url><url><loc>/2</loc></url></urlset>"""


def test_a_sitemap_plain_or_gzipped() -> None:
    for data in (URLSET.encode(), gzip.compress(URLSET.encode())):
        dated, undated = read(data).entries
        assert (dated.url, dated.updated, dated.updated_at) == (
            "https://www.qinglan.gov.cn/1", "2026-03-30", datetime(2026, 3, 30, tzinfo=BEIJING),
        )  # fmt: skip
        assert (undated.url, undated.updated_at) == ("https://www.qinglan.gov.cn/2", None)


def test_a_sitemap_index_names_its_sitemaps() -> None:
    feed = read("<sitemapindex><sitemap><loc>/a.xml.gz</loc><lastmod>2026-03-30</lastmod></sitemap></sitemapindex>")
    assert [(child.url, child.lastmod) for child in feed.children] == [
        ("https://www.qinglan.gov.cn/a.xml.gz", "2026-03-30")
    ]


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("gb18030", '<?xml version="1.0" encoding="GB2312"?>', "text/xml"),
        ("gbk", "", "application/xml; charset=GBK"),
        ("gb18030", '<?xml version="1.0" encoding="utf-8"?>', "text/xml"),
        ("utf-8", '<?xml version="1.0" encoding="gb2312"?>', "text/xml; charset=gb2312"),
        ("utf-8-sig", "", ""),
        ("utf-16", '<?xml version="1.0" encoding="utf-16"?>', ""),
        ("big5", '<?xml version="1.0" encoding="Big5"?>', ""),
    ],
)
def test_encodings_declared_rightly_and_wrongly(encoding: str, declared: str, content_type: str) -> None:
    text = "縣政府部署防汛工作" if encoding == "big5" else "县政府部署防汛工作，朱镕基"
    document = rss(f"<item><guid>1</guid><title>{text}</title></item>").replace("青岚县", text)
    assert only((declared + document).encode(encoding), content_type).title == text


def test_what_sites_commonly_break_is_mended() -> None:
    content = "<content:encoded><![CDATA[a&b&nbsp;]]></content:encoded>"
    entry = only(rss(f"<item><guid>1</guid><title>甲&乙&nbsp;丙\x0b &copy</title>{content}</item>"))
    assert entry.title == "甲&乙 丙 &copy"
    assert entry.body == "a&b&nbsp;"


def test_two_entries_of_one_id_are_the_first_of_them() -> None:
    assert (
        only(rss("<item><guid>1</guid><title>a</title></item><item><guid>1</guid><title>b</title></item>")).title == "a"
    )


def test_an_entry_without_id_and_link_is_known_by_its_heading() -> None:
    one, two = read(rss("<item><title>a</title></item><item><title>b</title></item>")).entries
    assert one.id != two.id
    assert read(rss("<item><title>a</title></item>")).entries[0].id == one.id


def test_the_version_changes_with_what_the_feed_says_and_not_with_the_clock() -> None:
    def version(**changed: str) -> str:
        fields = {"id": "1", "title": "t", "body": "b", "updated": "1", **changed}
        return Entry(**fields, is_full=True).version  # type: ignore[arg-type]

    assert version() == version(updated="2") != version(body="c")
    assert Entry(id="1", updated="1").version != Entry(id="1", updated="2").version


def test_ttl_is_in_minutes() -> None:
    assert read(rss(ITEM, channel="<ttl>60</ttl>")).ttl_s == 3600


BILLION = '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("document", "word"),
    [
        (rss("<item><title>&b;</title></item>", head=BILLION), "实体"),
        (rss("<item><title>&b;</title></item>", head='<?xml version="1.0"?><!-- x -->' + BILLION), "实体"),
        (rss("<item><title>&x;</title></item>", head='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "实体"),
        (rss("", head="<!DOCTYPE r [" + "<!-- -->" * 9 + '<!ENTITY % p SYSTEM "http://10.0.0.1/">%p;]>'), "实体"),
        (rss("<!DOCTYPE x [<!ENTITY a 'b'>]>"), "XML"),
        (rss("<a>" * 300 + "</a>" * 300), "嵌套"),
        (rss("<item><author>" + "a" * 9999 + "</author></item>"), "作者"),
        (rss("<item>" + "<category>c</category>" * 999 + "</item>"), "分类"),
        (rss("<item/>" + "<category>c</category><category>d</category><item/>" * 999), "分类"),
        (rss("".join(f'<x xmlns:n{n}="urn:{n}"/>' for n in range(99))), "命名空间"),
        (rss("<a " + " ".join(f'b{n}="c"' for n in range(99)) + "/>"), "属性"),
        ("<!DOCTYPE html><html></html>", "网页"),
        ("<html><body>404", "网页"),
        ("<opml></opml>", "opml"),
        ("<rss><channel><item>", "XML"),
        ("", "为空"),
        ("服务器忙", "XML"),
        ("{}", "JSON Feed"),
        ("[1]", "JSON"),
        ('{"version": "https://jsonfeed.org/version/1", "items": 3}', "JSON Feed"),
        ('{"a":' * 5000, "JSON"),
        ("<rss", "XML"),
    ],
)
def test_what_is_no_feed_or_hostile_is_refused_with_a_reason(document: str, word: str) -> None:
    with pytest.raises(NotAFeed, match=word):
        read(document)


def test_a_gzip_bomb_of_a_sitemap_stops_at_the_limit() -> None:
    with pytest.raises(NotAFeed, match="1000000"):
        read(gzip.compress(bytes(100_000_000)), max_bytes=1_000_000)


@pytest.mark.parametrize(
    "document",
    [
        "\n" * 2_000_000 + rss(ITEM),
        "<!-- x -->" * 200_000 + rss(ITEM),
        "<?x ?>" * 300_000 + rss(ITEM),
        rss(("<item>" + ("<author>" + "a" * 250 + "</author>") * 8 + "</item>") * 1000),
        rss("<item><description>" + "&amp;a &lt;/b" * 150_000 + "</description></item>"),
        rss("<item><title>" + "&lt;" * 400_000 + "</title></item>"),
        rss("& &a" * 400_000 + ITEM),
        rss("<![CDATA[&" * 150_000),
        rss("<x:y " * 100_000),
        "{" * 2_000_000,
        '{"a":"' + "\\u0041" * 300_000,
    ],
    ids=lambda document: document[:20],
)
def test_two_megabytes_of_malice_take_seconds_not_hours(document: str) -> None:
    began = time.monotonic()
    with suppress(NotAFeed):
        read(document)
    assert time.monotonic() - began < 20
