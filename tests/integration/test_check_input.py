"""What `duwang check` reads, and what hostile input does not do."""

import json

import pytest

from tests.integration.conftest import ERROR, Command, Ran, drop


def test_what_cannot_be_read_is_named_and_the_others_are_checked(duwang: Command) -> None:
    files = [
        "missing.txt",
        drop("photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(99)),
        drop("big5.txt", "檢查通知發佈".encode("big5")),
    ]
    ran = duwang("check", *files, drop("empty.txt", " \n"), ".", drop("good.txt", ERROR))
    assert ran.status == 2
    assert [line.partition("：")[0] for line in ran.err.splitlines()] == [
        f"duwang: {name}" for name in (*files, "empty.txt", ".")
    ]
    assert ran.out.count("没有检查") == 5
    assert "good.txt：需复核，1 个问题" in ran.out


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_the_usual_encodings_are_read(duwang: Command, encoding: str) -> None:
    text = "县政府召开常务会议，对防汛工作作出布署。"
    report = json.loads(duwang("check", drop("a.txt", text.encode(encoding)), "--format", "json").out)
    assert [(finding["quote"], finding["start"]) for finding in report["findings"]] == [("布署", text.index("布署"))]


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input_is_read_where_no_file_is_named(duwang: Command, arguments: list[str]) -> None:
    ran = duwang("check", *arguments, stdin=ERROR.encode())
    assert (ran.status, ran.out.splitlines()[0]) == (1, "标准输入：需复核，1 个问题")


def test_an_empty_standard_input_is_told(duwang: Command) -> None:
    assert duwang("check") == Ran(2, "标准输入：没有检查\n", "duwang: 标准输入：body：不能为空\n")
    assert duwang("check", "--format", "jsonl") == Ran(0, "", "")


def test_a_hostile_text_does_not_steer_the_terminal(duwang: Command) -> None:
    ran = duwang("check", drop("a.txt", "\x1b[31m\x9b2J\u202e作出布\x07署\u2066。\x1b]0;x\x08"))
    assert ran.status == 1
    assert "布" in ran.out
    assert not [char for char in ran.out if not char.isprintable() and char not in "\n\u3000"]


def test_a_text_with_unpaired_surrogates_is_printed(duwang: Command) -> None:
    ran = duwang("check", drop("a.jsonl", '{"id": "1", "body": "\\ud800作出布署\\udfff。"}'), "--format", "text")
    assert "\ufffd作出布署\ufffd。" in ran.out
    assert duwang("check", "a.jsonl", "--format", "jsonl").status == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.txt", "会议作出部署。" * 43_000 + "布署", id="300 000 characters"),
        pytest.param("a.txt", "会议作出部署" * 50_000 + "布署", id="one endless sentence"),
        pytest.param("a.html", "<p>会议作出部署。</p>" * 180_000 + "布署", id="a page of 5 MB"),
    ],
)
def test_a_long_text_is_read_to_its_end(duwang: Command, name: str, text: str) -> None:
    report = json.loads(duwang("check", drop(name, text), "--format", "json").out)
    assert report["complete"]
    assert [finding["end"] for finding in report["findings"]] == [len(text)]


def test_a_text_that_is_too_long_is_named(duwang: Command) -> None:
    ran = duwang("check", drop("a.txt", "部" * 2_100_000))
    assert (ran.status, ran.out) == (2, "a.txt：没有检查\n")
    assert ran.err.startswith("duwang: a.txt：body：正文超过上限")
