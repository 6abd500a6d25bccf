"""Marks without a partner that explain each other: “六稳“ has one that is turned, 《办法〉 one of another kind."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.checker.punctuation.pairs import KINDS, Mark


class Repair(NamedTuple):
    """A mark, and the one that should stand in its place."""

    mark: Mark
    mend: str


_BEFORE_OPENER = re.compile(r"(?:\A|[，。、；：？！,;:?!（(《“\s])\Z")
_BEHIND_CLOSER = re.compile(r"[，。、；：？！,;:?!）)》”\s]|\Z")
_SHORT = re.compile(r"[^，。、；：？！]{1,20}")
_STRAIGHT = re.compile('["＂]')
_USUAL = {kind: rank for rank, kind in enumerate(KINDS)}


def repaired(line: str, loose: Sequence[Mark]) -> Iterator[Repair | Mark]:
    """`loose` are the marks of one family without a partner, in order; what nobody explains comes back as it is."""
    number = 0
    while number < len(loose):
        mark, others = loose[number], loose[number + 1 : number + 2]
        found = _explained(line, mark, others[0]) if others else _by_straight(line, mark)
        yield from found
        if not found:
            yield mark
        number += 2 if found else 1


def _explained(line: str, first: Mark, second: Mark) -> list[Repair]:
    if first.kind == second.kind:
        return list(_turned(line, first, second))
    if not first.opens or second.opens:
        return []
    usual = min(first.kind, second.kind, key=lambda kind: _USUAL[kind])
    return [Repair(second, usual.closer) if first.kind is usual else Repair(first, usual.opener)]


def _turned(line: str, first: Mark, second: Mark) -> Iterator[Repair]:
    kind = first.kind
    if first.opens and second.opens:
        if not _BEFORE_OPENER.search(line[max(0, second.offset - 1) : second.offset]):
            yield Repair(second, kind.closer)
    elif not second.opens:
        if not _BEHIND_CLOSER.match(line, first.offset + 1):
            yield Repair(first, kind.opener)
    elif _SHORT.fullmatch(line, first.offset + 1, second.offset):
        yield Repair(first, kind.opener)
        yield Repair(second, kind.closer)


def _by_straight(line: str, mark: Mark) -> list[Repair]:
    """The straight quotation mark that stands where the partner should."""
    straight = [match.start() for match in _STRAIGHT.finditer(line)] if mark.kind is KINDS[0] else []
    if len(straight) % 2 == 0:
        return []
    beyond = [offset for offset in straight if (offset > mark.offset) is mark.opens]
    if not beyond:
        return []
    offset, mend = (beyond[0], mark.kind.closer) if mark.opens else (beyond[-1], mark.kind.opener)
    return [Repair(mark._replace(offset=offset, char=line[offset]), mend)]
