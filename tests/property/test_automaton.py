"""The automaton against the naive double loop, over an alphabet small enough to make overlaps common."""

from hypothesis import given
from hypothesis import strategies as st

from services.checker.automaton import Automaton

_alphabet = st.sampled_from("中国a𠮷")
_words = st.text(_alphabet, min_size=1, max_size=4)


@given(st.lists(_words, unique=True, max_size=12), st.text(_alphabet, max_size=40))
def test_the_automaton_finds_what_the_naive_search_finds(patterns: list[str], text: str) -> None:
    assert sorted(Automaton(patterns).hits(text)) == sorted(_naive(patterns, text))


@given(st.lists(_words, unique=True, max_size=12), st.text(_alphabet, max_size=40))
def test_a_stored_automaton_finds_the_same(patterns: list[str], text: str) -> None:
    automaton = Automaton(patterns)
    assert Automaton.deserialize(automaton.serialize()).hits(text) == automaton.hits(text)


def _naive(patterns: list[str], text: str) -> list[tuple[int, int, int]]:
    return [
        (start, start + len(pattern), number)
        for start in range(len(text))
        for number, pattern in enumerate(patterns)
        if text.startswith(pattern, start)
    ]
