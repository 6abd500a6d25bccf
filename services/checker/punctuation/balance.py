"""Pairs over a whole text: which marks have no partner, are turned the wrong way, or belong to another kind.

Every kind is balanced for itself, line by line. Of two neighbours that are left over in a line, one usually should be
the other's partner; what is still left over may have its partner in a later line.
"""

import re
from collections.abc import Iterator

from services.checker.punctuation.fault import Fault, Line, PairFault
from services.checker.punctuation.neighbours import Repair, repaired
from services.checker.punctuation.pairs import FULL_WIDTH, Family, Mark, Pair, Settled, counts, is_sound, settled
from services.checker.punctuation.slip import HAN
from services.checker.punctuation.waiting import Waiting

_HAN = re.compile(f"[{HAN}]")
_SENTENCE_END = re.compile(r"[。！？…]\Z")
_INTRODUCES = re.compile(r"(?:\A|[：:，,。；！？]|[说称道问答喊写]|表示|认为|指出|强调|呼吁)\s?\Z")
_LATIN = re.compile("[A-Za-z]")


def faults(text: str) -> list[PairFault]:
    """All faults of a text, which is one field, in text order. Takes linear time, never raises on text."""
    if is_sound(text):
        return []
    waiting, found, last = Waiting(), list[PairFault](), Line(0, 0, "")
    for line in _lines(text):
        found += _faults(line, waiting)
        last = line
    found += waiting.end(last)
    if "\n" not in text.strip():
        found = [fault for fault in found if not _reaches_beyond(text, fault)]
    return sorted(found, key=lambda fault: (fault.start, fault.end))


def _reaches_beyond(text: str, fault: PairFault) -> bool:
    """Whether a single paragraph may be an excerpt that holds one end of a quotation of several sentences."""
    before = text[max(0, fault.start - 2) : fault.start]
    if fault.family is not Family.QUOTE:
        return False
    if fault.fault is Fault.UNOPENED:
        return not before or _SENTENCE_END.search(before) is not None
    return fault.fault is Fault.UNCLOSED and _INTRODUCES.search(before) is not None


def _lines(text: str) -> Iterator[Line]:
    """The lines that are neither blank nor English: an English quotation has its own rules."""
    offset = number = 0
    for line in text.split("\n"):
        if _HAN.search(line) or (line.strip() and not _LATIN.search(line)):
            yield Line(number, offset, line)
            number += 1
        offset += len(line) + 1


def _faults(line: Line, waiting: Waiting) -> Iterator[PairFault]:
    loose: list[Mark] = []
    for kind, (pairs, left) in settled(line.text).items():
        yield from _mixed_widths(line, pairs)
        if kind.inner is not None and not left:
            yield from _nested(line, pairs, kind.inner)
        left_over = [mark for mark in left if counts(line.text, mark)]
        loose += waiting.take(line, kind, Settled(pairs, left_over))
    for family in Family:
        yield from _judged(line, sorted(mark for mark in loose if mark.kind.family is family), waiting)


def _judged(line: Line, loose: list[Mark], waiting: Waiting) -> Iterator[PairFault]:
    for each in repaired(line.text, loose):
        if isinstance(each, Repair):
            yield line.fault(Fault.WRONG_SIDE, each.mark, each.mend)
        elif each.opens:
            waiting.add(line, each)
        else:
            yield line.fault(Fault.UNOPENED, each)


def _mixed_widths(line: Line, pairs: list[Pair]) -> Iterator[PairFault]:
    for opener, closer, _ in pairs:
        half = [mark for mark in (opener, closer) if mark.char in FULL_WIDTH]
        if len(half) == 1:
            yield line.fault(Fault.MIXED_WIDTH, half[0], FULL_WIDTH[half[0].char])


def _nested(line: Line, pairs: list[Pair], inner: tuple[str, str]) -> Iterator[PairFault]:
    """What stands inside a pair of the same kind; where nothing else stands between the two, one is too many."""
    outer = {(pair.opener.offset, pair.closer.offset) for pair in pairs if pair.depth == 0}
    for opener, closer, depth in pairs:
        if depth == 1:
            start, end = opener.offset, closer.offset + 1
            family, within = opener.kind.family, line.text[start + 1 : end - 1]
            if (start - 1, end) in outer:
                whole = f"{opener.char}{within}{closer.char}"
                yield PairFault(Fault.DOUBLED, family, line.offset + start - 1, line.offset + end + 1, whole)
            else:
                yield PairFault(Fault.NESTED, family, line.offset + start, line.offset + end, within.join(inner))
