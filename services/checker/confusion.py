"""Characters that are easily taken for each other: the same or nearly the same reading, or a similar shape."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

_NEAR_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_NEAR_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


@dataclass(frozen=True)
class Confusion:
    """`readings` are blurred toneless readings of the 6 763 characters of GB 2312, `shapes` look-alikes."""

    readings: Mapping[str, tuple[str, ...]]
    shapes: Mapping[str, str]

    @classmethod
    def compile(cls, shapes: Mapping[str, str]) -> "Confusion":
        """Look every reading up in pypinyin; takes about half a second, so the result is kept in the artefact."""
        from pypinyin import Style, pinyin  # noqa: PLC0415 - needed only when lexicons are compiled

        chars = _gb2312()
        readings = pinyin(chars, style=Style.NORMAL, heteronym=True)
        blurred = {char: tuple(sorted(set(map(_blur, all_of)))) for char, all_of in zip(chars, readings, strict=True)}
        return cls(blurred, shapes)

    def alike(self, right: str, other: str) -> bool:
        """Whether `other` may stand by mistake for `right`; false for the character itself."""
        if right == other:
            return False
        shared = set(self.readings.get(right, ())) & set(self.readings.get(other, ()))
        return bool(shared) or other in self.shapes.get(right, "")

    def of(self, right: str) -> tuple[str, ...]:
        """Every character that may stand by mistake for `right`, without itself, by code point."""
        if right not in self._found:
            sounding = {other for reading in self.readings.get(right, ()) for other in self._by_reading[reading]}
            self._found[right] = tuple(sorted((sounding | set(self.shapes.get(right, ""))) - {right}))
        return self._found[right]

    def common_of(self, right: str) -> tuple[str, ...]:
        """Those of `of` that are among the 3 755 characters of GB 2312's first level, or look like `right`."""
        if right not in self._common:
            shapes = self.shapes.get(right, "")
            self._common[right] = tuple(o for o in self.of(right) if o in shapes or _is_first_level(o))
        return self._common[right]

    def is_common(self, right: str, other: str) -> bool:
        """Whether `other` is one of `common_of(right)`, without making them all."""
        return self.alike(right, other) and (other in self.shapes.get(right, "") or _is_first_level(other))

    # While lexicons are compiled, the same few thousand characters are asked about tens of thousands of times.
    @cached_property
    def _found(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def _common(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def _by_reading(self) -> dict[str, set[str]]:
        chars: dict[str, set[str]] = defaultdict(set)
        for char, readings in self.readings.items():
            for reading in readings:
                chars[reading].add(char)
        return chars


def _blur(reading: str) -> str:
    """One key for readings that many speakers do not tell apart."""
    for full, short in _NEAR_INITIALS:
        if reading.startswith(full):
            reading = short + reading[len(full) :]
            break
    for full, short in _NEAR_FINALS:
        if reading.endswith(full):
            return reading[: -len(full)] + short
    return reading


def _is_first_level(char: str) -> bool:
    return char.encode("gb2312") < b"\xd8"


def _gb2312() -> list[str]:
    """The Han characters of GB 2312, the ones that input methods offer first."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return [char for code in codes if (char := code.decode("gb2312", "ignore"))]
