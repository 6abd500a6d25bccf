"""What the Kafka client says, in measure: an outage is one line a minute and not ten a second, and never a post."""

import logging
import time
from collections.abc import Callable

_EVERY_S = 60.0


class Sparingly(logging.Filter):
    """Lets a message pass once in `every_s` seconds, whatever its values."""

    def __init__(self, every_s: float = _EVERY_S, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._every_s, self._clock = every_s, clock
        self._said: dict[object, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now = self._clock()
        if now - self._said.get(record.msg, -self._every_s) < self._every_s:
            return False
        self._said[record.msg] = now
        return True


def quieten_client() -> None:
    """Limit the loggers of aiokafka, once they exist. Below warnings it logs keys and values of messages."""
    logging.getLogger("aiokafka").setLevel(logging.WARNING)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        if name.startswith("aiokafka") and not any(isinstance(each, Sparingly) for each in logger.filters):
            logger.addFilter(Sparingly())
