"""A circuit breaker: after some failures in a row nobody asks for a while; then one question tries whether it works."""

from collections.abc import Callable


class Breaker:
    """Open after `failures` in a row, for `pause_s` seconds; then half open: the next answer closes it or opens it."""

    def __init__(self, *, failures: int, pause_s: float, clock: Callable[[], float]) -> None:
        self._most, self._pause_s, self._clock = failures, pause_s, clock
        self._failures, self._open_until = 0, 0.0

    def is_open(self) -> bool:
        """Whether nobody is to ask now."""
        return self._failures >= self._most and self._clock() < self._open_until

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= self._most:
            self._open_until = self._clock() + self._pause_s
