"""In a fresh process: load a variant from the cache, and see what memory it takes."""

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import psutil

from services.checker.build import load_checker
from tests.bench.fresh import answer
from tests.bench.plan import Plan
from tests.bench.posts import corpus


@dataclass(frozen=True, slots=True)
class Loaded:
    """Seconds to load the checker and to warm it (the segmenter); resident memory in bytes after each step.

    `in_hand` is with the posts read, before the first is checked; both it and `used` are 0 where none was wanted.
    """

    load: float
    warm: float
    imported: int
    loaded: int
    warmed: int
    in_hand: int
    used: int


def measure(plan: Plan, folder: str, posts: str) -> Loaded:
    """Load, warm and check that many posts."""
    imported = _resident()
    begin = perf_counter()
    checker = load_checker(Path(folder), plan.cache)
    load, loaded = perf_counter() - begin, _resident()
    begin = perf_counter()
    checker.warm()
    warm, warmed = perf_counter() - begin, _resident()
    if not int(posts):
        return Loaded(load, warm, imported, loaded, warmed, 0, 0)
    published = corpus(plan).published(int(posts))
    in_hand = _resident()
    for post in published:
        checker.check(post)
    return Loaded(load, warm, imported, loaded, warmed, in_hand, _resident())


def _resident() -> int:
    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    answer(measure)
