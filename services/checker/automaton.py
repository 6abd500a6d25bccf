"""One pass over the text for all patterns. The only module that knows the Aho-Corasick library (ADR 0003)."""

from collections.abc import Sequence

import daachorse


class Automaton:
    """Finds every occurrence of every pattern, overlapping ones too.

    Semantics: the naive double loop over offsets and patterns is the judge (`tests/property/test_automaton.py`).
    Empty and repeated patterns are refused by the library with `ValueError`.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._machine = daachorse.CharwiseDoubleArrayAhoCorasick(list(patterns)) if patterns else None

    @classmethod
    def deserialize(cls, data: bytes | memoryview) -> "Automaton":
        automaton = cls(())
        automaton._machine = daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(bytes(data)) if data else None
        return automaton

    def serialize(self) -> bytes:
        return bytes(self._machine.serialize()) if self._machine is not None else b""

    def hits(self, text: str) -> list[tuple[int, int, int]]:
        """`(start, end, pattern index)` in code points, end-exclusive. `text` holds no unpaired surrogates."""
        return self._machine.find_overlapping(text) if self._machine is not None else []
