"""What every log of dead letters can do. One contract suite (`tests/contract/test_dead_letter_log.py`) judges them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.domain.digest import digest
from services.domain.errors import UnreadableInput
from services.wire.dead_letter import Cause, DeadLetter, decode_dead_letter


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """`id` is a hash of the record, 16 hex digits: the same letter, written twice, is one."""

    id: str
    letter: DeadLetter


class DeadLetterLog(Protocol):
    """Letters are never removed from it. Raises `Unavailable` when it cannot be reached."""

    def letters(self) -> AsyncIterator[KeptLetter]:
        """Every letter that is in the log at the first step, each once, oldest first within a partition.

        A record that is damaged comes as a letter too, of the cause `invalid_message`, with its bytes as the original.
        """

    async def replayed(self) -> Mapping[str, datetime]:
        """The ids of the letters that were sent again, and when that was last."""

    async def mark(self, ids: Sequence[str], at: datetime) -> None:
        """Remember that these were sent again, whatever happens to this process from now on."""


def keep(record: bytes, place: str) -> KeptLetter:
    """Read a record of a log; `place` is where it stands, for one that is damaged."""
    id_ = digest(record.decode("utf-8", "surrogateescape"), size=8)
    try:
        return KeptLetter(id_, decode_dead_letter(record))
    except UnreadableInput as error:
        damaged = DeadLetter(original=record, cause=Cause.INVALID_MESSAGE, reason=str(error), place=place, at="")
        return KeptLetter(id_, damaged)
