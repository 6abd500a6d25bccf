"""One table for each detector: what it must report, and what it must pass. A new case is a new line of data."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.checker.engine import Checker
from services.domain.finding import Finding
from services.domain.post import BEIJING, ContentType, Post

_FOLDER = Path(__file__).parent


def _cases(key: str) -> list[Any]:
    """`hit` cases are mappings of text and quote; `pass` cases are texts, or mappings with `html` or `on`."""
    return [
        pytest.param(table["rules"], case, id=f"{path.stem}:{number}")
        for path in sorted(_FOLDER.glob("*.yaml"))
        for table in [yaml.safe_load(path.read_text(encoding="utf-8"))]
        for number, case in enumerate(table[key])
    ]


@pytest.mark.parametrize(("rules", "case"), _cases("hit"))
def test_a_hit_is_reported(rules: str, case: dict[Any, Any], checker: Checker) -> None:
    found = _found(rules, case, checker)
    wanted = [case["quote"]] if isinstance(case["quote"], str) else case["quote"]
    assert [finding.quote for finding in found] == wanted
    if "suggestion" in case:
        assert found[0].suggestions[0] == case["suggestion"]
    if "folding" in case:
        assert sorted(found[0].folding) == case["folding"]


@pytest.mark.parametrize(("rules", "case"), _cases("pass"))
def test_a_pass_is_silent(rules: str, case: str | dict[str, Any], checker: Checker) -> None:
    assert [
        finding.quote for finding in _found(rules, case if isinstance(case, dict) else {"text": case}, checker)
    ] == []


def _found(rules: str, case: dict[Any, Any], checker: Checker) -> list[Finding]:
    """The findings whose rule id begins as the table says."""
    # YAML 1.1 reads an unquoted `on` as a truth value.
    day: date = case.get("on", case.get(True, date(2026, 3, 1)))
    post = Post(
        id="case",
        title=case.get("title", ""),
        body=case.get("html") or case["text"],
        content_type=ContentType.HTML if "html" in case else ContentType.PLAIN,
        published_at=datetime(day.year, day.month, day.day, 12, tzinfo=BEIJING),
    )
    return [finding for finding in checker.check(post).findings if finding.rule.startswith(rules)]
