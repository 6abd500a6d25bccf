"""Documents found by number, by title, and by a title with a slip in it. All strings are folded like the text."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from services.checker.citations.title import key, matter, quoted, shorter
from services.checker.citations.title_slip import Slip, Titles, difference
from services.checker.registry.registry import Document

_SHORTEST_TITLE = 10


class Name(NamedTuple):
    """One way to name a document, as it is written inside 《》; `is_full` where it names the issuer."""

    document: Document
    text: str
    is_full: bool


class DocumentIndex:
    def __init__(self, documents: Sequence[Document], fold_all: Callable[[Iterable[str]], list[str]]) -> None:
        names = [
            Name(each, quoted(text), is_full=not place)
            for each in documents
            for place, text in enumerate(shorter(each.title))
        ]
        self._numbers = dict(zip(fold_all(each.number for each in documents), documents, strict=True))
        self._names: dict[str, list[Name]] = defaultdict(list)
        for name, folded in zip(names, fold_all(name.text for name in names), strict=True):
            self._names[key(folded)].append(name)
        self._keys: dict[str, list[str]] = defaultdict(list)
        for each, own in self._names.items():
            for name in own:
                self._keys[name.document.number].append(each)
        fulls = {own[0] for own in self._keys.values()}
        self._issuers = {full.removesuffix(matter(full)) for full in fulls} - {""}
        self._titles = Titles(self._names, shortest=_SHORTEST_TITLE)

    def numbered(self, number: str) -> Document | None:
        return self._numbers.get(number)

    def named(self, title: str) -> Sequence[Name]:
        """The documents that bear exactly this title, which may be several in the course of time."""
        return self._names.get(key(title), ())

    def slips(self, title: str) -> Iterator[tuple[Name, Slip]]:
        """The documents that may be meant by a title that none of them bears."""
        for slip in self._titles.slips(key(title)):
            yield from ((name, slip) for name in self._names[slip.meant])

    def slip_in(self, title: str, document: Document) -> tuple[Name, Slip] | None:
        """The slip in a title that is known to be that of one document."""
        for each in self._keys[document.number]:
            slip = difference(key(title), each)
            if slip is not None and not slip.at_edge:
                return next(name for name in self._names[each] if name.document is document), slip
        return None

    def of_other_issuer(self, title: str, document: Document) -> Name | None:
        """The full name of the document, where a title differs from it in the issuer alone."""
        full = self._keys[document.number][0]
        rest, written = matter(full), key(title)
        same = rest and written.endswith(rest) and written.removesuffix(rest) in self._issuers
        return next((name for name in self._names[full] if name.document is document), None) if same else None

    def is_about(self, title: str, document: Document) -> bool:
        """Whether a title may be a way to name the document: most of it stands in the full title, in any order."""
        written = key(title)
        full = max(self._keys[document.number], key=len)
        pairs = [written[place : place + 2] for place in range(len(written) - 1)]
        return 2 * sum(pair in full for pair in pairs) >= len(pairs)
