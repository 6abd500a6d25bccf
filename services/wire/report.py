"""The report as JSON (contract 3.2): the models that describe it, and the fast path that writes it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from services.domain import finding as domain
from services.domain.report import Checked, Verdict
from services.domain.rule import Category, Folding, Severity
from services.wire.json_text import to_json


class Position(BaseModel):
    """A place in the submitted field. End-exclusive; `start`/`end` in Unicode code points, `utf16_*` for browsers."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    utf16_start: int = Field(ge=0)
    utf16_end: int = Field(ge=0)


class Finding(BaseModel):
    """One mistake: where, what, why, and how to mend it. The same mistake at several places has several `positions`."""

    id: str = Field(description="Stable across re-checks of the same text and edits elsewhere.")
    rule: str = Field(examples=["leader.title.mismatch"])
    category: Category
    severity: Severity
    field: str = Field(description="The submitted field: `title` or `body`.")
    start: int = Field(ge=0, description="Code points into the submitted field; for HTML, into the source.")
    end: int = Field(ge=0)
    utf16_start: int = Field(ge=0)
    utf16_end: int = Field(ge=0)
    quote: str = Field(description="Exactly `field[start:end]`; asterisks of the same length when `masked`.")
    context: str = Field(description="The words around it, for display.")
    context_start: int = Field(ge=0, description="Where in `context` the mistake begins, in code points.")
    context_end: int = Field(ge=0)
    message: str = Field(description="One Chinese sentence for the editor.")
    suggestions: list[str] = Field(description="Best first.")
    safe_fix: bool = Field(description="The first suggestion may be put in place without a person looking.")
    basis: str = Field(description="Which norm or roster entry says so.")
    confidence: float = Field(ge=0, le=1)
    folding: list[Folding] = Field(description="How the text differs from the ordinary form of the term.")
    indicator: str = Field(description="The inspection indicator it counts against.")
    positions: list[Position] = Field(description="Every place of this mistake in the field, the first one included.")
    masked: bool = Field(description="The quote is personal data and is shown as asterisks.")


class Report(BaseModel):
    """The judgement on one post. An incomplete check never says `pass`."""

    post_id: str
    verdict: Verdict
    complete: bool = Field(description="False when a stage could not run; `skipped` names it.")
    skipped: list[str]
    lexicon_version: str
    roster_as_of: str = Field(examples=["2026-03-31"])
    checked_at: datetime
    elapsed_ms: float = Field(ge=0)
    findings: list[Finding]


def report_json(checked: Checked) -> bytes:
    """Write the body of a `Report`, without the cost of building the models."""
    return to_json(report_value(checked))


def report_value(checked: Checked) -> dict[str, Any]:
    report = checked.report
    return {
        "post_id": report.post_id,
        "verdict": report.verdict,
        "complete": report.complete,
        "skipped": report.skipped,
        "lexicon_version": report.lexicon_version,
        "roster_as_of": report.roster_as_of,
        "checked_at": checked.checked_at.isoformat(),
        "elapsed_ms": round(checked.elapsed_ms, 3),
        "findings": [finding_value(finding) for finding in report.findings],
    }


def unread_json(reason: str) -> bytes:
    """The line that stands for a post that could not be read: never a pass, and it keeps its place in the output."""
    return to_json(
        {
            "post_id": "",
            "verdict": Verdict.REVIEW,
            "complete": False,
            "skipped": ["decode"],
            "error": reason,
            "findings": [],
        }
    )


def finding_value(finding: domain.Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "rule": finding.rule,
        "category": finding.category,
        "severity": finding.severity,
        "field": finding.field,
        "start": finding.start,
        "end": finding.end,
        "utf16_start": finding.utf16_start,
        "utf16_end": finding.utf16_end,
        "quote": finding.quote,
        "context": finding.context,
        "context_start": finding.context_start,
        "context_end": finding.context_end,
        "message": finding.message,
        "suggestions": finding.suggestions,
        "safe_fix": finding.safe_fix,
        "basis": finding.basis,
        "confidence": finding.confidence,
        "folding": finding.folding,
        "indicator": finding.indicator,
        "positions": [_position_value(position) for position in finding.positions],
        "masked": finding.masked,
    }


def _position_value(position: domain.Position) -> dict[str, int]:
    return {
        "start": position.start,
        "end": position.end,
        "utf16_start": position.utf16_start,
        "utf16_end": position.utf16_end,
    }
