"""Opening marks whose partner may stand in a later line.

A quotation of several paragraphs opens each of them and closes only the last (GB/T 15834-2011, 4.8).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from services.checker.punctuation.fault import Fault, Line, PairFault
from services.checker.punctuation.pairs import Family, Kind, Mark, Pair, Settled


class _Opened(NamedTuple):
    """`line` is the last one that the quotation is known to have reached; `leads` where it may go on in a next one."""

    fault: PairFault
    line: int
    leads: bool


_LEADS = re.compile(r"(?:\A|[：:，,。；！？])\s*\Z")
_SENTENCE_END = re.compile("[。！？…!?]")
_TRAILS_OFF = re.compile(r"(?:…|\.\.\.)\s*\Z")
_GOES_ON = re.compile(r"[，、]\s*\Z")
_ENDED = re.compile(r"[。！？…!?.”’」』）)》】〕：；:;]\s*\Z")


class Waiting:
    """At most one opening mark for each kind; `given_up` are the faults of those whose partner never came."""

    def __init__(self) -> None:
        self.given_up: list[PairFault] = []
        self._opened: dict[Kind, _Opened] = {}

    def add(self, line: Line, mark: Mark) -> None:
        self._give_up(mark.kind)
        if not _TRAILS_OFF.search(line.text[-5:]):
            leads = _LEADS.search(line.text[max(0, mark.offset - 2) : mark.offset]) is not None
            self._opened[mark.kind] = _Opened(line.fault(Fault.UNCLOSED, mark), line.number, leads)

    def take(self, line: Line, kind: Kind, own: Settled) -> list[Mark]:
        """The marks that a line has left over when what waits has been closed by it, goes on in it or is given up."""
        opened = self._opened.get(kind)
        if opened is None:
            return own.loose
        if own.loose and not own.loose[0].opens:
            del self._opened[kind]
            return own.loose[1:]
        again = _first(line, own) if opened.leads and opened.line == line.number - 1 else None
        if again in own.loose:
            self._opened[kind] = opened._replace(line=line.number)
            return [mark for mark in own.loose if mark is not again]
        if again is not None and _closes_a_sentence(line.text, own.pairs, again):
            del self._opened[kind]
        else:
            self._give_up(kind)
        return own.loose

    def end(self, last: Line) -> Iterator[PairFault]:
        """The faults of all that waited in vain; a text that evidently was cut off owes nothing in its last line."""
        yield from self.given_up
        is_cut = _is_cut(last.text)
        yield from (each.fault for each in self._opened.values() if not (is_cut and each.line == last.number))

    def _give_up(self, kind: Kind) -> None:
        if opened := self._opened.pop(kind, None):
            self.given_up.append(opened.fault)


def _first(line: Line, own: Settled) -> Mark | None:
    """The opening quotation mark that the line begins with."""
    first = min([pair.opener for pair in own.pairs] + own.loose, default=None)
    if first is None or first.kind.family is not Family.QUOTE or line.text[: first.offset].strip():
        return None
    return first


def _closes_a_sentence(text: str, pairs: list[Pair], opener: Mark) -> bool:
    closer = next(pair.closer for pair in pairs if pair.opener == opener)
    return not text[closer.offset + 1 :].strip() or _SENTENCE_END.match(text, closer.offset - 1) is not None


def _is_cut(line: str) -> bool:
    """Whether a line stops in the middle of a sentence; a heading has no end of a sentence before that."""
    return _GOES_ON.search(line[-3:]) is not None or ("。" in line and not _ENDED.search(line[-3:]))
