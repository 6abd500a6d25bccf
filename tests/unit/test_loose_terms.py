"""Pairs and gaps in a lexicon: what is reported, where, and what is put in its place."""

import time

import pytest

from services.checker.engine import Checker
from services.checker.lexicon.parse import parse_rules
from services.domain.errors import LexiconError
from tests.checks import findings, quotes
from tests.lexicons import checker_of, marked_line, page

EVIDENCE = """{截至: [～目前, "～{date}", 已有], 截止: [～日期, "报名{|已}～"]}"""
RULES = f"""
id: typo.until, message: "应为“{{suggestion}}”。", pair: {EVIDENCE}, allow: [截止目前止]
id: typo.above, message: "“{{term}}”应为“{{suggestion}}”。", terms: {{"超过{{number}}以上": ["超过{{1}}", "{{1}}以上"]}}
id: typo.twice, terms: {{"{{进行|开展}}{{1}}": "{{1}}"}}
id: vulgar.hidden, category: vulgar, pair: {{登录: [网站], 登陆: [台风]}}
"""


@pytest.fixture(scope="module")
def checker() -> Checker:
    return checker_of(page(RULES))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("截止目前，", ["截止"], id="evidence behind the word"),
        pytest.param("截至日期", ["截至"], id="the other direction"),
        pytest.param("报名已截至。", ["截至"], id="evidence before the word"),
        pytest.param("截止２０２４年６月", ["截止"], id="evidence with a gap, in full width"),
        pytest.param("报名截止6月30日", [], id="evidence for both"),
        pytest.param("截止了", [], id="evidence for neither"),
        pytest.param("截至目前", [], id="the right word"),
        pytest.param("截止，已有三人", ["截止"], id="evidence in the sentence"),
        pytest.param("截止。已有三人", [], id="evidence in the next sentence"),
        pytest.param("截止目前止", [], id="allow holds the place"),
        pytest.param("截止目前，截止目前", ["截止"], id="twice is one finding"),
        pytest.param("超过95%以上", ["超过95%以上"], id="a gap"),
        pytest.param("超过９５％以上", ["超过９５％以上"], id="a gap in full width"),
        pytest.param("超过3家，5家以上", [], id="no gap over a comma"),
        pytest.param("超过3家规模以上企业", [], id="something else in the gap"),
        pytest.param("进行进行", ["进行进行"], id="a choice once more"),
        pytest.param("登 陆网站", ["登 陆"], id="a pair of a category that is hidden on purpose"),
        pytest.param("登陆网站看台风", [], id="evidence for both in the sentence"),
    ],
)
def test_what_is_reported(checker: Checker, text: str, quoted: list[str]) -> None:
    assert quotes(checker, text) == quoted


def test_gaps_are_put_back_in_message_and_suggestions(checker: Checker) -> None:
    (finding,) = findings(checker, "合格率超过95%以上。")
    assert finding.suggestions == ("超过95%", "95%以上")
    assert finding.message == "“超过95%以上”应为“超过95%”。"


def test_the_page_of_a_rule_shows_dots_for_gaps(checker: Checker) -> None:
    assert checker.rule("typo.above").summary == "“超过……以上”应为“超过……”。"


@pytest.mark.parametrize(
    "text", ["截止目前" * 20_000, "超过" * 40_000, "超过1" * 30_000, "1" * 80_000 + "以上", "登陆" * 30_000]
)
def test_a_hostile_text_takes_no_longer_than_its_length_asks(checker: Checker, text: str) -> None:
    begun = time.process_time()
    findings(checker, text)
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("pair: {截至: [～目前]}", "两个词", id="one word"),
        pytest.param("pair: {截至: [～目前], 截止: [～日期], 截住: [～他]}", "两个词", id="three words"),
        pytest.param(
            "terms: {截止: 截至}, pair: {截至: [～目前], 截止: [～日期]}", "只能写一个", id="terms and a pair"
        ),
        pytest.param('pair: {截至: ["{date}"], 截止: [～日期]}', "缺少“～”", id="a gap without the word"),
        pytest.param('pair: {截至: ["～{day}"], 截止: [～日期]}', "“{day}”", id="an unknown gap in the evidence"),
        pytest.param('terms: {"超过{number}以上": "超过{2}"}', "序号", id="a replacement that asks for too much"),
        pytest.param('terms: ["近{number}多"]', "至少 2 个字", id="too little to look for"),
    ],
)
def test_a_faulty_pair_or_gap_is_refused_at_its_line(line: str, reason: str) -> None:
    text = page(f"id: typo.x, message: 不当。, {line}").rstrip("\n") + "  # <-\n"
    with pytest.raises(LexiconError) as refused:
        parse_rules(text, "a.yaml")
    assert str(refused.value).startswith(f"a.yaml:{marked_line(text)}: ")
    assert reason in refused.value.reason
