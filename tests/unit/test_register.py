"""Who held which office when: what the roster says of a person on a day, and what it leaves open."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.roster import Office, Tenure
from services.checker.roster.register import GRACE, Period, Register, Standing, When, standing

AS_OF = date(2026, 3, 31)
HOLDS, UNKNOWN, OUTDATED, PREMATURE, NEVER = Standing


def term(name: str, since: date | None, until: date | None = None, *, confirmed: bool = True) -> Tenure:
    return Tenure(name=name, since=since, until=until, source="公告", confirmed=confirmed)


def office(title: str, *holders: Tenure, single: bool = True, complete: date | None = None, rank: int = 0) -> Office:
    return Office(title=title, holders=holders, single=single, complete=complete, rank=rank, as_of=AS_OF)


DAY = timedelta(days=1)
# Nobody is listed between 陶砚秋 and 沈拾光.
HEAD = office(
    "青岚县县长",
    term("蔺知夏", date(2010, 1, 10), date(2015, 6, 30)),
    term("陶砚秋", date(2015, 6, 30), date(2019, 12, 31)),
    term("沈拾光", date(2021, 2, 1)),
)
DEPUTIES = office("青岚县副县长", term("顾闻笛", date(2018, 5, 1)), single=False, complete=date(2018, 5, 1))
AFTER = AS_OF + DAY


@pytest.mark.parametrize(
    ("name", "day", "said"),
    [
        pytest.param("蔺知夏", date(2010, 1, 10), HOLDS, id="the first day"),
        pytest.param("蔺知夏", date(2015, 6, 30), HOLDS, id="the last day"),
        pytest.param("蔺知夏", date(2010, 1, 10) - GRACE, HOLDS, id="some days before it begins"),
        pytest.param("蔺知夏", date(2010, 1, 10) - GRACE - DAY, PREMATURE, id="longer before it begins"),
        pytest.param("蔺知夏", date(2015, 6, 30) + GRACE, HOLDS, id="some days after it has ended"),
        pytest.param("蔺知夏", date(2015, 6, 30) + GRACE + DAY, OUTDATED, id="longer after it has ended"),
        pytest.param("蔺知夏", date(2025, 6, 30), OUTDATED, id="ten years after it has ended"),
        pytest.param("蔺知夏", date(2045, 6, 30), UNKNOWN, id="so long after that the title is a habit"),
        pytest.param("纪云舒", date(2016, 1, 1), NEVER, id="somebody else while the holder is known"),
        pytest.param("纪云舒", date(2020, 6, 1), UNKNOWN, id="somebody else while nobody is known"),
        pytest.param("纪云舒", date(2019, 12, 30), UNKNOWN, id="somebody else in the last days of somebody known"),
        pytest.param("纪云舒", date(2009, 1, 1), UNKNOWN, id="somebody else before anybody is known"),
        pytest.param("纪云舒", AS_OF, NEVER, id="somebody else on the last day vouched for"),
        pytest.param("纪云舒", AFTER, UNKNOWN, id="somebody else after the last day vouched for"),
        pytest.param("沈拾光", AFTER, HOLDS, id="still in office after the last day vouched for"),
        pytest.param("陶砚秋", AFTER, OUTDATED, id="ended, and after the last day vouched for"),
    ],
)
def test_what_the_roster_says_of_a_person_on_a_day(name: str, day: date, said: Standing) -> None:
    assert standing([HEAD], name, When(day)) is said


def test_a_title_that_means_no_office_is_unknown() -> None:
    assert standing([], "蔺知夏", When(AS_OF)) is UNKNOWN


def test_a_title_that_may_mean_two_offices_is_read_in_the_kindest_way() -> None:
    other = replace(HEAD, holders=(term("纪云舒", date(2012, 1, 1)),))
    assert standing([HEAD, other], "纪云舒", When(AS_OF)) is HOLDS
    assert standing([other, HEAD], "纪云舒", When(AS_OF)) is HOLDS
    assert standing([HEAD, other], "陶砚秋", When(AS_OF)) is OUTDATED
    assert standing([HEAD, replace(HEAD, single=False)], "纪云舒", When(AS_OF)) is UNKNOWN


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2012, 1, 1), date(2019, 1, 1)])
def test_an_unconfirmed_term_excuses_and_never_accuses(day: date) -> None:
    doubtful = office("青岚县县长", term("纪云舒", date(2012, 1, 1), date(2014, 1, 1), confirmed=False))
    assert standing([doubtful], "纪云舒", When(day)) is (HOLDS if day.year == 2012 else UNKNOWN)


def test_a_doubt_about_one_of_several_terms_is_a_doubt_about_the_rest() -> None:
    terms = (term("纪云舒", date(2012, 1, 1), date(2014, 1, 1)), term("纪云舒", date(2020, 1, 1), confirmed=False))
    assert standing([office("青岚县县长", *terms)], "纪云舒", When(date(2016, 1, 1))) is UNKNOWN


def test_an_unconfirmed_holder_does_not_make_anybody_else_wrong() -> None:
    doubtful = office("青岚县县长", term("纪云舒", date(2012, 1, 1), confirmed=False))
    assert standing([doubtful], "蔺知夏", When(date(2016, 1, 1))) is UNKNOWN


def test_between_two_terms_the_first_is_over() -> None:
    terms = (term("纪云舒", date(2012, 1, 1), date(2014, 1, 1)), term("纪云舒", date(2020, 1, 1)))
    days = [date(2011, 1, 1), date(2013, 1, 1), date(2016, 1, 1), date(2024, 1, 1)]
    said = [standing([office("青岚县县长", *terms)], "纪云舒", When(day)) for day in days]
    assert said == [PREMATURE, HOLDS, OUTDATED, HOLDS]


def test_a_term_with_no_known_start_is_never_premature() -> None:
    unknown_start = office("青岚县县长", term("纪云舒", None, date(2014, 1, 1)))
    assert standing([unknown_start], "纪云舒", When(date(1990, 1, 1))) is HOLDS
    assert standing([unknown_start], "纪云舒", When(date(2016, 1, 1))) is OUTDATED


@pytest.mark.parametrize(
    ("day", "said"),
    [
        pytest.param(date(2018, 5, 1) + GRACE - DAY, UNKNOWN, id="a list that has been complete for some days"),
        pytest.param(date(2018, 5, 1) + GRACE, NEVER, id="a list that is complete"),
        pytest.param(AFTER, UNKNOWN, id="after the last day vouched for"),
    ],
)
def test_of_several_holders_somebody_else_is_wrong_where_the_list_is_complete(day: date, said: Standing) -> None:
    assert standing([DEPUTIES], "纪云舒", When(day)) is said
    assert standing([replace(DEPUTIES, complete=None)], "纪云舒", When(day)) is UNKNOWN


@pytest.mark.parametrize(
    ("name", "period", "said"),
    [
        pytest.param("蔺知夏", Period(date(2012, 1, 1), date(2012, 12, 31)), HOLDS, id="a year in office"),
        pytest.param("蔺知夏", Period(date(2017, 5, 1), date(2017, 5, 31)), OUTDATED, id="a month after it"),
        pytest.param("蔺知夏", Period(date(2015, 7, 5), date(2015, 7, 5)), HOLDS, id="some days after it"),
        pytest.param("纪云舒", Period(date(2012, 1, 1), date(2012, 12, 31)), NEVER, id="a year of somebody else"),
        pytest.param("纪云舒", Period(date(2020, 6, 1), date(2020, 6, 30)), UNKNOWN, id="a month of nobody known"),
    ],
)
def test_a_time_that_the_text_speaks_of_counts_beside_the_day_of_the_post(
    name: str, period: Period, said: Standing
) -> None:
    assert standing([HEAD], name, When(date(2024, 5, 6), (period,))) is said


_days = st.dates(date(1980, 1, 1), date(2040, 1, 1))


@given(st.lists(_days, min_size=3, max_size=3).map(sorted), st.booleans(), st.booleans(), st.booleans())
def test_whoever_is_in_office_on_the_day_holds_it(
    days: list[date], confirmed: bool, single: bool, has_ended: bool
) -> None:
    since, day, until = days
    held = office("青岚县县长", term("纪云舒", since, until if has_ended else None, confirmed=confirmed), single=single)
    assert standing([HEAD, held], "纪云舒", When(day)) is HOLDS


@given(_days, st.lists(st.builds(Period, _days, _days).filter(lambda each: each.first <= each.last)))
def test_a_stated_time_never_makes_matters_worse(day: date, periods: list[Period]) -> None:
    for name in ("蔺知夏", "陶砚秋", "沈拾光", "纪云舒"):
        alone, stated = standing([HEAD], name, When(day)), standing([HEAD], name, When(day, tuple(periods)))
        assert list(Standing).index(stated) <= list(Standing).index(alone)


def test_a_period_is_widened_by_some_days_on_either_side_as_far_as_there_are_days() -> None:
    period = Period(date(2024, 5, 8), date(2024, 5, 9))
    assert period.widened() == Period(period.first - GRACE, period.last + GRACE)
    assert Period(date.min, date.max).widened() == Period(date.min, date.max)


def test_a_register_knows_what_somebody_surely_held_on_a_day_in_protocol_order() -> None:
    party = office("青岚县委书记", term("沈拾光", date(2022, 1, 1)), rank=1)
    doubtful = office("青岚县政协主席", term("沈拾光", date(2022, 1, 1), confirmed=False))
    register = Register([HEAD, DEPUTIES, doubtful, replace(HEAD, title="青岚县政府党组书记", rank=2), party])
    held = {day: [each.title for each in register.offices_of("沈拾光", day, {""})] for day in (AS_OF, AFTER)}
    assert held == {AS_OF: ["青岚县委书记", "青岚县政府党组书记", "青岚县县长"], AFTER: []}
    assert register.offices_of("无此人", AS_OF, {""}) == []
    assert register.names == ("蔺知夏", "陶砚秋", "沈拾光", "顾闻笛")


@pytest.mark.parametrize(
    ("form", "name", "counterpart"),
    [
        pytest.param("青岚县县长", "顾闻笛", "青岚县副县长", id="the deputy called the chief"),
        pytest.param("青岚县副县长", "沈拾光", "青岚县县长", id="the chief called the deputy"),
        pytest.param("青岚县县长", "沈拾光", None, id="the chief"),
        pytest.param("青岚县副县长", "顾闻笛", None, id="the deputy"),
        pytest.param("青岚县副县长", "陶砚秋", None, id="a chief who has left"),
        pytest.param("墨溪县县长", "顾闻笛", None, id="the deputy of another body"),
        pytest.param("青岚县县长", "纪云舒", None, id="somebody who is no deputy"),
    ],
)
def test_the_deputy_is_told_from_the_chief(form: str, name: str, counterpart: str | None) -> None:
    assert Register([HEAD, DEPUTIES]).deputy_mistaken(form, name, AS_OF, {""}) == counterpart
