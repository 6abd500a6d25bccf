"""The grammar of citations: numbers, titles, articles, and one change between two titles."""

import pytest

from services.checker.citations.article import articles, numeral
from services.checker.citations.cited_number import CitedNumber, number_behind, numbers_before
from services.checker.citations.document_number import number_at
from services.checker.citations.title import key, matter, shorter, titles
from services.checker.citations.title_slip import Slip, Titles, difference


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零三", 103),
        ("一百一十九", 119),
        ("一百二十", 120),
        ("一千二百六十", 1260),
        ("一千零一", 1001),
        ("一〇二", 102),
        ("两百", 200),
        ("452", 452),
        ("3十", 0),
    ],
)
def test_numerals(written: str, number: int) -> None:
    assert numeral(written) == number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("第三条", [3]),
        ("第三条、第五条和第7条", [3, 5, 7]),
        ("第三条第一款第二项、第五条", [3, 5]),
        ("第三条至第五条", [3, 5]),
        ("第一百三十三条之一第一款", [133]),
        (" 第三条", [3]),
        ("规定第三条", []),
        ("第三章", []),
        ("第三条,第五章", [3]),
    ],
)
def test_articles_of_a_list(text: str, numbers: list[int]) -> None:
    found = list(articles(text, 0))
    assert [each.number for each in found] == numbers
    assert all(text[each.start :].startswith("第") and text[: each.end][-1] in "条一" for each in found)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("青政发〔2021〕8号", "〔2021〕8号"),
        ("青政发(2021)008号", "〔2021〕8号"),
        ("青政发 [ 2021 ] 第 8 号", None),
        ("青政发 [ 2021 ] 第8 号", "〔2021〕8号"),
        ("青政发〔2021〕8", "〔2021〕8号"),
        ("青政发〔2021〕8、9号", None),
        ("(2019)3号", None),
        ("展馆(2019)3号", None),
        ("青政发(2019)3号楼", None),
        ("青政发(2019)", None),
    ],
)
def test_numbers_and_what_is_none(text: str, right: str | None) -> None:
    number = number_at(text, next(place for place, char in enumerate(text) if char in "([【〔"))
    assert (number.right if number else None) == right


def test_a_title_may_hold_another() -> None:
    text = "印发《国务院关于印发《中国制造2025》的通知》,《指引》"
    assert [each.text for each in titles(text)] == ["国务院关于印发《中国制造2025》的通知", "中国制造2025", "指引"]
    assert all(text[each.start : each.end] == each.text for each in titles(text))


def test_marks_and_spaces_are_no_part_of_a_key() -> None:
    assert key("“互联网+”行动(2015—2020 年)") == "互联网行动20152020年"


def test_ways_to_name_a_document() -> None:
    assert list(shorter("国务院办公厅关于印发政府网站发展指引的通知")) == [
        "国务院办公厅关于印发政府网站发展指引的通知",
        "关于印发政府网站发展指引的通知",
        "政府网站发展指引",
    ]
    assert list(shorter("国务院关于印发《中国制造2025》的通知"))[-1] == "中国制造2025"
    assert list(shorter("青岚县防汛条例")) == ["青岚县防汛条例"]
    assert matter("国务院印发关于深化改革方案的通知") == "印发关于深化改革方案的通知"


def test_the_number_beside_a_title() -> None:
    text = "根据国办发〔2017〕47号《甲》(以下简称《乙》,国发〔2022〕14号)"
    first, *_ = titles(text)
    behind = number_behind("《甲》(国发〔2022〕14号)", next(titles("《甲》(国发〔2022〕14号)")))
    assert behind is not None
    assert (behind.text, behind.start, behind.end) == ("国发〔2022〕14号", 4, 15)
    assert "国办发〔2017〕47号" in [each.text for each in numbers_before(text, first)]


@pytest.mark.parametrize(
    ("other", "agrees"),
    [
        ("国办发〔2017〕17号", True),
        ("国办发〔2007〕47号", True),
        ("国发〔2017〕47号", True),
        ("国办发〔2007〕17号", False),
        ("国办发〔2017〕47号", False),
        ("国令第7号", False),
    ],
)
def test_numbers_that_differ_in_one_part(other: str, agrees: bool) -> None:
    assert CitedNumber("国办发〔2017〕47号", 0, 1).agrees(other) is agrees


@pytest.mark.parametrize(
    ("written", "slip"),
    [
        ("数字政俯建设", Slip("数字政府建设", "俯", "府", at_edge=False)),
        ("数字政建设", Slip("数字政府建设", "", "府", at_edge=False)),
        ("数字政政府建设", Slip("数字政府建设", "政", "", at_edge=False)),
        ("数字府政建设", Slip("数字政府建设", "府政", "政府", at_edge=False)),
        ("政府建设", Slip("数字政府建设", "", "数字", at_edge=True)),
        ("数字政府建没", Slip("数字政府建设", "没", "设", at_edge=False)),
        ("数字政府建设", None),
        ("数字机关建设", None),
        ("政务数字建设", None),
    ],
)
def test_one_change(written: str, slip: Slip | None) -> None:
    assert difference(written, "数字政府建设") == slip


def test_figures_tell_titles_apart() -> None:
    known = Titles(["第二批改革举措的通知", "十三五规划的通知"], shortest=4)
    assert [*known.slips("第三批改革举措的通知"), *known.slips("十四五规划的通知")] == []
    assert [slip.meant for slip in known.slips("第二批改革举错的通知")] == ["第二批改革举措的通知"]
