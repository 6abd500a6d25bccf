"""Letters back onto the stream: what can be read now is sent again as a post, the rest stays where it is."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.domain.errors import InvalidPost
from services.domain.post import BEIJING, Post
from services.letters.log import DeadLetterLog, KeptLetter
from services.wire.dead_letter import DeadLetter
from services.wire.post import decode_post

_AT_ONCE = 200
Read = Callable[[DeadLetter], Post]


class Outlet(Protocol):
    """Where posts are taken in for the stream."""

    async def send(self, posts: Sequence[Post]) -> None:
        """Hand over; afterwards they are safe. Raises `Unavailable`, and `InvalidPost` when one is not taken."""


@dataclass(slots=True)
class Replayed:
    """How many were sent, and which were left, each with the reason."""

    sent: int = 0
    left: list[tuple[KeptLetter, str]] = field(default_factory=list)


def read_canonical(letter: DeadLetter) -> Post:
    """Read a letter whose original is a post in the product's own shape. Raises `InvalidPost`.

    An undated post keeps the day on which it was laid aside, not that of the replay.
    """
    return decode_post(letter.original, now=laid_aside_at(letter) or datetime.now(BEIJING))


def laid_aside_at(letter: DeadLetter) -> datetime | None:
    """None: not known."""
    try:
        moment = datetime.fromisoformat(letter.at)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


class Replay:
    """Sends, then marks: whatever happens in between, a letter is sent twice rather than never.

    The stream records the same text once, so twice is harmless. `outlet` None is a trial: nothing is sent or marked.
    """

    def __init__(self, log: DeadLetterLog, outlet: Outlet | None, read: Read, clock: Callable[[], datetime]) -> None:
        self._log, self._outlet, self._read, self._clock = log, outlet, read, clock

    async def run(
        self, letters: AsyncIterator[KeptLetter], progress: Callable[[int], None] = lambda _letters: None
    ) -> Replayed:
        """Replay the letters in their order. Raises `Unavailable`; what was sent before is marked."""
        outcome, batch = Replayed(), list[tuple[KeptLetter, Post]]()
        async for kept in letters:
            try:
                batch.append((kept, self._read(kept.letter)))
            except InvalidPost as error:
                outcome.left.append((kept, str(error)))
                progress(1)
            if len(batch) == _AT_ONCE:
                await self._send(batch, outcome)
                progress(len(batch))
                batch = []
        await self._send(batch, outcome)
        progress(len(batch))
        return outcome

    async def _send(self, batch: Sequence[tuple[KeptLetter, Post]], outcome: Replayed) -> None:
        if self._outlet is None or not batch:
            outcome.sent += len(batch)
            return
        try:
            await self._outlet.send([post for _, post in batch])
        except InvalidPost as error:
            if len(batch) == 1:
                outcome.left.append((batch[0][0], str(error)))
                return
            for each in batch:  # one of them is to blame
                await self._send([each], outcome)
            return
        await self._log.mark([kept.id for kept, _ in batch], self._clock())
        outcome.sent += len(batch)
