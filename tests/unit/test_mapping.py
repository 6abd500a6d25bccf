"""Messages of foreign shapes: what becomes a post, and what is said of a message that does not."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from services.domain.errors import InvalidPost
from services.domain.post import BEIJING, Channel, ContentType, Post
from services.ingest.catalogue import KafkaSource, parse_sources
from services.ingest.mapping import MessageReader
from services.ingest.sources.kafka import reader_of
from tests.fakes import NOW

MAPPING = "id: $.id, body: $.body"


def source(mapping: str = MAPPING, more: str = "") -> KafkaSource:
    text = f"sources: [{{name: cms, kind: kafka, topic: t, mapping: {{{mapping}}}{more and ', ' + more}}}]"
    (found,) = parse_sources(text, "sources.yaml")
    assert isinstance(found, KafkaSource)
    return found


def reader(mapping: str = MAPPING, more: str = "") -> MessageReader:
    return reader_of(source(mapping, more))


def as_bytes(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def read(document: Any, mapping: str = MAPPING, more: str = "") -> Post | None:
    return reader(mapping, more).post(as_bytes(document), NOW)


def post(document: Any, mapping: str = MAPPING, more: str = "") -> Post:
    found = read(document, mapping, more)
    assert found is not None
    return found


def field(value: Any, rule: str, name: str) -> Any:
    """What a post gets for one field, whose rule finds the value at $.x."""
    return getattr(post({"id": "1", "body": "文", "x": value}, f"{MAPPING}, {name}: {rule}"), name)


def reason(document: Any, mapping: str = MAPPING, more: str = "") -> str:
    with pytest.raises(InvalidPost) as caught:
        read(document, mapping, more)
    return str(caught.value)


def test_a_message_of_a_cms_becomes_a_post() -> None:
    document = {
        "eventType": "publish",
        "data": {
            "articleId": 20260331001,
            "content": "<p>青岚县召开防汛会议。</p>",
            "channelType": 2,
            "pubTime": "2026年3月1日 08:05",
            "url": None,
            "linkUrl": "https://www.qinglan.gov.cn/1",
            "columns": [{"name": "要闻"}, {"name": "政务"}],
            "links": [{"href": "https://a.example/2"}, {"href": None}],
        },
    }
    mapping = """id: $.data.articleId, body: $.data.content, site: {const: www.qinglan.gov.cn},
        channel: {path: $.data.channelType, values: {1: website, "2": wechat}, default: other},
        published_at: {path: $.data.pubTime, format: "%Y年%m月%d日 %H:%M"}, url: [$.data.url, $.data.linkUrl],
        column: {path: "$.data.columns[*].name", join: " / "}, links: "$.data.links[*].href",
        content_type: {const: text/html}"""
    assert post(document, mapping) == Post(
        id="20260331001",
        body="<p>青岚县召开防汛会议。</p>",
        site="www.qinglan.gov.cn",
        channel=Channel.WECHAT,
        published_at=datetime(2026, 3, 1, 8, 5, tzinfo=BEIJING),
        url="https://www.qinglan.gov.cn/1",
        column="要闻 / 政务",
        links=("https://a.example/2",),
        content_type=ContentType.HTML,
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [("7", "7"), (7, "7"), (7.0, "7"), (7.5, "7.5"), (-1, "-1"), (10**40, "1" + "0" * 40), ("蓝", "蓝")],
)
def test_an_id_is_text_and_a_number_is_written_out(value: Any, expected: str) -> None:
    assert post({"id": value, "body": "文"}).id == expected


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (True, "$.id 处的值“true”是真假值，应为文字"),
        ({"n": 1}, '$.id 处的值“{"n": 1}”是对象，应为文字'),
        ([1, 2], "$.id 处的值“[1, 2]”是列表；只要第一项请在路径后加 [0]，要合并请写 join"),
        (10**600, "不能超过 512 个字符"),
    ],
)
def test_what_is_no_id_is_named_with_its_field_its_path_and_what_was_found(value: Any, what: str) -> None:
    said = reason({"id": value, "body": "文"})
    assert said.startswith("id：$.id 处的值“")
    assert what in said


@pytest.mark.parametrize("gap", [{}, {"id": None}, {"id": ""}])
def test_without_id_or_body_there_is_no_post_and_the_neighbours_are_named(gap: dict[str, Any]) -> None:
    assert reason({"body": "文"} | gap).startswith("id：$.id 处没有内容")
    assert reason({"data": {"title": "题", "text": "文"}}, "id: $.data.title, body: $.data.content") == (
        "body：$.data.content 处没有内容（$.data 之下有：title、text）"
    )


def test_null_and_empty_are_as_good_as_absent() -> None:
    mapping = f"{MAPPING}, title: [$.a, $.b], url: {{path: $.c, default: 'https://x/'}}, author: $.d"
    found = post({"id": "1", "body": "文", "a": "", "b": "题", "c": None, "d": ""}, mapping)
    assert (found.title, found.url, found.author) == ("题", "https://x/", "")


@pytest.mark.parametrize(
    ("value", "rule", "expected"),
    [
        ("2026年3月1日 08:05", '{path: $.x, format: "%Y年%m月%d日 %H:%M"}', datetime(2026, 3, 1, 8, 5, tzinfo=BEIJING)),
        ("2026/03/01", '{path: $.x, format: [iso, "%Y/%m/%d"]}', datetime(2026, 3, 1, tzinfo=BEIJING)),
        (" 2026-03-01 08:05:09 ", "$.x", datetime(2026, 3, 1, 8, 5, 9, tzinfo=BEIJING)),
        ("2026-03-01T00:00:00Z", "$.x", datetime(2026, 3, 1, tzinfo=UTC)),
        (1772323500, "{path: $.x, format: epoch_s}", datetime(2026, 3, 1, 0, 5, tzinfo=UTC)),
        ("1772323500", "{path: $.x, format: epoch_s}", datetime(2026, 3, 1, 0, 5, tzinfo=UTC)),
        (1772323500123, "{path: $.x, format: epoch_ms}", datetime(2026, 3, 1, 0, 5, 0, 123000, tzinfo=UTC)),
        ("2026-03-01 08:00", "{path: $.x, zone: UTC}", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2026-03-01 08:00", "{path: $.x, zone: Asia/Urumqi}", datetime(2026, 3, 1, 2, tzinfo=UTC)),
        ("2026-03-01 08:00+09:00", "$.x", datetime(2026, 3, 1, 8, tzinfo=timezone(timedelta(hours=9)))),
    ],
)
def test_times_are_read_as_they_are_written(value: Any, rule: str, expected: datetime) -> None:
    assert field(value, rule, "published_at") == expected


@pytest.mark.parametrize(
    ("value", "rule", "why"),
    [
        ("昨天", '{path: $.x, format: "%Y年%m月%d日"}', "$.x 处的值“昨天”不符合日期格式 %Y年%m月%d日"),
        (1772323500, "$.x", "是数字；时间戳请写 format: epoch_s（秒）或 epoch_ms（毫秒）"),
        (1772323500123, "{path: $.x, format: epoch_s}", "不符合日期格式 epoch_s"),
        (1772323500, "{path: $.x, format: epoch_ms}", "请看 epoch_s（秒）与 epoch_ms（毫秒）是否写反"),
        (10**400, "{path: $.x, format: epoch_ms}", "不符合日期格式 epoch_ms"),
        ("nan", "{path: $.x, format: epoch_s}", "不符合日期格式 epoch_s"),
        ([], "$.x", "$.x 处的值“[]”不符合日期格式 iso"),
    ],
)
def test_what_is_no_time_is_told(value: Any, rule: str, why: str) -> None:
    with pytest.raises(InvalidPost, match="published_at：") as caught:
        field(value, rule, "published_at")
    assert why in str(caught.value)


def test_bodies_packed_as_base64_or_hex_of_gb18030_are_unpacked() -> None:
    packed = "青岚县𠮷日".encode("gb18030")
    for codec, text in (
        ("base64", base64.b64encode(packed).decode()),
        ("base64", base64.urlsafe_b64encode(packed).decode().rstrip("=")),
        ("base64", base64.encodebytes(packed).decode()),
        ("hex", packed.hex()),
    ):
        mapping = f"id: $.id, body: {{path: $.b, decode: [{codec}, gb18030]}}"
        assert post({"id": 1, "b": text}, mapping).body == "青岚县𠮷日"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("***", "不是合法的 base64"),
        (5, "是数字，无法按 base64 解码"),
        (base64.b64encode(b"\xff\xff").decode(), "解码后不是合法的 GB18030（第 1 个字节处）"),
    ],
)
def test_what_cannot_be_unpacked_is_told(value: Any, why: str) -> None:
    said = reason({"id": 1, "b": value}, "id: $.id, body: {path: $.b, decode: [base64, gb18030]}")
    assert said.startswith("body：$.b 处的值“")
    assert why in said


def test_whole_messages_in_gb18030_are_read_and_the_wrong_encoding_is_told() -> None:
    data = json.dumps({"id": "1", "body": "青岚县召开防汛工作会议，研究部署有关工作。"}, ensure_ascii=False)
    for encoding in ("gb18030", "auto"):
        found = reader(more=f"encoding: {encoding}").post(data.encode("gb18030"), NOW)
        assert found is not None
        assert found.body == "青岚县召开防汛工作会议，研究部署有关工作。"
    for encoding in ("utf-8", "auto"):
        assert reader(more=f"encoding: {encoding}").post(b"\xef\xbb\xbf" + data.encode(), NOW)
    with pytest.raises(InvalidPost, match=r"不是合法的 UTF-8.*请核对来源的 encoding"):
        reader().post(data.encode("gb18030"), NOW)


def test_values_are_translated_and_an_unknown_one_is_told_unless_there_is_a_default() -> None:
    rule = "{path: $.x, values: {1: website, true: app}%s}"
    assert field(1, rule % "", "channel") is Channel.WEBSITE
    assert field("1", rule % "", "channel") is Channel.WEBSITE
    assert field(True, rule % "", "channel") is Channel.APP
    assert field(9, rule % ", default: weibo", "channel") is Channel.WEIBO
    with pytest.raises(InvalidPost, match=r"channel：.*x 处的值“9”不在 values 中，也没有写 default"):
        field(9, rule % "", "channel")


def test_a_value_that_a_post_cannot_have_is_told_with_the_place_it_came_from() -> None:
    with pytest.raises(InvalidPost, match=r"^channel：\$\.x 处的值“web”：取值应为 website、") as caught:
        field("web", "$.x", "channel")
    assert caught.value.field == "channel"


def test_nested_arrays_give_all_first_or_joined() -> None:
    nested = [{"p": [{"t": "甲"}, {"t": "乙"}]}, {"p": [{"t": "丙"}]}]
    assert field(nested, '"$.x[*].p[*].t"', "title") == "甲"
    assert field(nested, '{path: "$.x[*].p[*].t", join: "、"}', "title") == "甲、乙、丙"
    assert field(nested, '"$.x[*].p[*].t"', "links") == ("甲", "乙", "丙")
    assert field(nested, "\"$.x[?@.p[0].t == '丙'].p[0].t\"", "title") == "丙"
    assert field(["甲", None, "乙"], '{path: $.x, join: ""}', "title") == "甲乙"
    assert field(["https://a", "https://b"], "$.x", "links") == ("https://a", "https://b")
    assert field([{"name": "甲"}], "$.x", "attachments") == ({"name": "甲"},)


def test_other_content_is_kept_in_meta_on_demand_and_nothing_else_is() -> None:
    document = {"id": "1", "body": "文", "editor": "甲", "tags": ["乙", "丙"]}
    assert post(document).meta == {}
    assert post(document, f'{MAPPING}, meta.by: $.editor, meta.tags: "$.tags[*]"').meta == {
        "by": "甲",
        "tags": ["乙", "丙"],
    }
    assert post(document, more="rest: meta").meta == {"original": document}


@pytest.mark.parametrize(
    ("where", "meant"),
    [
        ("{path: $.op, is: [publish, update]}", [True, False, False, False]),
        ("{path: $.op, is: 1}", [False, False, True, False]),
        ("{path: $.op, is_not: [delete]}", [True, False, True, True]),
    ],
)
def test_messages_that_are_not_meant_are_passed_over(where: str, meant: list[bool]) -> None:
    operations: list[dict[str, Any]] = [{"op": "publish"}, {"op": "delete"}, {"op": 1}, {}]
    found = [read({"id": "1", "body": "文"} | each, more=f"where: {where}") for each in operations]
    assert [each is not None for each in found] == meant


def test_a_deletion_needs_no_body_and_a_tombstone_no_content() -> None:
    assert read({"op": "delete", "id": 1}, more="where: {path: $.op, is_not: delete}") is None
    assert reader().post(b"", NOW) is None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"[1]", "应当是一个 JSON 对象"),
        (b"{", "不是合法的 JSON"),
        (b'{"id": 1e999, "body": "x"}', r"id：\$\.id 处的值“Infinity”是数字，应为文字"),
        (b'{"id": ' + b"9" * 5000 + b"}", "JSON 中有过长的数字"),
        (b'{"a":' * 100_000, "嵌套"),
        (b"\x00\xff", "不是合法的 UTF-8"),
    ],
)
def test_bytes_that_are_no_message_are_told(data: bytes, why: str) -> None:
    with pytest.raises(InvalidPost, match=why):
        reader().post(data, NOW)


def test_reasons_show_no_personal_data_and_not_much() -> None:
    said = reason({"id": {"tel": "13800138000", "text": "长" * 10_000}, "body": "文"})
    assert "13800138000" not in said
    assert len(said) < 200


def test_a_message_is_explained_field_by_field() -> None:
    mapping = f"{MAPPING}, title: [$.a, $.b], site: {{const: a.cn}}, column: {{path: $.c, default: 丁}}, author: $.d"
    explained = reader(mapping).explain(as_bytes({"id": 1, "body": [], "b": "题"}), NOW)
    assert [(each.field, each.origin, each.value) for each in explained.taken] == [
        ("id", "$.id", "1"),
        ("body", "$.body", None),
        ("title", "$.b", "题"),
        ("site", "固定值", "a.cn"),
        ("column", "缺省值", "丁"),
        ("author", "", None),
    ]
    assert explained.taken[1].error.startswith("$.body 处的值“[]”是列表")
    assert explained.post is None
    assert explained.error.startswith("body：")
