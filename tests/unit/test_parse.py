"""A lexicon file that is broken is refused at `file:line`; nothing is guessed."""

from datetime import date

import pytest

from services.checker.lexicon import Rule, Term
from services.checker.lexicon.parse import parse_rules
from services.domain.errors import LexiconError
from services.domain.rule import Category, Folding, Severity
from tests.lexicons import marked_line

GOOD = """
category: typo
severity: error
basis: 《现代汉语词典》
message: “{term}”应为“{suggestion}”。
rules:
  - id: typo.bu-shu
    terms: {布署: 部署}
    hit: [作出布署]
    miss: [作出部署]
"""
TERMS, HIT = "terms: {布署: 部署}", "hit: [作出布署]"


def parse_one(text: str) -> Rule:
    (rule,) = parse_rules(text, "typos/words.yaml")
    return rule


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param(HIT, "\thit: [作出布署]  # <-", "YAML", id="broken YAML"),
        pytest.param(HIT, "hit: *nobody  # <-", "YAML", id="alias without anchor"),
        pytest.param(HIT, 'hit: ["作出\x01布署"]  # <-', "YAML", id="control character"),
        pytest.param(HIT, f"{HIT}\n---  # <-", "YAML", id="second document"),
        pytest.param("severity: error", "severity: error\ncategory: idiom  # <-", "“category”重复", id="repeated key"),
        pytest.param("severity: error", "severity: error\ncolour: red  # <-", "“colour”", id="unknown key of the file"),
        pytest.param("severity: error", f"severity: error\n{HIT}  # <-", "“hit”", id="hit as default"),
        pytest.param(HIT, f"{HIT}\n    colour:  # <-\n      - red", "“colour”", id="unknown key of a rule"),
        pytest.param(f"id: typo.bu-shu\n    {TERMS}", f"{TERMS}  # <-", "缺少“id”", id="missing id"),
        pytest.param(f"typo.bu-shu\n    {TERMS}", "typo.bu-shu  # <-", "缺少“terms”", id="missing terms"),
        pytest.param(f"typo.bu-shu\n    {TERMS}", "typo.bu-shu  # <-\n    terms: []", "缺少“terms”", id="no terms"),
        pytest.param(f"{TERMS}\n    {HIT}", TERMS, "缺少“hit”", id="missing hit"),
        pytest.param("\n    miss: [作出部署]", "", "缺少“miss”", id="missing miss"),
        pytest.param("message: “{term}”应为“{suggestion}”。\n", "", "缺少“message”", id="missing message"),
        pytest.param("basis: 《现代汉语词典》\n", "", "缺少“basis”", id="missing basis"),
        pytest.param("category: typo\n", "", "缺少“category”", id="missing category"),
        pytest.param("basis: 《现代汉语词典》", "basis:  # <-", "“basis”应为非空", id="empty basis"),
        pytest.param("id: typo.bu-shu", "id: 布署  # <-", "“布署”应形如", id="id of Han characters"),
        pytest.param("id: typo.bu-shu", "id: bu-shu  # <-", "“bu-shu”应形如", id="id without category"),
        pytest.param("category: typo", "category: typos  # <-", "“typos”", id="unknown category"),
        pytest.param("severity: error", "severity: fatal  # <-", "“fatal”", id="unknown severity"),
        pytest.param(HIT, f"{HIT}\n    folding: [widths]  # <-", "“widths”", id="unknown folding"),
        pytest.param(HIT, f"{HIT}\n    boundary: maybe  # <-", "true 或 false", id="flag that is none"),
        pytest.param(HIT, f"{HIT}\n    weight: heavy  # <-", "整数", id="weight that is no number"),
        pytest.param(HIT, f"{HIT}\n    weight: 4  # <-", "1 至 3", id="weight out of range"),
        pytest.param(HIT, f"{HIT}\n    weight: 2  # <-", "只用于 spam_hijack", id="weight outside advertising"),
        pytest.param(HIT, f"{HIT}\n    from: 2018-02-30  # <-", "日期", id="day that is none"),
        pytest.param(HIT, f"{HIT}\n    until: 明年  # <-", "日期", id="date in words"),
        pytest.param(HIT, f"{HIT}\n    suggestions: [部署]  # <-", "“suggestions”", id="suggestions beside a mapping"),
        pytest.param(TERMS, "terms: {布署: [一, 二, 三, 四]}  # <-", "“布署”", id="four suggestions"),
        pytest.param(TERMS, "terms:\n      布暑: 部署\n      布署: 布署  # <-", "“布署”", id="right as wrong"),
        pytest.param(TERMS, "terms: {布署: }  # <-", "“布署”应为非空", id="empty replacement"),
        pytest.param(TERMS, "terms: {布署: 部署, 布署: 部署}  # <-", "“布署”重复", id="term twice in a mapping"),
        pytest.param(TERMS, "suggestions: 部署\n    terms: [布署, 布署]  # <-", "重复", id="term twice in a list"),
        pytest.param(
            TERMS, "terms: [布署]\n    message: 应为“{suggestion}”。  # <-", "没有正确写法", id="no suggestion"
        ),
        pytest.param(HIT, "hit:\n      - 作出布署\n      - [作出布署]  # <-", "“hit”", id="example that is a list"),
        pytest.param(HIT, "hit:\n      - 作出布署\n      -  # <-", "“hit”", id="example without text"),
        pytest.param(HIT, "hit: [{text: 作出布署, at: 2018-01-01}]  # <-", "“at”", id="unknown key of an example"),
        pytest.param(HIT, "hit: [{text: 作出布署, on: 昨天}]  # <-", "日期", id="bad date of an example"),
        pytest.param(HIT, "hit: [{on: 2018-01-01}]  # <-", "缺少“text”", id="example with a date alone"),
        pytest.param(
            TERMS, "terms: [布署]\n    safe_fix: true  # <-\n    message: 不当。", "safe_fix", id="nothing to put"
        ),
        pytest.param(HIT, f"{HIT}\n    from: 2018-03\n    until: 2018-03-01  # <-", "晚于", id="never in force"),
        pytest.param(TERMS, "right: []  # <-", "空", id="no right form"),
        pytest.param(
            TERMS, "suggestions: [部署]\n    right: [安排部署]  # <-", "只能写一个", id="right and suggestions"
        ),
        pytest.param(TERMS, "right: [部署, 安排部署]  # <-", "3 个字：部署", id="short right form"),
        pytest.param(TERMS, f"{TERMS}\n    right: [安排部署]  # <-", "只能写一个", id="terms and right forms"),
    ],
)
def test_a_broken_rule_is_refused_at_its_line(old: str, new: str, reason: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    line = marked_line(text) if "# <-" in new else text.splitlines().index("  - id: typo.bu-shu") + 1
    with pytest.raises(LexiconError) as refused:
        parse_rules(text, "typos/words.yaml")
    assert str(refused.value).startswith(f"typos/words.yaml:{line}: ")
    assert reason in refused.value.reason


@pytest.mark.parametrize("text", ["", "# nothing", "- a", "布署", "category: typo", "rules: []"])
def test_a_file_without_rules_is_refused_at_its_first_line(text: str) -> None:
    with pytest.raises(LexiconError, match=r"^a\.yaml:1: "):
        parse_rules(text, "a.yaml")


@pytest.mark.parametrize("rules", ["布署", "", "[布署]", "[[typo.bu-shu]]"])
def test_rules_that_are_no_mappings_are_refused_at_their_line(rules: str) -> None:
    with pytest.raises(LexiconError, match=r"^a\.yaml:2: "):
        parse_rules(f"category: typo\nrules: {rules}", "a.yaml")


def test_a_rule_says_where_it_stands_and_where_its_examples_stand() -> None:
    rule = parse_one(GOOD.replace(HIT, "hit:\n      - 作出布署\n      - {text: 布署工作, on: 2018-03-01}"))
    assert (rule.file, rule.line) == ("typos/words.yaml", 7)
    assert [(example.text, example.line, example.on) for example in rule.hit] == [
        ("作出布署", 10, None),
        ("布署工作", 11, date(2018, 3, 1)),
    ]


def test_a_rule_inherits_what_the_file_says() -> None:
    rule = parse_one(GOOD.replace("rules:", "near: [工作]\nfrom: 2018-03\nsafe_fix: true\nrules:"))
    assert (rule.category, rule.severity, rule.basis) == (Category.TYPO, Severity.ERROR, "《现代汉语词典》")
    assert (rule.near, rule.since, rule.safe_fix) == (("工作",), date(2018, 3, 1), True)


def test_a_rule_overrides_what_the_file_says_even_with_nothing() -> None:
    file = GOOD.replace("rules:", "near: [工作]\nrules:")
    rule = parse_one(file.replace(HIT, f"{HIT}\n    near: []\n    severity: notice\n    category: vulgar"))
    assert (rule.near, rule.severity) == ((), Severity.NOTICE)
    assert rule.folding == frozenset(Folding)


@pytest.mark.parametrize(
    ("line", "folding"),
    [
        pytest.param("category: typo", frozenset(Folding) - {Folding.SEPARATORS, Folding.PINYIN}, id="mistyped"),
        pytest.param("category: vulgar", frozenset(Folding), id="hidden on purpose"),
        pytest.param("folding: [width, case]", {Folding.WIDTH, Folding.CASE}, id="chosen"),
        pytest.param("folding: none", frozenset(), id="none"),
    ],
)
def test_foldings_default_by_category(line: str, folding: frozenset[Folding]) -> None:
    assert parse_one(GOOD.replace(HIT, f"{HIT}\n    {line}")).folding == folding


@pytest.mark.parametrize(
    ("terms", "parsed"),
    [
        pytest.param("terms: {布署: 部署, 布暑: [部署, 布置]}", ["部署", "部署 布置"], id="mapping"),
        pytest.param(
            "terms: [布署, 布暑]\n    suggestions: [部署, 布置]", ["部署 布置"] * 2, id="list with suggestions"
        ),
        pytest.param("terms: [布署, 布暑]\n    message: 不当。", ["", ""], id="list without suggestions"),
    ],
)
def test_terms_come_with_their_suggestions_best_first(terms: str, parsed: list[str]) -> None:
    pairs = zip(["布署", "布暑"], parsed, strict=True)
    assert parse_one(GOOD.replace(TERMS, terms)).terms == tuple(
        Term(wrong, tuple(right.split())) for wrong, right in pairs
    )
