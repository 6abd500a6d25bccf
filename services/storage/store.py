"""What every store can do. One contract suite (`tests/contract/test_store.py`) judges them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.domain.post import Post
from services.domain.report import Checked, Verdict
from services.domain.trace import Trace
from services.domain.violation import Step, Violation


@dataclass(frozen=True, slots=True)
class Record:
    """A post, the judgement on it, and how it came about, where that is known.

    `again`: the post came out of the store. Then it never makes an old revision the newest one again.
    """

    post: Post
    checked: Checked
    trace: Trace | None = None
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One judgement on a post as the store keeps it. `recorded_at` is when it was written."""

    site: str
    post_id: str
    revision: str
    lexicon_version: str
    roster_as_of: str
    verdict: Verdict
    complete: bool
    findings: int
    checked_at: datetime
    elapsed_ms: float
    recorded_at: datetime
    trace: Trace | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredQuery:
    """Posts to check again: published in [since, until), whose newest judgement is not of `unlike` (a lexicon version).

    `after` is the `key` of the last post of the page before; pages run by key.
    """

    since: datetime | None = None
    until: datetime | None = None
    site: str | None = None
    unlike: str | None = None
    after: str = ""
    limit: int = 200


@dataclass(frozen=True, slots=True)
class StoredPost:
    """A post as it was submitted, the title not masked. `key` is its place in the store."""

    key: str
    post: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationQuery:
    """Filters of `GET /v1/violations`; None leaves one out. `sites` limits the answer to what the caller may see."""

    sites: frozenset[str] | None = None
    site: str | None = None
    unit: str | None = None
    channel: str | None = None
    column: str | None = None
    category: str | None = None
    severity: str | None = None
    status: str | None = None
    rule: str | None = None
    published_from: datetime | None = None
    published_to: datetime | None = None
    q: str | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first by (published_at, id). `next_cursor` is opaque; None on the last page."""

    violations: Sequence[Violation]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The outcome of recording a batch. New posts: not recorded before for this revision and lexicon version."""

    new_posts: int
    known_posts: int
    violations: Sequence[Violation]


class ViolationStore(Protocol):
    def record(self, records: Sequence[Record]) -> Recorded:
        """Record a batch in one transaction. Idempotent on (site, post id, revision, lexicon version).

        A violation that is recorded again keeps its status; one that the newest revision no longer shows becomes
        `fixed`; a fixed one that is found again becomes `open`.
        """

    def violations(self, query: ViolationQuery) -> Page:
        """One page of violations. Raises `InvalidCursor` for a cursor that this store did not make."""

    def violation(self, violation_id: str, sites: frozenset[str] | None = None) -> Violation:
        """Raises `NotFound`."""

    def move(self, violation_id: str, step: Step, note: str, sites: frozenset[str] | None = None) -> Violation:
        """Take one step of the life cycle. Raises `NotFound`, `Conflict`."""

    def report(self, post_id: str, site: str | None = None, sites: frozenset[str] | None = None) -> Record:
        """The newest judgement on a post. Raises `NotFound`, or `Conflict` when several sites have this post id."""

    def judgements(
        self, post_id: str, site: str | None = None, sites: frozenset[str] | None = None
    ) -> Sequence[Judgement]:
        """Every judgement on the posts of this id, newest first by the time of the check. Raises `NotFound`."""

    def stored(self, query: StoredQuery) -> Sequence[StoredPost]:
        """One page of posts to check again, by key; empty at the end."""

    def to_check_again(self, query: StoredQuery) -> int:
        """How many posts the pages of this query hold, whatever its `after` and `limit`."""

    def purge(self, before: datetime, limit: int) -> int:
        """Remove at most `limit` posts published before, oldest first, with all their judgements and violations.

        Returns how many were removed: fewer than `limit` means that none is left.
        """

    def forget(self, site: str) -> int:
        """Remove every post of a site with all that hangs on it. Returns how many posts there were."""

    def counts(self, sites: frozenset[str] | None = None) -> dict[str, int]:
        """Totals: `posts`, `violations`, and violations by `severity:…`, `category:…` and `status:…`."""

    def close(self) -> None: ...
