"""The file of sources: what it declares, and everything that is wrong in it at once, each with its line."""

from datetime import timedelta
from pathlib import Path

import pytest

from services.domain.errors import UnreadableInput
from services.domain.post import Channel
from services.ingest.catalogue import FeedSource, FolderSource, KafkaSource, SourcesError, parse_sources, read_sources
from services.settings import bundled

HEAD = "sources:\n  - {name: a, kind: kafka, topic: t, mapping: {id: $.id, body: $.body, "
FIELDS = (
    "id、body、site、unit、channel、column、url、title、content_type、published_at、author、source、links、attachments"
)
PATTERN = "或形如 %Y年%m月%d日 %H:%M"
ZONES = "应形如 Asia/Shanghai、Asia/Urumqi、UTC"


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(SourcesError) as caught:
        parse_sources(text, "s.yaml")
    assert str(caught.value).splitlines() == [f"s.yaml:{line}: {reason}" for line, reason in caught.value.problems]
    return [(line, reason) for line, reason in caught.value.problems]


def problem(text: str) -> str:
    ((_, reason),) = problems(text)
    return reason


def test_the_example_that_ships_is_valid_and_shows_every_kind() -> None:
    found = read_sources(bundled("demo") / "sources.yaml")
    assert {type(source) for source in found} == {KafkaSource, FeedSource, FolderSource}


def test_defaults_are_those_of_the_guide() -> None:
    kafka, feed, folder = parse_sources(
        """
        sources:
          - {name: a, kind: kafka, topic: t, mapping: {id: $.id, body: $.body}}
          - {name: b, kind: feed, urls: [https://www.qinglan.example/rss]}
          - {name: 档案, kind: folder, path: var/x}
        """,
        "s.yaml",
    )
    assert isinstance(kafka, KafkaSource)
    assert (kafka.group, kafka.brokers, kafka.encoding, kafka.where) == ("duwang-ingest", None, "utf-8", None)
    assert isinstance(feed, FeedSource)
    assert (feed.every, feed.channel, feed.content) == (timedelta(minutes=10), Channel.WEBSITE, "auto")
    assert not feed.allow_private
    assert isinstance(folder, FolderSource)
    assert (folder.path, folder.mapping) == (Path("var/x"), None)


def test_everything_that_is_wrong_is_told_at_once_with_its_line() -> None:
    text = """\
source: x
sources:
  - name: cms main
    kind: kafka
    topic: 主题
    mapping:
      id: $.data..
      titel: $.title
      published_at: {path: $.x, format: "%Q", zone: Mars/Base}
  - name: b
    kind: feeed
  - name: c
    kind: feed
    urls: []
    every: 10
"""
    cms = "来源“cms main”：“"
    assert problems(text) == [
        (1, "不认识的键“source”；请对照 docs/sources.md 检查拼写"),
        (3, f"{cms}name”应为 1 至 64 个字，只用文字、数字、点、下划线和连字符"),
        (5, f"{cms}topic”不是 Kafka 主题名，只能用英文字母、数字、点、下划线和连字符"),
        (7, f"{cms}mapping.id.path”：“$.data..”不是 JSON 路径，应形如 $.data.title（expected a shorthand selector）"),
        (8, f"{cms}mapping.titel”：文稿没有字段“titel”；可用：{FIELDS}，其他内容写作 meta.名称"),
        (9, f"{cms}mapping.published_at.format”：“%Q”不是日期格式；应为 iso、epoch_s、epoch_ms，{PATTERN}"),
        (9, f"{cms}mapping.published_at.zone”：没有时区“Mars/Base”，或本机没有时区数据；{ZONES}"),
        (11, "来源“b”：没有“feeed”这种来源；kind 应为 kafka, feed, folder 之一"),
        (14, "来源“c”：“urls”：不能为空，至少写一个网址"),
        (15, "来源“c”：“every”：应为时长，如 30s、10m、2h、1d"),
    ]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("channel: {const: web}", "channel：“web”不能作 channel 的值：取值应为 website"),
        ("channel: {path: $.x, values: {1: web}}", "“web”不能作 channel 的值"),
        ("channel: {path: $.x, default: web}", "“web”不能作 channel 的值"),
        ("title: {path: $.x, format: iso}", "title：“format”只用于 published_at"),
        ("links: {path: $.x, join: ''}", "links 是列表"),
        ("title: {}", "应写 path（到哪里取）或 const（固定的值），二者取一"),
        ("title: {const: a, path: $.x}", "二者取一"),
        ("title: {const: a, default: b}", "写了 const 就不能再写其他键"),
        ("title: {path: $.x, decode: gb18030}", "应先写 base64 或 hex"),
        ("title: {path: $.x, decode: [base64, hex]}", "应先写 base64 或 hex"),
        ("title: {path: $.x, decode: rot13}", "取值应为 base64, hex, gb18030, utf-8 之一"),
        ("title: {path: $.x, vaules: {}}", "不认识的键“mapping.title.vaules”"),
        ("title: 5", "“mapping.title”应为“键: 值”形式"),
        ("title: title", "“title”不是 JSON 路径"),
        ("meta.: $.x", "文稿没有字段“meta.”"),
    ],
)
def test_a_rule_that_means_nothing_is_refused(rule: str, why: str) -> None:
    assert why in problem(f"{HEAD}{rule}}}}}")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "应为“键: 值”形式"),
        ("sources: []", "“sources”不能为空"),
        ("sources:\n  - name: a\n   kind: x", "不是有效的 YAML"),
        ("sources: [{name: a, kind: folder, path: x, path: y}]", "“path”重复"),
        ("sources: [{name: a, kind: folder}]", "缺少“path”"),
        ("sources: [{name: a, kind: folder, path: ''}]", "不能为空"),
        ("sources: [{name: a, path: x}]", "缺少“kind”"),
        ("sources: [{name: a, kind: kafka, topic: t, mapping: {id: $.id}}]", "缺少 body"),
        ("sources: [{name: a, kind: folder, path: x}, {name: a, kind: folder, path: y}]", "名称“a”重复"),
        ("sources: [{name: a, kind: feed, urls: ['ftp://x']}]", "“ftp://x”不是网址"),
        ("sources: [{name: a, kind: feed, urls: ['http://[']}]", "不是网址"),
        ("sources: [{name: a, kind: feed, urls: http://x}]", "应为"),
        ("a\x07", "不允许的字符 U+0007"),
        ("[" * 5000, "嵌套过深"),
    ],
)
def test_a_file_that_means_nothing_is_refused(text: str, why: str) -> None:
    assert why in problem(text)


def test_the_condition_says_one_thing() -> None:
    for where in ("{path: $.a}", "{path: $.a, is: x, is_not: y}"):
        assert "二者取一" in problem(f"{HEAD}}}, where: {where}}}")


def test_a_file_from_a_windows_editor_is_read(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_bytes("sources: # 来源文件的内容\r\n  - {name: 档案, kind: folder, path: x}\r\n".encode("gb18030"))
    assert read_sources(file)[0].name == "档案"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"无法读取.*DUWANG_SOURCES"):
        read_sources(tmp_path / "none.yaml")


def test_what_a_machine_lacks_is_told(tmp_path: Path) -> None:
    kafka, folder = parse_sources(f"{HEAD}}}}}\n  - {{name: b, kind: folder, path: {tmp_path}}}", "s")
    assert "DUWANG_KAFKA" in kafka.lacks(None)
    assert kafka.lacks("h:1") == folder.lacks(None) == ""
