"""One library over given patterns and texts. Stands alone: it runs where there is that library and nothing else.

`python -I peer_process.py LIBRARY FILE` reads `{"patterns": [], "texts": [], "rounds": 5, "budget_s": 5}` and prints
what `measure` returns. A slow library stops at the budget, between two texts.
"""

import json
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

Spans = Iterable[tuple[int, int]]
# How to search, timed; and how to read what comes back as half-open ranges of code points, not timed.
Search = tuple[Callable[[str], Any], Callable[[Any], Spans]]


def _daachorse(patterns: list[str]) -> Search:
    automaton = import_module("services.checker.automaton").Automaton(patterns)
    return automaton.hits, lambda found: [(start, end) for start, end, _ in found]


def _ahocorasick_rs(patterns: list[str]) -> Search:
    library = import_module("ahocorasick_rs")
    automaton = library.AhoCorasick(patterns, matchkind=library.MatchKind.Standard)
    search = automaton.find_matches_as_indexes
    return lambda text: search(text, overlapping=True), lambda found: [(start, end) for _, start, end in found]


def _pyahocorasick(patterns: list[str]) -> Search:
    automaton = import_module("ahocorasick").Automaton()
    for pattern in patterns:
        automaton.add_word(pattern, len(pattern))
    automaton.make_automaton()
    return lambda text: list(automaton.iter(text)), lambda found: [(last + 1 - size, last + 1) for last, size in found]


def _ahocorasick_python(patterns: list[str]) -> Search:
    automaton = import_module("ahocorasick").AhoCorasick(*patterns)
    return lambda text: automaton.search(text, True), lambda found: [span for _, span in found]


def _find_loop(patterns: list[str]) -> Search:
    def search(text: str) -> list[tuple[int, int]]:
        found = []
        for pattern in patterns:
            start = text.find(pattern)
            while start >= 0:
                found.append((start, start + len(pattern)))
                start = text.find(pattern, start + 1)
        return found

    return search, lambda found: found


def _regex(patterns: list[str]) -> Search:
    expression = re.compile("|".join(map(re.escape, sorted(patterns, key=len, reverse=True))))
    return lambda text: list(expression.finditer(text)), lambda found: [match.span() for match in found]


LIBRARIES: dict[str, Callable[[list[str]], Search]] = {
    "daachorse": _daachorse,
    "ahocorasick_rs": _ahocorasick_rs,
    "pyahocorasick": _pyahocorasick,
    "ahocorasick-python": _ahocorasick_python,
    "str.find loop": _find_loop,
    "re alternation": _regex,
}


def measure(library: str, patterns: list[str], texts: list[str], rounds: int, budget_s: float) -> dict[str, Any]:
    """Seconds to build, characters per second of every round, count and checksum for each text that was searched."""
    LIBRARIES[library](patterns[:1])  # imports the library
    begin = perf_counter()
    search, spans = LIBRARIES[library](patterns)
    build_s = perf_counter() - begin
    matches = _matches(search, spans, texts, budget_s)
    searched = texts[: len(matches)]
    rates = [_rate(search, searched) for _ in range(rounds if len(searched) == len(texts) else 1)]
    return {"build_s": build_s, "rates": rates, "chars": sum(map(len, searched)), "matches": matches}


def _matches(
    search: Callable[[str], Any], spans: Callable[[Any], Spans], texts: Sequence[str], budget_s: float
) -> list[tuple[int, int]]:
    matches = []
    begin = perf_counter()
    for text in texts:
        found = sorted(spans(search(text)))
        matches.append((len(found), zlib.crc32(repr(found).encode())))
        if perf_counter() - begin > budget_s:
            break
    return matches


def _rate(search: Callable[[str], Any], texts: Sequence[str]) -> float:
    begin = perf_counter()
    for text in texts:
        search(text)
    return sum(map(len, texts)) / (perf_counter() - begin)


if __name__ == "__main__":
    task = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    print(json.dumps(measure(sys.argv[1], **task)))
