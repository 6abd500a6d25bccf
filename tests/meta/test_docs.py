"""The pages say what the product does: every command, metric, key of a lexicon and category, and no broken link."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from services.checker.build import compile_lexicon
from services.checker.engine import Checker
from services.checker.lexicon import Lexicon
from services.checker.lexicon.parse import _FILE_KEYS, _RULE_KEYS
from services.checker.lexicon.proof import unproved
from services.checker.lexicon.rule import default_foldings
from services.checker.lexicon.wording import GAPS
from services.cli import app
from services.domain.rule import Category, Folding
from services.telemetry.metrics import Metrics

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
GUIDES = "\n".join(page.read_text("utf-8") for page in PAGES if page.parent.name != "adr")
FORMAT = (ROOT / "docs" / "lexicon-format.md").read_text("utf-8")
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
_CODE = re.compile(r"`([^`]+)`")


def commands(group: typer.Typer, name: str) -> Iterator[str]:
    """The full names of all commands that do something."""
    for command in group.registered_commands:
        yield f"{name} {command.name or getattr(command.callback, '__name__', '')}"
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            yield from commands(inner.typer_instance, f"{name} {inner.name}")


def cells(page: str, heading: str) -> list[list[str]]:
    """The rows of the table with that first column heading."""
    table = page[page.index(f"| {heading} |") :].partition("\n\n")[0]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in table.splitlines()[2:]]


@pytest.mark.parametrize("name", [*commands(app, "duwang")])
def test_every_command_is_shown_in_a_guide(name: str) -> None:
    assert re.search(rf"{name}\b", GUIDES)


def test_every_metric_is_documented_with_its_type_labels_and_sentence() -> None:
    page = (ROOT / "docs" / "metrics.md").read_text("utf-8")
    suffixes = {"counter": "_total", "info": "_info"}
    catalogue = {}
    for collector in set(Metrics().registry._names_to_collectors.values()):
        (family,) = collector.collect()
        labels = list(collector._labelnames) or ["version"] * (family.type == "info")  # type: ignore[attr-defined]
        name = f"`{family.name}{suffixes.get(family.type, '')}`"
        catalogue[name] = [family.type, " ".join(f"`{label}`" for label in labels), family.documentation]
    assert {row[0]: row[1:] for row in cells(page, "metric")} == catalogue


def test_every_key_of_a_rule_is_documented() -> None:
    documented = [key for row in cells(FORMAT, "key") for key in _CODE.findall(row[0])]
    assert sorted(documented) == sorted(_RULE_KEYS)


def test_the_keys_that_cannot_be_defaults_are_documented() -> None:
    assert set(_RULE_KEYS) - set(_FILE_KEYS) == {"id", "terms", "right", "pair", "hit"}
    assert "Every key of a rule but id, terms, right, pair and hit may be given once" in FORMAT


def test_every_category_and_every_folding_is_documented() -> None:
    line = FORMAT[FORMAT.index("\nCategories:") :].split("\n\n")[0]
    assert _CODE.findall(line) == [str(category) for category in Category]
    folding = next(row[1] for row in cells(FORMAT, "key") if row[0] == "`folding`")
    either, or_none, hidden, *_ = _CODE.findall(folding)
    assert [either.split(), or_none] == [[str(each) for each in Folding], "none"]
    assert set(hidden.split()) == {each for each in Category if default_foldings(each) == frozenset(Folding)}


def test_every_gap_is_documented() -> None:
    documented = [code.strip("{}") for row in cells(FORMAT, "in braces") for code in _CODE.findall(row[0])]
    assert documented[: len(GAPS)] == list(GAPS)


def test_the_example_of_the_format_is_a_lexicon_that_holds() -> None:
    example = FORMAT.partition("```yaml\n")[2].partition("```")[0]
    lexicon = Lexicon({"example.yaml": example})
    assert list(unproved(lexicon.rules, Checker(compile_lexicon(lexicon)).check)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    targets = _LINK.findall(page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page not in reached and page.suffix == ".md" and page.exists():
            reached.add(page)
            waiting += [page.parent / target for target in _LINK.findall(page.read_text("utf-8"))]
    assert set((ROOT / "docs").glob("*.md")) - reached == set()


def test_decisions_are_numbered_without_gaps_and_give_their_context() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [page.name[:5] for page in decisions] == [f"{number:04}-" for number in range(1, len(decisions) + 1)]
    for page in decisions:
        text = page.read_text("utf-8")
        assert all(part in text for part in ("**Context.**", "**Decision.**")), page.name


def test_a_decision_that_is_named_exists() -> None:
    numbers = {page.name[:4] for page in (ROOT / "docs" / "adr").glob("*.md")}
    sources = [GUIDES, *(path.read_text("utf-8") for path in (ROOT / "services").rglob("*.py"))]
    named = {number for source in sources for number in re.findall(r"ADR[ -](\d{4})", source)}
    assert named
    assert named <= numbers
