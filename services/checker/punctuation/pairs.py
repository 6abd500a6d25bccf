"""Marks that come in pairs, within one line: which have a partner, and which are left over."""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from services.checker.punctuation.slip import HAN


class Family(Enum):
    """Kinds that are taken for each other."""

    QUOTE = "quote"
    TITLE = "title"
    BRACKET = "bracket"


class Kind(NamedTuple):
    """`inner` are the marks that a pair inside its own kind takes (GB/T 15834-2011, 4.8 and 4.15), None for any."""

    family: Family
    opener: str
    closer: str
    inner: tuple[str, str] | None = None


class Mark(NamedTuple):
    """`offset` counts code points of the line."""

    offset: int
    char: str
    kind: Kind
    opens: bool


class Pair(NamedTuple):
    """`depth` is the number of pairs of the same kind around this one."""

    opener: Mark
    closer: Mark
    depth: int


class Settled(NamedTuple):
    """The closing marks among `loose` stand before the opening ones."""

    pairs: list[Pair]
    loose: list[Mark]


# Of two kinds that are mixed up in one pair, the first here is meant.
KINDS = (
    Kind(Family.QUOTE, "“", "”", inner=("‘", "’")),
    Kind(Family.TITLE, "《", "》", inner=("〈", "〉")),
    Kind(Family.BRACKET, "〔", "〕"),
    Kind(Family.BRACKET, "【", "】"),
    Kind(Family.BRACKET, "（", "）"),
    Kind(Family.QUOTE, "‘", "’"),
    Kind(Family.TITLE, "〈", "〉"),
    Kind(Family.QUOTE, "「", "」"),
    Kind(Family.QUOTE, "『", "』"),
)
ROUND = KINDS[4]
FULL_WIDTH = {"(": "（", ")": "）"}
_ROLES = {
    **{kind.opener: (kind, True) for kind in KINDS},
    **{kind.closer: (kind, False) for kind in KINDS},
    "(": (ROUND, True),
    ")": (ROUND, False),
}
_MARK = re.compile(f"[{''.join(_ROLES)}]")
_HAN = re.compile(f"[{HAN}]")
_ORDINAL = re.compile(
    r"(?:\A|[\s，。、；：？！,;:?!.…—”）])(?:[0-9０-９]{1,3}|[a-zA-Z]|[一二三四五六七八九十]{1,3}|[①-⑳])\Z"
)
_LONGEST_ORDINAL = 4
_ARROW = re.compile(r"(?:更多|详情|详细|全文|一[页篇条])\s*\Z")
_LONGEST_INTERVAL = 30
_BOUNDS = r"[0-9.,，、∞+%％‰~～ 万亿千元岁-]{2,28}"
_TO_SQUARE = re.compile(rf"{_BOUNDS}[\]］]")
_FROM_SQUARE = re.compile(rf"[\[［]{_BOUNDS}\Z")
_EYES = frozenset(":：;；=^")
# A year between brackets that are no pair: the rules about document numbers know what is right.
_DOCUMENT_YEAR = re.compile(r"(?:[〔【（] ?[12][0-9]{3} ?[)\]］]|[(\[［] ?[12][0-9]{3} ?[〕】）]) ?第?[0-9]{1,5} ?号")
_REACH_OF_YEAR = 7
_LATIN_OR_DIGIT = re.compile(r"[0-9A-Za-zÀ-ɏ]")


def _sound() -> re.Pattern[str]:
    """The marks of most texts in their order: pairs that hold at most pairs of other kinds."""
    pairs = [re.escape(kind.opener) + re.escape(kind.closer) for kind in KINDS] + [r"\(\)"]
    nested = (pair[: len(pair) // 2] + f"(?:{_any(pairs, pair)})*+" + pair[len(pair) // 2 :] for pair in pairs)
    return re.compile(f"(?:{'|'.join(nested)})*+")


def _any(pairs: Iterable[str], but: str) -> str:
    return "|".join(pair for pair in pairs if pair != but)


_SOUND = _sound()


def is_sound(text: str) -> bool:
    """Whether the marks of a text obviously are as they should be. Most texts are, and this is fast."""
    return _SOUND.fullmatch("".join(_MARK.findall(text))) is not None


def settled(line: str) -> dict[Kind, Settled]:
    """The pairs of a line and what is left over, for each kind that stands in it."""
    by_kind: dict[Kind, list[Mark]] = {}
    for match in _MARK.finditer(line):
        kind, opens = _ROLES[match[0]]
        by_kind.setdefault(kind, []).append(Mark(match.start(), match[0], kind, opens))
    return {kind: _settled(marks) if kind is not ROUND else _round(line, marks) for kind, marks in by_kind.items()}


def counts(line: str, mark: Mark) -> bool:
    """Whether a mark without a partner is a fault.

    An apostrophe, a prime, a face, an arrow behind 更多, an interval, a document number or a bracket in code is none.
    """
    if mark.kind.family is Family.BRACKET and _is_around_year(line, mark):
        return False
    before, behind = line[max(0, mark.offset - 1) : mark.offset], line[mark.offset + 1 : mark.offset + 2]
    if mark.kind.family is Family.QUOTE:
        is_apostrophe = mark.char in "‘’" and _LATIN_OR_DIGIT.match(behind)
        return not is_apostrophe and (mark.opens or not _LATIN_OR_DIGIT.match(before))
    if mark.kind is not ROUND:
        return mark.opens or not _ARROW.search(line[max(0, mark.offset - 4) : mark.offset])
    return _is_round_fault(line, mark, before, behind)


def _is_around_year(line: str, mark: Mark) -> bool:
    first = mark.offset if mark.opens else max(0, mark.offset - _REACH_OF_YEAR)
    year = _DOCUMENT_YEAR.search(line, first, mark.offset + 2 * _REACH_OF_YEAR + 2)
    return year is not None and year.start() <= mark.offset


def _is_round_fault(line: str, mark: Mark, before: str, behind: str) -> bool:
    is_half = mark.char in FULL_WIDTH
    if is_half and not _HAN.match(before) and not _HAN.match(behind):
        return False
    if mark.opens:
        return not (is_half and before in _EYES) and not _TO_SQUARE.match(line, mark.offset + 1)
    if before in _EYES or _is_ordinal(line, mark):
        return False
    return not _FROM_SQUARE.search(line[max(0, mark.offset - _LONGEST_INTERVAL) : mark.offset])


def _settled(marks: Iterable[Mark]) -> Settled:
    pairs: list[Pair] = []
    loose: list[Mark] = []
    opened: list[Mark] = []
    for mark in marks:
        if mark.opens:
            opened.append(mark)
        elif opened:
            opener = opened.pop()
            pairs.append(Pair(opener, mark, len(opened)))
        else:
            loose.append(mark)
    return Settled(pairs, loose + opened)


def _round(line: str, marks: Sequence[Mark]) -> Settled:
    """The brackets behind ordinals, as in 1）, have no partner; those of （见表1、2） have one."""
    whole = _settled(marks)
    if not whole.loose:
        return whole
    without = _settled(mark for mark in marks if mark.opens or not _is_ordinal(line, mark))
    return min(whole, without, key=lambda settled: len(settled.loose))


def _is_ordinal(line: str, mark: Mark) -> bool:
    return _ORDINAL.search(line[max(0, mark.offset - _LONGEST_ORDINAL) : mark.offset]) is not None
