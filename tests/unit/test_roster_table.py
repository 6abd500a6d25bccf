"""Rosters kept in spreadsheets: what people and their programs make of a CSV file, and what is refused where."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.lexicon.source import read_rosters
from services.checker.roster import EVERYWHERE, Office, Tenure, parse_roster
from services.domain.errors import LexiconError

GOOD = """\
截至,2026-03-31
单位,青岚县,qinglan.example
职务,简称,姓名,任职,离任,来源,核实
青岚县县长,县长、县政府县长,骆明舟,2021-07-20,,公告,已核实
青岚县县长,,陶砚秋,2017-01,2021-07,公告,待核实
青岚县副县长,,祝青屿,,,公告,
"""
HEADER, FIRST = "职务,简称,姓名,任职,离任,来源,核实", "青岚县县长,县长、县政府县长,骆明舟,2021-07-20,,公告,已核实"


def offices(text: str) -> tuple[Office, ...]:
    return parse_roster({"leaders/own/a.csv": text}).offices


def holder(row: str) -> Tenure:
    """The tenure of the first row, written in another way."""
    assert row != FIRST
    return next(each for each in offices(GOOD.replace(FIRST, row))[0].holders if each.name == "骆明舟")


def test_every_row_is_a_tenure_of_the_office_that_it_names() -> None:
    chief, deputy = offices(GOOD)
    assert (chief.title, chief.short, chief.single) == ("青岚县县长", ("县长", "县政府县长"), True)
    assert (chief.as_of, chief.units) == (date(2026, 3, 31), ("青岚县", "qinglan.example"))
    assert chief.holders == (
        Tenure(name="陶砚秋", since=date(2017, 1, 1), until=date(2021, 7, 31), source="公告", confirmed=False),
        Tenure(name="骆明舟", since=date(2021, 7, 20), until=None, source="公告"),
    )
    assert deputy.holders == (Tenure(name="祝青屿", since=None, until=None, source="公告"),)


@pytest.mark.parametrize(
    ("title", "single"),
    [
        ("青岚县公安局局长", True),
        ("青岚县人大常委会主任", True),
        ("青岚县委员会书记", True),
        ("青岚县副县长", False),
        ("青岚县委常委", False),
        ("青岚县监察委员会委员", False),
        ("青岚县教育局党组成员", False),
        ("青岚县一级调研员", False),
    ],
)
def test_an_office_that_several_people_hold_by_its_nature_is_not_single(title: str, single: bool) -> None:
    assert offices(GOOD.replace("青岚县副县长", title))[1].single is single


def test_short_forms_may_stand_in_any_row_of_the_office() -> None:
    text = GOOD.replace("青岚县县长,,陶", "青岚县县长,县长；青岚县长,陶")
    assert offices(text)[0].short == ("县长", "县政府县长", "青岚县长")


def test_units_may_share_a_cell_and_need_not_be_there() -> None:
    assert offices(GOOD.replace("青岚县,qinglan", "青岚县、qinglan"))[0].units == ("青岚县", "qinglan.example")
    assert offices(GOOD.replace("单位,青岚县,qinglan.example\n", ""))[0].units == (EVERYWHERE,)


@pytest.mark.parametrize(
    "written",
    ["2021-07-20", "2021/7/20", "2021.7.20", "2021.07.20", "2021年7月20日", "2021 年 7 月 20 日", "20210720",
     "2021/7/20 0:00", "2021-07-20 00:00:00", "２０２１年７月２０日"],
)  # fmt: skip
def test_a_day_may_be_written_as_people_and_spreadsheets_write_it(written: str) -> None:
    assert holder(f"青岚县县长,,骆明舟,{written}, ,公告,已核实").since == date(2021, 7, 20)


@pytest.mark.parametrize("written", ["2024-02", "2024/2", "2024.02", "2024.2", "2024年2月", "202402"])
def test_a_month_counts_from_its_first_day_to_its_last(written: str) -> None:
    tenure = holder(f"青岚县县长,,骆明舟,{written},{written},公告,")
    assert (tenure.since, tenure.until) == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize("written", ["至今", "现任", "在任"])
def test_who_is_still_in_office_has_not_ended(written: str) -> None:
    assert holder(f"青岚县县长,,骆明舟,2021-07-20,{written},公告,").until is None


@pytest.mark.parametrize("name", ["骆明　舟", "骆 明舟", "\u200b骆明舟\ufeff", '"骆\n明舟"'])
def test_white_space_in_a_name_is_layout(name: str) -> None:
    assert holder(f"青岚县县长,,{name},2021-07-20,,公告,").source == "公告"


@pytest.mark.parametrize("name", ["阿不都·热合曼", "阮〇", "阮\ue123"])
def test_names_may_hold_a_dot_or_a_rare_character(name: str) -> None:
    assert offices(GOOD.replace("祝青屿", name))[1].holders[0].name == name


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeff" + GOOD, id="byte order mark"),
        pytest.param(GOOD.replace("\n", "\r\n"), id="Windows line ends"),
        pytest.param(GOOD.replace("\n", "\r"), id="old Macintosh line ends"),
        pytest.param(GOOD.rstrip("\n"), id="no line end at the end"),
        pytest.param("\n" + GOOD.replace("职务,", "\n,,\n职务,") + "\n,,,,,,\n", id="empty rows"),
        pytest.param(GOOD.replace("\n", ",,,\n"), id="trailing empty columns"),
        pytest.param(GOOD.replace(FIRST, FIRST.replace("公告", '"公告"')), id="quoted cells"),
        pytest.param(GOOD.replace("姓名,任职", " 姓名 ,\u3000任职"), id="white space around cells"),
        pytest.param(GOOD.replace("核实\n", "核实\n", 1).replace(",\n青", "\n青"), id="a row cut short"),
    ],
)
def test_what_programs_do_to_a_file_changes_nothing(text: str) -> None:
    assert offices(text) == offices(GOOD)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_a_table_may_be_in_the_encodings_that_spreadsheets_save(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(GOOD.encode(encoding))
    assert parse_roster(read_rosters(tmp_path)).offices == offices(GOOD)


def test_columns_may_come_in_any_order_and_be_left_out() -> None:
    text = "截至,2026-03-31\n来源,姓名,职务\n公告,骆明舟,青岚县县长\n"
    assert offices(text)[0].holders == (Tenure(name="骆明舟", since=None, until=None, source="公告"),)


def test_quotes_and_commas_inside_a_cell_are_part_of_it() -> None:
    assert holder('青岚县县长,,骆明舟,2021-07-20,,"第3号公告,""任免""",').source == '第3号公告,"任免"'


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        pytest.param(GOOD, "", 1, "没有表头", id="empty file"),
        pytest.param(GOOD, "\ufeff\r\n", 1, "没有表头", id="file of a mark"),
        pytest.param(HEADER + "\n", "", 1, "没有表头：要有一行写明列名", id="no header"),
        pytest.param(GOOD, GOOD.replace(",", ";"), 1, "列与列之间用英文逗号", id="semicolons"),
        pytest.param(GOOD, GOOD.replace(",", "\t"), 1, "列与列之间用英文逗号", id="tabs"),
        pytest.param(GOOD[GOOD.index(FIRST) :], "", 3, "表头之下没有内容", id="only a header"),
        pytest.param("简称,", "备注,", 3, "没有“备注”这一列，请删去或改名；可用：职务、简称", id="unknown column"),
        pytest.param("职务,简称", ",简称", 3, "表头缺少“职务”这一列", id="missing column"),
        pytest.param("来源,核实", ",核实", 3, "表头缺少“来源”这一列", id="another missing column"),
        pytest.param("职务,简称", "职务,姓名", 3, "“姓名”这一列写了两次", id="a column twice"),
        pytest.param("截至,2026-03-31\n", "", 2, "缺少“截至”一行", id="no date"),
        pytest.param("截至,2026-03-31", "截至,去年底", 1, "“截至”：“去年底”不是日期", id="as_of that is no date"),
        pytest.param("截至,2026-03-31", "截至,,", 1, "“截至”没有填写", id="as_of left empty"),
        pytest.param("截至,2026-03-31", "截至2026年3月31日", 1, "没有“截至2026年3月31日”", id="as_of in one cell"),
        pytest.param("单位,青岚县", "截至,2026-01-01", 2, "“截至”写了两次", id="as_of twice"),
        pytest.param("截至", "青岚县领导名册\n截至", 1, "表头之前只能有截至、单位", id="a headline"),
        pytest.param("骆明舟", "", 4, "“姓名”是空的", id="empty name"),
        pytest.param("骆明舟", "空缺", 4, "职位空缺时不写这一行", id="vacant"),
        pytest.param("骆明舟", "骆明舟（代）", 4, "“姓名”：“骆明舟（代）”不是一个人的姓名", id="a note in a name"),
        pytest.param("骆明舟", "骆明舟、祝青屿", 4, "每行只写一人", id="two names"),
        pytest.param("骆明舟", "骆", 4, "不是一个人的姓名", id="a surname alone"),
        pytest.param("骆明舟", "—", 4, "不是一个人的姓名", id="a dash for a name"),
        pytest.param("\n青岚县县长,,陶", "\n,,陶", 5, "“职务”是空的", id="merged cells"),
        pytest.param("公告,已核实", ",已核实", 4, "“来源”是空的", id="empty source"),
        pytest.param("2021-07-20", "2021", 4, "“任职”：“2021”不是日期；请写成 2024-06-01", id="a year alone"),
        pytest.param("2021-07-20", "2021-02-30", 4, "“2021-02-30”不是日期", id="a day that never was"),
        pytest.param("2021-07-20", "2021-13", 4, "“2021-13”不是日期", id="a month that never was"),
        pytest.param("2021-07-20", "44397", 4, "“44397”不是日期", id="a date as a number"),
        pytest.param("2021-07-20", "Jul-21", 4, "“Jul-21”不是日期", id="a date as an English Excel writes it"),
        pytest.param("2021-07-20", "2021.1", 4, "分不清是 1 月还是 10 月", id="a month that lost its zero"),
        pytest.param("2021-07-20,", "2021-07-20,不详", 4, "“离任”：“不详”不是日期", id="an end that is no date"),
        pytest.param("2021-07-20,", "2021-07-20,2021-07-19", 4, "“离任”早于“任职”", id="end before begin"),
        pytest.param("2021-07-20,", "2021-07-20,2021-06", 4, "“离任”早于“任职”", id="end in an earlier month"),
        pytest.param("待核实", "大概", 5, "“核实”：“大概”应为“已核实”或“待核实”", id="unknown certainty"),
        pytest.param("已核实", "已核实,,备注", 4, "第 9 格“备注”没有列名", id="a row longer than the header"),
        pytest.param("已核实", '"已核实', 4, "引号不成对", id="a quote that is not closed"),
        pytest.param("公告,已核实", '"公告"号,已核实', 4, "引号不成对", id="a quote that closes early"),
        pytest.param("公告,待核实", '"公\n告",大概', 5, "“核实”", id="a row of two lines begins on its first"),
        pytest.param(
            "公告,已核实\n青岚县县长,,陶砚秋", '"公\n告",\n青岚县县长,,', 6, "“姓名”", id="a row below one of two lines"
        ),
    ],
)
def test_an_odd_table_is_refused_at_its_line_with_a_remedy(old: str, new: str, line: int, reason: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    with pytest.raises(LexiconError) as refused:
        offices(text)
    assert str(refused.value).startswith(f"leaders/own/a.csv:{line}: ")
    assert reason in refused.value.reason


def test_a_table_that_is_neither_utf_8_nor_gb_18030_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(GOOD.encode("utf-16"))
    with pytest.raises(LexiconError, match=r"^a\.csv:1: "):
        read_rosters(tmp_path)


WORDS = st.sampled_from(
    ["截至", "单位", "职务", "姓名", "来源", "任职", "2024-06", "骆明舟", '"', ",", "\n", "\r", "\0", " "]
)


def refusal(text: str) -> LexiconError | None:
    try:
        offices(text)
    except LexiconError as error:
        return error
    return None


@given(st.one_of(st.text(), st.lists(WORDS, max_size=40).map("".join)))
def test_any_text_is_read_or_refused_at_a_line(text: str) -> None:
    error = refusal(text)
    assert error is None or error.line > 0
