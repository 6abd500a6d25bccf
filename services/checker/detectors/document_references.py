"""Documents cited by title and number: the form of the number, the words of the title, and whether both are of one.

What is known is in the registry (`lexicons/documents`); of all other documents only the form is judged.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.checker.citations.document_number import OPENINGS, WrittenNumber, number_at
from services.checker.citations.title import Title, titles
from services.checker.citations.title_slip import Slip
from services.checker.detector import Draft, Hit, Pattern
from services.checker.document_findings import (
    RULES,
    badly_formed,
    mismatch,
    other_number,
    other_title,
    title_slip,
)
from services.checker.knowledge import Knowledge
from services.checker.registry import Document
from services.checker.registry.document_index import DocumentIndex, Name
from services.checker.view import View

_CODE = r"([一-鿿]{2,10}) ?(?=[(\[{【〔])"
# 》（国办发〔2017〕47号）, 》（以下简称《指引》，国办发〔2017〕47号） and 》国办发〔2017〕47号.
_BEHIND = re.compile(rf"》 ?(?:\((?:[^()\n]{{1,30}}[,;])? ?)?{_CODE}")
_CENTURIES = ("19", "20")
# Too short to say which document it is: 《意见》.
_SHORTEST_TITLE = 8
# What is left out or put in where one document carries out another.
_VARIANTS = frozenset("的和与及等")


class _Number(NamedTuple):
    """The number behind a title, at `[start, end)` with its code."""

    text: str
    start: int
    end: int

    @property
    def series(self) -> str:
        """Whose number it is, and of which year: 国办发〔2017〕."""
        return self.text.partition("〕")[0]


class DocumentReferenceDetector:
    """Patterns are the brackets that a year may follow."""

    name = "document_references"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = list(RULES)
        self._index = DocumentIndex(knowledge.registry.documents, knowledge.fold_all)

    def patterns(self) -> Iterable[Pattern]:
        yield Pattern("〔", 0, 0)
        yield from (
            Pattern(opening + gap + century, 0, 0)
            for opening in OPENINGS
            if opening != "〔"
            for gap in ("", " ")
            for century in _CENTURIES
        )

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        for hit in hits:
            number = number_at(view.folded, hit.start)
            draft = badly_formed(number, view.original(number.start, number.end)) if number else None
            if draft is not None:
                yield draft
        for title in titles(view.folded):
            draft = self._judged(title, _number_behind(view.folded, title))
            if draft is not None:
                yield draft

    def _judged(self, title: Title, number: _Number | None) -> Draft | None:
        named = self._index.named(title.text)
        numbered = self._index.numbered(number.text) if number else None
        if number is None or (not named and numbered is None):
            return None if named else self._near(title)
        if not named:
            return self._renamed(title, numbered) if numbered else None
        if any(name.document is numbered or name.document.number == number.text for name in named):
            return None
        if numbered is not None:
            return mismatch(number.start, number.end, named[0], numbered)
        same = [name for name in named if _series(name.document) == number.series]
        return other_number(number.start, number.end, same[0]) if same else None

    def _renamed(self, title: Title, numbered: Document) -> Draft | None:
        """A title that is not the one of its number: with a slip in it, or another one."""
        if found := self._index.slip_in(title.text, numbered):
            return title_slip(title, found[0], certain=True)
        is_other = len(title.text) >= _SHORTEST_TITLE and not self._index.is_about(title.text, numbered)
        return other_title(title, numbered) if is_other else None

    def _near(self, title: Title) -> Draft | None:
        found = list(self._index.slips(title.text))
        if not found or not all(_is_slip(*each) for each in found):
            return None
        name, _ = found[0]
        return title_slip(title, name, certain=name.is_full)


def _is_slip(name: Name, slip: Slip) -> bool:
    """Where the issuer is not named the title may be that of a local document, which is worded almost alike."""
    change = slip.written + slip.right
    return name.is_full or (len(slip.written) <= 1 and len(slip.right) <= 1 and not _VARIANTS & {*change})


def _number_behind(text: str, title: Title) -> _Number | None:
    code = _BEHIND.match(text, title.end)
    number: WrittenNumber | None = number_at(text, code.end()) if code else None
    if code is None or number is None or not number.has_full_year:
        return None
    return _Number(code[1] + number.right, code.start(1), number.end)


def _series(document: Document) -> str:
    return document.number.partition("〕")[0]
