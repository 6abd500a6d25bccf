"""Training the two small judges: which characters are doubted, and which candidates are right."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from services.checker.typos.alphabet import Alphabet
from services.checker.typos.candidates import Confusables, Homophones
from services.checker.typos.model import LanguageModel
from services.checker.typos.network import ContextNetwork, Floats
from services.checker.typos.perceptron import Perceptron
from services.checker.typos.proofreader import Proofreader
from services.checker.typos.runs import Runs
from services.checker.typos.surroundings import doubt_features
from services.language.marked import Marked, answers
from services.language.perceptron_training import Examples, fit
from services.language.stage import Stage, silent
from services.language.statistics import Statistics

# This share of clean text is doubted. The network reads what is doubted, which takes most of the time.
DOUBTED = 0.25


class Effort(NamedTuple):
    """The hidden units of a judge and how often it sees every example."""

    units: int
    rounds: int


DOUBT, SCOUT, JUDGE = Effort(32, 3), Effort(32, 3), Effort(160, 30)


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
        judge=doubt,  # until there is one
        about={},
    )
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


def train_judge(draft: LanguageModel, lessons: Sequence[Marked], *, seed: int, stage: Stage = silent) -> Perceptron:
    """Learns which of the draft's proposals are right; the draft's own judge is not asked."""
    tick = stage("训练裁判", len(lessons) + 1)
    examples = Examples()
    for text in lessons:
        reader = Proofreader(draft, most=len(text.written))
        proposals = reader.proposals(text.written, np.flatnonzero(draft.alphabet.is_char(text.written)))
        if len(proposals.evidence):
            examples.add(proposals.evidence, answers(proposals.candidates, text), text.weight)
        tick()
    scout = fit(examples, units=SCOUT.units, rounds=SCOUT.rounds, seed=seed)
    judge = fit(examples.hard(scout, seed), units=JUDGE.units, rounds=JUDGE.rounds, seed=seed)
    tick()
    return judge


def _doubts(text: Marked, parts: Parts) -> Floats:
    places = np.flatnonzero(parts.alphabet.is_char(text.written))
    return doubt_features(Runs(text.written, parts.statistics.table), places, parts.statistics.frequency)
