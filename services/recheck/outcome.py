"""What became of one stored post that was checked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.domain.post import Post
from services.recheck.comparison import Difference


class State(StrEnum):
    """Whether the new judgement stands in the store, and why not.

    `known`: the same lexicon has judged this text before, and the store keeps that. `overtaken`: the post was edited or
    removed meanwhile, and the stream has judged it. `incomplete` and `failed`: there is no whole judgement; the old one
    stands, so that the next run takes the post again.
    """

    RECORDED = "recorded"
    COMPARED = "compared"
    KNOWN = "known"
    OVERTAKEN = "overtaken"
    INCOMPLETE = "incomplete"
    FAILED = "failed"


UNCHECKED = frozenset({State.INCOMPLETE, State.FAILED})


@dataclass(frozen=True, slots=True)
class Rechecked:
    """`differences` are empty where nothing could be compared; then `reason` says why."""

    post: Post
    state: State
    differences: tuple[Difference, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """The outcomes of one batch. `taken` posts of the store are behind it, the last of them at the key `after`."""

    outcomes: Sequence[Rechecked]
    taken: int
    after: str
