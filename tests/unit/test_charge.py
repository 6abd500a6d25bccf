"""A title wrongly given, put into words: the rule, the reason, the holder, and what to write instead."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from services.checker.engine import Checker
from services.checker.roster import Office, Tenure
from services.checker.roster.charge import Charge, rules
from services.checker.roster.register import Standing
from services.domain.finding import Finding
from services.domain.post import BEIJING
from services.domain.rule import Category, Severity
from tests.checks import findings
from tests.lexicons import checker_of

OLD = Tenure(name="陶砚秋", since=date(2017, 1, 18), until=date(2021, 7, 20), source="县人大公告")
NEW = Tenure(name="沈拾光", since=date(2021, 7, 20), until=None, source="县人大公告")
HEAD = Office(title="青岚县县长", short=("县长",), single=True, holders=(OLD, NEW), as_of=date(2026, 3, 31))
PARTY = Office(title="中共青岚县委书记", short=("青岚县委书记", "书记"), as_of=date(2026, 3, 31))
OVER = Charge(
    form="县长",
    name="陶砚秋",
    leads=True,
    verdict=Standing.OUTDATED,
    day=date(2024, 5, 6),
    offices=(HEAD,),
    counterpart=None,
    held=(),
)


def test_every_rule_is_a_serious_one_about_titles_with_examples() -> None:
    names = [rule.id.removeprefix("leader.title.") for rule in rules()]
    assert names == ["outdated", "premature", "mismatch", "deputy"]
    for rule in rules():
        assert (rule.category, rule.severity) == (Category.LEADER_TITLE, Severity.SERIOUS)
        assert rule.hit
        assert rule.miss


@pytest.mark.parametrize(
    ("charge", "rule", "message"),
    [
        pytest.param(
            OVER,
            "outdated",
            "陶砚秋已于2021年7月不再担任县长（县人大公告）；2024年5月6日担任这一职务的是沈拾光（县人大公告，2021年7月起）。"
            "叙述往事请加“时任”。",
            id="over",
        ),
        pytest.param(
            replace(OVER, name="沈拾光", verdict=Standing.PREMATURE, day=date(2020, 5, 6)),
            "premature",
            "沈拾光2021年7月起才担任县长（县人大公告）；2020年5月6日担任这一职务的是陶砚秋（县人大公告，2017年1月起）。",
            id="not yet",
        ),
        pytest.param(
            replace(OVER, name="江离", verdict=Standing.NEVER),
            "mismatch",
            "名册中没有江离担任县长的记录；2024年5月6日担任这一职务的是沈拾光（县人大公告，2021年7月起）。",
            id="never",
        ),
        pytest.param(
            replace(OVER, name="江离", verdict=Standing.NEVER, offices=(replace(HEAD, single=False),)),
            "mismatch",
            "名册中没有江离担任县长的记录。",
            id="never, of an office of several",
        ),
        pytest.param(
            replace(OVER, day=date(2026, 9, 1)),
            "outdated",
            "陶砚秋已于2021年7月不再担任县长（县人大公告）；2026年3月31日担任这一职务的是沈拾光（县人大公告，2021年7月起）。"
            "叙述往事请加“时任”。",
            id="over, on a day that the roster does not reach",
        ),
        pytest.param(
            replace(OVER, name="江离", verdict=Standing.NEVER, counterpart="副县长"),
            "deputy",
            "江离的职务是副县长，此处漏写了“副”字。",
            id="only the deputy",
        ),
        pytest.param(
            replace(OVER, form="副县长", name="沈拾光", verdict=Standing.NEVER, counterpart="县长"),
            "deputy",
            "沈拾光的职务是县长，此处多写了“副”字。",
            id="no deputy",
        ),
    ],
)
def test_a_charge_says_what_is_wrong_and_who_it_was(charge: Charge, rule: str, message: str) -> None:
    assert charge.rule.id == f"leader.title.{rule}"
    assert charge.message == message


@pytest.mark.parametrize(
    ("charge", "suggestions"),
    [
        pytest.param(OVER, ["县长沈拾光", "时任县长陶砚秋"], id="the holder, or 时任"),
        pytest.param(replace(OVER, leads=False), ["沈拾光县长", "时任县长陶砚秋"], id="name before title"),
        pytest.param(
            replace(OVER, held=(PARTY,)),
            ["县长沈拾光", "青岚县委书记陶砚秋", "时任县长陶砚秋"],
            id="the shortest form of the right title that still tells the office",
        ),
        pytest.param(
            replace(OVER, name="江离", verdict=Standing.NEVER, held=(replace(PARTY, title="台长", short=()),)),
            ["县长沈拾光", "台长江离"],
            id="a right title that has no longer form",
        ),
        pytest.param(replace(OVER, name="江离", verdict=Standing.NEVER), ["县长沈拾光"], id="the holder"),
        pytest.param(replace(OVER, day=date(2026, 9, 1)), ["时任县长陶砚秋"], id="no holder whom the roster knows"),
        pytest.param(
            replace(OVER, offices=(HEAD, replace(HEAD, holders=(replace(NEW, name="江离"),)))),
            ["时任县长陶砚秋"],
            id="one of two holders",
        ),
        pytest.param(
            replace(OVER, name="江离", verdict=Standing.NEVER, counterpart="副县长", held=(PARTY,)),
            ["副县长江离"],
            id="the title of the deputy and nothing else",
        ),
    ],
)
def test_a_charge_suggests_what_may_have_been_meant(charge: Charge, suggestions: list[str]) -> None:
    assert list(charge.suggestions) == suggestions


ROSTER = """
as_of: 2026-03-31
offices:
  - title: 青岚县县长
    single: true
    holders:
      - {name: 陶砚秋, from: 2017-01-18, until: 2021-07-20, source: 县人大公告}
      - {name: 沈拾光, from: 2021-07-20, source: 县人大公告}
  - title: 青岚县副县长
    holders: [{name: 江离, from: 2018-01-18, source: 县人大公告}]
"""


@pytest.fixture(scope="module")
def checker() -> Checker:
    return checker_of(roster=ROSTER)


def found(checker: Checker, text: str) -> list[Finding]:
    day = datetime(2024, 5, 6, 9, tzinfo=BEIJING)
    return [each for each in findings(checker, text, published_at=day) if each.rule.startswith("leader.title.")]


@pytest.mark.parametrize(
    ("text", "rule", "quote", "suggestion"),
    [
        ("青岚县县长陶砚秋讲话。", "outdated", "青岚县县长陶砚秋", "青岚县县长沈拾光"),
        ("青岚县县长江离讲话。", "deputy", "青岚县县长江离", "青岚县副县长江离"),
        ("青岚县副县长沈拾光讲话。", "deputy", "青岚县副县长沈拾光", "青岚县县长沈拾光"),
        ("青岚县副县长陶砚秋讲话。", "", "", ""),
    ],
)
def test_a_wrong_pair_is_reported_from_title_to_name(
    checker: Checker, text: str, rule: str, quote: str, suggestion: str
) -> None:
    told = [(each.rule.removeprefix("leader.title."), each.quote, each.suggestions[0]) for each in found(checker, text)]
    assert told == ([(rule, quote, suggestion)] if rule else [])


def test_what_stands_between_title_and_name_is_quoted_and_not_rewritten(checker: Checker) -> None:
    (finding,) = found(checker, "青岚县县长、党组书记陶砚秋讲话。")
    assert (finding.quote, finding.suggestions) == ("青岚县县长、党组书记陶砚秋", ())
    (finding,) = found(checker, "青岚县县长：陶砚秋")
    assert (finding.quote, finding.suggestions) == ("青岚县县长：陶砚秋", ())


def test_a_title_is_told_as_it_is_written_where_its_characters_are_folded(checker: Checker) -> None:
    (finding,) = found(checker, "青嵐縣縣長陶硯秋講話。")
    assert (finding.quote, finding.suggestions[0]) == ("青嵐縣縣長陶硯秋", "青岚县县长沈拾光")
