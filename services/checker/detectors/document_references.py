"""Documents cited by title and number: the form of the number, the words of the title, and whether both are of one.

What is known is in the registry (`lexicons/documents`); of all other documents only the form is judged.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from services.checker.citations.cited_number import CitedNumber, number_behind, numbers_before
from services.checker.citations.document_number import OPENINGS, number_at
from services.checker.citations.title import Title
from services.checker.citations.title_slip import Slip
from services.checker.detector import Draft, Hit, Pattern
from services.checker.document_findings import RULES, badly_formed, mismatch, other_number, other_title, title_slip
from services.checker.knowledge import Knowledge
from services.checker.registry import Document
from services.checker.registry.document_index import DocumentIndex, Name
from services.checker.view import View

_CENTURIES = ("19", "20")
# Too short to say which document it is: 《意见》.
_SHORTEST_TITLE = 8
# What may be left out or put in, and the levels of government that have documents of the same title.
_VARIANTS = frozenset("的和与及等省市县区州旗")


class DocumentReferenceDetector:
    """Patterns are the brackets that a year may follow."""

    name = "document_references"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = list(RULES)
        self._index = DocumentIndex(knowledge.registry.documents, knowledge.fold_all)

    def patterns(self) -> Iterable[Pattern]:
        yield Pattern("〔", 0, 0)
        others = OPENINGS.replace("〔", "")
        yield from (Pattern("".join(parts), 0, 0) for parts in product(others, ("", " "), _CENTURIES))

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        for hit in hits:
            number = number_at(view.folded, hit.start)
            draft = badly_formed(number, view.original(number.start, number.end)) if number else None
            if draft is not None:
                yield draft
        for title in view.titles:
            draft = self._judged(title, self._number(view.folded, title))
            if draft is not None:
                yield draft

    def _number(self, text: str, title: Title) -> CitedNumber | None:
        """The number behind the title, or else a known one before it."""
        known = (each for each in numbers_before(text, title) if self._index.numbered(each.text))
        return number_behind(text, title) or next(known, None)

    def _judged(self, title: Title, number: CitedNumber | None) -> Draft | None:
        named = self._index.named(title.text)
        numbered = self._index.numbered(number.text) if number else None
        if not named:
            return self._renamed(title, numbered) if numbered else self._near(title)
        if number is None or any(name.document is numbered for name in named):
            return None
        if numbered is not None:
            return mismatch(number.start, number.end, named, numbered)
        near = [name for name in named if number.agrees(name.document.number)]
        return other_number(number.start, number.end, near[0]) if near else None

    def _renamed(self, title: Title, numbered: Document) -> Draft | None:
        """A title that is not the one of its number: with a slip in it, under another issuer, or another title."""
        if found := self._index.slip_in(title.text, numbered):
            return title_slip(title, found[0], certain=_is_slip(*found))
        if name := self._index.of_other_issuer(title.text, numbered):
            return title_slip(title, name, certain=False)
        is_other = len(title.text) >= _SHORTEST_TITLE and not self._index.is_about(title.text, numbered)
        return other_title(title, numbered) if is_other else None

    def _near(self, title: Title) -> Draft | None:
        """A title that is one slip away from those of known documents alone."""
        found = list(self._index.slips(title.text))
        if not found or not all(_is_slip(*each) for each in found):
            return None
        name, _ = found[0]
        return title_slip(title, name, certain=name.is_full)


def _is_slip(name: Name, slip: Slip) -> bool:
    """Where the issuer is not named the title may be that of a local document, which is worded almost alike."""
    is_small = len(slip.written) <= 1 and len(slip.right) <= 1
    return name.is_full or (is_small and not slip.at_edge and not _VARIANTS & {*slip.written, *slip.right})
