"""A report: the judgement on one post, the same from the webhook, the command line and the store."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.domain.finding import Finding
from services.domain.rule import Severity


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 - a verdict, no password
    REVIEW = "review"
    BLOCK = "block"


def heaviest(findings: Iterable[Finding]) -> int:
    """The rank of the heaviest severity, -1 without findings."""
    return max((finding.severity.rank for finding in findings), default=-1)


@dataclass(frozen=True, slots=True)
class Policy:
    """The lightest severity that blocks a post, and the lightest that sends it to review."""

    block: Severity = Severity.SERIOUS
    review: Severity = Severity.WARNING

    def verdict(self, findings: Sequence[Finding], *, complete: bool) -> Verdict:
        """Decide; a check that could not run to its end is never a pass."""
        worst = heaviest(findings)
        if worst >= self.block.rank:
            return Verdict.BLOCK
        return Verdict.REVIEW if worst >= self.review.rank or not complete else Verdict.PASS


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the checker found. `skipped` names the stages that did not run; then `complete` is false."""

    post_id: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    lexicon_version: str
    roster_as_of: str
    complete: bool = True
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A report with what the pure checker does not know: when it was made, and how many milliseconds it took."""

    report: Report
    checked_at: datetime
    elapsed_ms: float
