"""The roster: files to people and offices, and what is wrong with a file."""

from datetime import date

import pytest

from services.checker.roster import Office, Person, Roster, Tenure, parse_roster
from services.domain.errors import LexiconError
from tests.lexicons import marked_line

GOOD = """
as_of: 2026-03-31
people:
  - name: 张三丰
    tenures:
      - {office: 某某县县长, from: 2021-01-05, until: 2024-06, source: 公告}
offices:
  - title: 某某县县长
    short: [县长]
    rank: 3
shapes: {张: [弛, 帐]}
"""
NAME, TENURE = "name: 张三丰", "- {office: 某某县县长, from: 2021-01-05, until: 2024-06, source: 公告}"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param("    rank: 3", "\trank: 3  # <-", "YAML", id="broken YAML"),
        pytest.param("as_of: 2026-03-31", "as_of: 去年  # <-", "日期", id="as_of that is no date"),
        pytest.param("as_of: 2026-03-31", "rivers: []  # <-", "“rivers”", id="unknown key"),
        pytest.param("as_of: 2026-03-31\npeople:", "people:  # <-", "缺少“as_of”", id="people without as_of"),
        pytest.param(NAME, f"{NAME}\n    age: 40  # <-", "“age”", id="unknown key of a person"),
        pytest.param(f"{NAME}\n    tenures", "tenures", "缺少“name”", id="person without name"),
        pytest.param(NAME, f"{NAME}\n    protected: 是  # <-", "true 或 false", id="flag that is none"),
        pytest.param(NAME, f"{NAME}\n  - name: 张三丰  # <-", "已写在", id="person twice"),
        pytest.param(TENURE, "- {from: 2021-01-05, source: 公告}  # <-", "缺少“office”", id="tenure without office"),
        pytest.param(TENURE, "- {office: 某某县县长}  # <-", "缺少“source”", id="tenure without source"),
        pytest.param(TENURE, "- {office: 市长, source: 公告}  # <-", "“市长”没有列在", id="office that is not listed"),
        pytest.param("until: 2024-06", "until: 2021-01", "晚于", id="until before from"),
        pytest.param("from: 2021-01-05", "since: 2021-01-05", "“since”", id="unknown key of a tenure"),
        pytest.param("rank: 3", "rank: 三  # <-", "整数", id="rank that is no number"),
        pytest.param("rank: 3", "holder: 张三丰  # <-", "“holder”", id="unknown key of an office"),
        pytest.param("rank: 3", "rank: 3\n  - title: 某某县县长  # <-", "已写在", id="office twice"),
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
    with pytest.raises(LexiconError, match=r"^leaders/b\.yaml:3: “张三丰”已写在 leaders/a\.yaml:3$"):
        parse_roster({"leaders/b.yaml": people, "leaders/a.yaml": people})


def test_a_roster_is_read_from_several_files() -> None:
    head, _, offices = GOOD.partition("offices:")
    assert parse_roster({"leaders/z.yaml": head, "leaders/a.yaml": "offices:" + offices}) == Roster(
        people=(
            Person(
                name="张三丰",
                protected=False,
                tenures=(Tenure("某某县县长", date(2021, 1, 5), date(2024, 6, 1), "公告"),),
            ),
        ),
        offices=(Office(title="某某县县长", short=("县长",), rank=3),),
        as_of="2026-03-31",
        shapes={"张": "弛帐"},
    )


def test_a_roster_vouches_for_the_oldest_of_its_dates() -> None:
    pages = {f"leaders/{day}.yaml": f"as_of: 2026-01-0{day}\npeople: [{{name: 甲{day}}}]" for day in (3, 2)}
    assert parse_roster(pages).as_of == "2026-01-02"


def test_a_roster_may_be_empty() -> None:
    assert parse_roster({}) == Roster()


def test_the_holders_of_an_office_are_known_by_every_form_of_its_title() -> None:
    (person,) = (roster := parse_roster({"leaders/people.yaml": GOOD})).people
    assert roster.holders_by_title() == {"某某县县长": [person], "县长": [person]}


def _first_difference(text: str) -> int:
    pairs = zip(GOOD.splitlines(), text.splitlines(), strict=False)
    return next(number for number, (old, new) in enumerate(pairs, 1) if old != new)
