"""Short ways to ask a checker about a text."""

from datetime import UTC, datetime
from typing import Any

from services.checker.engine import Checker
from services.domain.finding import Finding
from services.domain.post import ContentType, Post
from services.domain.report import Report

NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)


def make_report(checker: Checker, body: str, **fields: Any) -> Report:
    """The whole report on a plain text."""
    return checker.check(Post(**{"id": "p", "body": body, "published_at": NOON, **fields}))


def findings(checker: Checker, body: str, **fields: Any) -> tuple[Finding, ...]:
    """What the checker says of a plain text; `fields` are those of the post."""
    return make_report(checker, body, **fields).findings


def html_findings(checker: Checker, body: str, **fields: Any) -> tuple[Finding, ...]:
    return findings(checker, body, content_type=ContentType.HTML, **fields)


def quotes(checker: Checker, body: str, **fields: Any) -> list[str]:
    return [finding.quote for finding in findings(checker, body, **fields)]
