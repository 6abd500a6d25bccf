"""The second opinion as the worker sees it: it reads a text, or says that it could not; it never raises nor hangs."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

import structlog

from services.checker.opinion import Suggestion
from services.second_opinion.breaker import Breaker
from services.second_opinion.line import Failed, Fault
from services.second_opinion.process import Child, Command
from services.telemetry.metrics import Metrics

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds for one text, seconds to load the models, failures in a row and seconds of the breaker."""

    deadline_s: float
    start_s: float
    failures: int
    pause_s: float


class SecondOpinion:
    """Implements `services.checker.opinion.Opinion` on a child process. One text at a time."""

    def __init__(self, command: Command, limits: Limits, metrics: Metrics) -> None:
        self._child, self._limits, self._metrics = Child(command, limits.start_s), limits, metrics
        self._breaker = Breaker(failures=limits.failures, pause_s=limits.pause_s, clock=monotonic)
        self._lock = Lock()

    def open(self) -> None:
        """Start the child and wait until it has loaded. Raises `Failed`."""
        self._child.await_ready(monotonic() + self._limits.start_s)

    def close(self) -> None:
        with self._lock:
            self._child.kill()

    def read(self, text: str) -> Sequence[Suggestion] | None:
        """What it would change; None where it could not be asked, or did not answer in time."""
        with self._lock:
            if self._breaker.is_open():
                self._metrics.second_opinion.labels("open").inc()
                return None
            try:
                suggestions = self._asked(text)
            except Failed as failure:
                self._note(failure)
                return None
            self._breaker.succeeded()
            self._metrics.second_opinion.labels("read").inc()
            return suggestions

    def _asked(self, text: str) -> list[Suggestion]:
        """Raises `Failed`. The deadline holds for the loading too, where the child was started again."""
        deadline = monotonic() + self._limits.deadline_s
        with self._metrics.second_opinion_seconds.time():
            self._child.await_ready(deadline)
            answer = self._child.ask({"text": text}, deadline)
        try:
            return list(_suggestions(answer))
        except (KeyError, TypeError, ValueError):
            self._child.kill()
            raise Failed(Fault.GARBAGE, "no suggestions") from None

    def _note(self, failure: Failed) -> None:
        self._breaker.failed()
        self._metrics.second_opinion.labels(failure.fault.value).inc()
        _log.warning("second_opinion_failed", fault=failure.fault.value, reason=failure.reason)
        with suppress(Failed):  # it loads while the worker goes on with other posts
            self._child.start()


def _suggestions(answer: Mapping[str, Any]) -> Iterator[Suggestion]:
    for start, end, right, kind in answer["suggestions"]:
        if not (isinstance(start, int) and isinstance(end, int) and isinstance(right, str) and isinstance(kind, str)):
            raise TypeError
        yield Suggestion(start, end, right, kind)
