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

    @property
    def label(self) -> str:
        """The Chinese name that editors read."""
        return _VERDICT_LABELS[self]


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
        verdict = self._weighed(heaviest(findings))
        return Verdict.REVIEW if verdict is Verdict.PASS and not complete else verdict

    def verdict_on(self, severity: Severity) -> Verdict:
        """What becomes of a post that has a finding of this severity and no heavier one."""
        return self._weighed(severity.rank)

    def _weighed(self, rank: int) -> Verdict:
        if rank >= self.block.rank:
            return Verdict.BLOCK
        return Verdict.REVIEW if rank >= self.review.rank else Verdict.PASS


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


_VERDICT_LABELS = {Verdict.PASS: "通过", Verdict.REVIEW: "需复核", Verdict.BLOCK: "拦截"}
