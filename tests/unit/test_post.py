"""The post as other programs write it: what is read, and what is refused with which reason."""

import json
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.errors import InvalidPost
from services.domain.post import BEIJING, Channel, ContentType, Post
from services.wire.post import decode_post, encode_post
from tests.fakes import NOW
from tests.texts import texts


def decode(data: Any, **options: Any) -> Post:
    return decode_post(data, now=NOW, **options)


def with_field(name: str, value: Any) -> dict[str, Any]:
    return {"id": "p-1", "body": "正文", name: value}


def test_a_full_post_is_read_field_by_field() -> None:
    texts = {"id": "p-1", "site": "a.cn", "unit": "办公室", "column": "要闻", "url": "https://a/1", "title": "题"}
    more = {"body": "文", "author": "甲", "source": "乙", "meta": {"k": 1}}
    read = {"channel": "wechat", "content_type": "text/html", "published_at": "2026-03-01T08:00:00Z"}
    lists = {"links": ["https://a/2"], "attachments": [{"name": "丙"}, "丁"]}
    fields: dict[str, Any] = {**texts, **more, **read, **lists}
    assert decode(json.dumps(fields)) == Post(
        **fields
        | {
            "channel": Channel.WECHAT,
            "content_type": ContentType.HTML,
            "published_at": datetime(2026, 3, 1, 8, tzinfo=UTC),
            "links": ("https://a/2",),
            "attachments": ({"name": "丙"}, "丁"),
        }
    )


def test_id_and_body_are_enough() -> None:
    assert decode('{"id": 7, "body": " 正文 "}') == Post(id="7", body=" 正文 ", published_at=NOW)


@pytest.mark.parametrize(
    "data", [b'\xef\xbb\xbf{"id":"1","body":"x"}', '{"id":"1","body":"x"}', {"id": "1", "body": "x"}]
)
def test_bytes_text_and_mappings_are_read_alike(data: Any) -> None:
    assert decode(data) == Post(id="1", body="x", published_at=NOW)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-03-27 15:17:56", datetime(2020, 3, 27, 15, 17, 56, tzinfo=BEIJING)),
        ("2020-03-27T15:17:56", datetime(2020, 3, 27, 15, 17, 56, tzinfo=BEIJING)),
        ("2020-03-27", datetime(2020, 3, 27, tzinfo=BEIJING)),
        ("2020-03-27T07:17:56.5Z", datetime(2020, 3, 27, 7, 17, 56, 500000, tzinfo=UTC)),
        ("2020-03-27T15:17+08:00", datetime(2020, 3, 27, 15, 17, tzinfo=BEIJING)),
        (" 2020-03-27 ", datetime(2020, 3, 27, tzinfo=BEIJING)),
        ("1949-10-01", datetime(1949, 10, 1, tzinfo=BEIJING)),
        ("", NOW),
        (None, NOW),
    ],
)
def test_dates_without_a_zone_are_of_beijing_and_absent_ones_are_now(text: str | None, moment: datetime) -> None:
    assert decode(with_field("published_at", text)).published_at == moment


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("content_type", "text/html; charset=utf-8", ContentType.HTML),
        ("content_type", None, ContentType.PLAIN),
        ("channel", "", Channel.OTHER),
        ("title", None, ""),
        ("links", None, ()),
        ("site", 12, "12"),
        ("id", "x" * 512, "x" * 512),
        ("body", "\ud800", "\ud800"),
        ("body", "a\x00b\x07", "a\x00b\x07"),
        ("title", "\udfff", "\udfff"),
        ("body", "甲" * 300_000, "甲" * 300_000),
    ],
)
def test_what_real_systems_send_is_accepted(name: str, value: Any, stored: Any) -> None:
    assert getattr(decode(json.dumps(with_field(name, value))), name) == stored


def test_unknown_fields_are_kept_in_meta_and_never_refused() -> None:
    post = decode(
        {"id": "1", "body": "x", "date": "2020-03-27", "空": None, "model_config": 1, "meta": {"a": 1, "date": "own"}}
    )
    assert post.meta == {"date": "own", "空": None, "model_config": 1, "a": 1}
    assert post.published_at == NOW


@pytest.mark.parametrize(
    ("data", "field", "reason"),
    [
        pytest.param('{"id": "1", "body": "x"', "", "不是合法的 JSON：第 1 行第 24 个字符处", id="cut-off"),
        pytest.param("", "", "不是合法的 JSON", id="empty"),
        pytest.param(b"\xb2\xbc\xca\xf0", "", "不是合法的 UTF-8", id="other-encoding"),
        pytest.param("[]", "", "应当是一个 JSON 对象", id="a-list"),
        pytest.param('"x"', "", "应当是一个 JSON 对象", id="a-text"),
        pytest.param("[" * 100_000, "", "嵌套", id="hostile-nesting"),
        pytest.param('{"id": "1", "body": "x", "meta": ' + '{"a":' * 80 + "1" + "}" * 81, "", "嵌套", id="deep-meta"),
        pytest.param('{"id": "1", "body": "x", "n": NaN}', "", "NaN", id="nan"),
        pytest.param('{"id": "1", "body": "x", "n": ' + "9" * 5000 + "}", "", "数字", id="endless-number"),
        pytest.param({"body": "x"}, "id", "缺少必填字段", id="no-id"),
        pytest.param(with_field("id", None), "id", "缺少必填字段", id="null-id"),
        pytest.param(with_field("id", ""), "id", "不能为空", id="empty-id"),
        pytest.param(with_field("id", " \t"), "id", "控制字符", id="tab-in-id"),
        pytest.param(with_field("id", "　"), "id", "不能为空", id="blank-id"),
        pytest.param(with_field("id", "a\x00"), "id", "控制字符", id="nul-in-id"),
        pytest.param(with_field("id", "a\ud800"), "id", "控制字符", id="surrogate-in-id"),
        pytest.param(with_field("site", "a\n"), "site", "控制字符", id="newline-in-site"),
        pytest.param(with_field("id", "x" * 513), "id", "512", id="long-id"),
        pytest.param(with_field("id", True), "id", "应为字符串", id="bool-id"),
        pytest.param(with_field("id", 1.5), "id", "应为字符串", id="float-id"),
        pytest.param({"id": "1"}, "body", "缺少必填字段", id="no-body"),
        pytest.param(with_field("body", None), "body", "缺少必填字段", id="null-body"),
        pytest.param(with_field("body", ""), "body", "不能为空", id="empty-body"),
        pytest.param(with_field("body", " \n　\t"), "body", "不能为空", id="blank-body"),
        pytest.param(with_field("body", ["x"]), "body", "应为字符串", id="list-body"),
        pytest.param(with_field("body", "甲" * 2_100_000), "body", "6291456 字节", id="too-large"),
        pytest.param(
            with_field("channel", "qq"), "channel", "website、wechat、weibo、douyin、toutiao、app、other", id="channel"
        ),
        pytest.param(with_field("content_type", "text/markdown"), "content_type", "text/plain、text/html", id="type"),
        pytest.param(with_field("published_at", "昨天"), "published_at", "ISO 8601", id="no-date"),
        pytest.param(with_field("published_at", "2020-02-30"), "published_at", "ISO 8601", id="no-such-day"),
        pytest.param(with_field("published_at", 1585293476), "published_at", "ISO 8601", id="epoch"),
        pytest.param(with_field("published_at", "1949-09-30"), "published_at", "1949-10-01", id="too-early"),
        pytest.param(with_field("published_at", "2028-01-01"), "published_at", "1949-10-01", id="too-late"),
        pytest.param(with_field("published_at", "0001-01-01T00:00+14:00"), "published_at", "1949-10-01", id="year-1"),
        pytest.param(
            with_field("published_at", "9999-12-31T23:59-14:00"), "published_at", "1949-10-01", id="year-9999"
        ),
        pytest.param(with_field("links", "x"), "links", "应为数组", id="links"),
        pytest.param(with_field("links", [1]), "links.0", "应为字符串", id="link"),
        pytest.param(with_field("meta", []), "meta", "应为对象", id="meta"),
        pytest.param(with_field("title", 1) | {"url": 2}, "url", "另有 1 处", id="two-faults"),
    ],
)
def test_a_bad_post_is_refused_with_field_and_reason(data: Any, field: str, reason: str) -> None:
    with pytest.raises(InvalidPost, match="FILE:3") as refused:
        decode(data, place="FILE:3")
    assert refused.value.field == field
    assert reason in refused.value.reason


def test_the_size_limit_counts_bytes_and_can_be_set() -> None:
    assert decode(with_field("body", "甲" * 3), max_body_bytes=9).body == "甲甲甲"
    with pytest.raises(InvalidPost, match="上限 9 字节"):
        decode(with_field("body", "甲" * 4), max_body_bytes=9)


def json_values(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    finite = st.floats(allow_nan=False, allow_infinity=False)
    return st.recursive(
        st.none() | st.booleans() | st.integers(-(2**80), 2**80) | finite | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=6,
    )


names = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20)


def posts(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Post]:
    zones = st.sampled_from([UTC, BEIJING])
    return st.builds(
        Post,
        id=names.filter(str.strip),
        body=texts.filter(str.strip),
        published_at=st.datetimes(datetime(1950, 1, 1), datetime(2026, 1, 1), timezones=zones),  # noqa: DTZ001
        site=names,
        unit=texts,
        channel=st.sampled_from(Channel),
        column=texts,
        url=texts,
        title=texts,
        content_type=st.sampled_from(ContentType),
        author=texts,
        source=texts,
        links=st.lists(texts, max_size=2).map(tuple),
        attachments=st.lists(json_values(texts), max_size=2).map(tuple),
        meta=st.dictionaries(texts, json_values(texts), max_size=3),
    )


@given(posts(texts))
def test_encoding_and_decoding_give_the_same_post_back(post: Post) -> None:
    # Two halves of a pair that stand together are one character in JSON; decoding once brings them together.
    canonical = decode(encode_post(post))
    assert decode(encode_post(canonical)) == canonical
    assert canonical.id == post.id
    assert canonical.published_at == post.published_at


@given(posts(texts.map(lambda text: re.sub("[\ud800-\udfff]", "", text))))
def test_a_post_of_whole_characters_comes_back_equal(post: Post) -> None:
    assert decode(encode_post(post)) == post


@given(st.binary(max_size=60) | texts.map(lambda text: json.dumps({"id": "1", "body": text})) | texts)
def test_nothing_but_an_invalid_post_is_raised(data: Any) -> None:
    with suppress(InvalidPost):
        decode(data)


def test_a_post_may_be_dated_a_little_ahead() -> None:
    ahead = NOW + timedelta(days=300)
    assert decode(with_field("published_at", ahead.isoformat())).published_at == ahead
