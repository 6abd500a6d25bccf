"""Folding: the many ways to write the same characters made one, with an offset map and a name for each way."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from services.domain.rule import Folding

Codes = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.intp]

_ALL_CODES = 0x110000
_DROP = 0xFFFFFFFF
# Every code point that has a folded form is in one of these ranges; the rest of Unicode folds to itself.
_FOLDED_RANGES = (range(0xD800), range(0xE000, 0x20000), range(0x2F800, 0x2FA20), range(0xE0000, 0xE1000))
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# The lookbehind stands behind the bracket: to look for a bracket is much faster than to look for a Han character.
_BRACKETED_PINYIN = re.compile(rf"\((?<=[{_HAN}]\() ?[a-zàáāǎèéēěìíīǐòóōǒùúūǔüǖǘǚǜńňǹḿê]{{1,7}} ?\)")
_SEPARATORS = " \t*_-~^.·•∙|/\\+=#@&`★☆◆◇■□●◎▲△▼▽※♥♡♠♣♦❤→"
# At most four separators with a Han character on either side; begins at the first one only, so it takes linear time.
_SEPARATOR = f"[{re.escape(_SEPARATORS)}]"
_INSERTION = re.compile(rf"{_SEPARATOR}(?<=[{_HAN}].){_SEPARATOR}{{0,3}}+(?=[{_HAN}])")
_BITS = {Folding.WIDTH: 1, Folding.CASE: 2, Folding.TRADITIONAL: 4, Folding.ZERO_WIDTH: 8}


@dataclass(frozen=True, slots=True)
class Folded:
    """`origin[i]` is the offset in the text of the i-th code point of `folded`; None where nothing was left out."""

    text: str
    folded: str
    origin: Offsets | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of the text that the folded range `[start, end)`, which is not empty, stands for."""
        if self.origin is None:
            return start, end
        return int(self.origin[start]), int(self.origin[end - 1]) + 1

    def folded_offset(self, offset: int) -> int:
        """The first folded code point that stands for the text at `offset` or behind it."""
        return offset if self.origin is None else int(np.searchsorted(self.origin, offset))

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        """The smallest folded range whose span holds `[start, end)` of the text; less where nothing more was kept."""
        if self.origin is None:
            return start, end
        first = int(np.searchsorted(self.origin, start, side="right")) - 1
        last = int(np.searchsorted(self.origin, end - 1))
        return max(0, first), min(len(self.origin), last + 1)


@dataclass(frozen=True, slots=True)
class FoldingTable:
    """What becomes of single code points: parallel arrays (little-endian uint32) of code, target and bits, as bytes."""

    codes: bytes
    targets: bytes
    bits: bytes

    @classmethod
    def compile(cls) -> "FoldingTable":
        """Look at every code point of Unicode; takes about half a second, so the result is kept in the artefact."""
        rows = list(_overrides(_traditional_characters()))
        columns = (np.array(column, dtype="<u4").tobytes() for column in zip(*rows, strict=True))
        return cls(*columns)


class Folder:
    """Folds text by one table look-up per code point, then takes out what was inserted between Han characters."""

    def __init__(self, table: FoldingTable) -> None:
        codes = np.frombuffer(table.codes, dtype="<u4")
        self._table: Codes = np.arange(_ALL_CODES, dtype=np.uint32)
        self._table[codes] = np.frombuffer(table.targets, dtype="<u4")
        self._table[0xD800:0xE000] = 0xFFFD
        self._bits = np.zeros(_ALL_CODES, dtype=np.uint8)
        self._bits[codes] = np.frombuffer(table.bits, dtype="<u4")

    def fold(self, text: str) -> Folded:
        """Never raises on text; unpaired surrogates become U+FFFD. The same text always folds alike."""
        codes = self._table.take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32))
        kept: Offsets | None = None
        if len(codes) and codes.max() == _DROP:
            kept = np.flatnonzero(codes != _DROP)
            codes = codes[kept]
        folded = _decode(codes)
        for spans in (_bracketed_pinyin, _insertions):
            if left_out := spans(folded):
                remaining = _outside(left_out, len(folded))
                kept = remaining if kept is None else kept[remaining]
                codes = codes[remaining]
                folded = _decode(codes)
        return Folded(text, folded, kept)

    def fold_all(self, texts: Iterable[str]) -> list[str]:
        """Many texts, folded in one piece: much faster, and nothing folds across or into a line break."""
        lines = list(texts)
        if "\n".join(lines).splitlines() != lines:
            lines = [" ".join(text.splitlines()) for text in lines]
        return self.fold("\n".join(lines)).folded.split("\n") if lines else []

    def foldings(self, original: str) -> frozenset[Folding]:
        """The foldings that were needed to read `original`, which begins and ends with a kept code point."""
        codes = np.frombuffer(original.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        bits = int(np.bitwise_or.reduce(self._bits[codes])) if len(codes) else 0
        found = {folding for folding, bit in _BITS.items() if bits & bit}
        targets = self._table[codes]
        text = _decode(targets[targets != _DROP])
        without_pinyin = _BRACKETED_PINYIN.sub("", text)
        if without_pinyin != text:
            found.add(Folding.PINYIN)
        if len(self.fold(without_pinyin).folded) != len(without_pinyin):
            found.add(Folding.SEPARATORS)
        return frozenset(found)


def _traditional_characters() -> dict[str, str]:
    """Traditional → simplified by OpenCC, character by character, for characters that GB 2312 does not have.

    Characters of GB 2312 stay: 乾, 著 or 藉 are proper simplified characters in words that OpenCC decides by phrase.
    """
    from opencc import OpenCC  # noqa: PLC0415 - needed only when lexicons are compiled

    convert = OpenCC("t2s").convert
    chars = (chr(code) for code in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00)))
    pairs = {char: convert(char) for char in chars if not _in_gb2312(char)}
    return {char: target for char, target in pairs.items() if target != char and len(target) == 1}


def _overrides(traditional: Mapping[str, str]) -> Iterable[tuple[int, int, int]]:
    for code in chain.from_iterable(_FOLDED_RANGES):
        target, bits = _folded_char(chr(code), traditional)
        if target != chr(code):
            yield code, ord(target) if target else _DROP, bits


def _folded_char(char: str, traditional: Mapping[str, str]) -> tuple[str, int]:
    """The folded form of one code point, empty if it is left out, and the bits of the foldings that were used."""
    if char in "\r\u2028\u2029\x0b\x0c\x85":
        return "\n", 0
    if _is_invisible(char):
        return "", _BITS[Folding.ZERO_WIDTH]
    bits, now = 0, char
    for folding, convert in (
        (Folding.WIDTH, lambda c: unicodedata.normalize("NFKC", c)),
        (Folding.TRADITIONAL, lambda c: traditional.get(c, c)),
        (Folding.CASE, str.lower),
    ):
        changed = convert(now)
        if changed != now and len(changed) == 1:
            bits, now = bits | _BITS[folding], changed
    return now, bits


def _is_invisible(char: str) -> bool:
    """Format and control characters, variation selectors and fillers: nothing to see, and no reason to hide a word."""
    return (
        (unicodedata.category(char) in {"Cf", "Cc"} and char not in "\t\n")
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
        or char in "\u115f\u1160\u3164\uffa0\u034f\u180b\u180c\u180d\u2800"
    )


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _decode(codes: Codes) -> str:
    return codes.tobytes().decode("utf-32-le")


def _bracketed_pinyin(folded: str) -> list[tuple[int, int]]:
    return [match.span() for match in _BRACKETED_PINYIN.finditer(folded)] if "(" in folded else []


def _insertions(folded: str) -> list[tuple[int, int]]:
    return [match.span() for match in _INSERTION.finditer(folded)]


def _outside(spans: Iterable[tuple[int, int]], length: int) -> Offsets:
    remaining = np.ones(length, dtype=np.bool_)
    for start, end in spans:
        remaining[start:end] = False
    return np.flatnonzero(remaining)
