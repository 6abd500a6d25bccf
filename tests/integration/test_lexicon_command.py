"""`duwang lexicon` and `duwang explain`, as an author of lexicons calls them."""

import json
import re
from pathlib import Path

import pytest

from tests.integration.conftest import Command
from tests.lexicons import SMALL, page

GOOD = page("id: typo.x, terms: {布署: 部署}").replace("[无], id", "[作出布署], id")
PAGE = """\
# typo.bu-shu

“布署”应为“部署”。

- 类别：错别字（typo）
- 级别：错误（error）：检查时计为一处错误；稿件结论为“需复核”
- 依据：测试
- 词库：lexicons/rules.yaml

## 查哪些写法

- 布署 → 部署

## 会报的例句

- 作出布署
  应为：作出部署

## 不报的例句

- 发布署名文章

## 什么时候不报

- 写在下列词语之中时不报：发布署名

## 报错了怎么办

- 这一篇里确实没有错：把这个问题标为误报（`POST /v1/violations/{id}/dismiss`），以后复查仍是误报
- 是常见的正确写法：在 lexicons/rules.yaml 这条规则的 `allow` 中写上它，并在 `miss` 中加一个例句
"""


def lexicons(**files: str) -> str:
    folder = Path("own")
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return str(folder)


def test_a_good_lexicon_is_praised(duwang: Command) -> None:
    folder = lexicons(a=GOOD, b=page("id: typo.y, terms: [即然]").replace("[无], id", "[即然], id"))
    assert duwang("lexicon", "lint", folder) == (0, "2 个文件，2 条规则，写法无误\n", "")
    status, out, err = duwang("lexicon", "test", folder)
    assert (status, err) == (0, "")
    assert out.startswith("2 条规则，2 个词，例句全部通过（版本 ")


def test_the_lexicon_in_use_is_what_is_meant_without_a_folder(duwang: Command) -> None:
    assert duwang("lexicon", "lint").out == "1 个文件，5 条规则，写法无误\n"


@pytest.mark.parametrize("command", ["lint", "test"])
def test_every_broken_file_is_a_line(duwang: Command, command: str) -> None:
    ran = duwang("lexicon", command, lexicons(a=GOOD.replace("error", "fatal"), b=GOOD, c="rules: *x"))
    assert ran.status == 1
    assert [line.partition(": ")[0] for line in ran.out.splitlines()] == ["a.yaml:2", "c.yaml:1", "共 2 个问题"]


@pytest.mark.parametrize("command", ["lint", "test"])
def test_every_conflict_between_rules_is_a_line(duwang: Command, command: str) -> None:
    ran = duwang("lexicon", command, lexicons(a=GOOD, b=GOOD, c=page("id: typo.z, terms: {部署: 布署}")))
    assert ran.status == 1
    assert [line.partition(": ")[0] for line in ran.out.splitlines()] == [
        "b.yaml:7", "b.yaml:7", "a.yaml:7", "b.yaml:7", "c.yaml:7", "共 5 个问题",
    ]  # fmt: skip


def test_every_example_that_does_not_hold_is_a_line(duwang: Command) -> None:
    ran = duwang("lexicon", "test", lexicons(a=page("id: typo.x, terms: [布署]"), b=page("id: typo.y, terms: [无]")))
    assert ran.status == 1
    assert ran.out.splitlines() == [
        "a.yaml:7: 规则 typo.x 应报而未报：无",
        "a.yaml:7: 规则 typo.x 的“布署”没有应报的例句",
        "b.yaml:5: 规则 typo.y 不应报而报：无",
        "共 3 个问题",
    ]


def test_a_term_that_folding_takes_away_is_a_line(duwang: Command) -> None:
    ran = duwang("lexicon", "test", lexicons(a=page("id: typo.x, terms: {調查: 调查}")))
    assert (ran.status, ran.out.partition(": ")[0]) == (1, "a.yaml:7")


def test_a_folder_that_is_not_there_is_one_line_and_status_2(duwang: Command) -> None:
    assert duwang("lexicon", "lint", "nowhere") == (
        2, "", "duwang: nowhere: 没有这个词库文件夹，请检查设置 DUWANG_LEXICONS\n",
    )  # fmt: skip


def test_shadow_lists_what_would_be_found_by_rule(duwang: Command) -> None:
    bodies = ["作出布署，再布署。", "布署", "\x1b[31m布署\ud800", "口交", "无"]
    lines = [json.dumps({"id": f"p{number}", "body": body}) for number, body in enumerate(bodies)]
    Path("posts.jsonl").write_text("\n".join([*lines, "{"]), encoding="utf-8")
    ran = duwang("lexicon", "shadow", "--posts", "posts.jsonl", "--most", 3)
    assert ran.out.splitlines() == [
        "typo.bu-shu [error]: 4",
        "    p0  “布署”  作出布署，再布署。",
        "    p1  “布署”  布署",
        "    p2  “布署”  \ufffd[31m布署\ufffd",
        "vulgar.word [error]: 1",
        "    p3  “口交”  口交",
        "22 字，5 处命中，每万字 2272.73 处",
    ]
    only = duwang("lexicon", "shadow", "--posts", "posts.jsonl", "--rule", "vulgar")
    assert only.out.splitlines()[-1] == "22 字，1 处命中，每万字 454.55 处"


def test_explain_shows_the_page_of_a_rule(duwang: Command) -> None:
    assert duwang("explain", "typo.bu-shu") == (0, PAGE, "")


def test_explain_knows_the_rules_that_are_code(duwang: Command) -> None:
    assert duwang("explain", "privacy.mobile").out.startswith("# privacy.mobile\n")


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        pytest.param("typo.bushu", "；相近的编号：typo.bu-shu", id="nearest id"),
        pytest.param("deng-luu", "；相近的编号：typo.deng-lu", id="nearest name without its prefix"),
        pytest.param("火星", "；不写参数运行 duwang explain 可列出全部类别", id="nothing near"),
    ],
)
def test_an_unknown_rule_is_one_line_and_status_2(duwang: Command, asked: str, hint: str) -> None:
    assert duwang("explain", asked) == (2, "", f"duwang: 没有编号为“{asked}”或提到它的规则{hint}\n")


@pytest.mark.parametrize(
    ("asked", "rules"),
    [
        pytest.param(["布署"], ["typo.bu-shu"], id="a wrong word"),
        pytest.param(["自然资源部"], ["institution.guotu"], id="a right word"),
        pytest.param(["不文明用语"], ["vulgar.word"], id="the name of a category"),
        pytest.param(["错别字", "布署"], ["typo.bu-shu"], id="a category and a word"),
        pytest.param(["错别字", "登录"], ["typo.deng-lu"], id="every word must be there"),
        pytest.param(["TYPO.BU"], ["typo.bu-shu"], id="part of an id in any case"),
    ],
)
def test_explain_finds_the_rules_that_speak_of_words(duwang: Command, asked: list[str], rules: list[str]) -> None:
    status, out, err = duwang("explain", *asked)
    assert (status, err) == (0, "")
    assert [line.split("　")[0].strip() for line in out.splitlines()[1:-1]] == rules
    assert out.splitlines()[-1] == f"看其中一条：duwang explain {rules[0]}"


def test_what_a_rule_reports_without_naming_it_is_found_by_reading_it(duwang: Command) -> None:
    assert duwang("explain", "再布署").out.splitlines() == [
        "提到“再布署”的规则：",
        "  typo.bu-shu　错误　这样写会报：“布署”应为“部署”。",
        "看其中一条：duwang explain typo.bu-shu",
    ]


def test_explain_without_words_lists_the_categories(duwang: Command) -> None:
    lines = duwang("explain").out.splitlines()
    assert re.fullmatch(r"共 \d+ 条规则：", lines[0])
    assert "  不文明用语（vulgar）　1 条" in lines
    assert lines[-1].endswith("duwang explain typo.bu-shu")


def test_the_pages_of_all_rules_are_written_and_old_ones_go(duwang: Command) -> None:
    Path("pages").mkdir()
    Path("pages/gone.md").touch()
    ran = duwang("lexicon", "docs", "--out", "pages")
    names = sorted(path.name for path in Path("pages").iterdir())
    assert ran.out.endswith(f"{len(names)} 个页面，写在 pages\n")
    assert {"README.md", "typo.md", "vulgar.md"} <= set(names)
    assert "gone.md" not in names


def test_pages_that_cannot_be_written_are_one_line(duwang: Command) -> None:
    Path("taken").touch()
    ran = duwang("lexicon", "docs", "--out", "taken")
    assert (ran.status, ran.err) == (2, "duwang: 无法写入 taken：File exists\n")


def test_a_broken_lexicon_stops_a_check_with_its_place(duwang: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUWANG_LEXICONS", lexicons(a=SMALL, b="rules: *x"))
    ran = duwang("check", stdin="作出布署".encode())
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("duwang: b.yaml:1: ")
