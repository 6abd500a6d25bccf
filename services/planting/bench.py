"""Plants errors into posts and counts what the checker finds of them, and what it finds where nothing was planted."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from services.checker.engine import Checker
from services.domain.finding import Finding
from services.domain.post import BEIJING, ContentType, Post
from services.domain.rule import Severity
from services.planting.facts import Facts
from services.planting.operators import Operator, Planted

_CONTEXT = 15


@dataclass(slots=True)
class Recall:
    """What became of one operator's errors; `missed` shows them in their context."""

    operator: Operator
    planted: int = 0
    found: int = 0
    missed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Result:
    """`untouched` counts findings by severity in the `posts` before anything was planted, of `characters` in all."""

    recalls: list[Recall]
    posts: int = 0
    characters: int = 0
    untouched: Counter[Severity] = field(default_factory=Counter)
    samples: list[str] = field(default_factory=list)


class PlantBench:
    """The same seed, posts and lexicon give the same errors. Every operator takes the posts in an order of its own."""

    def __init__(self, checker: Checker, facts: Facts, operators: Sequence[Operator], *, seed: int, most: int) -> None:
        self._checker, self._facts, self._operators = checker, facts, operators
        self._seed, self._most = seed, most

    def run(self, posts: Sequence[Post], *, step: Callable[[], None] = lambda: None) -> Result:
        """`step` is called once for every post that is read untouched and once for every operator."""
        result = Result([])
        for post in posts:
            self._read(post, result)
            step()
        for operator in self._operators:
            result.recalls.append(self._tried(operator, posts))
            step()
        return result

    def _read(self, post: Post, result: Result) -> None:
        result.posts += 1
        result.characters += len(post.title) + len(post.body)
        for finding in self._checker.check(post).findings:
            result.untouched[finding.severity] += 1
            if finding.severity in {Severity.SERIOUS, Severity.ERROR}:
                result.samples.append(f"{post.id} {finding.rule} “{finding.quote}” {finding.context}")

    def _tried(self, operator: Operator, posts: Sequence[Post]) -> Recall:
        recall = Recall(operator)
        for post, planted in self._spoilt(operator, posts):
            spoilt = replace(post, body=planted.text)
            recall.planted += 1
            if any(_meets(finding, planted) for finding in self._checker.check(spoilt).findings):
                recall.found += 1
            else:
                recall.missed.append(_shown(post, planted))
            if recall.planted == self._most:
                break
        return recall

    def _spoilt(self, operator: Operator, posts: Sequence[Post]) -> Iterator[tuple[Post, Planted]]:
        """Posts in random order, each with one error, where there is a place for it and nothing to be found before."""
        draw = random.Random(f"{self._seed} {operator.name}")  # noqa: S311 - a benchmark, not a secret
        plain = [post for post in posts if post.content_type is ContentType.PLAIN]
        for post in draw.sample(plain, len(plain)):
            day = post.published_at.astimezone(BEIJING).date()
            planted = operator.plant(post.body, day, self._facts, draw)
            if planted is not None and not self._checker.check(post).findings:
                yield post, planted


def _meets(finding: Finding, planted: Planted) -> bool:
    """Whether a finding that an editor would have to look at shares a character with the error."""
    if finding.field != "body" or finding.severity is Severity.NOTICE:
        return False
    return any(
        place.start < max(planted.end, planted.start + 1) and planted.start < place.end for place in finding.positions
    )


def _shown(post: Post, planted: Planted) -> str:
    around = planted.text[max(0, planted.start - _CONTEXT) : planted.end + _CONTEXT]
    return f"{post.id} {post.published_at:%Y-%m-%d} {planted.right} → {planted.wrong}：{around}"
