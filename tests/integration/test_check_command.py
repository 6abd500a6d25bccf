"""`duwang check`, as an editor or a script calls it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.conftest import CLEAN, ERROR, SERIOUS, WARNING, Command, Ran, drop, post

CARETS = """\
notice.txt：需复核，1 个问题

  body:2:6 错误 错别字 [typo.bu-shu]
    \u3000会议作出布署。
              ^^^^
    “布署”应为“部署”。
    建议：部署
    依据：测试
"""


def test_a_mistake_is_drawn_with_carets(duwang: Command) -> None:
    assert duwang("check", drop("notice.txt", "通知\n\u3000会议作出布署。\n")) == Ran(1, CARETS, "")


@pytest.mark.parametrize(
    ("text", "fail_on", "status"),
    [
        pytest.param(CLEAN, "warning", 0, id="nothing"),
        pytest.param(WARNING, "warning", 1, id="a warning, asked for"),
        pytest.param(WARNING, "error", 0, id="a warning, not asked for"),
        pytest.param(ERROR, "error", 1, id="an error"),
        pytest.param(ERROR, "serious", 0, id="an error, not asked for"),
        pytest.param(SERIOUS, "serious", 1, id="a serious one"),
        pytest.param(SERIOUS, "never", 0, id="never"),
    ],
)
def test_the_status_says_whether_something_is_that_bad(duwang: Command, text: str, fail_on: str, status: int) -> None:
    assert duwang("check", drop("a.txt", text), "--fail-on", fail_on).status == status


def test_an_error_fails_unless_told_otherwise(duwang: Command) -> None:
    assert duwang("check", drop("a.txt", ERROR)).status == 1
    assert duwang("check", drop("a.txt", WARNING)).status == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--fail-on", "notice"],
        ["--format", "xml"],
        ["--colour"],
        ["--published-at", "昨天"],
        ["--published-at", "1900-01-01"],
    ],
)
def test_a_wrong_option_gives_status_2_and_checks_nothing(duwang: Command, arguments: list[str]) -> None:
    ran = duwang("check", drop("a.txt", ERROR), *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err


def test_one_file_as_json_is_one_report(duwang: Command) -> None:
    report = json.loads(duwang("check", drop("page.html", "<p>作出布<b>署</b>。</p>"), "--format", "json").out)
    assert (report["post_id"], report["verdict"], report["complete"]) == ("page.html", "review", True)
    assert [finding["quote"] for finding in report["findings"]] == ["布<b>署"]


def test_several_files_as_json_are_a_list_in_their_order(duwang: Command) -> None:
    files = [drop("b.txt", CLEAN), drop("a.txt", ERROR), "missing.txt"]
    ran = duwang("check", *files, "--format", "json")
    reports = json.loads(ran.out)
    assert [(report["post_id"], report["complete"]) for report in reports] == [
        ("b.txt", True),
        ("a.txt", True),
        ("", False),
    ]
    assert ran.status == 2


@pytest.mark.parametrize("lines", [0, 1, 2])
def test_a_file_of_posts_as_json_is_a_list(duwang: Command, lines: int) -> None:
    ran = duwang("check", drop("posts.jsonl", "\n".join([post(CLEAN)] * lines)), "--format", "json")
    assert [report["verdict"] for report in json.loads(ran.out)] == ["pass"] * lines
    assert ran.status == 0


def test_every_line_of_posts_gets_a_line_in_the_same_order(duwang: Command) -> None:
    lines = [post(CLEAN, id="a"), '{"id": "cut', post(ERROR, id="b"), "", post("", id="c"), post(SERIOUS, id="d")]
    ran = duwang("check", "--format", "jsonl", "-", stdin="\n".join(lines).encode())
    reports = [json.loads(line) for line in ran.out.splitlines()]
    assert [(report["post_id"], report["verdict"], report["complete"]) for report in reports] == [
        ("a", "pass", True),
        ("", "review", False),
        ("b", "review", True),
        ("", "review", False),
        ("d", "block", True),
    ]
    assert ran.status == 2
    assert ran.err.splitlines() == [
        "duwang: 标准输入:2：不是合法的 JSON：第 1 行第 12 个字符处有误",
        "duwang: 标准输入:5：body：不能为空",
    ]
    assert [report.get("error") for report in reports if not report["complete"]] == [
        line.removeprefix("duwang: ") for line in ran.err.splitlines()
    ]


@pytest.mark.parametrize(
    ("day", "status"), [("2018-03-16", 0), ("2018-03-17", 1), ("2018-03-16T23:59:59+08:00", 0), ("", 1)]
)
def test_the_day_of_publication_decides_on_dated_rules(duwang: Command, day: str, status: int) -> None:
    file = drop("a.txt", "国土资源部通知")
    assert duwang("check", file, "--published-at", day).status == status


def test_a_post_that_is_dated_itself_keeps_its_date(duwang: Command) -> None:
    file = drop("a.jsonl", post("国土资源部通知", published_at="2018-03-16"))
    assert duwang("check", file, "--published-at", "2026-01-01").status == 0


def test_the_installed_command_works_as_a_process(place: Path, duwang: Command) -> None:
    duwang("check", drop("a.txt", ERROR))  # so that the lexicon is compiled
    ran = subprocess.run(
        [Path(sys.executable).with_name("duwang"), "check", "a.txt", "-"],
        input=CLEAN.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "DUWANG_LEXICONS": str(place / "lexicons"), "DUWANG_DATA_DIR": str(place / "var")},
    )
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert ran.stdout.decode().splitlines()[-1] == "标准输入：通过，未发现问题"
