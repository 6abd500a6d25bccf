"""What the metrics say about the active lexicon."""

from datetime import date, datetime

from services.checker import Checker
from services.telemetry.metrics import Metrics


def show_lexicon(metrics: Metrics, checker: Checker, now: datetime) -> None:
    """Tell which version answers from `now` on, and how old its roster is."""
    metrics.lexicon.info({"version": checker.lexicon_version})
    metrics.lexicon_last_reload_successful.set(1)
    metrics.lexicon_last_reload_timestamp_seconds.set(now.timestamp())
    if checker.roster_as_of:
        metrics.roster_age_days.set((now.date() - date.fromisoformat(checker.roster_as_of)).days)
