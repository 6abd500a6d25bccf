"""Laws of mappings, on any JSON."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.domain.errors import InvalidPost
from services.domain.post import Post
from services.ingest.catalogue import KafkaSource, parse_sources
from services.ingest.mapping import MessageReader
from services.ingest.sources.kafka import reader_of
from services.wire.post import decode_post
from services.wire.post_model import PostIn
from tests.fakes import NOW
from tests.texts import texts

NAMES = ["id", "body", "title", "channel", "published_at", "links", "a", "b", "x"]
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
    | st.sampled_from(["1", "website", "2026-03-01", "2026年3月1日", 1772323500, 10**400, 1e308, "cGc=", "/////w=="])
)  # fmt: skip
documents = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=15,
)  # fmt: skip
objects = st.dictionaries(st.sampled_from(NAMES), documents, max_size=9)

RULES = """
id: [$.id, $.a.id, "$..id"]
body: {path: [$.body, "$.b[*].body"], join: "\\n"}
title: {path: "$.x[?@.a > 1 || @.b == 'x'].title", default: 无题}
channel: {path: $.channel, values: {1: website, true: app}, default: other}
published_at: {path: [$.published_at, $.a.x], format: [iso, epoch_ms, epoch_s, "%Y年%m月%d日"], zone: Asia/Urumqi}
links: "$.links[*]"
attachments: $.x
column: {path: $.x, decode: [base64, gb18030]}
meta.x: "$..x"
"""


def reader(rules: str, more: str = "") -> MessageReader:
    indented = "".join(f"      {line}\n" for line in rules.strip().splitlines())
    text = f"sources:\n  - name: a\n    kind: kafka\n    topic: t\n{more}    mapping:\n{indented}"
    (source,) = parse_sources(text, "s")
    assert isinstance(source, KafkaSource)
    return reader_of(source)


FOREIGN = reader(RULES, '    where: {path: "$..a", is_not: [never]}\n    rest: meta\n')
ENCODED = [reader("id: $.id\nbody: $.body", f"    encoding: {each}\n") for each in ("utf-8", "gb18030", "auto")]
IDENTITY = reader("\n".join(f"{name}: $.{name}" for name in PostIn.model_fields if name != "meta"))


def written(value: Any) -> bytes:
    return json.dumps(value).encode()


def outcome(reader: MessageReader, data: bytes) -> Post | str | None:
    """The post, None where the message is passed over, or the reason; any other error is one of the test."""
    try:
        return reader.post(data, NOW)
    except InvalidPost as error:
        return str(error) or "no reason"


@given(documents | objects)
def test_any_json_gives_a_post_or_a_reason(document: Any) -> None:
    assert outcome(FOREIGN, written(document)) != "no reason"


@given(st.binary(max_size=200), st.sampled_from(ENCODED))
def test_any_bytes_give_a_post_or_a_reason(data: bytes, encoded: MessageReader) -> None:
    assert outcome(encoded, data) != "no reason"


@given(documents | objects)
def test_an_explanation_says_what_would_happen(document: Any) -> None:
    explained = FOREIGN.explain(written(document), NOW)
    assert outcome(FOREIGN, written(document)) == (explained.error or explained.post)


@given(
    st.fixed_dictionaries(
        {"id": texts.filter(str.strip) | st.integers(), "body": texts.filter(str.strip)},
        optional={
            "title": texts,
            "site": texts,
            "channel": st.sampled_from(["website", "wechat"]),
            "published_at": st.sampled_from(["2026-03-01", "2026-03-01T08:00:00Z", "2026-03-01 08:00:00"]),
            "links": st.lists(texts.filter(bool), max_size=3),
            "content_type": st.sampled_from(["text/html", "text/plain; charset=utf-8"]),
        },
    )
)
def test_the_mapping_of_every_field_to_itself_changes_nothing(fields: dict[str, Any]) -> None:
    try:
        direct = decode_post(written(fields), now=NOW)
    except InvalidPost:
        assert isinstance(outcome(IDENTITY, written(fields)), str)
    else:
        assert outcome(IDENTITY, written(fields)) == direct
