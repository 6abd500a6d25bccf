"""Terms with gaps: what they stand for, where they are found, and what is wrong with one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.lexicon.wording import ellipsis, fault, fills, is_read, wordings


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        pytest.param("超过{number}以上", "超过95%以上", id="per cent"),
        pytest.param("超过{number}以上", "超过10亿元人民币以上", id="several units"),
        pytest.param("超过{number}以上", "超过三分之一以上", id="a fraction in characters"),
        pytest.param("超过{number}以上", "超过百分之五以上", id="per cent in characters"),
        pytest.param("超过{number}以上", "超过1,200.5 万吨以上", id="figures with marks and a space"),
        pytest.param("超过{number}以上", "超过 95% 以上", id="spaces around the gap"),
        pytest.param("截至{date}为止", "截至2024年6月30日为止", id="a full date"),
        pytest.param("截至{date}为止", "截至6月为止", id="a month"),
        pytest.param("以{words}为主", "以种植水稻为主", id="words"),
        pytest.param("{约|大约}{number}左右", "大约20天左右", id="a choice"),
        pytest.param("减少{|了}{number}倍", "减少3倍", id="an empty choice"),
        pytest.param("{进行|开展}{1}", "开展开展", id="the choice once more"),
        pytest.param("布署", "布署", id="no gap"),
    ],
)
def test_a_wording_stands_for(text: str, quote: str) -> None:
    assert fault(text) is None
    assert is_read(text, quote)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        pytest.param("超过{number}以上", "超过以上", id="nothing in the gap"),
        pytest.param("超过{number}以上", "超过规模以上", id="no number"),
        pytest.param("超过{number}以上", "超过15万家规模以上", id="something that is no unit"),
        pytest.param("以{words}为主", "以水稻，玉米为主", id="a comma"),
        pytest.param("以{words}为主", "以" + "水" * 13 + "为主", id="too much"),
        pytest.param("{进行|开展}{1}", "进行开展", id="another choice"),
    ],
)
def test_a_wording_does_not_stand_for(text: str, other: str) -> None:
    assert not is_read(text, other)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("超过{number以上", "不成对", id="an open brace"),
        pytest.param("超过{nummer}以上", "{number}、{date}、{words}", id="an unknown gap"),
        pytest.param("超过{1}以上", "“{1}”", id="a number of braces that do not come first"),
        pytest.param("近{number}多", "至少 2 个字", id="too little to look for"),
        pytest.param("{约|大约}{number}", "至少 2 个字", id="too little in one of the choices"),
    ],
)
def test_a_faulty_wording_is_told_why(text: str, reason: str) -> None:
    assert reason in (fault(text) or "")


def test_the_longest_fixed_run_is_searched_for_choices_included() -> None:
    assert [each.anchor for each in wordings("经{words}的{努力|大力帮助}下")] == ["的努力下", "的大力帮助下"]


def test_a_replacement_asks_only_for_what_is_there() -> None:
    assert fills("{约|大约}{number}左右", "{1}{2}")
    assert not fills("超过{number}以上", "超过{2}")
    assert not fills("超过{number}以上", "超过{number}")
    assert not fills("超过{number}以上", "超过{1")


def test_an_editor_reads_dots_for_gaps_and_the_first_choice() -> None:
    term = "{约|大约}{number}左右"
    assert (ellipsis(term, term), ellipsis("{1}{2}", term)) == ("约……左右", "约……")


@given(st.text("超过以上近左右约12一二，%年月人名 的", max_size=60))
def test_what_is_found_holds_its_anchor_and_is_the_wording(text: str) -> None:
    for wording in wordings("{约|大约|近}{number}左右"):
        start = text.find(wording.anchor)
        for match in wording.places(text, start, start + len(wording.anchor)) if start >= 0 else ():
            assert match.start() <= start < match.end()
            assert wording.is_all_of(match[0])
