"""The templates that an organisation fills in, as they are: they can be read, and they check its own posts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from services.checker.build import compile_lexicon
from services.checker.engine import Checker
from services.checker.lexicon import Lexicon
from services.checker.lexicon.source import read_rosters
from services.checker.roster import parse_roster
from services.checker.roster.lint import problems
from services.domain.post import Post
from tests.lexicons import SMALL

DOCS = Path(__file__).parents[2] / "docs"
SLIPS = {
    "县委书记陶彦秋主持会议。": ("陶彦秋", "陶砚秋"),
    "县长骆名舟到会讲话。": ("骆名舟", "骆明舟"),
    "县教育局局长佟书和汇报工作。": ("佟书和", "佟书禾"),
}
RIGHT = "县委书记陶砚秋主持会议，县长骆明舟讲话，县教育局局长佟书禾汇报工作。"
OURS = Post(id="1", body="", published_at=datetime(2025, 6, 1, tzinfo=UTC), unit="青岚县教育局")
ON_OUR_SITE = replace(OURS, unit="", site="www.qinglan.example")
THEIRS = replace(OURS, unit="墨溪县教育局", site="www.moxi.example")


@pytest.fixture(scope="module", params=["roster-template.csv", "roster-template.yaml"])
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The template copied into a folder, and read from there."""
    folder = tmp_path_factory.mktemp("rosters")
    (folder / request.param).write_bytes((DOCS / request.param).read_bytes())
    return read_rosters(folder)


@pytest.fixture(scope="module")
def checker(files: dict[str, str]) -> Checker:
    return Checker(compile_lexicon(Lexicon({"rules.yaml": SMALL} | files)))


def found(checker: Checker, post: Post, body: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.quote, each.suggestions) for each in checker.check(replace(post, body=body)).findings]


def test_a_template_has_no_errors(files: dict[str, str]) -> None:
    reasons = [problem.reason for problem in problems(files, date(2026, 5, 1))]
    assert reasons == ["1 段任职待核实，核实之前不用来核对任期"]


def test_both_templates_tell_the_same_of_the_county(files: dict[str, str]) -> None:
    roster = parse_roster(files)
    assert roster.as_of == "2026-03-31"
    holders = {form: [term.name for term in office.holders] for office in roster.offices for form in office.forms}
    assert (holders["县委书记"], holders["县长"]) == (["蔺知夏", "陶砚秋"], ["陶砚秋", "骆明舟"])
    assert {office.units for office in roster.offices} == {("青岚县", "www.qinglan.example")}


@pytest.mark.parametrize("body", SLIPS)
@pytest.mark.parametrize("post", [OURS, ON_OUR_SITE], ids=["unit", "site"])
def test_a_slip_in_the_name_of_an_own_leader_is_found(checker: Checker, post: Post, body: str) -> None:
    wrong, right = SLIPS[body]
    assert found(checker, post, body) == [(wrong, (right,))]


@pytest.mark.parametrize("body", [*SLIPS, RIGHT])
def test_the_leaders_of_another_unit_are_not_held_against_the_roster(checker: Checker, body: str) -> None:
    assert found(checker, THEIRS, body) == []


def test_right_names_are_passed(checker: Checker) -> None:
    assert found(checker, OURS, RIGHT) == []
