"""Quotation marks, brackets and book-title marks without a partner, turned the wrong way, or nested in their kind."""

from collections.abc import Iterator, Sequence

from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.punctuation.balance import faults
from services.checker.punctuation.draft import drafts
from services.checker.punctuation.pair_rules import RULES
from services.checker.punctuation.slip import Slip
from services.checker.view import View


class PairDetector:
    name = "pairs"

    def __init__(self, _: Knowledge) -> None:
        self.rules = list(RULES.values())

    def patterns(self) -> Sequence[Pattern]:
        return ()

    def detect(self, view: View, _: Sequence[Hit]) -> Iterator[Draft]:
        title = len(view.post.title)
        body = title + 1 if title else 0
        yield from drafts(view, _slips(view.document.text[:title], 0))
        yield from drafts(view, _slips(view.document.text[body:], body))


def _slips(text: str, offset: int) -> Iterator[Slip]:
    for fault in faults(text):
        yield Slip(RULES[fault.fault, fault.family], offset + fault.start, offset + fault.end, fault.mend)
