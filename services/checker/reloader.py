"""A reload of the lexicon, and what the metrics say of it: the same for the API and for the watch on the files."""

from collections.abc import Callable
from datetime import date, datetime

from services.checker.engine import Checker
from services.checker.reload import LiveChecker
from services.domain.errors import LexiconError
from services.telemetry.metrics import Metrics


class Reloader:
    """Shows the lexicon that answers, from the start on. `clock` gives the time with a zone."""

    def __init__(self, live: LiveChecker, metrics: Metrics, clock: Callable[[], datetime]) -> None:
        self._live, self._metrics, self._clock = live, metrics, clock
        self._show(live.current)

    def reload(self) -> bool:
        """True if a new lexicon answers from now on. Raises `LexiconError`; then the old one goes on."""
        try:
            changed = self._live.reload()
        except LexiconError:
            self._metrics.lexicon_last_reload_successful.set(0)
            raise
        self._show(self._live.current)
        return changed

    def show_age(self) -> None:
        """Say how many days old the roster is; the days go on while the lexicon stays."""
        as_of = self._live.current.roster_as_of
        if as_of:
            self._metrics.roster_age_days.set((self._clock().date() - date.fromisoformat(as_of)).days)

    def _show(self, checker: Checker) -> None:
        self._metrics.lexicon.info({"version": checker.lexicon_version})
        self._metrics.lexicon_last_reload_successful.set(1)
        self._metrics.lexicon_last_reload_timestamp_seconds.set(self._clock().timestamp())
        self.show_age()
