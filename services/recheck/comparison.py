"""Two judgements on the same text, told apart finding by finding. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from services.domain.finding import Finding
from services.domain.report import Report

# What an editor sees of a finding. Another basis or confidence is no other finding.
_SEEN = ("category", "severity", "message", "suggestions", "start", "end", "positions")


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Difference:
    """One mistake in two judgements. `before` is None where it is new, `after` where it is gone."""

    change: Change
    before: Finding | None
    after: Finding | None

    @property
    def finding(self) -> Finding:
        """The finding as it is now, or as it was last."""
        found = self.after or self.before
        assert found is not None
        return found


def compare(before: Report, after: Report) -> tuple[Difference, ...]:
    """Every finding of either report once: those of `after` in their order, then what is gone.

    Findings are the same mistake where their ids are (`services/domain/violation.py`). Both reports should be complete:
    what was not looked for is not gone.
    """
    old = {finding.id: finding for finding in before.findings}
    new = {finding.id: finding for finding in after.findings}
    kept = (_difference(old.get(id_), finding) for id_, finding in new.items())
    gone = (Difference(Change.GONE, finding, None) for id_, finding in old.items() if id_ not in new)
    return (*kept, *gone)


def _difference(before: Finding | None, after: Finding) -> Difference:
    if before is None:
        return Difference(Change.NEW, None, after)
    same = all(getattr(before, name) == getattr(after, name) for name in _SEEN)
    return Difference(Change.SAME if same else Change.CHANGED, before, after)
