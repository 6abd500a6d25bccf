"""What is taken for what: the tables of look-alikes and of words that sound alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from services.checker.typos.alphabet import Alphabet
from services.checker.typos.candidates import Confusables, Homophones, Kind, sound_key
from services.language.dictionary import dictionary
from services.language.shapes import read_groups, read_strokes, similar
from services.language.sounds import mistyped, near, readings, usual_reading

# A finger slips to frequent characters only: they are what an input method offers.
_MOST_FREQUENT = 1000
_LEAST_FREQUENT_WORD = 20
_SYLLABLES = 2
# Nobody but the writer knows which number was meant. 一 stays: it stands in many words that count nothing.
_NUMERALS = frozenset("〇零二三四五六七八九十百千万亿两")


def shapes_of(chars: str, strokes: Path | None, groups: Path | None) -> dict[str, frozenset[str]]:
    """Look-alikes from files of strokes and of shared components; without files there are none."""
    by_strokes = similar(read_strokes(strokes), chars) if strokes else {}
    by_group = read_groups(groups) if groups else {}
    return {char: by_strokes.get(char, frozenset()) | by_group.get(char, frozenset()) for char in chars}


def confusables(alphabet: Alphabet, shapes: Mapping[str, frozenset[str]]) -> Confusables:
    """For every character those that are taken for it, each with its most usual likeness."""
    han = [char for char in alphabet.chars if _is_han(char) and char not in _NUMERALS]
    sounds = dict(zip(han, readings("".join(han)), strict=True))
    sounding: dict[str, set[str]] = defaultdict(set)
    for char, own in sounds.items():
        for syllable in own:
            sounding[syllable].add(char)
    slips = mistyped(sounding)
    frequent = set(alphabet.chars[:_MOST_FREQUENT])

    def alike(char: str) -> dict[str, Kind]:
        own = sounds[char]
        far = {other for syllable in own for slip in slips[syllable] for other in sounding[slip]} & frequent
        close = {other for syllable in own for beside in near(syllable) for other in sounding.get(beside, ())}
        same = {other for syllable in own for other in sounding[syllable]}
        # The later, the more usual: it takes the place of what stands before it.
        layers = (
            (far, Kind.MISTYPED),
            (shapes.get(char, ()), Kind.SHAPE),
            (close, Kind.NEAR_SOUND),
            (same, Kind.SAME_SOUND),
        )
        found = {other: kind for others, kind in layers for other in others if other in sounds}
        found.pop(char, None)
        return found

    return _table(alphabet, {char: alike(char) for char in han})


def _table(alphabet: Alphabet, alike: Mapping[str, Mapping[str, Kind]]) -> Confusables:
    starts, tokens, kinds = [0] * (len(alphabet) - len(alphabet.chars) + 1), list[int](), list[int]()
    for char in alphabet.chars:
        row = alike.get(char, {})
        others = sorted(zip(alphabet.ids_of("".join(row)).tolist(), row.values(), strict=True))
        tokens += [token for token, _ in others]
        kinds += [int(kind) for _, kind in others]
        starts.append(len(tokens))
    return Confusables(np.array(starts, np.uint32), np.array(tokens, np.uint16), np.array(kinds, np.uint8))


def homophones(alphabet: Alphabet) -> Homophones:
    """The words of two characters in the dictionary, by their sound."""
    syllables: dict[str, int] = {}
    numbers = np.zeros((len(alphabet), _SYLLABLES), dtype=np.uint16)
    for char, own in zip(alphabet.chars, readings(alphabet.chars), strict=True):
        for place, syllable in enumerate(sorted(own, key=lambda each: _rank(char, each))[:_SYLLABLES]):
            numbers[alphabet.ids_of(char)[0], place] = syllables.setdefault(syllable, len(syllables) + 1)
    groups: dict[int, list[str]] = defaultdict(list)
    for text in _pairs(alphabet):
        sound = usual_reading(text)
        if len(sound) == len(text) and all(syllable in syllables for syllable in sound):
            one, other = (np.array(syllables[syllable], dtype=np.uint16) for syllable in sound)
            groups[int(sound_key(one, other))].append(text)
    keys = sorted(groups)
    starts = np.cumsum([0, *(len(groups[key]) for key in keys)])
    words = alphabet.ids_of("".join(word for key in keys for word in groups[key])).reshape(-1, 2)
    return Homophones(numbers, np.array(keys, np.uint32), starts.astype(np.uint32), words)


def _pairs(alphabet: Alphabet) -> Iterable[str]:
    known = {char for char in alphabet.chars if _is_han(char)}
    for word in dictionary():
        if len(word.text) == _SYLLABLES and word.frequency >= _LEAST_FREQUENT_WORD and known.issuperset(word.text):
            yield word.text


def _rank(char: str, syllable: str) -> tuple[bool, str]:
    """The usual reading first."""
    return syllable != usual_reading(char)[0], syllable


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
