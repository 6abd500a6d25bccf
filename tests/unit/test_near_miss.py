"""One slip away: which characters are taken for each other, which wrong forms come of it, where a name is looked at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.confusion import Confusion
from services.checker.cover import Cover
from services.checker.engine import Checker
from services.checker.near_miss import (
    Anchor,
    anchors,
    deletions,
    doublings,
    is_substitution,
    slips,
    substitutions,
    transpositions,
)
from services.checker.roster import Person
from services.checker.roster.holders import Holders, Slip
from services.domain.rule import Severity
from tests.checks import findings, quotes

# 甲 and 乙 sound alike, 乙 and 丙 too, 丁 looks like 甲; 戊 is like nothing.
TOY = Confusion({"甲": ("a",), "乙": ("a", "b"), "丙": ("b",), "戊": ("c",)}, {"甲": "丁", "戊": "戊"})
_chars = st.sampled_from("甲乙丙丁戊")
_words = st.text(_chars, max_size=4)


@pytest.fixture(scope="module")
def confusion() -> Confusion:
    return Confusion.compile({"记": "纪"})


@given(_chars, _chars)
def test_a_common_mistake_is_recognised_exactly_where_it_would_be_made(right: str, other: str) -> None:
    assert TOY.is_common(right, other) == (other in TOY.common_of(right))


@given(_words, _words)
def test_a_substitution_is_recognised_exactly_where_it_would_be_made(text: str, word: str) -> None:
    assert is_substitution(text, word, TOY) == (text in set(substitutions(word, TOY)))


@given(_chars, _chars)
def test_being_alike_and_the_list_of_what_is_alike_agree(right: str, other: str) -> None:
    assert TOY.alike(right, other) == (other in TOY.of(right))


@given(_words.filter(bool))
def test_no_wrong_form_is_the_right_one(word: str) -> None:
    assert word not in {*slips(word, TOY), *deletions(word)}


@given(_words.filter(bool))
def test_slips_leave_no_character_out(word: str) -> None:
    assert set(slips(word, TOY)) <= {*substitutions(word, TOY), *transpositions(word), *doublings(word)}


def test_the_wrong_forms_of_a_word() -> None:
    assert list(substitutions("甲丙", TOY)) == ["丁丙", "乙丙", "甲乙"]
    assert list(doublings("甲丙")) == ["甲甲丙", "甲丙丙"]
    assert list(transpositions("甲丙丙")) == ["丙甲丙"]
    assert list(deletions("甲丙")) == ["丙", "甲"]
    assert list(anchors("甲乙丙")) == [Anchor("乙丙", "甲", leads=False), Anchor("甲乙", "丙", leads=True)]
    assert list(anchors("甲")) == []


@pytest.mark.parametrize(
    ("text", "start", "torn"),
    [
        pytest.param("甲乙戊丙丁", 0, (0, 4), id="a character before the rest"),
        pytest.param("丁甲乙\n丙", 1, (1, 5), id="a line break before the rest"),
        pytest.param("甲乙丙", 0, None, id="nothing before the rest"),
        pytest.param("甲乙戊戊丙", 0, None, id="two characters before the rest"),
        pytest.param("甲乙戊", 0, None, id="no rest"),
    ],
)
def test_an_anchor_finds_its_word_with_a_character_put_in(text: str, start: int, torn: tuple[int, int] | None) -> None:
    assert Anchor("甲乙", "丙", leads=True).torn(text, start, start + 2) == torn
    mirrored = None if torn is None else (len(text) - torn[1], len(text) - torn[0])
    end = len(text) - start
    assert Anchor("乙甲", "丙", leads=False).torn(text[::-1], end - 2, end) == mirrored


@pytest.mark.parametrize(
    ("right", "other"),
    [
        pytest.param("平", "评", id="the same sound"),
        pytest.param("强", "墙", id="another tone"),
        pytest.param("近", "静", id="in and ing"),
        pytest.param("总", "宗", id="zong in two tones"),
        pytest.param("沪", "户", id="hu"),
        pytest.param("张", "脏", id="zh and z"),
        pytest.param("李", "你", id="n and l"),
        pytest.param("乐", "月", id="one of several readings"),
        pytest.param("记", "纪", id="a similar shape"),
    ],
)
def test_characters_that_are_taken_for_each_other(confusion: Confusion, right: str, other: str) -> None:
    assert confusion.alike(right, other)


@pytest.mark.parametrize("other", ["平", "高", "A", "㐀"])
def test_characters_that_are_not(confusion: Confusion, other: str) -> None:
    assert not confusion.alike("平", other)


def test_a_similar_shape_is_declared_in_one_direction() -> None:
    assert Confusion({}, {"记": "纪"}).alike("记", "纪")
    assert not Confusion({}, {"记": "纪"}).alike("纪", "记")


ZHANG, LI, LI_QIANG = (Person(name=name) for name in ("张三丰", "李强", "李强国"))


@pytest.fixture(scope="module")
def holders(confusion: Confusion) -> Holders:
    people = {person.name: person for person in (ZHANG, LI, LI_QIANG)}
    return Holders(people, {*people, "李墙"}, confusion)


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        pytest.param("张三峰说", Slip(ZHANG, 3), id="substitution"),
        pytest.param("三张丰说", Slip(ZHANG, 3), id="transposition"),
        pytest.param("张三三丰", Slip(ZHANG, 4), id="doubled inside"),
        pytest.param("张三丰丰", Slip(ZHANG, 4, doubled=True), id="doubled at the end"),
        pytest.param("李强强调", Slip(LI, 3, doubled=True), id="doubled by chance"),
        pytest.param("张丰说", Slip(ZHANG, 2), id="left out of a long name"),
        pytest.param("张三的丰", Slip(ZHANG, 4), id="put into a long name"),
        pytest.param("张大三丰", Slip(ZHANG, 4), id="put in behind the surname"),
        pytest.param("李的强说", None, id="put into a short name"),
        pytest.param("的张三丰", None, id="put in before a name"),
        pytest.param("强说", None, id="left out of a short name"),
        pytest.param("张三丰说", None, id="right"),
        pytest.param("李强国说", None, id="the right longer name"),
        pytest.param("李墙说话", None, id="right name of somebody"),
        pytest.param("王五说话", None, id="somebody else"),
        pytest.param("章四峰说", None, id="two slips"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_slip_behind_a_title_is_a_slip_in_a_name_of_its_holders(
    holders: Holders, text: str, slip: Slip | None
) -> None:
    assert next(holders.slips_behind(text[: holders.longest]), None) == slip


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        pytest.param("记者张三峰", Slip(ZHANG, 3), id="substitution"),
        pytest.param("对张三三丰", Slip(ZHANG, 4), id="doubled"),
        pytest.param("对张三的丰", Slip(ZHANG, 4), id="put in"),
        pytest.param("记者张三丰", None, id="right"),
        pytest.param("记者李墙", None, id="right name of somebody"),
        pytest.param("峰", None, id="hardly a name"),
    ],
)
def test_a_slip_before_a_title_ends_the_text(holders: Holders, text: str, slip: Slip | None) -> None:
    assert next(holders.slips_before(text[-holders.longest :]), None) == slip


_ranges = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)).map(lambda pair: (pair[0], sum(pair))), max_size=6)


@given(_ranges, st.integers(0, 9), st.integers(1, 5))
def test_a_cover_answers_as_the_loop_over_its_ranges(ranges: list[tuple[int, int]], start: int, length: int) -> None:
    naive = any(first <= start and start + length <= last for first, last in ranges)
    assert Cover(ranges).holds(start, start + length) == naive


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("国务院总理李墙作报告", ["李墙"], id="behind the office"),
        pytest.param("李墙国务院总理", ["李墙"], id="before the office"),
        pytest.param("李墙作报告", [], id="an ordinary name alone"),
        pytest.param("总理李墙作报告", [], id="beside a title that names no one office"),
        pytest.param("中华人民共和国主席李墙", [], id="beside an office of the others"),
        pytest.param("习近评", ["习近评"], id="a protected name alone"),
    ],
)
def test_ordinary_names_are_looked_at_only_beside_their_office(small: Checker, text: str, quoted: list[str]) -> None:
    assert quotes(small, text) == quoted


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("习 近平讲话", "习 近平", id="a space"),
        pytest.param("习近　平讲话", "习近　平", id="a wide space"),
        pytest.param("习近\u200b平讲话", "习近\u200b平", id="an invisible character"),
        pytest.param("习近\n平总书记讲话", "习近\n平", id="a line break"),
        pytest.param("习  近 平讲话", "习  近 平", id="spaces of two sizes"),
    ],
)
def test_a_name_that_is_split_is_put_together(small: Checker, text: str, quoted: str) -> None:
    (finding,) = findings(small, text)
    assert (finding.rule, finding.severity, finding.quote) == ("leader.name.split", Severity.WARNING, quoted)
    assert finding.suggestions == ("习近平",)


@pytest.mark.parametrize("text", ["习 近 平", "习　近　平", "习近平", "习近、 平", "李 强讲话"])
def test_a_name_that_is_spaced_evenly_or_is_none_is_not_split(small: Checker, text: str) -> None:
    assert quotes(small, text) == []


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("习近的平讲话", ["习近的平"], id="a word of its own"),
        pytest.param("落实习近的平总书记讲话", ["习近的平"], id="before a title of the person"),
        pytest.param("学习近的平台", [], id="a piece of other words"),
    ],
)
def test_a_character_put_into_a_rare_name_is_reported_where_words_or_a_title_bound_it(
    small: Checker, text: str, quoted: list[str]
) -> None:
    assert quotes(small, text) == quoted
