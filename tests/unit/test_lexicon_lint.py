"""What is wrong between rules, and what their examples do not prove, is named at `file:line`."""

import pytest

from services.checker.build import compile_lexicon
from services.checker.engine import Checker
from services.checker.folding import Folder, FoldingTable
from services.checker.lexicon import Lexicon, Rule
from services.checker.lexicon.lint import conflicts, refuse_folded_away
from services.checker.lexicon.parse import parse_rules
from services.checker.lexicon.proof import refuse_unproved, unproved
from services.domain.errors import LexiconError
from tests.lexicons import page


def rules(*pages: str) -> list[Rule]:
    """The rules of the files a.yaml, b.yaml …, each with one rule a line."""
    return [
        rule for file, lines in zip("abc", pages, strict=False) for rule in parse_rules(page(lines), f"{file}.yaml")
    ]


@pytest.mark.parametrize(
    ("pages", "complaints"),
    [
        pytest.param(
            ["id: typo.x, terms: [甲]", "id: typo.y, terms: [乙]\nid: typo.x, terms: [丙]"],
            ["b.yaml:8: 规则编号“typo.x”已用于 a.yaml:7"],
            id="the same id in two files",
        ),
        pytest.param(
            ["id: typo.x, terms: [甲, 乙]\nid: typo.y, terms: [丙, 乙]"],
            ["a.yaml:8: “乙”已写在 a.yaml:7（typo.x）"],
            id="a term in two rules",
        ),
        pytest.param(
            ["id: typo.x, terms: {甲: 乙}", "id: typo.y, terms: {乙: 甲}"],
            [
                "a.yaml:7: “甲”的正确写法“乙”在 b.yaml:7 中被当作错误",
                "b.yaml:7: “乙”的正确写法“甲”在 a.yaml:7 中被当作错误",
            ],
            id="there and back",
        ),
        pytest.param(
            ["id: typo.x, terms: {甲: [丁, 乙]}", "id: typo.y, terms: {乙: 丙}"],
            ["a.yaml:7: “甲”的正确写法“乙”在 b.yaml:7 中被当作错误"],
            id="a replacement that is wrong elsewhere",
        ),
    ],
)
def test_a_conflict_between_rules_names_both_places(pages: list[str], complaints: list[str]) -> None:
    assert [str(error) for error in conflicts(rules(*pages))] == complaints


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param(
            ["id: typo.x, terms: [甲]", "id: typo.y, terms: [甲], near: [乙]"], id="one of them only near a word"
        ),
        pytest.param(
            ["id: typo.x, terms: [甲]", "id: typo.y, terms: [甲], from: 2018-03"], id="one of them only for a time"
        ),
        pytest.param(
            ["id: typo.x, terms: {甲: 乙}", "id: typo.y, terms: [乙], severity: notice"], id="a matter of style"
        ),
        pytest.param(["id: typo.x, terms: {甲: 丙, 乙: 丙}"], id="the same replacement twice"),
    ],
)
def test_what_only_looks_like_a_conflict_is_none(pages: list[str]) -> None:
    assert list(conflicts(rules(*pages))) == []


def test_a_conflict_stops_the_load() -> None:
    with pytest.raises(LexiconError, match=r"^b\.yaml:7: "):
        _ = Lexicon(dict.fromkeys(["a.yaml", "b.yaml"], page("id: typo.x, terms: [甲]"))).rules


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        pytest.param("{無: 有, 調查: 调查}", "“調查”与它的正确写法", id="traditional"),
        pytest.param("{Ａ级: [甲级, a级]}", "“Ａ级”与它的正确写法", id="width and case"),
        pytest.param('["\\u200b"]', "没有剩下任何字符", id="nothing is left"),
    ],
)
def test_a_term_that_folding_makes_indistinguishable_is_named(terms: str, reason: str) -> None:
    folder = Folder(FoldingTable.compile())
    with pytest.raises(LexiconError, match=rf"^a\.yaml:7: .*{reason}"):
        refuse_folded_away(rules(f"id: typo.x, terms: {terms}"), folder.fold_all)


UNPROVED = """
category: typo
severity: error
basis: 测试
message: 不当。
rules:
  - id: typo.no-hit
    terms: [布署]
    hit:
      - 作出布署
      - 作出部署
    miss: [无]
  - id: typo.false-hit
    terms: [即然]
    hit: [即然如此]
    miss:
      - 既然如此
      - 立即然后
  - id: typo.not-shown
    terms: [再接再励, 再接在厉]
    hit: [再接再励]
    miss: [无]
  - id: typo.too-early
    terms: [国土部]
    from: 2018-03-17
    hit: [{text: 国土部, on: 2018-03-16}, 国土部]
    miss: [{text: 国土部, on: 2018-03-16}]
  - id: typo.over
    terms: [环保部]
    until: 2018-03-17
    hit: [环保部]
    miss: [{text: 环保部, on: 2018-03-17}]
"""


@pytest.fixture(scope="module")
def unproved_lexicon() -> Lexicon:
    return Lexicon({"p.yaml": UNPROVED})


def test_everything_that_examples_do_not_prove_is_named(unproved_lexicon: Lexicon) -> None:
    checker = Checker(compile_lexicon(unproved_lexicon))
    assert [str(error) for error in unproved(unproved_lexicon.rules, checker.check)] == [
        "p.yaml:11: 规则 typo.no-hit 应报而未报：作出部署",
        "p.yaml:18: 规则 typo.false-hit 不应报而报：立即然后",
        "p.yaml:19: 规则 typo.not-shown 的“再接在厉”没有应报的例句",
        "p.yaml:26: 规则 typo.too-early 应报而未报：国土部",
    ]
    with pytest.raises(LexiconError, match=r"^p\.yaml:11: "):
        refuse_unproved(unproved_lexicon.rules, checker.check)
