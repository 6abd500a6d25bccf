"""From a text to what may have been meant in it: doubt, expectation, evidence, judgement.

1. Every character is doubted a little, by how well known the runs are that hold it.
2. For the doubted ones candidates are sought: look-alikes, and words that sound alike, if the scout has hope for them.
3. The network says what their places want to hold; only what it does not dislike is left.
4. The judge weighs all evidence for each candidate; the best at a place is proposed.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import Ids
from services.checker.typos.candidates import Candidates, Kind
from services.checker.typos.evidence import features
from services.checker.typos.expectation import Expectation
from services.checker.typos.model import LanguageModel
from services.checker.typos.network import Floats, Places
from services.checker.typos.runs import Runs
from services.checker.typos.scout import Hope, Scout
from services.checker.typos.search import Search
from services.checker.typos.surroundings import Surnames, doubt_features, doubts

# Of a text that is doubted in more places than this the rest is not read: it takes about two seconds.
MOST_DOUBTED = 60_000


class Strictness(NamedTuple):
    """The confidence that a correction has to reach; the others say what is not even looked at.

    `doubt` is how much more than usual a character has to be doubted, as a logarithm of odds; `rise` and `odds` are
    the `Hope` for a candidate.
    """

    confidence: float
    doubt: float = 0.0
    rise: float = -np.inf
    odds: float = -np.inf


_EVERYTHING = Strictness(0.0)


class Correction(NamedTuple):
    """`replacement` for the code points `[start, end)` of the text; `confidence` from 0 to 1."""

    start: int
    end: int
    replacement: str
    confidence: float
    kind: Kind


class Proposals(NamedTuple):
    """Candidates and their evidence, N×F. `complete` is false where too much of the text was doubted."""

    candidates: Candidates
    evidence: Floats
    complete: bool


class Reading(NamedTuple):
    """What was found, in text order, and whether the whole text was read."""

    corrections: list[Correction]
    complete: bool


class Proofreader:
    """Reads with a model; holds no state between texts."""

    def __init__(self, model: LanguageModel, *, most: int = MOST_DOUBTED) -> None:
        self._model, self._most = model, most
        confusables, scout = model.confusables, Scout(model.scout, model.frequency)
        self._search = Search(confusables, confusables.usual(), model.homophones, scout)
        self._expectation = Expectation(model.network)
        self._surnames = Surnames(model.alphabet)

    def read(self, text: str, strictness: Strictness, masked: npt.NDArray[np.bool_]) -> Reading:
        """Corrections that share no character. `masked` is true for the code points that nobody may doubt."""
        tokens = self._model.alphabet.encode(text)
        is_open = self._model.alphabet.is_char(tokens.ids)
        is_open[1:-1] &= ~masked[tokens.starts[1:-1]]
        candidates, evidence, complete = self.proposals(tokens.ids, np.flatnonzero(is_open), strictness)
        if not len(evidence):
            return Reading([], complete)
        confidence = self._model.judge.probabilities(evidence)
        # A word of two characters may reach into what is masked.
        confidence[~is_open[candidates.place + candidates.width - 1]] = 0
        rows = best_apart(candidates, confidence, strictness.confidence)
        return Reading([self._correction(tokens.starts, candidates, confidence, row) for row in rows], complete)

    def proposals(self, ids: Ids, places: Places, strictness: Strictness = _EVERYTHING) -> Proposals:
        """What the judge is asked about, for those of the places that are doubted."""
        runs = Runs(ids, self._model.table)
        degree, doubted = self.doubted(runs, places, strictness.doubt)
        complete, doubted, hope = len(doubted) <= self._most, doubted[: self._most], Hope(*strictness[2:])
        alike = self._search.alike(runs, degree, doubted, hope)
        parts = self._expectation.weighed(runs, alike, self._search.words(runs, degree, doubted, hope))
        candidates = Candidates.joined([Candidates.none(), *(candidates for candidates, _ in parts)])
        if not len(candidates.place):
            return Proposals(candidates, np.zeros((0, 0), dtype=np.float32), complete)
        columns = (
            features(runs, candidates, self._model.frequency),
            np.concatenate([expected for _, expected in parts]),
            doubts(degree, candidates),
            self._surnames.near(ids, candidates.place),
        )
        return Proposals(candidates, np.concatenate(columns, axis=1), complete)

    def doubted(self, runs: Runs, places: Places, least: float = 0.0) -> tuple[Floats, Places]:
        """How much each token is doubted, and which of the places more than usual by `least`."""
        degree = np.zeros(len(runs.ids), dtype=np.float32)
        degree[places] = self._model.doubt.logits(doubt_features(runs, places, self._model.frequency))
        return degree, places[degree[places] > self._model.doubted_from + least]

    def _correction(self, starts: Places, candidates: Candidates, confidence: Floats, row: int) -> Correction:
        place, width = int(candidates.place[row]), int(candidates.width[row])
        meant = "".join(self._model.alphabet.char(int(token)) for token in candidates.new[row, :width])
        end = int(starts[place + width - 1]) + 1
        return Correction(int(starts[place]), end, meant, float(confidence[row]), Kind(int(candidates.kind[row])))


def best_apart(candidates: Candidates, confidence: Floats, least: float) -> list[int]:
    """The rows that are good enough and share no token with a better one, in text order."""
    taken: set[int] = set()
    chosen: list[int] = []
    for row in sorted(np.flatnonzero(confidence >= least).tolist(), key=lambda row: (-confidence[row], row)):
        own = range(int(candidates.place[row]), int(candidates.place[row] + candidates.width[row]))
        if taken.isdisjoint(own):
            taken.update(own)
            chosen.append(row)
    return sorted(chosen, key=lambda row: int(candidates.place[row]))
