"""The clock of the services."""

from datetime import datetime

from services.domain.post import BEIJING


def now() -> datetime:
    """Read the clock, in Beijing time."""
    return datetime.now(BEIJING)
