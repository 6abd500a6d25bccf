"""A violation: a finding on a published post, kept until somebody has dealt with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.domain.digest import digest
from services.domain.errors import Conflict
from services.domain.finding import Finding
from services.domain.post import Post


class Status(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    FIXED = "fixed"


class Step(StrEnum):
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    FIX = "fix"
    REOPEN = "reopen"


_NEXT = {
    (Status.OPEN, Step.CONFIRM): Status.CONFIRMED,
    (Status.OPEN, Step.DISMISS): Status.DISMISSED,
    (Status.OPEN, Step.FIX): Status.FIXED,
    (Status.CONFIRMED, Step.FIX): Status.FIXED,
    (Status.CONFIRMED, Step.DISMISS): Status.DISMISSED,
    (Status.CONFIRMED, Step.REOPEN): Status.OPEN,
    (Status.DISMISSED, Step.REOPEN): Status.OPEN,
    (Status.FIXED, Step.REOPEN): Status.OPEN,
}


def after(status: Status, step: Step) -> Status:
    """The status that follows. Raises `Conflict` where the life cycle knows no such step."""
    try:
        return _NEXT[status, step]
    except KeyError:
        raise Conflict(f"状态为 {status} 的问题不能执行 {step}") from None


def violation_id(post: Post, finding: Finding) -> str:
    """Stable over re-checks and revisions: the same mistake in the same post is the same violation. 20 hex digits."""
    return digest(post.site, post.id, finding.id, size=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A finding in the store, with the post it stands in."""

    id: str
    status: Status
    finding: Finding
    post_id: str
    revision: str
    site: str
    unit: str
    channel: str
    column: str
    url: str
    title: str
    published_at: datetime
    found_at: datetime
    lexicon_version: str
    note: str = ""
