"""What every store can do. One contract suite (`tests/contract/test_store.py`) judges them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.domain.post import Post
from services.domain.report import Checked
from services.domain.violation import Step, Violation


@dataclass(frozen=True, slots=True)
class Record:
    """A post and the judgement on it."""

    post: Post
    checked: Checked


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

    def counts(self, sites: frozenset[str] | None = None) -> dict[str, int]:
        """Totals: `posts`, `violations`, and violations by `severity:…`, `category:…` and `status:…`."""

    def close(self) -> None: ...
