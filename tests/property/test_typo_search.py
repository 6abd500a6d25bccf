"""Laws of the search for candidates: keys are those of the changed text, and what is passed over is what is said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.typos.alphabet import Ids
from services.checker.typos.candidates import Candidates, Confusables, Kind, best_of_each
from services.checker.typos.network import REACH, ContextNetwork
from services.checker.typos.ngrams import ORDERS
from services.checker.typos.perceptron import Perceptron
from services.checker.typos.retrieval import RetrievalTable
from services.checker.typos.runs import Holders, Runs
from services.checker.typos.scout import Hope, Scout, scout_evidence

KNOWN = np.random.default_rng(1).integers(0, 1 << 64, 50, dtype=np.uint64)
TABLE = RetrievalTable.build(KNOWN, np.full(50, 7, dtype=np.uint8))
TOKENS = st.lists(st.integers(4, 12), min_size=3, max_size=15)


def candidate(place: int, new: list[int], kind: Kind = Kind.SAME_SOUND) -> Candidates:
    tokens = np.array([[*new, 0][:2]], dtype=np.uint16)
    return Candidates(np.array([place]), np.array([len(new)]), tokens, np.array([kind], dtype=np.uint8))


@given(TOKENS, st.lists(st.integers(4, 12), min_size=1, max_size=2), st.data())
def test_exchanged_keys_are_those_of_the_changed_text(tokens: list[int], new: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(tokens) - len(new)))
    changed = [*tokens[:place], *new, *tokens[place + len(new) :]]
    before, after = (Runs(np.array(row, dtype=np.uint16), TABLE) for row in (tokens, changed))
    proposed = candidate(place, new)
    for holders in [Holders.of(ORDERS, wide=True)] + [Holders.of(ORDERS, wide=False)] * (len(new) == 1):
        held = before.at(holders, proposed.place)
        keys = before.exchanged(before.keys(held), holders, proposed)
        hold = holders.hold(proposed)
        assert (keys == after.keys(held))[hold].all()
        assert hold.sum() == sum(order + len(new) - 1 for order in ORDERS)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-9, 9)), max_size=20), st.integers(1, 3))
def test_the_best_of_each_group_are_its_highest_values(rows: list[tuple[int, int]], most: int) -> None:
    group, value = (np.array([row[column] for row in rows], dtype=np.int64) for column in (0, 1))
    chosen = best_of_each(group, value, -5, most)
    assert chosen.tolist() == sorted(chosen.tolist())
    for each in range(4):
        wanted = sorted((number for own, number in rows if own == each and number > -5), reverse=True)[:most]
        assert sorted(value[chosen][group[chosen] == each].tolist(), reverse=True) == wanted


def test_unusual_likenesses_and_rare_characters_are_left_out() -> None:
    kinds = np.array([Kind.SAME_SOUND, Kind.MISTYPED, Kind.SHAPE, Kind.NEAR_SOUND], dtype=np.uint8)
    confusables = Confusables(
        np.array([0, 0, 2, 4], dtype=np.uint32), np.array([9, 10, 11, 60_000], dtype=np.uint16), kinds
    )
    usual, ids = confusables.usual(), np.array([1, 2], dtype=np.uint16)
    assert confusables.of(ids, np.array([0, 1])).new[:, 0].tolist() == [9, 10, 11, 60_000]
    assert usual.of(ids, np.array([0, 1])).new[:, 0].tolist() == [9, 11]
    assert usual.of(ids, np.array([0, 1])).place.tolist() == [0, 1]


def scout(width: int) -> Scout:
    """Its odds are the sum of what it sees."""
    one = np.ones((width, 1), dtype=np.float32)
    flat = np.zeros(width, dtype=np.float32)
    perceptron = Perceptron(
        flat, flat + 1, one, np.full(1, 1e4, np.float32), np.ones(1, np.float32), np.full(1, -1e4, np.float32)
    )
    return Scout(perceptron, np.arange(20, dtype=np.float32))


@pytest.mark.parametrize("new", [[5], [5, 6]])
def test_the_scout_has_hope_for_what_rises_and_is_likely(new: list[int]) -> None:
    runs = Runs(np.array([4, 7, 8, 4], dtype=np.uint16), TABLE)
    degree, proposed = np.array([0, 3, 1, 0], dtype=np.float32), candidate(1, new)
    evidence = scout_evidence(runs, degree, proposed, np.arange(20, dtype=np.float32))
    own = scout(evidence.shape[1])
    total = float(evidence.sum())
    for least, passes in ((Hope(-99, total - 0.1), 1), (Hope(-99, total + 0.1), 0), (Hope(99, -99), 0)):
        kept, odds = own.hopeful(runs, degree, proposed, least)
        assert len(kept.place) == len(odds) == passes
    assert own.hopeful(runs, degree, Candidates.none(), Hope(0, 0))[0].place.tolist() == []


def network(seed: int = 4) -> ContextNetwork:
    random = np.random.default_rng(seed)
    shapes = [(30, 3), (2 * REACH * 3, 8), (8,), (8, 8), (8,), (8, 5), (30, 5), (30,)]
    return ContextNetwork(*(random.standard_normal(shape).astype(np.float32) for shape in shapes))


def test_what_is_expected_are_logarithms_of_probabilities() -> None:
    own, contexts = network(), np.random.default_rng(2).integers(4, 30, (3, 2 * REACH))
    rows: Ids = np.arange(30, dtype=np.uint16)
    tables = [own.expect(contexts, np.full(30, row), rows) for row in range(3)]
    for row, (likely, best) in enumerate(tables):
        assert np.exp(likely).sum() == pytest.approx(1, rel=1e-4)
        assert best[row] == pytest.approx(likely.max(), rel=1e-4, abs=1e-5)
        logits = own.layers(contexts[row : row + 1]).state @ own.output.T + own.output_bias
        assert likely - likely[0] == pytest.approx((logits - logits[0, 0])[0], rel=1e-3, abs=1e-3)
