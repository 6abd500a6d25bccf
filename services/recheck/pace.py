"""A pace: so many posts a second and no more, so that the stream has the machine to itself most of the time."""

from collections.abc import Callable
from time import monotonic


class Pace:
    """`per_second` posts, None: as fast as it goes. `wait` sleeps that many seconds, or less when told to stop."""

    def __init__(
        self, per_second: float | None, wait: Callable[[float], object], clock: Callable[[], float] = monotonic
    ) -> None:
        self._per_second, self._wait, self._clock = per_second, wait, clock
        self._due = clock()

    def keep(self, posts: int) -> None:
        """Wait until `posts` more may be taken. Time that was lost is not made up for."""
        if self._per_second is None:
            return
        now = self._clock()
        self._due = max(self._due, now - posts / self._per_second) + posts / self._per_second
        if self._due > now:
            self._wait(self._due - now)
