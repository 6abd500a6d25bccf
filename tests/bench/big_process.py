"""In a fresh process: how long one page takes at half and at full length."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from services.checker.build import load_checker
from services.checker.engine import Checker
from services.checker.lexicon import read_lexicon
from services.domain.post import Post
from tests.bench.fresh import answer
from tests.bench.pages import Page, pages
from tests.bench.plan import Plan
from tests.bench.posts import corpus

_REPEATS, _MOST_REPEATS = 3, 8
_ENOUGH_S, _TOO_LONG_S = 0.5, 5.0


@dataclass(frozen=True, slots=True)
class Times:
    """Least seconds at half the length and at the length; `findings` at the length."""

    length: int
    half: float
    full: float
    findings: int


def measure(plan: Plan, name: str, divisor: str) -> Times:
    """The page at its length divided by `divisor`."""
    folder = Path(plan.lexicons)
    page = pages(plan, corpus(plan), read_lexicon(folder).rules)[name]
    checker = load_checker(folder, plan.cache)
    checker.warm()
    length = page.length // int(divisor)
    half, _ = _least(checker, page, length // 2)
    full, findings = _least(checker, page, length)
    return Times(length, half, full, findings)


def _least(checker: Checker, page: Page, length: int) -> tuple[float, int]:
    """The least of some repeats, fewer where one takes long; and the number of places found."""
    post = Post(
        id="big", body=page.body(length), content_type=page.content_type, published_at=datetime(2026, 1, 5, tzinfo=UTC)
    )
    seconds: list[float] = []
    while not _suffices(seconds):
        begin = perf_counter()
        report = checker.check(post)
        seconds.append(perf_counter() - begin)
    return min(seconds), sum(len(finding.positions) for finding in report.findings)


def _suffices(seconds: list[float]) -> bool:
    enough = len(seconds) >= _REPEATS and sum(seconds) > _ENOUGH_S
    return enough or len(seconds) >= _MOST_REPEATS or sum(seconds) > _TOO_LONG_S


if __name__ == "__main__":
    answer(measure)
