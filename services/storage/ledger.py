"""What a batch changes: the rules by which judgements become violations, apart from any database."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from services.checker.personal_data import mask
from services.domain.finding import Finding
from services.domain.violation import Status, Violation, violation_id
from services.storage.store import Record
from services.storage.tallies import Kind, kind_of

_UNSETTLED = frozenset({Status.OPEN, Status.CONFIRMED})


class Judged(NamedTuple):
    """The key of a judgement on a post."""

    revision: str
    lexicon_version: str


class Newest(NamedTuple):
    """The newest judgement on a post, by the time of the check."""

    judged: Judged
    checked_at: datetime


@dataclass(slots=True)
class Account:
    """One post: its judgements (and whether each was complete), its violations by id, and what has changed.

    What the store knew before comes in through `know`, `know_judgement` and `know_violation`.
    """

    newest: Newest | None = None
    is_known: bool = False
    is_ahead: bool = False
    judgements: dict[Judged, bool] = field(default_factory=dict)
    before: dict[str, Violation] = field(default_factory=dict)
    known_judgements: set[Judged] = field(default_factory=set)
    violations: dict[str, Violation] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    newest_record: Record | None = None
    new_records: dict[Judged, Record] = field(default_factory=dict)

    def know(self, newest: Newest, now: datetime) -> None:
        self.newest, self.is_known = newest, True
        self.is_ahead = newest.checked_at > now

    def know_judgement(self, judged: Judged, *, complete: bool) -> None:
        self.judgements[judged] = complete
        self.known_judgements.add(judged)

    def know_violation(self, violation: Violation) -> None:
        self.violations[violation.id] = self.before[violation.id] = violation

    def enter(self, record: Record) -> bool:
        """Take one judgement in; false when it was known, that is when nothing new was learned."""
        report = record.checked.report
        judged = Judged(record.post.revision, report.lexicon_version)
        known = self.judgements.get(judged)
        is_new = known is None or (report.complete and not known)
        if is_new:
            self.judgements[judged] = report.complete
            self.new_records[judged] = record
        if self._supersedes(judged, record, is_new=is_new):
            self.newest = Newest(judged, record.checked.checked_at)
            self.newest_record = record
            self.is_ahead = False
            self._settle(record, judged)
        return is_new

    def found(self, record: Record) -> Sequence[Violation]:
        """List the violations, as they stand now, that this record has found."""
        ids = (violation_id(record.post, finding) for finding in record.checked.report.findings)
        return [self.violations[id_] for id_ in ids if id_ in self.violations]

    def counted(self, site: str) -> Counter[Kind]:
        """What the tallies gain and lose."""
        gained = Counter(kind_of(self.violations[id_]) for id_ in self.changed)
        gained.subtract(kind_of(self.before[id_]) for id_ in self.changed & self.before.keys())
        if not self.is_known:
            gained[Kind(site)] += 1
        return gained

    def _supersedes(self, judged: Judged, record: Record, *, is_new: bool) -> bool:
        """Say whether this judgement is the newest now.

        A redelivered message changes nothing; a late one, checked before the newest, does not turn back the clock.
        An old revision that is checked again is the newest: the editor has gone back to it.
        """
        if self.newest is None:
            return True
        if judged == self.newest.judged and not is_new:
            return False
        if record.again and judged.revision != self.newest.judged.revision:
            return False
        if self.is_ahead and is_new:  # the clock by which the newest was dated has been put right
            return True
        return record.checked.checked_at >= self.newest.checked_at

    def _settle(self, record: Record, judged: Judged) -> None:
        found = {violation_id(record.post, finding): finding for finding in record.checked.report.findings}
        for id_, finding in found.items():
            self._put(_violation(id_, finding, record, judged, self.violations.get(id_)))
        if record.checked.report.complete:  # what was not looked for is not gone
            self._close_others(set(found))

    def _close_others(self, found: set[str]) -> None:
        for violation in list(self.violations.values()):
            if violation.id not in found and violation.status in _UNSETTLED:
                self._put(replace(violation, status=Status.FIXED))

    def _put(self, violation: Violation) -> None:
        self.violations[violation.id] = violation
        self.changed.add(violation.id)


def _violation(id_: str, finding: Finding, record: Record, judged: Judged, before: Violation | None) -> Violation:
    post = record.post
    status = before.status if before and before.status is not Status.FIXED else Status.OPEN
    return Violation(
        id=id_,
        status=status,
        finding=finding,
        post_id=post.id,
        revision=judged.revision,
        site=post.site,
        unit=post.unit,
        channel=post.channel.value,
        column=post.column,
        url=post.url,
        title=mask(post.title),
        published_at=post.published_at,
        found_at=before.found_at if before else record.checked.checked_at,
        lexicon_version=judged.lexicon_version,
        note=before.note if before else "",
    )
