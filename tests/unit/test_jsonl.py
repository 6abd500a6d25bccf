"""JSONL files as a source: one bad line never costs another one."""

import gzip
import json
from pathlib import Path

import pytest

from services.domain.errors import InvalidPost, UnreadableInput
from services.domain.post import Post
from services.ingest.field_map import FieldMap, parse_field_map
from services.ingest.source import Item
from services.ingest.sources import jsonl
from services.ingest.sources.jsonl import JsonlFile
from tests.fakes import NOW

LINES = [
    json.dumps({"id": f"p-{number}", "body": f"第{number}篇：县政府部署防汛工作。"}, ensure_ascii=False)
    for number in range(5)
]


def read(path: Path, fields: FieldMap | None = None) -> list[Item]:
    return list(JsonlFile(path, now=NOW, fields=fields))


def ids(items: list[Item]) -> list[str]:
    return [item.post.id for item in items if isinstance(item.post, Post)]


def write(folder: Path, data: bytes, name: str = "in.jsonl") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


ALL = [f"p-{number}" for number in range(5)]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("\n".join(LINES).encode(), id="utf-8"),
        pytest.param(("\n".join(LINES) + "\n").encode("utf-8-sig"), id="bom"),
        pytest.param("\r\n".join(LINES).encode(), id="windows-line-ends"),
        pytest.param("\n\n  \n".join(LINES).encode(), id="blank-lines"),
        pytest.param("\n".join(LINES).encode("gb18030"), id="gb18030"),
        pytest.param("\n".join(LINES).encode("utf-16"), id="utf-16"),
        pytest.param(gzip.compress("\n".join(LINES).encode()), id="gzip"),
        pytest.param(gzip.compress("\n".join(LINES).encode("gb18030")), id="gzip-of-gb18030"),
        pytest.param("\n".join(LINES[:3]).encode() + b"\n" + "\n".join(LINES[3:]).encode("gbk"), id="two-encodings"),
        pytest.param("\n".join(map(json.dumps, map(json.loads, LINES))).encode("ascii"), id="escaped"),
    ],
)
def test_every_form_of_the_file_gives_the_same_posts(tmp_path: Path, data: bytes) -> None:
    items = read(write(tmp_path, data))
    assert ids(items) == ALL
    assert [post.body for post in (item.post for item in items) if isinstance(post, Post)][
        4
    ] == "第4篇：县政府部署防汛工作。"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(b'{"id": "x", "bo', "不是合法的 JSON", id="cut-off"),
        pytest.param(b"\x80\xff\x81", "编码", id="other-encoding"),
        pytest.param(LINES[0].encode()[:-5] + b"\xff" + LINES[0].encode()[-3:], "UTF-8", id="broken-utf-8"),
        pytest.param(b'{"id": "x"}', "缺少必填字段", id="no-body"),
        pytest.param(b'{"id": "x", "body": "\x00"}', "不是合法的 JSON", id="raw-control-character"),
        pytest.param(b'"' + b"x" * 2000, "超过 1000 字节", id="too-long"),
    ],
)
def test_a_bad_line_is_named_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: bytes, reason: str
) -> None:
    monkeypatch.setattr(jsonl, "LONGEST_LINE", 1000)
    path = write(tmp_path, b"\n".join([LINES[0].encode(), b"", line, *(each.encode() for each in LINES[1:])]))
    items = read(path)
    assert ids(items) == ALL
    (bad,) = [item for item in items if isinstance(item.post, InvalidPost)]
    assert (bad.place, bad.line) == (f"{path}:3", 3)
    assert reason in str(bad.post)
    assert str(bad.post).startswith(f"{path}:3：")
    assert bad.original.strip()[:100] == line[:100]


def test_line_separators_within_a_text_do_not_split_a_line(tmp_path: Path) -> None:
    line = json.dumps({"id": "1", "body": "甲\u2028乙\u0085丙\u2029"}, ensure_ascii=False)
    for encoding in ("utf-8", "utf-16"):
        (item,) = read(write(tmp_path, line.encode(encoding)))
        assert isinstance(item.post, Post)
        assert item.post.body == "甲\u2028乙\u0085丙\u2029"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(99), "PNG", id="png"),
        pytest.param(("縣人民政府召開常務會議，研究部署春季農業生產。" * 9).encode("big5"), "big5", id="big5"),
        pytest.param(gzip.compress("\n".join(LINES * 50).encode())[:-20], "压缩数据损坏", id="cut-off-gzip"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, data: bytes, reason: str) -> None:
    path = write(tmp_path, data)
    with pytest.raises(UnreadableInput, match=r"in\.jsonl") as refused:
        read(path)
    assert reason in str(refused.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "no.jsonl", tmp_path):
        with pytest.raises(UnreadableInput, match="无法读取"):
            read(path)


def test_an_empty_file_has_no_posts(tmp_path: Path) -> None:
    assert read(write(tmp_path, b"")) == []


def test_the_position_runs_to_the_end_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "\n".join(LINES * 4000).encode())
    source = JsonlFile(path, now=NOW)
    positions = [source.position for _ in source]
    assert positions == sorted(positions)
    assert positions[-1] == path.stat().st_size
    assert positions[0] < positions[-1] / 2


def test_declared_names_become_contract_fields(tmp_path: Path) -> None:
    line = json.dumps(
        {"number": 7, "text": "正文", "date": "2020-03-27 15:17:56", "title": "旧", "headline": "新", "x": 1}
    )
    fields = parse_field_map(["id=number", "body=text", "published_at=date", "title=headline"], site="a.gov.cn")
    (item,) = read(write(tmp_path, line.encode()), fields)
    post = item.post
    assert isinstance(post, Post)
    assert (post.id, post.body, post.title, post.site, post.meta) == ("7", "正文", "新", "a.gov.cn", {"x": 1})
    assert post.published_at.isoformat() == "2020-03-27T15:17:56+08:00"


def test_a_post_keeps_the_site_it_names(tmp_path: Path) -> None:
    path = write(tmp_path, b'{"id":1,"body":"x","site":"own"}\n{"id":2,"body":"x","site":""}\n{"id":3,"body":"x"}')
    sites = [item.post.site for item in read(path, FieldMap(site="given")) if isinstance(item.post, Post)]
    assert sites == ["own", "given", "given"]


@pytest.mark.parametrize("pair", ["date", "=date", "published_at=", "publishedat=date", ""])
def test_a_wrong_map_is_explained(pair: str) -> None:
    with pytest.raises(UnreadableInput, match="字段=原字段名"):
        parse_field_map([pair])
