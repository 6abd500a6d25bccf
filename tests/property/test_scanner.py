"""Scanning in stretches finds what scanning at once finds."""

from hypothesis import given
from hypothesis import strategies as st

from services.checker.automaton import Automaton
from services.checker.detector import Hit
from services.checker.scanner import Claim, ClaimTable, Scanner

_alphabet = st.sampled_from("中国a𠮷")
_words = st.text(_alphabet, min_size=1, max_size=4)


def _scanner(patterns: list[str], *, most: int = 100, stretch: int = 100) -> Scanner:
    """Two detectors that ask for all patterns in turn; the first asks for every pattern twice."""
    claims = [
        (number, claim)
        for number in range(len(patterns))
        for claim in ([Claim(0, number, 0), Claim(0, number, 1)] if number % 2 else [Claim(1, number, 0)])
    ]
    longest = max(map(len, patterns), default=0)
    return Scanner(
        Automaton(patterns), ClaimTable.of(len(patterns), claims), 2, longest=longest, most=most, stretch=stretch
    )


@given(st.lists(_words, unique=True, max_size=8), st.text(_alphabet, max_size=40), st.integers(1, 12))
def test_stretches_change_nothing(patterns: list[str], text: str, stretch: int) -> None:
    whole, pieces = _scanner(patterns).scan(text), _scanner(patterns, stretch=stretch, most=10_000).scan(text)
    assert [sorted(own) for own in pieces.hits] == [sorted(own) for own in whole.hits]
    assert pieces.complete


def test_every_detector_gets_the_hits_that_it_asked_for() -> None:
    scan = _scanner(["中", "国"]).scan("中国")
    assert scan.hits == [[Hit(1, 2, 1, 0), Hit(1, 2, 1, 1)], [Hit(0, 1, 0, 0)]]


def test_a_text_that_hits_everywhere_is_given_up_and_said_to_be_incomplete() -> None:
    scan = _scanner(["中"], most=10, stretch=8).scan("中" * 100)
    assert not scan.complete
    assert 10 < len(scan.hits[1]) <= 16
