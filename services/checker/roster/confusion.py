"""Characters that are easily taken for each other: the same or nearly the same reading, or a similar shape."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

_NEAR_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_NEAR_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


class Confusion:
    """Readings come from pypinyin, toneless, for the 6 763 characters of GB 2312; shapes are data of the roster."""

    def __init__(self, shapes: Mapping[str, str]) -> None:
        self._shapes = shapes

    def of(self, char: str) -> frozenset[str]:
        """The characters that may stand by mistake for `char`, without itself."""
        alike = {other for key in self._readings.get(char, ()) for other in self._by_reading[key]}
        return frozenset(alike | set(self._shapes.get(char, ()))) - {char}

    @cached_property
    def _readings(self) -> dict[str, set[str]]:
        from pypinyin import Style, pinyin  # noqa: PLC0415 - needed only when lexicons are compiled

        chars = _gb2312()
        readings = pinyin(chars, style=Style.NORMAL, heteronym=True)
        return {char: {_blur(reading) for reading in found} for char, found in zip(chars, readings, strict=True)}

    @cached_property
    def _by_reading(self) -> dict[str, set[str]]:
        chars: dict[str, set[str]] = defaultdict(set)
        for char, readings in self._readings.items():
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


def _gb2312() -> list[str]:
    """The Han characters of GB 2312, the ones that input methods offer first."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return [char for code in codes if (char := code.decode("gb2312", "ignore"))]
