"""Errors planted into posts: each is one slip or one swap, stands where it is said to, and is counted when found."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.build import compile_lexicon
from services.checker.confusion import Confusion
from services.checker.engine import Checker
from services.checker.lexicon import Lexicon
from services.domain.post import BEIJING, ContentType, Post
from services.domain.rule import Severity
from services.planting import slips
from services.planting.bench import PlantBench, Result
from services.planting.facts import Facts, Spot
from services.planting.operators import SLIPS, Group, Operator, Planted, replaced
from services.planting.swaps import SWAPS

RULES = """
severity: error
basis: 测试
message: “{term}”应为“{suggestion}”。
rules:
  - {id: phrase.slip, category: fixed_phrase, right: [兴修水利工程], hit: [兴修水力工程], miss: [兴修水利工程]}
  - {id: idiom.slip, category: idiom, right: [未雨绸缪], hit: [未雨绸谬], miss: [未雨绸缪]}
  - {id: body.slip, category: institution_name, right: [云岭林业研究院], hit: [云岭林业研究园], miss: [云岭林业研究院]}
"""
ROSTER = """
as_of: 2026-03-31
people: [{name: 蔺知夏, protected: true}]
offices:
  - title: 云岭理事会理事长
    short: [理事长]
    level: national
    rank: 1
    single: true
    holders:
      - {name: 纪云舒, from: 2010-01-01, until: 2020-01-01, source: 公告}
      - {name: 蔺知夏, from: 2020-01-01, until: 2025-01-01, source: 公告}
      - {name: 顾闻笛, from: 2025-01-01, source: 公告}
  - title: 云岭理事会副理事长
    short: [副理事长]
    level: national
    rank: 2
    holders:
      - {name: 陶砚秋, order: 1, from: 2019-01-01, source: 公告}
      - {name: 沈拾光, order: 2, from: 2019-01-01, source: 公告}
shapes: {长: [涨], 秋: [愀], 夏: [厦], 拾: [抬]}
"""
COUNTY = "as_of: 2026-03-31\nunits: [青岚县]\noffices: [{title: 县长, holders: [{name: 江离, source: 公告}]}]"
DAY = date(2023, 5, 8)
TEXT = (
    "云岭理事会理事长蔺知夏到会讲话。云岭理事会副理事长陶砚秋主持会议。蔺知夏、陶砚秋、沈拾光听取了汇报。"
    "会议要求未雨绸缪，兴修水利工程，由云岭林业研究院规划。县长江离列席。"
)
OPERATORS = (*SLIPS, *SWAPS)


@cache
def known() -> tuple[Checker, Facts]:
    files = {"rules.yaml": RULES, "leaders/a.yaml": ROSTER, "leaders/b.yaml": COUNTY}
    artefact = compile_lexicon(Lexicon(files))
    return Checker(artefact), Facts(artefact)


def spots(found: list[Spot], text: str = TEXT) -> list[str]:
    return [text[spot.start : spot.end] for spot in found]


def test_the_facts_of_a_text_are_found_again() -> None:
    _, facts = known()
    assert spots(facts.protected_names(TEXT)) == ["蔺知夏", "蔺知夏"]
    assert spots(facts.highest(TEXT, DAY)) == ["蔺知夏", "陶砚秋", "蔺知夏", "陶砚秋", "沈拾光"]
    assert spots(facts.highest(TEXT, date(2009, 1, 1))) == []
    told = [(facts.form(each), each.name.text) for each in facts.appointments(TEXT)]
    assert told == [("云岭理事会理事长", "蔺知夏"), ("云岭理事会副理事长", "陶砚秋")]


@pytest.mark.parametrize("text", ["理事长、书记蔺知夏", "理事长：蔺知夏", "理事长张老三", "县长江离", "理事长"])
def test_only_what_touches_counts_and_only_what_concerns_everybody(text: str) -> None:
    assert known()[1].appointments(text) == []


CONFUSION = Confusion({}, {"长": "涨", "秋": "愀"})


@given(st.text("云岭理事会副长秋", min_size=2, max_size=8), st.integers())
def test_a_slip_is_one_slip(text: str, seed: int) -> None:
    def written(slip: slips.Slip) -> str:
        return slip(text, random.Random(seed), CONFUSION)

    def without_one(longer: str) -> set[str]:
        return {longer[:place] + longer[place + 1 :] for place in range(len(longer))}

    for slip in (slips.homophone, slips.look_alike):
        pairs = Counter(zip(text, written(slip), strict=True))
        assert sum(count for (right, wrong), count in pairs.items() if right != wrong) <= 1
    for slip in (slips.put_in, slips.doubled, slips.split_by_space, slips.split_by_line):
        assert text in without_one(written(slip))
        assert len(written(slip)) == len(text) + 1
    assert written(slips.left_out) in without_one(text)
    assert sorted(written(slips.exchanged)) == sorted(text)
    assert "\u200b" in written(slips.hidden)


@pytest.mark.parametrize(
    ("slip", "written"),
    [
        (slips.look_alike, {"陶砚愀"}),
        (slips.left_out, {"砚秋", "陶秋", "陶砚"}),
        (slips.doubled, {"陶陶砚秋", "陶砚砚秋", "陶砚秋秋"}),
        (slips.exchanged, {"砚陶秋", "陶秋砚"}),
        (slips.split_by_space, {"陶 砚秋", "陶砚 秋"}),
        (slips.split_by_line, {"陶\n砚秋", "陶砚\n秋"}),
    ],
)
def test_the_slips_of_a_name(slip: slips.Slip, written: set[str]) -> None:
    assert {slip("陶砚秋", random.Random(seed), CONFUSION) for seed in range(50)} == written


def test_a_homophone_is_a_frequent_character_of_the_same_reading() -> None:
    written = {slips.homophone("秋", random.Random(seed), CONFUSION) for seed in range(99)}
    assert {"丘", "邱", "球"} <= written
    assert "秋" not in written
    assert not written & {"休", "愀"}


def test_where_nothing_looks_alike_nothing_changes_and_nothing_is_planted() -> None:
    assert slips.look_alike("蔺知夏", random.Random(1), CONFUSION) == "蔺知夏"
    assert replaced("云岭", Spot(0, 1), "云") is None


_texts = st.lists(
    st.sampled_from(
        [*TEXT.replace("。", "。|").split("|"), "蔺知夏", "理事长", "沈拾光副理事长", "、", "和", "的", "\n"]
    ),
    max_size=8,
).map("".join)
_days = st.dates(date(2005, 1, 1), date(2030, 1, 1))


@given(_texts, _days, st.integers(), st.sampled_from(OPERATORS))
def test_what_is_planted_stands_where_it_is_said_to_and_the_rest_is_unchanged(
    text: str, day: date, seed: int, operator: Operator
) -> None:
    planted = operator.plant(text, day, known()[1], random.Random(seed))
    if planted is not None:
        assert planted.wrong == planted.text[planted.start : planted.end] != planted.right
        assert planted.text[: planted.start] + planted.right + planted.text[planted.end :] == text


def planted(name: str, day: date = DAY, text: str = TEXT) -> set[tuple[str, str]]:
    """What an operator makes of the text with many seeds: pairs of right and wrong."""
    (operator,) = (each for each in OPERATORS if each.name == name)
    made = (operator.plant(text, day, known()[1], random.Random(seed)) for seed in range(60))
    return {(each.right, each.wrong) for each in made if each}


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("人职不符：前任", {("蔺知夏", "纪云舒")}),
        ("人职不符：后任", {("蔺知夏", "顾闻笛")}),
        ("人职不符：另一位领导人", {("蔺知夏", "陶砚秋"), ("蔺知夏", "沈拾光")}),
        ("人职不符：漏写副字", {("云岭理事会副理事长", "云岭理事会理事长")}),
        ("人职不符：多写副字", {("云岭理事会理事长", "云岭理事会副理事长")}),
        ("排序：相邻两人对调", {("蔺知夏、陶砚秋", "陶砚秋、蔺知夏"), ("陶砚秋、沈拾光", "沈拾光、陶砚秋")}),
    ],
)
def test_a_swap_leaves_every_word_right(name: str, pairs: set[tuple[str, str]]) -> None:
    assert planted(name) == pairs


@pytest.mark.parametrize(("name", "day"), [("人职不符：前任", date(2020, 6, 1)), ("人职不符：后任", date(2024, 6, 1))])
def test_nobody_who_has_just_left_or_is_about_to_come_is_swapped_in(name: str, day: date) -> None:
    assert planted(name, day) == set()


@pytest.mark.parametrize("name", ["人职不符：前任", "人职不符：后任", "人职不符：另一位领导人"])
def test_nothing_is_swapped_where_the_text_may_be_wrong_already(name: str) -> None:
    assert planted(name, date(2008, 5, 8)) == set()


def test_every_kind_of_error_finds_a_place() -> None:
    assert [operator.name for operator in OPERATORS if not planted(operator.name)] == []
    assert [operator.name for operator in OPERATORS if planted(operator.name, text="县里开会。")] == []
    assert len({operator.name for operator in OPERATORS}) == len(OPERATORS)


def post(number: int, body: str = TEXT, content_type: ContentType = ContentType.PLAIN) -> Post:
    published = datetime(2023, 5, 8, 12, tzinfo=BEIJING)
    return Post(id=f"p{number}", body=body, content_type=content_type, published_at=published)


def run(posts: list[Post], *, seed: int = 7, most: int = 9, step: Callable[[], None] = lambda: None) -> Result:
    checker, facts = known()
    return PlantBench(checker, facts, OPERATORS, seed=seed, most=most).run(posts, step=step)


POSTS = [post(number) for number in range(4)]


def test_the_same_seed_plants_the_same_errors_and_another_one_others() -> None:
    assert run(POSTS) == run(POSTS)
    made = [{name: set(draws(name, seed)) for name in ("姓名：同音字", "姓名：多字")} for seed in (7, 7, 8)]
    assert made[0] == made[1] != made[2]


def draws(name: str, seed: int) -> list[str]:
    (operator,) = (each for each in OPERATORS if each.name == name)
    checker, facts = known()
    bench = PlantBench(checker, facts, [operator], seed=seed, most=9)
    return [found.wrong for _, found in bench._spoilt(operator, POSTS)]


def test_every_error_that_is_planted_is_counted_once() -> None:
    steps: list[None] = []
    result = run(POSTS, most=3, step=lambda: steps.append(None))
    assert len(steps) == len(POSTS) + len(OPERATORS)
    assert (result.posts, result.characters) == (4, 4 * len(TEXT))
    for recall in result.recalls:
        assert recall.planted == 3
        assert recall.found + len(recall.missed) == recall.planted
    by_name = {recall.operator.name: recall.found for recall in result.recalls}
    assert by_name["姓名：重字"] == by_name["人职不符：前任"] == by_name["排序：相邻两人对调"] == 3


def test_posts_that_are_not_clean_or_not_plain_are_read_and_spared() -> None:
    wrong = TEXT.replace("知夏到会", "之夏到会")
    result = run([post(1, wrong), post(2, content_type=ContentType.HTML)])
    assert {recall.planted for recall in result.recalls} == {0}
    assert result.untouched == Counter({Severity.SERIOUS: 1})
    assert result.samples == [f"p1 leader.name.near-miss “蔺之夏” {result.samples[0].split(' ', 3)[3]}"]


def test_a_miss_is_shown_in_its_context() -> None:
    def plant(text: str, *_: object) -> Planted | None:
        return replaced(text, Spot(8, 10), "发言")

    checker, facts = known()
    unfindable = Operator("改词", Group.PHRASE, plant)
    (recall,) = (
        PlantBench(checker, facts, [unfindable], seed=1, most=1)
        .run([post(1, "请理事长蔺知夏到讲话，大家欢迎。")])
        .recalls
    )
    assert (recall.planted, recall.found) == (1, 0)
    assert recall.missed == ["p1 2023-05-08 讲话 → 发言：请理事长蔺知夏到发言，大家欢迎。"]


@pytest.mark.parametrize(("start", "found"), [(0, 0), (3, 1), (5, 1), (6, 0)])
def test_a_finding_counts_where_it_touches_the_error(start: int, found: int) -> None:
    def plant(text: str, *_: object) -> Planted | None:
        return Planted(text.replace("知夏", "之夏"), start, start + 1, "知夏")

    checker, facts = known()
    bench = PlantBench(checker, facts, [Operator("同音", Group.NAME, plant)], seed=1, most=1)
    (recall,) = bench.run([post(1, "会上，蔺知夏讲话。")]).recalls
    assert (recall.planted, recall.found) == (1, found)
