"""The checker that answers now. A reload builds the new one first, then swaps; a failed one changes nothing."""

from collections.abc import Callable
from threading import Lock

from services.checker.engine import Checker


class LiveChecker:
    """`current` may be read from any thread at any time: it is always a whole checker."""

    def __init__(self, build: Callable[[], Checker]) -> None:
        self._build = build
        self._reloading = Lock()
        self.current = build()

    def reload(self) -> bool:
        """True if a new lexicon version answers from now on. Raises `LexiconError` and keeps the old one."""
        with self._reloading:
            checker = self._build()
            if checker.lexicon_version == self.current.lexicon_version:
                return False
            checker.warm()
            self.current = checker
            return True
