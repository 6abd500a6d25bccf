"""Laws of what is said about leaders: whom the roster bears out is never reported, and nothing is held against a text
that the roster does not know.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from time import process_time
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.checker.near_miss import anchors
from services.domain.finding import Finding
from services.domain.post import BEIJING, Post
from tests.lexicons import checker_of
from tests.texts import texts

AS_OF = date(2026, 3, 31)
CHAIR, DEPUTY, HEAD, CURATOR = "云岭理事会理事长", "云岭理事会副理事长", "云岭省省长", "云岭博物馆馆长"
SHORT = {CHAIR: "理事长", DEPUTY: "副理事长", HEAD: "省长", CURATOR: "馆长"}


class Held(NamedTuple):
    """A term as the roster has it; `until` is None where it has not ended."""

    title: str
    name: str
    since: date
    until: date | None = None

    @property
    def spoken(self) -> list[str]:
        """The ways to name the person with the title."""
        return [self.title + self.name, self.name + self.title, SHORT[self.title] + self.name]


HELD = (
    Held(CHAIR, "纪云舒", date(2008, 3, 15), date(2013, 3, 15)),
    Held(CHAIR, "蔺知夏", date(2013, 3, 15), date(2023, 3, 11)),
    Held(CHAIR, "沈拾光", date(2023, 3, 11)),
    Held(DEPUTY, "沈拾光", date(2015, 1, 10), date(2023, 3, 11)),
    Held(DEPUTY, "顾闻笛", date(2018, 3, 19)),
    Held(HEAD, "陶砚秋", date(2011, 5, 1), date(2016, 5, 1)),
    Held(HEAD, "江离", date(2018, 5, 1)),
)
DOUBTFUL = Held(CURATOR, "卫斯年", date(2012, 1, 1), date(2020, 1, 1))
# Who stands before whom, from 2018 to 2022 and since 2023.
BOARDS = (
    ("蔺知夏", "沈拾光", "温如许", "顾闻笛", "苏听澜", "白鹿鸣"),
    ("沈拾光", "温如许", "苏听澜", "顾闻笛", "白鹿鸣", "叶小舟"),
)
TURN = date(2023, 1, 1)


def _terms(held: Sequence[Held], *, certainty: str = "confirmed") -> Iterator[str]:
    for each in held:
        until = f", until: {each.until}" if each.until else ""
        yield f"{{name: {each.name}, from: {each.since}{until}, source: 公告, certainty: {certainty}}}"


def _office(title: str, *terms: str, more: str = "") -> str:
    head = f"  - title: {title}\n    level: national\n{more}    holders:\n"
    return head + "".join(f"      - {term}\n" for term in terms)


def _roster() -> str:
    by_title = {title: [each for each in HELD if each.title == title] for title in (CHAIR, DEPUTY, HEAD)}
    single = {CHAIR: "    single: true\n", HEAD: "    single: true\n", DEPUTY: "    complete: 2015-02-01\n"}
    offices = [
        _office(title, *_terms(held), more=f"{single[title]}    short: [{SHORT[title]}]\n")
        for title, held in by_title.items()
    ]
    first, second = BOARDS
    seats = [
        *(
            f"{{name: {name}, order: {seat}, from: 2018-01-01, until: {TURN}, source: 公告}}"
            for seat, name in enumerate(first, 1)
        ),
        *(f"{{name: {name}, order: {seat}, from: {TURN}, source: 公告}}" for seat, name in enumerate(second, 1)),
    ]
    return "\n".join([
        f"as_of: {AS_OF}\npeople: [{{name: 蔺知夏, protected: true}}, {{name: 沈拾光, protected: true}}]\noffices:",
        *offices,
        _office(CURATOR, *_terms([DOUBTFUL], certainty="unconfirmed"), more="    single: true\n    short: [馆长]\n"),
        _office("云岭理事会常务理事", *seats, more="    rank: 10\n"),
    ])  # fmt: skip


CHECKER = checker_of(roster=_roster())
VERDICTS = {f"leader.title.{verdict}" for verdict in ("outdated", "premature", "mismatch", "deputy")}


def told(text: str, day: date, *, before: str = "", after: str = "", title: str = "") -> list[Finding]:
    """What is said of leaders in a sentence between others, which are ended by 。 before it and behind it."""
    opening = f"{before}。" if before else ""
    published = datetime(day.year, day.month, day.day, 12, tzinfo=BEIJING)
    post = Post(id="p", title=title, body=f"{opening}{text}。{after}", published_at=published)
    return [
        finding
        for finding in CHECKER.check(post).findings
        if finding.rule.startswith("leader.") and finding.field == "body"
        for place in finding.positions
        if place.start < len(opening) + len(text) and len(opening) < place.end
    ]


def about_titles(found: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.rule.startswith("leader.title.")]


_days = st.dates(date(2000, 1, 1), date(2030, 1, 1))
_known = st.sampled_from([*HELD, DOUBTFUL])
_LOOSE = (
    "云岭理事会 副 时任 原 前 《 》 、 ， ： 和 兼 2014年5月 2019年3月4日， 去年 历史上 十年前 习近平 蔺之夏 理事涨"
)
_words = st.sampled_from([*SHORT, *SHORT.values(), *(each.name for each in HELD), *_LOOSE.split(), "\n", " "])
_around = st.lists(_words | texts, max_size=6).map("".join)
_behind = st.sampled_from(["出席会议", "讲话", "到青岚县调研", "", "同志主持会议", "、县农技站站长张老三到会"])


def _on(held: Held, share: float) -> date:
    """A day of the term: the first at 0, the last at 1."""
    last = held.until or AS_OF
    return held.since + timedelta(days=round((last - held.since).days * share))


_surroundings = st.fixed_dictionaries({"before": _around, "after": _around, "title": _around})


@given(_known, st.integers(0, 2), st.floats(0, 1), _behind, _surroundings)
def test_whoever_holds_an_office_on_the_day_is_never_reported(
    held: Held, way: int, share: float, behind: str, around: dict[str, str]
) -> None:
    assert about_titles(told(held.spoken[way] + behind, _on(held, share), **around)) == []


_unknown = st.text("万俟司徒欧阳尉迟澹台", min_size=2, max_size=4)
_unknown_titles = st.text("农技站档案室", min_size=2, max_size=4).map(lambda body: f"{body}站长")


@given(st.sampled_from([*SHORT, *SHORT.values()]), _unknown, st.booleans(), _days, _behind)
def test_an_unknown_name_is_never_reported(title: str, name: str, leads: bool, day: date, behind: str) -> None:
    assert about_titles(told((title + name if leads else name + title) + behind, day)) == []


@given(_unknown_titles, _known, st.booleans(), _days, _behind)
def test_an_unknown_office_is_never_reported(title: str, held: Held, leads: bool, day: date, behind: str) -> None:
    assert about_titles(told((title + held.name if leads else held.name + title) + behind, day)) == []


@given(st.sampled_from([CURATOR, SHORT[CURATOR]]), _known, st.booleans(), _days, _surroundings)
def test_what_is_not_confirmed_accuses_nobody(
    title: str, held: Held, leads: bool, day: date, around: dict[str, str]
) -> None:
    assert about_titles(told(title + held.name if leads else held.name + title, day, **around)) == []


@given(_known, _known, st.integers(1, 2_000), _behind)
def test_after_the_last_day_of_the_roster_only_terms_that_have_ended_are_reported(
    one: Held, other: Held, later: int, behind: str
) -> None:
    day = AS_OF + timedelta(days=later)
    found = about_titles(told(one.title + other.name + behind, day))
    ended = [each for each in HELD if (each.title, each.name) == (one.title, other.name) and each.until]
    assert {finding.rule for finding in found} <= {"leader.title.outdated"}
    assert ended or not found


@given(_known, st.integers(0, 2), _days, _behind)
def test_with_the_word_for_then_nothing_is_outdated(held: Held, way: int, day: date, behind: str) -> None:
    assume(not held.spoken[way].startswith(held.name))
    found = told(f"时任{held.spoken[way]}{behind}", day)
    assert not VERDICTS & {finding.rule for finding in found}


def test_without_it_something_is() -> None:
    ended = [each for each in HELD if each.until]
    assert len(ended) == 4
    for held in ended:
        assert held.until is not None
        (finding,) = told(f"{held.spoken[0]}讲话", held.until + timedelta(days=60))
        assert finding.rule in {"leader.title.outdated", "leader.title.deputy"}


_boards = st.sampled_from([
    (BOARDS[0], date(2018, 6, 1), TURN - timedelta(days=60)),
    (BOARDS[1], TURN + timedelta(days=60), AS_OF),
])  # fmt: skip


@st.composite
def _lists(draw: st.DrawFn) -> tuple[list[str], date]:
    """Some of a board in their order, with a protected name among them, and a day on which that order is settled."""
    board, first, last = draw(_boards)
    names = [name for name in board if draw(st.booleans())]
    assume(len(names) > 1 and {"蔺知夏", "沈拾光"} & {*names})
    return names, draw(st.dates(first, last))


_links = st.sampled_from(["、", "和", "及"])


@given(_lists(), st.data())
def test_a_list_in_protocol_order_is_silent_and_a_swap_of_neighbours_is_reported(
    listed: tuple[list[str], date], data: st.DataObject
) -> None:
    names, day = listed
    links = [data.draw(_links) for _ in names[1:]]

    def disordered(order: Sequence[str]) -> list[Finding]:
        text = "".join(name + link for name, link in zip(order, [*links, ""], strict=True))
        return [finding for finding in told(f"{text}出席会议", day) if finding.rule == "leader.order"]

    assert disordered(names) == []
    for place, (first, second) in enumerate(pairwise(names)):
        swapped = [*names[:place], second, first, *names[place + 2 :]]
        (finding,) = disordered(swapped)
        assert finding.quote == f"{second}{links[place]}{first}"
        assert finding.suggestions == (f"{first}{links[place]}{second}",)


_put_in = st.characters(categories=("L", "Nd")) | st.just("\n")


@given(st.text(min_size=2, max_size=6), _put_in, texts, texts)
def test_a_word_with_a_letter_figure_or_line_break_put_in_is_found_by_its_anchors(
    word: str, char: str, before: str, after: str
) -> None:
    found = list(anchors(word))
    assert len(found) == len(word) - 1
    for place in range(1, len(word)):
        torn = word[:place] + char + word[place:]
        text, whole = before + torn + after, (len(before), len(before) + len(torn))
        spans = {
            anchor.torn(text, start, start + len(anchor.piece))
            for anchor in found
            for start in range(len(text))
            if text.startswith(anchor.piece, start)
        }
        assert whole in spans


@given(st.text("甲乙丙", min_size=2, max_size=5), st.text("甲乙丙丁", max_size=12))
def test_what_an_anchor_finds_is_the_word_with_a_character_put_in(word: str, text: str) -> None:
    for anchor in anchors(word):
        for start in range(len(text)):
            if text.startswith(anchor.piece, start):
                span = anchor.torn(text, start, start + len(anchor.piece))
                torn = text[slice(*span)] if span else None
                assert torn is None or word in {torn[:place] + torn[place + 1 :] for place in range(1, len(torn) - 1)}


HOSTILE = {
    "title before name": "云岭理事会理事长蔺知夏",
    "name before title": "蔺知夏理事长",
    "a list": "沈拾光、蔺知夏、",
    "a slip in a name": "云岭理事会理事长蔺之夏",
    "a slip in a title": "云岭理事会理亊长蔺知夏",
    "titles without end": "云岭理事会理事长、",
    "a name torn": "蔺知的夏",
    "a name split": "蔺知 夏",
    "dates": "2015年5月，理事长沈拾光",
    "an open document": "《理事长纪云舒",
}


def _seconds(field: str, text: str) -> float:
    day = datetime(2025, 6, 18, 12, tzinfo=BEIJING)
    body, title = (text, "") if field == "body" else ("无", text)
    begin = process_time()
    CHECKER.check(Post(id="p", body=body, title=title, published_at=day))
    return process_time() - begin


@pytest.mark.parametrize(
    ("field", "text"),
    [("title", HOSTILE["title before name"]), *(("body", text) for text in HOSTILE.values())],
    ids=["a title", *HOSTILE],
)
def test_a_text_that_repeats_itself_takes_linear_time(field: str, text: str) -> None:
    """Eight times the text may take three times as long as it should; in quadratic time it would take eight times."""
    _seconds(field, text * 10)
    small, large = min(_seconds(field, text * 500) for _ in range(3)), _seconds(field, text * 4_000)
    assert large < 24 * small + 0.3
