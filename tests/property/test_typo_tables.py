"""Laws of the language model's tables: what was stored is found, and sums of hashes are hashes of sums."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.typos.alphabet import EDGE, FOREIGN, NUMBER, UNKNOWN, Alphabet, Ids
from services.checker.typos.lattice import WORD_LENGTHS, best_path
from services.checker.typos.ngrams import LEAST, ORDERS, as_words, factors, hashes, level
from services.checker.typos.retrieval import VALUE_BITS, Hashes, RetrievalTable
from services.language.statistics import count_runs

ALPHABET = Alphabet("的国一工作，。人")
TOKENS = st.lists(st.integers(0, 40), min_size=6, max_size=12)


def ids(tokens: list[int] | list[list[int]]) -> Ids:
    return np.array(tokens, dtype=np.uint16)


def numbers(count: int, seed: int) -> Hashes:
    return np.random.default_rng(seed).integers(0, 1 << 64, count, dtype=np.uint64)


@given(st.dictionaries(st.integers(0, (1 << 64) - 1), st.integers(1, (1 << VALUE_BITS) - 1), max_size=300))
def test_a_stored_key_has_its_value(stored: dict[int, int]) -> None:
    keys, values = np.array([*stored], dtype=np.uint64), np.array([*stored.values()], dtype=np.uint8)
    assert RetrievalTable.build(keys, values).lookup(keys).tolist() == [*stored.values()]


def test_a_table_built_again_from_its_parts_says_the_same() -> None:
    keys = numbers(5000, 1)
    table = RetrievalTable.build(keys, np.full(len(keys), 9, dtype=np.uint8))
    again = RetrievalTable(table.cells, table.segment_bits, table.seed)
    assert (again.lookup(keys) == 9).all()


def test_one_in_two_thousand_strange_keys_is_taken_for_a_stored_one() -> None:
    table = RetrievalTable.build(numbers(50_000, 1), np.full(50_000, 5, dtype=np.uint8))
    assert np.count_nonzero(table.lookup(numbers(200_000, 2))) < 1.5 * 200_000 / 2048


def test_a_table_takes_less_than_three_bytes_a_key() -> None:
    table = RetrievalTable.build(numbers(200_000, 1), np.ones(200_000, dtype=np.uint8))
    assert table.cells.nbytes < 3 * 200_000


def test_keys_that_are_not_different_are_refused() -> None:
    with pytest.raises(ValueError, match="not different"):
        RetrievalTable.build(np.array([7, 7], dtype=np.uint64), np.array([1, 2], dtype=np.uint8))


@given(TOKENS, st.sampled_from([*range(1, ORDERS.stop)]), st.data())
def test_an_exchange_is_the_difference_of_the_hashes(tokens: list[int], order: int, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(tokens) - order))
    place = data.draw(st.integers(0, order - 1))
    changed = ids(tokens)
    changed[begin + place] = data.draw(st.integers(0, 65535))
    old, new = ids(tokens)[[begin + place]], changed[[begin + place]]
    before, after = (hashes(row, order)[begin : begin + 1] for row in (ids(tokens), changed))
    change = new.astype(np.uint64) - old.astype(np.uint64)
    assert (before + factors(order)[place] * change).tolist() == after.tolist()


@given(st.lists(TOKENS.filter(lambda row: len(row) >= 8), min_size=1, max_size=4))
def test_many_rows_have_the_hashes_of_each(rows: list[list[int]]) -> None:
    cut = [row[:8] for row in rows]
    assert hashes(ids(cut), 3).tolist() == [hashes(ids(row), 3).tolist() for row in cut]


@given(TOKENS)
def test_runs_of_each_order_and_words_have_keys_of_their_own(tokens: list[int]) -> None:
    keys = [key for order in ORDERS for key in {*hashes(ids(tokens), order).tolist()}]
    words = [key for order in ORDERS for key in {*as_words(hashes(ids(tokens), order)).tolist()}]
    assert len({*keys, *words}) == len(keys) + len(words)


def test_only_runs_that_are_seen_often_enough_are_counted() -> None:
    keys, counts = count_runs(ids([5, 6, 7] * LEAST + [8, 9] * (LEAST - 1)), 2)
    assert dict(zip(keys.tolist(), counts.tolist(), strict=True)) == {
        hashes(ids(pair), 2)[0]: LEAST for pair in ([5, 6], [6, 7])
    }


def test_a_level_is_half_an_octave() -> None:
    assert level(np.array([0, 2, 3, 4, 5, 6, 12, 1 << 60])).tolist() == [0, 0, 1, 1, 2, 3, 5, 31]


@given(st.text(st.characters() | st.sampled_from("的国一a1Z9\n𠮷"), max_size=60))
def test_every_text_has_tokens_that_begin_in_it(text: str) -> None:
    tokens = ALPHABET.encode(text)
    assert tokens.ids[0] == tokens.ids[-1] == EDGE
    assert (tokens.starts[0], tokens.starts[-1]) == (-1, len(text))
    assert (np.diff(tokens.starts) > 0).all()
    for token, start in zip(tokens.ids[1:-1].tolist(), tokens.starts[1:-1].tolist(), strict=True):
        if token >= len(ALPHABET) - len(ALPHABET.chars):
            assert ALPHABET.char(token) == text[start]


def test_runs_of_digits_letters_and_line_breaks_are_one_token_each() -> None:
    tokens = ALPHABET.encode("国2024abc谁人\n\n一")
    assert tokens.ids[1:-1].tolist() == [
        *(ALPHABET.ids_of("国")[0], NUMBER, FOREIGN, UNKNOWN),
        *(ALPHABET.ids_of("人")[0], EDGE, ALPHABET.ids_of("一")[0]),
    ]
    assert tokens.starts.tolist() == [-1, 0, 1, 5, 8, 9, 10, 12, 13]


def test_an_alphabet_is_what_is_seen_often_enough_by_frequency() -> None:
    alphabet = Alphabet.of(["工工工作作作作1111\n\n\n  人"], least=3, always="乙")
    assert alphabet.chars == "作工乙"
    assert len(alphabet) == 4 + 3


@given(st.lists(st.integers(4, 7), min_size=1, max_size=9), st.sets(st.integers(0, 60), max_size=25))
def test_the_best_path_is_the_best_of_all_paths(tokens: list[int], chosen: set[int]) -> None:
    row = ids(tokens)
    runs = [as_words(hashes(row, size)) for size in WORD_LENGTHS]
    keys = np.unique(np.concatenate(runs))
    keys = keys[[number for number in range(len(keys)) if number in chosen]]
    values = (np.arange(len(keys)) * 7 % 31 + 1).astype(np.uint8)
    table = RetrievalTable.build(keys, values)
    assert best_path(row[None], table)[0] == pytest.approx(slow_best(row, table), rel=1e-4)


def slow_best(row: Ids, table: RetrievalTable) -> float:
    """By trying every cut."""
    if not len(row):
        return 0.0
    scores = [slow_best(row[1:], table) - np.log(6e7)]
    for size in range(1, min(len(row), 4) + 1):
        (own,) = table.lookup(as_words(hashes(row[:size], size))).tolist()
        if own:
            frequency = np.log(LEAST) + (own - 1) * np.log(2) / 2
            scores.append(slow_best(row[size:], table) + frequency - np.log(6e7))
    return float(max(scores))
