"""The roster: files to people and offices, and what is wrong with a file."""

from datetime import date

import pytest

from services.checker.roster import Office, Person, Roster, Tenure, parse_roster
from services.domain.errors import LexiconError
from tests.lexicons import marked_line

GOOD = """
as_of: 2026-03-31
units: [某某县]
people:
  - name: 张三丰
    protected: true
offices:
  - title: 某某县县长
    short: [县长]
    rank: 3
    holders:
      - {name: 张三丰, from: 2021-01-05, until: 2024-06, source: 公告}
shapes: {张: [弛, 帐]}
"""
NAME, TENURE = "name: 张三丰\n    protected", "- {name: 张三丰, from: 2021-01-05, until: 2024-06, source: 公告}"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param("    rank: 3", "\trank: 3  # <-", "YAML", id="broken YAML"),
        pytest.param("as_of: 2026-03-31", "as_of: 去年  # <-", "日期", id="as_of that is no date"),
        pytest.param("as_of: 2026-03-31", "rivers: []  # <-", "“rivers”", id="unknown key"),
        pytest.param("as_of: 2026-03-31\nunits", "units", "缺少“as_of”", id="offices without as_of"),
        pytest.param("protected: true", "age: 40  # <-", "“age”", id="unknown key of a person"),
        pytest.param("name: 张三丰\n    protected", "protected", "缺少“name”", id="person without name"),
        pytest.param("protected: true", "protected: 是  # <-", "true 或 false", id="flag that is none"),
        pytest.param("    protected: true", "  - name: 张三丰  # <-", "已写在", id="person twice"),
        pytest.param(TENURE, "- {from: 2021-01-05, source: 公告}  # <-", "缺少“name”", id="tenure without name"),
        pytest.param(TENURE, "- {name: 张三丰}  # <-", "缺少“source”", id="tenure without source"),
        pytest.param("until: 2024-06", "until: 2020-12", "早于", id="until before from"),
        pytest.param("from: 2021-01-05", "since: 2021-01-05", "“since”", id="unknown key of a tenure"),
        pytest.param("source: 公告", "source: 公告, certainty: 也许", "confirmed 或", id="unknown certainty"),
        pytest.param("source: 公告", "source: 公告, order: 甲", "整数", id="order that is no number"),
        pytest.param("rank: 3", "rank: 三  # <-", "整数", id="rank that is no number"),
        pytest.param("rank: 3", "holder: 张三丰  # <-", "“holder”", id="unknown key of an office"),
        pytest.param("rank: 3", "complete: 全部  # <-", "日期", id="complete that is no date"),
        pytest.param("    rank: 3", "  - title: 某某县县长  # <-", "已写在", id="office twice"),
        pytest.param("shapes: {张: [弛, 帐]}", "shapes: [张]  # <-", "映射", id="shapes that are no mapping"),
        pytest.param("弛, 帐", "弛, [帐]", "“张”应为非空的文字", id="look-alikes that are no text"),
    ],
)
def test_a_broken_roster_is_refused_at_its_line(old: str, new: str, reason: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    line = marked_line(text) if "# <-" in text else _first_difference(text)
    with pytest.raises(LexiconError) as refused:
        parse_roster({"leaders/people.yaml": text})
    assert str(refused.value).startswith(f"leaders/people.yaml:{line}: ")
    assert reason in refused.value.reason


def test_a_person_in_two_files_is_refused_with_both_places() -> None:
    people = "as_of: 2026-03-31\npeople:\n  - name: 张三丰"
    with pytest.raises(LexiconError, match=r"^leaders/a\.yaml:3: “张三丰”已写在 leaders/b\.yaml:3$"):
        parse_roster({"leaders/b.yaml": people, "leaders/a.yaml": people})


def test_a_roster_is_read_from_several_files() -> None:
    people = "units: [某某县]\npeople: [{name: 张三丰, protected: true}]\nshapes: {张: [弛, 帐]}"
    offices = GOOD.replace("people:\n  - name: 张三丰\n    protected: true\n", "").replace(
        "shapes: {张: [弛, 帐]}\n", ""
    )
    assert parse_roster({"leaders/z.yaml": people, "leaders/a.yaml": offices}) == parse_roster({"leaders/b.yaml": GOOD})


def test_a_roster_becomes_values() -> None:
    term = Tenure(name="张三丰", since=date(2021, 1, 5), until=date(2024, 6, 30), source="公告")
    office = Office(
        title="某某县县长",
        short=("县长",),
        rank=3,
        holders=(term,),
        as_of=date(2026, 3, 31),
        units=("某某县",),
    )
    assert parse_roster({"leaders/a.yaml": GOOD}) == Roster(
        people=(Person(name="张三丰", protected=True, units=("某某县",)),),
        offices=(office,),
        as_of="2026-03-31",
        shapes={"张": "弛帐"},
    )


def test_whoever_is_only_named_as_a_holder_is_a_person_of_those_units() -> None:
    text = GOOD.replace("people:\n  - name: 张三丰\n    protected: true\n", "")
    assert parse_roster({"leaders/a.yaml": text}).people == (Person(name="张三丰", units=("某某县",)),)


def test_two_units_may_have_the_same_title_and_one_unit_may_not() -> None:
    other = GOOD.replace("[某某县]", "[另一县]").replace("protected: true", "protected: false")
    assert len(parse_roster({"leaders/a.yaml": GOOD, "leaders/b.yaml": other}).offices) == 2
    with pytest.raises(LexiconError, match="已写在"):
        parse_roster({"leaders/a.yaml": GOOD, "leaders/b.yaml": GOOD})


def test_a_roster_vouches_for_the_oldest_of_its_dates() -> None:
    pages = {f"leaders/{day}.yaml": f"as_of: 2026-01-0{day}\noffices: [{{title: 甲{day}}}]" for day in (3, 2)}
    assert parse_roster(pages).as_of == "2026-01-02"


def test_a_roster_may_be_empty() -> None:
    assert parse_roster({}) == Roster()


def _first_difference(text: str) -> int:
    pairs = zip(GOOD.splitlines(), text.splitlines(), strict=False)
    return next(number for number, (old, new) in enumerate(pairs, 1) if old != new)
