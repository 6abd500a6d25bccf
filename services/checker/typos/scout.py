"""Which candidates are worth a look by the network, which takes long: by how much better known the runs become."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.checker.typos.candidates import Candidates, Kind
from services.checker.typos.evidence import frequencies
from services.checker.typos.network import Floats
from services.checker.typos.perceptron import Perceptron
from services.checker.typos.runs import Holders, Runs
from services.checker.typos.surroundings import doubts

_HOLDERS = [(Holders.of(range(2, 3), wide=wide), Holders.of(range(3, 5), wide=wide)) for wide in (False, True)]

# How much more the runs of two tokens have to rise by for a likeness that is less usual; in the order of `Kind`.
_MORE = np.array([0, 10, 8, 10, 0], dtype=np.float32)

Rises = npt.NDArray[np.int16]


class Hope(NamedTuple):
    """What is asked of a candidate: the levels that the runs of two tokens rise by, and the odds, as a logarithm."""

    rise: float
    odds: float


@dataclass(frozen=True, slots=True)
class Scout:
    """Judges by less than the judge. `frequency` is that of the tokens, `degree` the doubt of each token of the text.

    All candidates that it is asked about at a time have one width.
    """

    perceptron: Perceptron
    frequency: Floats

    def hopeful(self, runs: Runs, degree: Floats, candidates: Candidates, least: Hope) -> tuple[Candidates, Floats]:
        """The candidates that are worth a look, and the odds of each.

        Most fall out with the runs of two tokens, and are not looked up again.
        """
        short, longer = _holders(candidates)
        rises = _rises(runs, short, candidates)
        candidates, rises = _those(rises[0] >= least.rise + _MORE[candidates.kind], candidates, rises)
        if not len(candidates.place):
            return candidates, np.zeros(0, dtype=np.float32)
        rises = np.concatenate((rises, _rises(runs, longer, candidates)))
        odds = self.perceptron.logits(_evidence(runs, degree, candidates, self.frequency, rises))
        kept = odds >= least.odds
        return candidates.where(kept), odds[kept]


def scout_evidence(runs: Runs, degree: Floats, candidates: Candidates, frequency: Floats) -> Floats:
    """N×12: what the scout judges by."""
    rises = np.concatenate([_rises(runs, holders, candidates) for holders in _holders(candidates)])
    return _evidence(runs, degree, candidates, frequency, rises)


def _evidence(runs: Runs, degree: Floats, candidates: Candidates, frequency: Floats, rises: Rises) -> Floats:
    kinds = (candidates.kind == kind for kind in Kind)
    rows = [*rises, *doubts(degree, candidates).T, *frequencies(runs.ids, candidates, frequency), *kinds]
    return np.stack(rows, dtype=np.float32, casting="unsafe").T


def _holders(candidates: Candidates) -> tuple[Holders, Holders]:
    """The runs of two tokens, and those of three and four."""
    return _HOLDERS[int(candidates.wide.any())]


def _rises(runs: Runs, holders: Holders, candidates: Candidates) -> Rises:
    """Orders×N: how many levels the runs rise by if the candidates take their places."""
    held = runs.at(holders, candidates.place)
    proposed = runs.table.lookup(runs.exchanged(runs.keys(held), holders, candidates))
    rises = np.subtract(proposed, runs.levels(held), dtype=np.int16)
    return np.add.reduceat(rises, holders.starts, axis=0, dtype=np.int16)


def _those(kept: npt.NDArray[np.bool_], candidates: Candidates, rises: Rises) -> tuple[Candidates, Rises]:
    return candidates.where(kept), rises[:, kept]
