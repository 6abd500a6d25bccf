"""From a text to what may have been meant in it: doubt, expectation, evidence, judgement.

1. Every character is doubted a little, by how well known the runs are that hold it (`doubt`).
2. For the doubted ones the network says what the place wants to hold.
3. Look-alikes that the network likes better than what is written are candidates, and so are words that sound alike.
4. The judge weighs all evidence for each candidate; the best at a place is proposed.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import Ids
from services.checker.typos.candidates import Candidates, Kind
from services.checker.typos.evidence import Runs, features, gain
from services.checker.typos.model import LanguageModel
from services.checker.typos.network import REACH, Floats, Places, contexts
from services.checker.typos.ngrams import ORDERS

_CHUNK = 512  # places that the network reads at once: as many as its numbers fit into the processor's cache
_AT_ONE_PLACE = 4
_WORDS_AT_ONE_PLACE = 3
_LEAST_GAIN = 5
_AROUND = 6  # tokens to either side
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
    "韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊殷施洪翟安倪俞牛温芦季"
)
_LEAST_RISE = -2.0
# What a likeness of this kind costs in favour of a more usual one, when the best of a place are chosen.
_COSTS = np.array([0, 1.5, 2.5, 2, 0], dtype=np.float32)


class Correction(NamedTuple):
    """`replacement` for the code points `[start, end)` of the text; `confidence` from 0 to 1."""

    start: int
    end: int
    replacement: str
    confidence: float
    kind: Kind


class Proposals(NamedTuple):
    """Candidates and their evidence, N×F."""

    candidates: Candidates
    evidence: Floats


class Proofreader:
    """Reads with a model; holds no state between texts."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._surname = np.zeros(len(model.alphabet), dtype=np.bool_)
        self._surname[model.alphabet.ids_of(_SURNAMES)] = True

    def corrections(self, text: str, least: float, masked: npt.NDArray[np.bool_] | None = None) -> list[Correction]:
        """Corrections that share no character, in text order, with a confidence of at least `least`.

        `masked` is true for the code points that nobody may doubt.
        """
        tokens = self._model.alphabet.encode(text)
        open_places = self._model.alphabet.is_char(tokens.ids)
        if masked is not None:
            open_places[1:-1] &= ~masked[tokens.starts[1:-1]]
        proposals = self.proposals(tokens.ids, np.flatnonzero(open_places))
        if not len(proposals.evidence):
            return []
        confidence = self._model.judge.probabilities(proposals.evidence)
        chosen = _best_apart(proposals.candidates, confidence, least)
        return [self._correction(tokens.starts, proposals.candidates, confidence, row) for row in chosen]

    def proposals(self, ids: Ids, places: Places) -> Proposals:
        """What the judge is asked about, for those of the places that are doubted."""
        runs = Runs(ids, self._model.table)
        doubt = self._doubt(runs, places)
        doubted = places[doubt > self._model.doubted_from]
        degree = np.zeros(len(ids), dtype=np.float32)
        degree[places] = doubt
        parts = [part for part in (*self._singles(runs, doubted, degree), self._words(runs, doubted, degree)) if part]
        if not parts:
            return Proposals(Candidates.none(), np.zeros((0, 0), dtype=np.float32))
        candidates = Candidates(*(np.concatenate(column) for column in zip(*(part[0] for part in parts), strict=True)))
        expectation = np.concatenate([part[1] for part in parts])
        surroundings = self._surroundings(runs.ids, candidates.place, degree)
        counted = features(runs, candidates, self._model.frequency)
        return Proposals(candidates, np.concatenate((counted, expectation, surroundings), axis=1))

    def _doubt(self, runs: Runs, places: Places) -> Floats:
        return self._model.doubt.logits(doubt_features(runs, places, self._model.frequency))

    def _surroundings(self, ids: Ids, place: Places, degree: Floats) -> Floats:
        """N×4: whether a surname stands two tokens before, one before, at the place; how doubtful it is all around.

        Names are the first thing that a model takes for a mistake.
        """
        surnames = [self._surname[ids[np.maximum(place - before, 0)]] for before in (2, 1, 0)]
        sums = np.concatenate(([0], np.cumsum(degree)))
        first, last = np.maximum(place - _AROUND, 0), np.minimum(place + _AROUND + 1, len(ids))
        around = (sums[last] - sums[first] - degree[place]) / (last - first)
        return np.stack((*surnames, around), axis=1).astype(np.float32)

    def _singles(self, runs: Runs, doubted: Places, degree: Floats) -> Iterator[tuple[Candidates, Floats]]:
        """Look-alikes of single characters, and five columns of what the network says to them."""
        for first in range(0, len(doubted), _CHUNK):
            places = doubted[first : first + _CHUNK]
            expected = self._model.network.expect(contexts(runs.ids, places))
            candidates = self._model.confusables.of(runs.ids, places)
            row = np.searchsorted(places, candidates.place)
            written = expected[np.arange(len(places)), runs.ids[places]]
            proposed = expected[row, candidates.new[:, 0]]
            rise = proposed - written[row] - _COSTS[candidates.kind]
            kept = _best_of_each(row, rise, _LEAST_RISE, _AT_ONE_PLACE)
            own = row[kept]
            columns = written[own], proposed[kept], proposed[kept] - written[own], expected.max(axis=1)[own]
            yield candidates.where(kept), np.stack((*columns, degree[places[own]]), axis=1)

    def _words(self, runs: Runs, doubted: Places, degree: Floats) -> tuple[Candidates, Floats] | None:
        """Words of two characters that sound like two doubted ones, and the same five columns."""
        both = doubted[np.isin(doubted + 1, doubted)]
        candidates = self._model.homophones.of(runs.ids, both)
        kept = _best_of_each(candidates.place, gain(runs, candidates, ORDERS[:3]), _LEAST_GAIN, _WORDS_AT_ONE_PLACE)
        if not len(kept):
            return None
        candidates = candidates.where(kept)
        parts = [slice(first, first + _CHUNK) for first in range(0, len(kept), _CHUNK)]
        weighed = [self._weigh(runs.ids, candidates.where(part)) for part in parts]
        place = candidates.place
        return candidates, np.concatenate(
            (np.concatenate(weighed), ((degree[place] + degree[place + 1]) / 2)[:, None]), axis=1
        )

    def _weigh(self, ids: Ids, words: Candidates) -> Floats:
        """What the network expects at either character of a word if the other one is right: as written, as proposed."""
        row, new = np.arange(len(words.place)), words.new.astype(np.intp)
        first, second = contexts(ids, words.place), contexts(ids, words.place + 1)
        expected_first, expected_second = self._model.network.expect(first), self._model.network.expect(second)
        written = expected_first[row, ids[words.place]] + expected_second[row, ids[words.place + 1]]
        best = (expected_first.max(axis=1) + expected_second.max(axis=1)) / 2
        first[:, REACH], second[:, REACH - 1] = new[:, 1], new[:, 0]
        network = self._model.network
        proposed = network.expect(first)[row, new[:, 0]] + network.expect(second)[row, new[:, 1]]
        return np.stack((written / 2, proposed / 2, proposed - written, best), axis=1)

    def _correction(self, starts: Places, candidates: Candidates, confidence: Floats, row: int) -> Correction:
        place, width = int(candidates.place[row]), int(candidates.width[row])
        meant = "".join(self._model.alphabet.char(int(token)) for token in candidates.new[row, :width])
        start = int(starts[place])
        end = int(starts[place + width - 1]) + 1
        return Correction(start, end, meant, float(confidence[row]), Kind(int(candidates.kind[row])))


def doubt_features(runs: Runs, places: Places, frequency: Floats) -> Floats:
    """N×23: the levels of all runs that hold a place, and how frequent it is and the tokens beside it are."""
    levels = [runs.written(order, places)[:, 1:].astype(np.float32) for order in ORDERS]
    beside = [frequency[runs.ids[places + step]][:, None] for step in (0, -1, 1)]
    return np.concatenate((*levels, *beside), axis=1)


def _best_of_each(group: Places, value: npt.NDArray[np.generic], least: float, most: int) -> Places:
    """The rows of the `most` highest values above `least` in each group, in order."""
    rows = np.flatnonzero(value > least)
    ordered = rows[np.lexsort((-value[rows], group[rows]))]
    first = np.flatnonzero(np.diff(group[ordered], prepend=-1))
    rank = np.arange(len(ordered)) - np.repeat(first, np.diff(np.append(first, len(ordered))))
    return np.sort(ordered[rank < most])


def _best_apart(candidates: Candidates, confidence: Floats, least: float) -> list[int]:
    """The rows that are good enough and share no token with a better one, in text order."""
    taken: set[int] = set()
    chosen: list[int] = []
    for row in sorted(np.flatnonzero(confidence >= least).tolist(), key=lambda row: (-confidence[row], row)):
        own = range(int(candidates.place[row]), int(candidates.place[row] + candidates.width[row]))
        if taken.isdisjoint(own):
            taken.update(own)
            chosen.append(row)
    return sorted(chosen, key=lambda row: int(candidates.place[row]))
