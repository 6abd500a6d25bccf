"""Two judgements on the same text, told apart; and the pace of a recheck."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.finding import Finding, Position
from services.domain.report import Report
from services.domain.rule import Category, Severity
from services.recheck.comparison import Change, Difference, compare
from services.recheck.pace import Pace
from tests.fakes import make_finding, make_post, make_record

BEFORE = make_finding("布署", start=3)


def report(*findings: Finding) -> Report:
    return make_record(make_post(), *findings).checked.report


def changes(before: Sequence[Finding], after: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(each.finding.quote, each.change) for each in compare(report(*before), report(*after))]


def test_findings_are_told_apart_those_of_the_new_report_first() -> None:
    gone, same, new = make_finding("自冶区"), make_finding("帐号"), make_finding("登陆")
    lighter = replace(BEFORE, severity=Severity.WARNING)
    assert changes([gone, BEFORE, same], [new, same, lighter]) == [
        ("登陆", "new"),
        ("帐号", "same"),
        ("布署", "changed"),
        ("自冶区", "gone"),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("severity", Severity.SERIOUS),
        ("category", Category.VULGAR),
        ("message", "换了说法"),
        ("suggestions", ("部署", "布置")),
        ("start", 4),
        ("positions", (Position(3, 5, 3, 5), Position(9, 11, 9, 11))),
    ],
)
def test_what_an_editor_sees_makes_a_finding_another(field: str, value: Any) -> None:
    assert changes([BEFORE], [replace(BEFORE, **{field: value})]) == [("布署", "changed")]


@pytest.mark.parametrize(("field", "value"), [("basis", "第7版"), ("confidence", 0.5), ("context", "……布署……")])
def test_what_stands_behind_a_finding_does_not(field: str, value: Any) -> None:
    assert changes([BEFORE], [replace(BEFORE, **{field: value})]) == [("布署", "same")]


def test_a_difference_keeps_both_sides() -> None:
    heavier = replace(BEFORE, severity=Severity.SERIOUS)
    assert compare(report(BEFORE), report(heavier)) == (Difference(Change.CHANGED, BEFORE, heavier),)
    assert compare(report(BEFORE), report()) == (Difference(Change.GONE, BEFORE, None),)
    assert compare(report(), report(heavier)) == (Difference(Change.NEW, None, heavier),)


findings = st.builds(
    make_finding,
    quote=st.sampled_from(["布署", "自冶区", "帐号", "登陆", "国土资源部"]),
    start=st.integers(0, 2),
    severity=st.sampled_from([Severity.ERROR, Severity.WARNING]),
    message=st.sampled_from(["甲", "乙"]),
)
reports = st.lists(findings, max_size=5, unique_by=lambda finding: finding.id).map(lambda found: report(*found))


def sides(differences: Sequence[Difference], *kinds: Change) -> Sequence[Difference]:
    return [each for each in differences if each.change in kinds]


@given(reports)
def test_a_report_compared_with_itself_is_all_the_same(one: Report) -> None:
    assert {each.change for each in compare(one, one)} <= {Change.SAME}
    assert [each.after for each in compare(one, one)] == [*one.findings]


@given(reports, reports)
def test_new_and_changed_and_same_are_the_report_after(before: Report, after: Report) -> None:
    kept = sides(compare(before, after), Change.NEW, Change.CHANGED, Change.SAME)
    assert [each.after for each in kept] == [*after.findings]


@given(reports, reports)
def test_gone_and_changed_and_same_are_the_report_before(before: Report, after: Report) -> None:
    kept = sides(compare(before, after), Change.GONE, Change.CHANGED, Change.SAME)
    assert sorted((each.before for each in kept if each.before), key=lambda each: each.id) == sorted(
        before.findings, key=lambda each: each.id
    )


@given(reports, reports)
def test_the_way_back_turns_new_into_gone_and_leaves_the_rest(before: Report, after: Report) -> None:
    back = {Change.NEW: Change.GONE, Change.GONE: Change.NEW}
    there = {(each.finding.id, back.get(each.change, each.change)) for each in compare(before, after)}
    assert {(each.finding.id, each.change) for each in compare(after, before)} == there


class Clock:
    """Time that goes on only while somebody waits, or when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waited: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


def test_a_pace_waits_for_what_the_work_has_not_taken() -> None:
    clock = Clock()
    pace = Pace(10, clock.wait, lambda: clock.now)
    for work in (0.25, 0.5):
        clock.now += work
        pace.keep(10)
    assert clock.waited == pytest.approx([0.75, 0.5])


def test_a_pace_does_not_make_up_for_lost_time() -> None:
    clock = Clock()
    pace = Pace(10, clock.wait, lambda: clock.now)
    clock.now += 60
    pace.keep(10)
    assert clock.waited == []
    pace.keep(10)
    assert clock.waited == pytest.approx([1.0])


def test_without_a_limit_nobody_waits() -> None:
    clock = Clock()
    Pace(None, clock.wait, lambda: clock.now).keep(10**6)
    assert clock.waited == []
