"""How good the whole checker is on sentences with known mistakes."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from services.domain.finding import Finding
from services.domain.post import BEIJING, Post
from services.domain.report import Report
from services.domain.rule import Severity
from services.language.tuning import Sentence

# The sentences have no date, and no rule is to depend on the day of the test.
_DAY = datetime(2024, 1, 1, 12, tzinfo=BEIJING)


class Checks(Protocol):
    def check(self, post: Post) -> Report: ...


def corrected(checker: Checks, sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, str]]:
    """Every sentence, and what an editor has who takes the first suggestion of all findings but notices."""
    for number, sentence in enumerate(sentences):
        report = checker.check(Post(id=str(number), body=sentence.written, published_at=_DAY))
        yield sentence, _mended(sentence.written, report.findings)


def _mended(text: str, findings: Iterable[Finding]) -> str:
    taken = [each for each in findings if each.suggestions and each.field == "body"]
    places = {
        (place.start, place.end, each.suggestions[0])
        for each in taken
        if each.severity is not Severity.NOTICE
        for place in each.positions
    }
    last = len(text)
    for start, end, right in sorted(places, reverse=True):
        if end <= last:
            text, last = text[:start] + right + text[end:], start
    return text
