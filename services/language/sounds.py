"""Which syllables are taken for each other."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

# Initials and finals that many speakers, or fingers, do not tell apart.
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("f", "h"))
_FINALS = (
    *(("ang", "an"), ("eng", "en"), ("ing", "in"), ("uang", "uan"), ("iang", "ian")),
    *(("ong", "eng"), ("uo", "o"), ("ui", "ei"), ("un", "en")),
)


def readings(chars: str) -> list[frozenset[str]]:
    """All toneless readings of each character, from pypinyin; empty for what has none."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - needed only where a model is made

    found = pinyin(list(chars), style=Style.NORMAL, heteronym=True, errors=_no_reading)
    return [frozenset(filter(None, own)) for own in found]


def _no_reading(text: str) -> Any:
    return [[""] for _ in text]  # pypinyin takes lists too, though it declares a string only


def usual_reading(word: str) -> tuple[str, ...]:
    """The toneless reading of each character as it is read in this word."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - needed only where a model is made

    as_written: Any = list
    return tuple(lazy_pinyin(word, errors=as_written))


def near(syllable: str) -> frozenset[str]:
    """Syllables that differ by one pair of initials, one pair of finals, or both."""
    heads = {syllable}
    for full, short in _INITIALS:
        if syllable.startswith(full):
            heads.add(short + syllable[len(full) :])
        elif syllable.startswith(short) and syllable[len(short) : len(short) + 1] != "h":
            heads.add(full + syllable[len(short) :])
    return frozenset(heads | {tail for head in heads for tail in _other_finals(head)}) - {syllable}


def _other_finals(syllable: str) -> Iterable[str]:
    for one, other in _FINALS:
        if syllable.endswith(one):
            yield syllable[: -len(one)] + other
        elif syllable.endswith(other):
            yield syllable[: -len(other)] + one


def mistyped(syllables: Iterable[str]) -> dict[str, frozenset[str]]:
    """For each syllable those that differ by one letter put in, left out or exchanged: one key pressed amiss."""
    gaps: dict[str, set[str]] = defaultdict(set)
    known = set(syllables)
    for syllable in known:
        gaps[syllable].add(syllable)
        for place in range(len(syllable)):
            gaps[syllable[:place] + syllable[place + 1 :]].add(syllable)
            gaps[f"{syllable[:place]}?{syllable[place + 1 :]}"].add(syllable)
    alike: dict[str, set[str]] = defaultdict(set)
    for group in gaps.values():
        for syllable in group:
            alike[syllable] |= group
    return {syllable: frozenset(_one_apart(syllable, others)) for syllable, others in alike.items()}


def _one_apart(syllable: str, others: Iterable[str]) -> Iterable[str]:
    return (other for other in others if other != syllable and abs(len(other) - len(syllable)) <= 1)
