"""Who is called what: titles and names read together, and what is said around them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.appointments import Appointment, Name, Names, Title, appointments, outermost
from services.checker.detector import Hit
from services.checker.engine import Checker
from services.domain.post import BEIJING
from tests.checks import findings
from tests.lexicons import checker_of

TITLES = ("县长", "副县长", "县委书记", "青岚县县长", "政协主席")
NAMES = Names(["陶砚秋", "沈拾光", "蔺知夏", "蔺知夏荷", "江离"])


def hits(text: str) -> list[Hit]:
    places = [(start, title) for title in TITLES for start in range(len(text)) if text.startswith(title, start)]
    return [Hit(start, start + len(title), TITLES.index(title), 0) for start, title in places]


def read(text: str) -> list[Appointment]:
    return list(appointments(text, outermost(hits(text)), NAMES))


def told(text: str) -> list[str]:
    """Every appointment as `titles>name`, or `name<title` where the name stands first; listed ones with their place."""
    found = []
    for each in read(text):
        titles = "+".join(text[title.start : title.end] for title in each.titles)
        found.append(f"{titles}>{each.name.text}{each.place or ''}" if each.leads else f"{each.name.text}<{titles}")
    return found


@pytest.mark.parametrize(
    ("text", "appointed"),
    [
        pytest.param("县长陶砚秋讲话", ["县长>陶砚秋"], id="title before name"),
        pytest.param("陶砚秋县长讲话", ["陶砚秋<县长"], id="name before title"),
        pytest.param("县长:陶砚秋", ["县长>陶砚秋"], id="a colon between them"),
        pytest.param("县长和陶砚秋讲话", [], id="and between them"),
        pytest.param("县长讲话", [], id="no name"),
        pytest.param("陶砚秋讲话", [], id="no title"),
        pytest.param("县长王五讲话", [], id="a name that is not known"),
        pytest.param("县长蔺知夏荷讲话", ["县长>蔺知夏荷"], id="the longest of the names"),
        pytest.param("青岚县县长陶砚秋讲话", ["青岚县县长>陶砚秋"], id="the longest of the titles"),
        pytest.param("副县长陶砚秋讲话", ["副县长>陶砚秋"], id="a title that holds another"),
        pytest.param("县委书记、县长陶砚秋讲话", ["县委书记+县长>陶砚秋"], id="two titles of one person"),
        pytest.param("县委书记兼县长陶砚秋", ["县委书记+县长>陶砚秋"], id="two titles in one"),
        pytest.param("县委书记、党校校长、县长陶砚秋", ["县委书记+县长>陶砚秋"], id="a title that is not listed"),
        pytest.param("县长、党组书记陶砚秋", ["县长>陶砚秋"], id="a title that is not listed before the name"),
        pytest.param("县委书记。县长陶砚秋", ["县长>陶砚秋"], id="a title of the sentence before"),
        pytest.param("县委书记听取县长陶砚秋汇报", ["县长>陶砚秋"], id="a verb between two titles"),
        pytest.param(
            "县委书记" + "、调研员某某" * 20 + "、县长陶砚秋", ["县长>陶砚秋"], id="titles far from each other"
        ),
        pytest.param("副县长江离、沈拾光出席", ["副县长>江离", "副县长>沈拾光1"], id="two names of one title"),
        pytest.param(
            "副县长江离、沈拾光和蔺知夏出席",
            ["副县长>江离", "副县长>沈拾光1", "副县长>蔺知夏2"],
            id="three names of one title",
        ),
        pytest.param(
            "县长江离、沈拾光副县长出席", ["县长>江离", "沈拾光<副县长"], id="a listed name with its own title"
        ),
        pytest.param("县长江离、政协主席沈拾光出席", ["县长>江离", "政协主席>沈拾光"], id="each with a title"),
        pytest.param("江离县长、沈拾光副县长", ["江离<县长", "沈拾光<副县长"], id="names before titles"),
        pytest.param("县长江离县委书记", ["县长>江离"], id="a name that belongs to the title before it"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_titles_are_read_with_the_names_beside_them(text: str, appointed: list[str]) -> None:
    assert told(text) == appointed


def test_an_appointment_begins_where_the_first_of_title_and_name_does() -> None:
    assert [each.start for each in read("请县委书记、县长陶砚秋讲话")] == [1]
    assert [each.start for each in read("请陶砚秋县长讲话")] == [1]


_pieces = st.lists(
    st.sampled_from(
        [*TITLES, "陶砚秋", "蔺知夏", "蔺知夏荷", "江离", "、", "和", "兼", ":", "。", "局长", "江", "夏荷"]
    ),
    max_size=12,
).map("".join)


@given(_pieces)
def test_names_and_titles_stand_where_they_are_said_to(text: str) -> None:
    marked = {title: number for number, title in enumerate(TITLES)}
    for each in read(text):
        assert text[each.name.start : each.name.end] == each.name.text
        assert all(marked[text[title.start : title.end]] == title.number for title in each.titles)
        assert list(each.titles) == sorted(each.titles)
        ends = [title.end for title in each.titles]
        assert max(ends) <= each.name.start if each.leads else each.name.end == each.titles[0].start


@given(_pieces)
def test_the_outermost_titles_are_those_that_no_other_holds(text: str) -> None:
    every = {Title(*hit[:3]) for hit in hits(text)}
    inside = {one for one in every for other in every - {one} if other.start <= one.start and one.end <= other.end}
    assert outermost(hits(text)) == sorted(every - inside)


_names = st.lists(st.text("甲乙丙", min_size=2, max_size=4), unique=True, max_size=6)


@given(_names, st.text("甲乙丙", max_size=8), st.integers(0, 8))
def test_a_name_is_found_where_a_look_at_all_of_them_finds_the_longest(names: list[str], text: str, place: int) -> None:
    index, place = Names(names), min(place, len(text))
    behind = max((name for name in names if text.startswith(name, place)), key=len, default=None)
    before = max((name for name in names if text[:place].endswith(name)), key=len, default=None)
    assert index.at(text, place) == (Name(place, place + len(behind), behind) if behind else None)
    assert index.before(text, place) == (Name(place - len(before), place, before) if before else None)


ROSTER = """
as_of: 2026-03-31
offices:
  - title: 青岚县县长
    short: [县长]
    single: true
    holders:
      - {name: 陶砚秋, from: 2017-01-18, until: 2021-07-20, source: 公告}
      - {name: 沈拾光, from: 2021-07-20, source: 公告}
  - title: 青岚县教育局局长
    single: true
    holders: [{name: 江离, from: 2015-01-18, until: 2021-07-20, source: 公告}]
"""


@pytest.fixture(scope="module")
def checker() -> Checker:
    return checker_of(roster=ROSTER)


def wrong(checker: Checker, text: str, **fields: str) -> list[str]:
    published = datetime(2025, 6, 18, 9, tzinfo=BEIJING)
    found = findings(checker, text, published_at=published, **fields)
    return [each.quote for each in found if each.rule.startswith("leader.title.")]


@pytest.mark.parametrize("text", ["县长陶砚秋到会讲话。", "会议由陶砚秋县长主持。", "节前，县长陶砚秋走访了企业。"])
def test_a_title_that_is_over_is_reported(checker: Checker, text: str) -> None:
    assert len(wrong(checker, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("时任县长陶砚秋到会讲话。", id="at that time"),
        pytest.param("原县长陶砚秋到会讲话。", id="formerly"),
        pytest.param("曾任县长陶砚秋到会讲话。", id="once"),
        pytest.param("接替县长陶砚秋的是沈拾光。", id="followed by"),
        pytest.param("2018年5月，县长陶砚秋到会讲话。", id="when it was true"),
        pytest.param("2018年，大桥动工。\n桥头，县长陶砚秋讲了话。", id="below a paragraph of another time"),
        pytest.param("2019年的春天，桥通了。县长陶砚秋剪彩。", id="a paragraph that opens with the time"),
        pytest.param("县长陶砚秋当年为大桥剪彩。", id="told as history"),
        pytest.param("县里印发《关于县长陶砚秋讲话的通知》。", id="in the title of a document"),
        pytest.param("县长\u3000陶砚秋", id="side by side"),
        pytest.param("县长\n陶砚秋", id="below each other"),
    ],
)
def test_a_title_that_is_over_may_be_told_of(checker: Checker, text: str) -> None:
    assert wrong(checker, text) == []


def test_who_is_said_to_have_held_an_office_then_need_not_be_in_the_roster(checker: Checker) -> None:
    assert wrong(checker, "县长江离到会讲话。") == ["县长江离"]
    assert wrong(checker, "时任县长江离到会讲话。") == []


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("县长沈拾光、江离到会。", [], id="somebody who never held it may bear no title"),
        pytest.param("县长沈拾光、陶砚秋到会。", ["县长沈拾光、陶砚秋"], id="somebody who held it once"),
        pytest.param("县长沈拾光、青岚县教育局局长江离到会。", ["青岚县教育局局长江离"], id="another title"),
    ],
)
def test_a_name_that_is_listed_behind_another_shares_its_title(checker: Checker, text: str, quoted: list[str]) -> None:
    assert wrong(checker, text) == quoted


@pytest.mark.parametrize("title", ["2018年政府工作报告", "大桥" * 30 + "（2018年5月）"], ids=["short", "long"])
def test_the_title_of_a_post_may_give_the_time(checker: Checker, title: str) -> None:
    assert wrong(checker, "县长陶砚秋剪彩。", title=title) == []
    assert wrong(checker, "县长陶砚秋剪彩。", title="大桥通车纪念") == ["县长陶砚秋"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("2016年3月8日，县长陶砚秋到会讲话。", ["县长陶砚秋"], id="not yet true then"),
        pytest.param("2016年3月8日，县长沈拾光到会讲话。", ["县长沈拾光"], id="true only today"),
        pytest.param("县长沈拾光到会讲话。", [], id="true today"),
        pytest.param("目前，县长陶砚秋到会讲话。", ["县长陶砚秋"], id="a word that ends like 前"),
        pytest.param("中原县长陶砚秋到会讲话。", ["县长陶砚秋"], id="a word that ends like 原"),
    ],
)
def test_a_day_that_a_sentence_opens_with_is_asked_about_too(checker: Checker, text: str, quoted: list[str]) -> None:
    assert wrong(checker, text) == quoted


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("青岚县教育局局长江离主持会议。", ["青岚县教育局局长江离"], id="a verb behind a short name"),
        pytest.param("青岚县教育局局长江离，请讲话。", ["青岚县教育局局长江离"], id="a mark behind a short name"),
        pytest.param("青岚县教育局局长江离国讲话。", [], id="a longer name that is not known"),
        pytest.param("会议请江离国青岚县教育局局长讲话。", [], id="a longer name before the title"),
    ],
)
def test_a_short_name_may_be_part_of_a_longer_one(checker: Checker, text: str, quoted: list[str]) -> None:
    assert wrong(checker, text) == quoted
