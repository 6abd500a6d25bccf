"""Single marks: doubled, of half width, in lists, behind ordinals, where a line begins or a title ends."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.punctuation import form_rules, run_rules, width
from services.checker.punctuation.draft import drafts
from services.checker.punctuation.marks import slips
from services.checker.punctuation.slip import Slip
from services.checker.view import View

_NO_END_OF_A_TITLE = ("。", "，", "、", "；")
_SENTENCE_END = re.compile("[。！？]")


class PunctuationDetector:
    name = "punctuation"

    def __init__(self, _: Knowledge) -> None:
        self.rules = [*run_rules.RULES, *width.RULES, *form_rules.RULES]

    def patterns(self) -> Sequence[Pattern]:
        return ()

    def detect(self, view: View, _: Sequence[Hit]) -> Iterator[Draft]:
        yield from drafts(view, chain(slips(view.document.text), _title(view.post.title)))


def _title(title: str) -> Iterator[Slip]:
    """Several sentences are no title but the text of a short message."""
    if title.endswith(_NO_END_OF_A_TITLE) and not _SENTENCE_END.search(title, 0, len(title) - 1):
        yield Slip(form_rules.TITLE_STOP, len(title) - 1, len(title))
