"""A violation as JSON: a finding of a published post, with the post it stands in and what became of it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from services.domain import violation as domain
from services.domain.violation import Status
from services.wire.report import Finding, finding_value


class Violation(BaseModel):
    """A finding on a published post, kept until somebody has dealt with it."""

    id: str
    status: Status
    note: str = Field(description="What was said at the last step of its life cycle.")
    post_id: str
    revision: str = Field(description="Content hash of title and body.")
    site: str
    unit: str
    channel: str
    column: str
    url: str
    title: str
    published_at: datetime
    found_at: datetime
    lexicon_version: str
    finding: Finding


class ViolationPage(BaseModel):
    """Newest first by time of publication. Ask for the next page with `cursor=next_cursor`."""

    violations: list[Violation]
    next_cursor: str | None = Field(description="Null on the last page.")


def violation_value(violation: domain.Violation) -> dict[str, Any]:
    return {
        "id": violation.id,
        "status": violation.status,
        "note": violation.note,
        "post_id": violation.post_id,
        "revision": violation.revision,
        "site": violation.site,
        "unit": violation.unit,
        "channel": violation.channel,
        "column": violation.column,
        "url": violation.url,
        "title": violation.title,
        "published_at": violation.published_at.isoformat(),
        "found_at": violation.found_at.isoformat(),
        "lexicon_version": violation.lexicon_version,
        "finding": finding_value(violation.finding),
    }
