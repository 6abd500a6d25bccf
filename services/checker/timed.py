"""The clock around the pure checker: a deadline for each check, and when and how long it was."""

from collections.abc import Callable
from datetime import datetime
from time import perf_counter
from typing import Protocol

from services.checker.opinion import Opinion
from services.domain.post import Post
from services.domain.report import Checked, Report


class Checks(Protocol):
    """What is asked of a checker here: see `engine.Checker.check`."""

    def check(
        self,
        post: Post,
        *,
        expired: Callable[[], bool] = ...,
        observe: Callable[[str], None] = ...,
        second: Opinion | None = ...,
    ) -> Report: ...


def _unobserved(stage: str, seconds: float) -> None:
    """Nobody wants to know."""


def check_timed(
    checker: Checks,
    post: Post,
    *,
    clock: Callable[[], datetime],
    deadline_s: float,
    observe: Callable[[str, float], None] = _unobserved,
    second: Opinion | None = None,
) -> Checked:
    """Check with a deadline in seconds; past it the report is not `complete`. `clock` gives the time with a zone.

    `observe` is told every stage and the seconds that it took. `second` has a deadline of its own.
    """
    checked_at, begin = clock(), perf_counter()
    last = begin

    def ended(stage: str) -> None:
        nonlocal last
        now = perf_counter()
        observe(stage, now - last)
        last = now

    report = checker.check(post, expired=lambda: perf_counter() - begin > deadline_s, observe=ended, second=second)
    return Checked(report=report, checked_at=checked_at, elapsed_ms=(perf_counter() - begin) * 1000)
