"""Slips in titles beside their bearers: which ones are slips, and that each of them is found."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.confusion import Confusion
from services.checker.engine import Checker
from services.checker.roster.own_titles import OwnTitles, TitleSlip
from services.checker.roster.title_slip import TitleSlips
from tests.checks import findings, quotes
from tests.lexicons import checker_of

CHAIR, MAYOR, CLERK = "云岭理事会理事长", "县长", "县委书记"
# Written for 长, 记 and 事 by mistake.
CONFUSION = Confusion({"书": ("su",), "输": ("su",)}, {"长": "涨", "记": "计", "事": "亊"})
SLIPS = TitleSlips(CONFUSION)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        pytest.param("云岭理事会理亊长", CHAIR, id="a character of a similar shape"),
        pytest.param("县委输记", CLERK, id="a character of the same sound"),
        pytest.param("云岭理事会甲事长", CHAIR, id="any character in a long title"),
        pytest.param("云岭理事会理事甲", CHAIR, id="any character at its end"),
        pytest.param("县委记书", CLERK, id="two exchanged"),
        pytest.param("委县书记", CLERK, id="two exchanged at the beginning"),
        pytest.param("县委的书记", CLERK, id="one put in"),
        pytest.param("县委书书记", CLERK, id="one doubled"),
        pytest.param("县县委书记", CLERK, id="the first doubled"),
        pytest.param("县委书记记", CLERK, id="the last doubled"),
        pytest.param("县委记", CLERK, id="one left out"),
        pytest.param("委书记", CLERK, id="the first left out"),
        pytest.param("县委书", CLERK, id="the last left out"),
    ],
)
def test_a_slip(text: str, form: str) -> None:
    assert SLIPS.is_slip(text, form)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        pytest.param(CLERK, CLERK, id="the title itself"),
        pytest.param("县甲书记", CLERK, id="any character in a short title"),
        pytest.param("甲岭理事会理事长", CHAIR, id="any character before a title"),
        pytest.param("的县委书记", CLERK, id="one put in before it"),
        pytest.param("县委书记的", CLERK, id="one put in behind it"),
        pytest.param("县委副书记", CLERK, id="the deputy"),
        pytest.param("县委原书记", CLERK, id="a former one"),
        pytest.param("云岭副理事长", "云岭理理事长", id="a deputy for any character"),
        pytest.param("县委书记", "县委副书记", id="the chief"),
        pytest.param("云岭理事会理事", CHAIR, id="the name of a body"),
        pytest.param("县", MAYOR, id="hardly anything of a short title"),
        pytest.param("书记", CLERK, id="two left out"),
        pytest.param("县输计", CLERK, id="two slips"),
        pytest.param("", CLERK, id="nothing"),
    ],
)
def test_no_slip(text: str, form: str) -> None:
    assert not SLIPS.is_slip(text, form)


def edits(form: str, chars: str) -> Iterator[str]:
    """Every text that is one insertion, deletion or substitution away."""
    for place in range(len(form) + 1):
        yield from (form[:place] + char + form[place:] for char in chars)
        yield from (form[:place] + char + form[place + 1 :] for char in ("", *chars) if place < len(form))


ALPHABET = "长涨记计甲副"
_forms = st.lists(st.text(ALPHABET, min_size=2, max_size=9), min_size=1, max_size=4, unique=True)


@given(st.text(ALPHABET, max_size=7), st.text(ALPHABET, min_size=2, max_size=6))
def test_a_slip_is_one_edit_or_an_exchange_of_neighbours(text: str, form: str) -> None:
    exchanged = {form[:place] + form[place : place + 2][::-1] + form[place + 2 :] for place in range(len(form) - 1)}
    assert not SLIPS.is_slip(text, form) or text in {*edits(form, ALPHABET), *exchanged} - {form}


def found(own: OwnTitles, text: str, known: set[str]) -> list[TitleSlip | None]:
    """What is found where the text stands before the name and behind it, as the detector asks for it."""
    at_end = max((len(title) for title in known if text.endswith(title)), default=0)
    at_start = max((len(title) for title in known if text.startswith(title)), default=0)
    return [own.slip_before(text, at_end), own.slip_behind(text, at_start)]


@given(_forms, st.sets(st.text(ALPHABET, min_size=2, max_size=5), max_size=3), st.data())
def test_every_slip_is_found_on_either_side_of_the_name(
    forms: list[str], others: set[str], data: st.DataObject
) -> None:
    own, known = OwnTitles(forms, CONFUSION), {*forms, *others}
    form = data.draw(st.sampled_from(forms))
    wrong = [text for text in edits(form, ALPHABET) if text not in known and SLIPS.is_slip(text, form)]
    for text in wrong:
        assert None not in found(own, text, known), text


@given(_forms, st.text(ALPHABET, max_size=10))
def test_what_is_found_is_a_slip_in_one_of_the_titles(forms: list[str], text: str) -> None:
    before, behind = found(OwnTitles(forms, CONFUSION), text, set(forms))
    assert before is None or (before.form in forms and SLIPS.is_slip(text[-before.length :], before.form))
    assert behind is None or (behind.form in forms and SLIPS.is_slip(text[: behind.length], behind.form))


@given(_forms, st.data())
def test_a_right_title_is_none(forms: list[str], data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(forms))
    assert found(OwnTitles(forms, CONFUSION), form, set(forms)) == [None, None]


def test_a_right_title_hides_the_slips_inside_it_and_not_those_that_go_on() -> None:
    own = OwnTitles((CLERK, "中共青岚县委书记"), CONFUSION)
    assert own.slip_before("中共青岚县委书记", 8) is None
    assert own.slip_before("中共青栏县委书记", 4) == TitleSlip("中共青岚县委书记", 8)
    assert own.slip_before("主持人、县委书记", 4) is None


def test_the_text_that_is_looked_at_holds_the_longest_slip() -> None:
    assert OwnTitles((MAYOR, CLERK), CONFUSION).longest == len(CLERK) + 1
    assert OwnTitles((), CONFUSION).slip_before("县长", 0) is None


ROSTER = """
as_of: 2026-03-31
offices:
  - {title: 云岭理事会理事长, short: [理事长], level: national, holders: [{name: 蔺知夏, source: 公告}]}
  - {title: 云岭理事会秘书长, level: national, allow: [秘书涨工资], holders: [{name: 陶砚秋, source: 公告}]}
  - {title: 云岭科学院院长, holders: [{name: 沈拾光, source: 公告}]}
shapes: {长: [涨]}
"""


@pytest.fixture(scope="module")
def checker() -> Checker:
    return checker_of(roster=ROSTER)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("云岭理事会里事长蔺知夏讲话。", ["云岭理事会里事长"], id="before the name"),
        pytest.param("云岭理事会的理事长蔺知夏讲话。", ["云岭理事会的理事长"], id="a character put in"),
        pytest.param("云岭甲事会理事长蔺知夏讲话。", ["云岭甲事会理事长"], id="any character, before a right title"),
        pytest.param("请蔺知夏里事长讲话。", ["里事长"], id="behind the name"),
        pytest.param("云岭理事会理事长蔺知夏讲话。", [], id="right"),
        pytest.param("云岭理事会副理事长蔺知夏讲话。", [], id="the deputy"),
        pytest.param("云岭甲事会秘书长蔺知夏讲话。", [], id="a slip in the title of somebody else"),
        pytest.param("云岭甲事会理事长讲话。", [], id="any character without the name"),
        pytest.param("云岭甲学院院长沈拾光讲话。", [], id="an office of no level"),
        pytest.param("已报云岭理事会。理事长蔺知夏批示。", [], id="a sentence that ends before the title"),
        pytest.param("向云岭理事会、理事长蔺知夏报告。", [], id="a mark inside what would be the title"),
        pytest.param("云岭理事会\n理事长蔺知夏", [], id="a line that ends there"),
    ],
)
def test_beside_its_bearer_any_slip_in_a_title_is_reported(checker: Checker, text: str, quoted: list[str]) -> None:
    assert quotes(checker, text) == quoted


def test_elsewhere_only_a_character_of_like_sound_or_shape_is(checker: Checker) -> None:
    (finding,) = findings(checker, "云岭理事会秘书涨到会。")
    assert (finding.rule, finding.quote) == ("leader.title.near-miss", "云岭理事会秘书涨")
    assert (finding.suggestions, finding.message) == (
        ("云岭理事会秘书长",),
        "“云岭理事会秘书涨”疑似职务“云岭理事会秘书长”之误，请核对。",
    )
    assert quotes(checker, "云岭理事会秘书常到会。") == []
    assert quotes(checker, "云岭理事会秘书涨工资了。") == []
