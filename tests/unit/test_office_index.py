"""Whose rosters concern which post: two counties with the same titles, and what holds for everybody."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.build import compile_lexicon
from services.checker.engine import Checker
from services.checker.lexicon import Lexicon
from services.checker.roster import EVERYWHERE, Office, OfficeIndex, realm_of
from services.domain.post import BEIJING, Post
from tests.checks import findings

NOON = datetime(2025, 6, 18, 12, tzinfo=BEIJING)


def post(unit: str = "", site: str = "") -> Post:
    return Post(id="p", body="无", published_at=NOON, unit=unit, site=site)


def test_a_realm_is_the_site_and_whatever_the_unit_begins_with() -> None:
    realm = realm_of(post("青岚县局", "www.qinglan.example"))
    assert realm == {EVERYWHERE, "www.qinglan.example", "青", "青岚", "青岚县", "青岚县局"}
    assert realm_of(post()) == {EVERYWHERE}


@given(st.text("青岚县局", max_size=6), st.text("青岚县局", min_size=1, max_size=6))
def test_a_unit_concerns_the_posts_of_those_that_begin_with_it(unit: str, named: str) -> None:
    assert (named in realm_of(post(unit))) == unit.startswith(named)


def office(title: str, *short: str, units: tuple[str, ...] = (EVERYWHERE,)) -> Office:
    return Office(title=title, short=short, units=units)


NATIONAL = office("国务院总理", "总理")
OURS = office("青岚县县长", "县长", units=("青岚县", "www.qinglan.example"))
THEIRS = office("墨溪县县长", "县长", units=("墨溪县",))
INDEX = OfficeIndex([NATIONAL, OURS, THEIRS])


def test_the_forms_of_titles_are_listed_once() -> None:
    assert INDEX.forms == ("国务院总理", "总理", "青岚县县长", "县长", "墨溪县县长")
    assert OfficeIndex([office("县长", "县长")]).forms == ("县长",)


@pytest.mark.parametrize(
    ("form", "unit", "site", "offices"),
    [
        pytest.param("总理", "", "", [NATIONAL], id="for everybody"),
        pytest.param("总理", "青岚县", "", [NATIONAL], id="for everybody, a county too"),
        pytest.param("县长", "青岚县教育局", "", [OURS], id="an office of the county"),
        pytest.param("县长", "墨溪县", "", [THEIRS], id="the same title in another county"),
        pytest.param("县长", "", "www.qinglan.example", [OURS], id="by the site"),
        pytest.param("县长", "", "", [], id="of no unit"),
        pytest.param("县长", "云岭市", "", [], id="of a unit without a roster"),
        pytest.param("县长", "大青岚县", "", [], id="of a unit that only contains the name"),
        pytest.param("县长", "青岚", "", [], id="of a unit that only begins the name"),
        pytest.param("青岚县县长", "墨溪县", "", [], id="the full title elsewhere"),
        pytest.param("部长", "", "", [], id="no title"),
    ],
)
def test_a_title_means_an_office_of_the_realm(form: str, unit: str, site: str, offices: list[Office]) -> None:
    assert INDEX.offices(form, realm_of(post(unit, site))) == offices


def test_a_title_of_everybody_and_of_the_county_means_both() -> None:
    both = OfficeIndex([office("主任"), office("青岚县主任", "主任", units=("青岚县",))])
    assert len(both.offices("主任", realm_of(post("青岚县")))) == 2
    assert len(both.offices("主任", realm_of(post()))) == 1


def test_offices_come_in_the_same_order_in_every_process() -> None:
    units = ["青岚县教育局"[:end] for end in range(1, 7)]
    nested = OfficeIndex([office("局长", units=(unit,)) for unit in units])
    assert [each.units[0] for each in nested.offices("局长", realm_of(post("青岚县教育局")))] == units


def county(name: str, secretary: str, head: str, deputy: str) -> str:
    return f"""
as_of: 2026-03-31
units: [{name}]
people: [{{name: {secretary}, protected: true}}]
offices:
  - title: 中共{name}委书记
    short: [县委书记]
    single: true
    holders: [{{name: {secretary}, from: 2020-01-01, source: 公告}}]
  - title: {name}县长
    short: [县长]
    single: true
    holders: [{{name: {head}, from: 2020-01-01, source: 公告}}]
  - title: {name}副县长
    short: [副县长]
    holders: [{{name: {deputy}, from: 2020-01-01, source: 公告}}]
"""


# What is known of 芦汀县 leaves open who its head is.
OPEN = """
as_of: 2026-03-31
units: [芦汀县]
offices: [{title: 芦汀县县长, short: [县长], holders: [{name: 卫斯年, source: 公告, certainty: unconfirmed}]}]
"""


@pytest.fixture(scope="module")
def checker() -> Checker:
    rosters = {
        "leaders/own/qinglan.yaml": county("青岚县", "陶砚秋", "沈拾光", "顾闻笛"),
        "leaders/own/moxi.yaml": county("墨溪县", "纪云舒", "蔺知夏", "温如许"),
        "leaders/own/luting.yaml": OPEN,
    }
    return Checker(compile_lexicon(Lexicon(rosters)))


def wrong(checker: Checker, text: str, unit: str) -> list[tuple[str, str]]:
    found = findings(checker, text, unit=unit, published_at=NOON)
    return [(each.rule.removeprefix("leader."), each.quote) for each in found]


ELSEWHERE = ["墨溪县", "墨溪县教育局", "芦汀县", "云岭市", ""]


@pytest.mark.parametrize(
    ("text", "rule", "quote"),
    [
        pytest.param("县长沈十光主持会议。", "name.near-miss", "沈十光", id="a slip in the name of the head"),
        pytest.param("沈十光县长主持会议。", "name.near-miss", "沈十光", id="before the title"),
        pytest.param("陶彦秋主持会议。", "name.near-miss", "陶彦秋", id="a slip in a rare name"),
        pytest.param("陶 砚秋主持会议。", "name.split", "陶 砚秋", id="a rare name split"),
        pytest.param("青岚县县长陶砚秋到会。", "title.mismatch", "青岚县县长陶砚秋", id="the title of another"),
    ],
)
def test_a_countys_own_leaders_are_checked_in_its_posts_only(
    checker: Checker, text: str, rule: str, quote: str
) -> None:
    for unit in ("青岚县", "青岚县教育局"):
        assert wrong(checker, text, unit) == [(rule, quote)]
    for unit in ELSEWHERE:
        assert (rule, quote) not in wrong(checker, text, unit), unit


@pytest.mark.parametrize(("unit", "name"), [("青岚县", "陶砚秋"), ("墨溪县", "纪云舒")])
def test_two_counties_with_the_same_title_do_not_mix(checker: Checker, unit: str, name: str) -> None:
    assert wrong(checker, f"县委书记{name}主持会议。", unit) == []
    other = {"陶砚秋": "纪云舒", "纪云舒": "陶砚秋"}[name]
    assert wrong(checker, f"县委书记{other}主持会议。", unit) == [("title.mismatch", f"县委书记{other}")]
    assert wrong(checker, "县委书记陶砚秋、县委书记纪云舒到会。", "") == []


def test_a_slip_in_a_short_title_is_looked_for_where_the_county_has_it(checker: Checker) -> None:
    assert wrong(checker, "县委书计主持会议。", "青岚县") == [("title.near-miss", "县委书计")]
    assert wrong(checker, "县委书计主持会议。", "芦汀县") == []
    assert wrong(checker, "县委书计主持会议。", "") == []
