"""Pairs over a whole text: which marks have no partner, are turned the wrong way, or belong to another kind.

Every kind is balanced for itself, line by line. Of two neighbours that are left over in a line, one usually should be
the other's partner. An opening mark may find its partner in a later line; a quotation of several paragraphs opens each
of them and closes only the last (GB/T 15834-2011, 4.8).
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from services.checker.punctuation.neighbours import Repair, repaired
from services.checker.punctuation.slip import HAN
from services.checker.punctuation.pairs import FULL_WIDTH, Family, Kind, Mark, Pair, Settled, counts, is_sound, settled


class Fault(Enum):
    UNCLOSED = "unclosed"
    UNOPENED = "unopened"
    WRONG_SIDE = "wrong-side"
    NESTED = "nested"
    MIXED_WIDTH = "mixed-width"


class PairFault(NamedTuple):
    """`[start, end)` in code points of the text; `mend` is what should stand there, None where unsure."""

    fault: Fault
    family: Family
    start: int
    end: int
    mend: str | None = None


class _Line(NamedTuple):
    """`offset` is where the line begins in the text."""

    number: int
    offset: int
    text: str

    def fault(self, fault: Fault, mark: Mark, mend: str | None = None) -> PairFault:
        start = self.offset + mark.offset
        return PairFault(fault, mark.kind.family, start, start + 1, mend)


class _Pending(NamedTuple):
    """An opening mark without a partner in its line. `leads` where it may open a quotation of several paragraphs."""

    fault: PairFault
    line: int
    leads: bool


_HAN = re.compile(f"[{HAN}]")
_LEADS = re.compile(r"(?:\A|[：:，,。；！？])\s*\Z")
_SENTENCE_END = re.compile("[。！？…!?]")
_TRAILS_OFF = re.compile(r"(?:…|\.\.\.)\s*\Z")
_ENDED = re.compile(r"[。！？…!?.”’」』）)》】〕：；:;]\s*\Z")


def faults(text: str) -> list[PairFault]:
    """All faults of a text, which is one field, in text order. Takes linear time, never raises on text.

    A text that evidently was cut off owes no closing marks in its last line.
    """
    if is_sound(text):
        return []
    reader = _Reader()
    for line in _lines(text):
        reader.read(line)
    return sorted(reader.finish(), key=lambda fault: (fault.start, fault.end))


def _lines(text: str) -> Iterator[_Line]:
    """The lines that hold Chinese, numbered without the others: an English quotation has its own rules."""
    offset = number = 0
    for line in text.split("\n"):
        if _HAN.search(line):
            yield _Line(number, offset, line)
            number += 1
        offset += len(line) + 1


class _Reader:
    """Reads line after line. `_pending` are the opening marks whose partner may stand in a later line."""

    def __init__(self) -> None:
        self._faults: list[PairFault] = []
        self._pending: dict[Kind, _Pending] = {}
        self._last = _Line(0, 0, "")

    def read(self, line: _Line) -> None:
        self._last = line
        loose: list[Mark] = []
        for kind, (pairs, left) in settled(line.text).items():
            self._faults += _mixed_widths(line, pairs)
            self._faults += _nested(line, pairs) if kind.inner and not left else ()
            left_over = [mark for mark in left if counts(line.text, mark)]
            loose += self._without_continued(line, kind, Settled(pairs, left_over))
        for family in Family:
            self._judge(line, sorted(mark for mark in loose if mark.kind.family is family))

    def finish(self) -> list[PairFault]:
        is_cut = "。" in self._last.text and not _ENDED.search(self._last.text[-3:])
        for pending in self._pending.values():
            if not (is_cut and pending.line == self._last.number):
                self._faults.append(pending.fault)
        return self._faults

    def _judge(self, line: _Line, loose: list[Mark]) -> None:
        for each in repaired(line.text, loose):
            if isinstance(each, Repair):
                self._faults.append(line.fault(Fault.WRONG_SIDE, each.mark, each.mend))
            elif each.opens:
                self._wait(line, each)
            else:
                self._faults.append(line.fault(Fault.UNOPENED, each))

    def _wait(self, line: _Line, mark: Mark) -> None:
        self._give_up(mark.kind)
        if not _TRAILS_OFF.search(line.text[-5:]):
            leads = _LEADS.search(line.text[max(0, mark.offset - 2) : mark.offset]) is not None
            self._pending[mark.kind] = _Pending(line.fault(Fault.UNCLOSED, mark), line.number, leads)

    def _give_up(self, kind: Kind) -> None:
        if pending := self._pending.pop(kind, None):
            self._faults.append(pending.fault)

    def _without_continued(self, line: _Line, kind: Kind, own: Settled) -> list[Mark]:
        """The marks that are left over when what an earlier line has opened is closed or goes on here."""
        pending = self._pending.get(kind)
        if pending is None:
            return own.loose
        if own.loose and not own.loose[0].opens:
            del self._pending[kind]
            return own.loose[1:]
        opener = _first(line, own) if pending.leads and pending.line == line.number - 1 else None
        if opener is None:
            self._give_up(kind)
        elif opener in own.loose:
            self._pending[kind] = pending._replace(line=line.number)
            return [mark for mark in own.loose if mark is not opener]
        elif _closes_a_sentence(line.text, own.pairs, opener):
            del self._pending[kind]
        else:
            self._give_up(kind)
        return own.loose


def _first(line: _Line, own: Settled) -> Mark | None:
    """The opening quotation mark that the line begins with."""
    openers = [pair.opener for pair in own.pairs] + own.loose
    first = min(openers)
    leads = first.kind.family is Family.QUOTE and not line.text[: first.offset].strip()
    return first if leads else None


def _closes_a_sentence(text: str, pairs: list[Pair], opener: Mark) -> bool:
    closer = next(pair.closer for pair in pairs if pair.opener == opener)
    behind = text[closer.offset + 1 :].strip()
    return not behind or _SENTENCE_END.match(text, closer.offset - 1) is not None


def _mixed_widths(line: _Line, pairs: list[Pair]) -> Iterator[PairFault]:
    for opener, closer, _ in pairs:
        half = [mark for mark in (opener, closer) if mark.char in FULL_WIDTH]
        if len(half) == 1:
            yield line.fault(Fault.MIXED_WIDTH, half[0], FULL_WIDTH[half[0].char])


def _nested(line: _Line, pairs: list[Pair]) -> Iterator[PairFault]:
    """What stands inside a pair of the same kind."""
    for opener, closer, depth in pairs:
        if depth == 1:
            start, end = line.offset + opener.offset, line.offset + closer.offset + 1
            left, right = opener.kind.inner
            mended = left + line.text[opener.offset + 1 : closer.offset] + right
            yield PairFault(Fault.NESTED, opener.kind.family, start, end, mended)
