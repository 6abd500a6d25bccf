"""In a fresh process: how fast a variant checks posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from services.checker.build import load_checker
from services.checker.engine import Checker
from services.domain.post import Post
from tests.bench.fresh import answer
from tests.bench.plan import Plan
from tests.bench.posts import corpus
from tests.bench.spread import Latency, Spread


@dataclass(frozen=True, slots=True)
class Figures:
    """Rates in characters per second, `cpu_rate` by the clock of the process, which other programs do not disturb.

    `latency` in seconds over all posts and rounds; `stages` in seconds for the mean post.
    """

    source: str
    posts: int
    rate: Spread
    cpu_rate: Spread
    latency: Latency
    published_rate: Spread
    published_length: float
    stages: dict[str, float]
    findings: float


def measure(plan: Plan, folder: str) -> Figures:
    texts = corpus(plan)
    checker = load_checker(Path(folder), plan.cache)
    checker.warm()
    return figures(checker, texts.source, texts.cut(plan.posts), texts.published(plan.posts), plan.rounds)


def figures(checker: Checker, source: str, posts: Sequence[Post], published: Sequence[Post], rounds: int) -> Figures:
    """Measure with `posts` of equal length and with posts as they are published; the first round is not counted."""
    chars, own_chars = (sum(len(post.title) + len(post.body) for post in group) for group in (posts, published))
    findings = sum(len(checker.check(post).findings) for post in posts)
    timed = [_round(checker, posts) for _ in range(rounds)]
    own = [_round(checker, published) for _ in range(rounds)]
    return Figures(
        source=source,
        posts=len(posts),
        rate=Spread.of([chars / sum(seconds) for seconds, _ in timed]),
        cpu_rate=Spread.of([chars / cpu for _, cpu in timed]),
        latency=Latency.of([second for seconds, _ in timed for second in seconds]),
        published_rate=Spread.of([own_chars / sum(seconds) for seconds, _ in own]),
        published_length=own_chars / len(published),
        stages=_stages(checker, posts),
        findings=findings / len(posts),
    )


def _round(checker: Checker, posts: Sequence[Post]) -> tuple[list[float], float]:
    """Seconds for each post, and the seconds of processor time for all."""
    seconds: list[float] = []
    cpu = process_time()
    for post in posts:
        begin = perf_counter()
        checker.check(post)
        seconds.append(perf_counter() - begin)
    return seconds, process_time() - cpu


def _stages(checker: Checker, posts: Sequence[Post]) -> dict[str, float]:
    total: dict[str, float] = {}
    last = 0.0

    def observe(stage: str) -> None:
        nonlocal last
        now = perf_counter()
        total[stage] = total.get(stage, 0.0) + now - last
        last = now

    for post in posts:
        last = perf_counter()
        checker.check(post, observe=observe)
    return {stage: seconds / len(posts) for stage, seconds in total.items()}


if __name__ == "__main__":
    answer(measure)
