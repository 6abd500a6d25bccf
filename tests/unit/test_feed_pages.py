"""Pages that entries link to: their encoding, and what their meta tags say."""

import pytest

from services.domain.errors import InvalidPost
from services.domain.post import BEIJING, ContentType
from services.ingest.feeds.page import read_page
from tests.fakes import NOW

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>县政府部署防汛_青岚县政府网</title>
<meta name="ArticleTitle" content="县政府部署&quot;防汛&quot;"><META content='2026-03-30 09:30' name=PubDate />
<meta name="ContentSource" content="县应急局"><meta name="ColumnName" content="政务要闻">
<meta name="Author" content="甲">
</head><body><p>会议作出部署。</p></body></html>"""


@pytest.mark.parametrize(
    ("encoding", "charset", "content_type"),
    [
        ("utf-8", "utf-8", "text/html"),
        ("gb18030", "gb2312", "text/html"),
        ("gb18030", "x", "text/html; charset=GBK"),
        ("gb18030", "utf-8", "text/html; charset=utf-8"),
        ("utf-8", "gb2312", "text/html; charset=gb2312"),
    ],
)
def test_the_charset_is_that_of_the_bytes_whatever_is_declared(encoding: str, charset: str, content_type: str) -> None:
    text = PAGE.format(charset=charset)
    assert read_page(text.encode(encoding), content_type, NOW).body == text


def test_meta_tags_of_government_sites_are_read() -> None:
    page = read_page(PAGE.format(charset="utf-8").encode(), "text/html", NOW)
    assert (page.title, page.source, page.column, page.author) == ('县政府部署"防汛"', "县应急局", "政务要闻", "甲")
    assert page.published_at is not None
    assert page.published_at.astimezone(BEIJING).isoformat() == "2026-03-30T09:30:00+08:00"


def test_without_meta_tags_the_title_is_the_title() -> None:
    page = read_page("<title>甲 &amp;\n乙</title>x".encode(), "", NOW)
    assert (page.title, page.published_at, page.content_type) == ("甲 & 乙", None, ContentType.HTML)


def test_plain_text_is_plain() -> None:
    assert read_page(b"<title>x", "text/plain", NOW).content_type is ContentType.PLAIN


@pytest.mark.parametrize(
    ("data", "kind"), [(b"%PDF-1.7", "application/pdf"), (b"\x89PNG", "text/html"), (b"\0" * 99, "")]
)
def test_what_is_no_page_has_a_reason(data: bytes, kind: str) -> None:
    with pytest.raises(InvalidPost) as error:
        read_page(data, kind, NOW)
    assert error.value.reason
