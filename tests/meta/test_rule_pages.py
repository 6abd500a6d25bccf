"""The pages of rules are those of the lexicons that ship."""

from pathlib import Path

from services.checker.engine import Checker
from services.domain.report import Policy
from services.rulebook.pages import pages_of

FOLDER = Path(__file__).parents[2] / "docs" / "rules"


def test_the_pages_of_rules_are_those_of_the_lexicons(checker: Checker) -> None:
    pages = pages_of(checker.rules, checker, Policy())
    written = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}
    stale = sorted(name for name in pages.keys() | written.keys() if pages.get(name) != written.get(name))
    assert stale == [], "run `make docs`, and read the diff"
