"""What the page promises is shown by tests that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / "guarantees.md", ROOT / "docs" / "guarantees.zh-CN.md"]
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def named(page: Path) -> set[tuple[str, str]]:
    return set(_NAMED.findall(page.read_text("utf-8")))


def functions_of(path: Path) -> set[str]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, functions)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_is_named_exists(page: Path) -> None:
    assert named(page)
    assert [each for each in sorted(named(page)) if each[1] not in functions_of(ROOT / each[0])] == []


def test_every_test_of_faults_shows_a_promise() -> None:
    faults = sorted((ROOT / "tests" / "faults").glob("test_*.py"))
    known = {(path.relative_to(ROOT).as_posix(), test) for path in faults for test in functions_of(path)}
    assert {each for each in known if each[1].startswith("test_")} - named(PAGES[0]) == set()


def test_both_languages_name_the_same_tests() -> None:
    assert named(PAGES[0]) == named(PAGES[1])
