"""Terms that are not literal: those with gaps, and the words of a pair, which only their context can tell apart."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

from services.checker.detector import Hit
from services.checker.lexicon import Rule, Term
from services.checker.lexicon.wording import WORD, Wording, filled, has_gaps, wordings
from services.checker.view import View

Fold = Callable[[str], str]


class LooseTerm(Protocol):
    """`anchors` are searched for; `read` says what stands where one was found, as a place in the folded text."""

    @property
    def anchors(self) -> Iterable[str]: ...

    def read(self, view: View, hit: Hit) -> Iterator[tuple[Hit, Term]]: ...


def loose_term(rule: Rule, term: Term, fold: Fold) -> LooseTerm | None:
    """None for a term that is literal."""
    if rule.pair:
        (other,) = term.suggestions
        return PairedWord(term, Evidence(term.text, rule.pair[term.text], fold), rule.pair[other], fold)
    return GappedTerm(term, fold) if has_gaps(term.text) else None


class GappedTerm:
    """`超过{number}以上`: what stands in the gaps is put into message and suggestions."""

    def __init__(self, term: Term, fold: Fold) -> None:
        self._term, self._fold = term, fold

    @property
    def anchors(self) -> Iterable[str]:
        return self._wordings

    @cached_property
    def _wordings(self) -> dict[str, list[Wording]]:
        return by_anchor(wordings(self._term.text, fold=self._fold))

    def read(self, view: View, hit: Hit) -> Iterator[tuple[Hit, Term]]:
        for wording in self._wordings[view.folded[hit.start : hit.end]]:
            for match in wording.places(view.folded, hit.start, hit.end):
                term = Term(match[0], tuple(filled(right, match) for right in self._term.suggestions))
                yield Hit(*match.span(), hit.number, hit.kind), term


class Evidence:
    """Shows that a word is meant: what stands beside what is written, `word`, and what its sentence says."""

    def __init__(self, word: str, texts: Sequence[str], fold: Fold) -> None:
        self._word, self._texts, self._fold = word, texts, fold

    @cached_property
    def _beside(self) -> list[Wording]:
        return [each for text in self._texts if WORD in text for each in wordings(text, self._word, self._fold)]

    @cached_property
    def by_anchor(self) -> dict[str, list[Wording]]:
        return by_anchor(self._beside)

    @cached_property
    def said(self) -> list[str]:
        """What the sentence may say."""
        return [self._fold(text) for text in self._texts if WORD not in text]

    def is_said(self, view: View, start: int, end: int) -> bool:
        """Whether the sentence has one of the words."""
        first, last = view.sentence(start, end)
        sentence = view.folded[first:last]
        return any(word in sentence for word in self.said)

    def holds(self, view: View, start: int, end: int) -> bool:
        """Whether there is any evidence for the word at `[start, end)`."""
        return self._stands_beside(view, start, end) or (bool(self.said) and self.is_said(view, start, end))

    def _stands_beside(self, view: View, start: int, end: int) -> bool:
        return any(
            match.span("word") == (start, end)
            for wording in self._beside
            for match in wording.around(view.folded, start, end)
        )


class PairedWord:
    """A word that counts where the evidence is for the other word of its pair, and none is for itself."""

    def __init__(self, term: Term, own: Evidence, other: Sequence[str], fold: Fold) -> None:
        self._term, self._own = term, own
        self._folded = fold(term.text)
        self._other = Evidence(term.text, other, fold)

    @property
    def anchors(self) -> Iterable[str]:
        return dict.fromkeys([*self._other.by_anchor, *([self._folded] if self._other.said else [])])

    def read(self, view: View, hit: Hit) -> Iterator[tuple[Hit, Term]]:
        for start, end in self._places(view, hit):
            if not self._own.holds(view, start, end):
                yield Hit(start, end, hit.number, hit.kind), self._term

    def _places(self, view: View, hit: Hit) -> Iterator[tuple[int, int]]:
        anchor = view.folded[hit.start : hit.end]
        for wording in self._other.by_anchor.get(anchor, ()):
            for match in wording.places(view.folded, hit.start, hit.end):
                yield match.span("word")
        if anchor == self._folded and self._other.said and self._other.is_said(view, hit.start, hit.end):
            yield hit.start, hit.end


def by_anchor(found: Iterable[Wording]) -> dict[str, list[Wording]]:
    """The wordings that an anchor may belong to."""
    gathered: dict[str, list[Wording]] = defaultdict(list)
    for wording in found:
        gathered[wording.anchor].append(wording)
    return dict(gathered)
