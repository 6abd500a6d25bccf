"""Training the two small judges: which characters are doubted, and which candidates are right."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from services.checker.typos.alphabet import Alphabet
from services.checker.typos.candidates import Candidates, Confusables, Homophones
from services.checker.typos.model import LanguageModel
from services.checker.typos.network import ContextNetwork, Floats, Places
from services.checker.typos.perceptron import Perceptron
from services.checker.typos.proofreader import Proofreader
from services.checker.typos.runs import Runs
from services.checker.typos.scout import scout_evidence
from services.checker.typos.search import chunks, neighbours
from services.checker.typos.surroundings import doubt_features
from services.language.marked import Marked, answers
from services.language.perceptron_training import Examples, fit, mean
from services.language.stage import Stage, silent
from services.language.statistics import Statistics

# This share of clean text is doubted. The network reads what is doubted, which takes most of the time.
DOUBTED = 0.25


class Effort(NamedTuple):
    """The hidden units of a judge and how often it sees every example."""

    units: int
    rounds: int


DOUBT, SCOUT, FIRST, JUDGE = Effort(32, 3), Effort(24, 4), Effort(32, 3), Effort(160, 30)
_JUDGES = 4  # their mean is surer than any of them
# Nearly all candidates are wrong: the scout sees this share of them, which then count so much more.
_SEEN = 0.02
_PIECE = 50_000  # tokens: their candidates take some 200 MB


class Parts(NamedTuple):
    """All of a model but its judges."""

    alphabet: Alphabet
    statistics: Statistics
    network: ContextNetwork
    likely: tuple[Confusables, Homophones]


def judged(parts: Parts, lessons: Sequence[Marked], *, seed: int, stage: Stage = silent) -> LanguageModel:
    """The parts and judges that have learnt from the lessons, of which the last is clean text."""
    doubt = train_doubt(lessons, parts, seed=seed, stage=stage)
    draft = LanguageModel(
        parts.alphabet,
        parts.statistics.table,
        parts.network,
        *parts.likely,
        parts.statistics.frequency,
        doubt,
        doubted_from(doubt, lessons[-1], parts),
        scout=doubt,  # until there is one
        judge=doubt,
        about={},
    )
    draft = replace(draft, scout=train_scout(draft, lessons, seed=seed, stage=stage))
    return replace(draft, judge=train_judge(draft, lessons, seed=seed, stage=stage))


def train_doubt(lessons: Sequence[Marked], parts: Parts, *, seed: int, stage: Stage = silent) -> Perceptron:
    """Learns which characters are wrong, by how well known the runs around them are."""
    tick = stage("训练初筛", len(lessons) + 1)
    examples = Examples()
    for text in lessons:
        examples.add(_doubts(text, parts), (text.written != text.right)[parts.alphabet.is_char(text.written)])
        tick()
    doubt = fit(examples, units=DOUBT.units, rounds=DOUBT.rounds, seed=seed)
    tick()
    return doubt


def doubted_from(doubt: Perceptron, clean: Marked, parts: Parts, share: float = DOUBTED) -> float:
    """The logit above which about this share of the characters of a clean text is."""
    return float(np.quantile(doubt.logits(_doubts(clean, parts)), 1 - share))


def train_scout(draft: LanguageModel, lessons: Sequence[Marked], *, seed: int, stage: Stage = silent) -> Perceptron:
    """Learns which of all candidates for doubted places are right."""
    tick, random = stage("训练侦察", len(lessons) + 1), np.random.default_rng(seed)
    examples = Examples()
    for text in lessons:
        runs = Runs(text.written, draft.table)
        places = np.flatnonzero(draft.alphabet.is_char(text.written))
        degree, doubted = Proofreader(draft).doubted(runs, places)
        for candidates in _all_candidates(draft, text, doubted):
            right = answers(candidates, text)
            seen = right | (random.random(len(right)) < _SEEN)
            evidence = scout_evidence(runs, degree, candidates.where(seen), draft.frequency)
            examples.add(evidence, right[seen], np.where(right[seen], text.weight, text.weight / _SEEN))
        tick()
    scout = fit(examples, units=SCOUT.units, rounds=SCOUT.rounds, seed=seed)
    tick()
    return scout


def _all_candidates(draft: LanguageModel, text: Marked, doubted: Places) -> Iterator[Candidates]:
    """Each time of one width."""
    for places in chunks(doubted):
        yield draft.confusables.of(text.written, places)
        yield draft.homophones.of(text.written, neighbours(places))


def train_judge(draft: LanguageModel, lessons: Sequence[Marked], *, seed: int, stage: Stage = silent) -> Perceptron:
    """Learns which of the draft's proposals are right; the draft's own judge is not asked."""
    tick = stage("训练裁判", len(lessons) + _JUDGES)
    examples = Examples()
    for text in lessons:
        for piece in text.pieces(_PIECE):
            reader = Proofreader(draft, most=len(piece.written))
            proposals = reader.proposals(piece.written, np.flatnonzero(draft.alphabet.is_char(piece.written)))
            if len(proposals.evidence):
                examples.add(proposals.evidence, answers(proposals.candidates, piece), piece.weight)
        tick()
    first = fit(examples, units=FIRST.units, rounds=FIRST.rounds, seed=seed)
    hard, judges = examples.hard(first, seed), list[Perceptron]()
    for number in range(_JUDGES):
        judges.append(fit(hard, units=JUDGE.units, rounds=JUDGE.rounds, seed=seed + number))
        tick()
    return mean(judges)


def _doubts(text: Marked, parts: Parts) -> Floats:
    places = np.flatnonzero(parts.alphabet.is_char(text.written))
    return doubt_features(Runs(text.written, parts.statistics.table), places, parts.statistics.frequency)
