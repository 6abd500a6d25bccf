"""Training the two small judges: which characters are doubted, and which candidates are right."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from services.checker.typos.alphabet import Alphabet
from services.checker.typos.evidence import Runs
from services.checker.typos.model import LanguageModel
from services.checker.typos.network import Floats
from services.checker.typos.perceptron import Perceptron
from services.checker.typos.proofreader import Proofreader, doubt_features
from services.checker.typos.retrieval import RetrievalTable
from services.language.marked import Marked, answers
from services.language.perceptron_training import Examples, fit
from services.language.stage import Stage, silent

# This share of clean text is doubted. The network reads what is doubted, which takes most of the time.
DOUBTED = 0.06


class Effort(NamedTuple):
    """The hidden units of a judge and how often it sees every example."""

    units: int
    rounds: int


DOUBT, JUDGE = Effort(32, 3), Effort(64, 8)


class Counts(NamedTuple):
    """What doubt looks at."""

    alphabet: Alphabet
    table: RetrievalTable
    frequency: Floats


def train_doubt(texts: Sequence[Marked], counts: Counts, *, seed: int, stage: Stage = silent) -> Perceptron:
    """Learns which characters are wrong, by how well known the runs around them are."""
    tick = stage("训练初筛", len(texts) + 1)
    examples = Examples()
    for text in texts:
        places = np.flatnonzero(counts.alphabet.is_char(text.written))
        features = doubt_features(Runs(text.written, counts.table), places, counts.frequency)
        examples.add(features, (text.written != text.right)[places])
        tick()
    doubt = fit(examples, units=DOUBT.units, rounds=DOUBT.rounds, seed=seed)
    tick()
    return doubt


def doubted_from(doubt: Perceptron, text: Marked, counts: Counts, share: float = DOUBTED) -> float:
    """The logit above which about this share of the characters of a clean text is."""
    places = np.flatnonzero(counts.alphabet.is_char(text.written))
    features = doubt_features(Runs(text.written, counts.table), places, counts.frequency)
    return float(np.quantile(doubt.logits(features), 1 - share))


def train_judge(draft: LanguageModel, texts: Sequence[Marked], *, seed: int, stage: Stage = silent) -> LanguageModel:
    """The draft with a judge that has learnt which of its proposals are right; the draft's own judge is not asked."""
    tick = stage("训练裁判", len(texts) + 1)
    examples, reader = Examples(), Proofreader(draft)
    for text in texts:
        proposals = reader.proposals(text.written, np.flatnonzero(draft.alphabet.is_char(text.written)))
        if len(proposals.evidence):
            examples.add(proposals.evidence, answers(proposals.candidates, text), text.weight)
        tick()
    judge = fit(examples, units=JUDGE.units, rounds=JUDGE.rounds, seed=seed)
    tick()
    return replace(draft, judge=judge)
