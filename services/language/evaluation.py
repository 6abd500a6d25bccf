"""How good a model is, on sentences that it has not learnt from."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from services.checker.typos.model import LanguageModel
from services.checker.typos.proofreader import Correction, Proofreader, Strictness
from services.language.network_training import quality
from services.language.tuning import JUDGING, Sentence, TuningSet, rows

LEVELS = (0.5, 0.65, 0.8, 0.9, 0.97)
_BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.01)
_PER = 10_000
_MOST = 2_000  # held-out paragraphs


class Figures(NamedTuple):
    """Numbers of sentences: `found` were wrong and put right, `false` right and changed, `missed` wrong, `left` right.

    A wrong sentence that was changed into another wrong one is missed, and no false alarm, as is usual in this field.
    """

    found: int = 0
    false: int = 0
    missed: int = 0
    left: int = 0

    @classmethod
    def of(cls, sentences: Iterable[tuple[Sentence, str]]) -> "Figures":
        """Sentences and what became of them."""
        total = [0, 0, 0, 0]
        for sentence, corrected in sentences:
            is_wrong, is_right_now = sentence.written != sentence.right, corrected == sentence.right
            total[(0 if is_right_now else 2) if is_wrong else (3 if is_right_now else 1)] += 1
        return cls(*total)

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.false)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)

    @property
    def kept(self) -> float:
        """The share of right sentences that were left alone."""
        return self.left / max(1, self.left + self.false)

    def value(self) -> dict[str, float]:
        names = ("precision", "recall", "f1", "kept")
        return {"sentences": sum(self), **{name: round(getattr(self, name), 4) for name in names}}


class Reading(NamedTuple):
    """A sentence and the corrections proposed in it."""

    sentence: Sentence
    corrections: list[Correction]

    def at(self, level: float) -> str:
        """The sentence with the corrections of at least this confidence."""
        text = self.sentence.written
        for start, end, meant, confidence, _ in reversed(self.corrections):
            if confidence >= level:
                text = text[:start] + meant + text[end:]
        return text


def evaluate(model: LanguageModel, tuned: Sequence[TuningSet], held_out: Sequence[str]) -> dict[str, Any]:
    """Figures of the rows that nothing was learnt from, as plain values."""
    readings = {each.name: read(model, rows(each.sentences, JUDGING)) for each in tuned}
    untouched = rows(held_out, JUDGING)[:_MOST]
    loss, hits = quality(model.network, model.alphabet, model.alphabet.encode("\n".join(untouched)).ids)
    return {
        "network": {"loss": round(loss, 4), "accuracy": round(hits, 4)},
        "sets": {name: figures(own) for name, own in readings.items()},
        "false_alarms_per_10000": false_alarms(read(model, [Sentence(text, text) for text in untouched])),
        "reliability": reliability([each for own in readings.values() for each in own]),
    }


def read(model: LanguageModel, sentences: Sequence[Sentence]) -> list[Reading]:
    """Every sentence by itself, as the checker reads a post."""
    reader = Proofreader(model)
    unmasked = (np.zeros(len(sentence.written), dtype=np.bool_) for sentence in sentences)
    return [
        Reading(sentence, reader.read(sentence.written, Strictness(LEVELS[0]), masked).corrections)
        for sentence, masked in zip(sentences, unmasked, strict=True)
    ]


def figures(readings: Sequence[Reading]) -> dict[str, dict[str, float]]:
    """What the sentences come to at each level of confidence."""
    return {str(level): Figures.of((each.sentence, each.at(level)) for each in readings).value() for level in LEVELS}


def false_alarms(readings: Sequence[Reading]) -> dict[str, float]:
    """Corrections in 10 000 characters of clean text, at each level of confidence."""
    characters = max(1, sum(len(each.sentence.written) for each in readings))
    proposed = [correction.confidence for each in readings for correction in each.corrections]
    return {str(level): round(_PER * sum(own >= level for own in proposed) / characters, 3) for level in LEVELS}


def reliability(readings: Sequence[Reading]) -> list[dict[str, Any]]:
    """For each range of confidence how many corrections there were and what share of them was right."""
    judged = [(own.confidence, _is_right(each.sentence, own)) for each in readings for own in each.corrections]
    table: list[dict[str, Any]] = []
    for low, high in pairwise(_BINS):
        own = [right for confidence, right in judged if low <= confidence < high]
        table.append({"from": low, "corrections": len(own), "right": round(sum(own) / len(own), 3) if own else None})
    return table


def _is_right(sentence: Sentence, correction: Correction) -> bool:
    start, end, meant, *_ = correction
    return len(sentence.written) == len(sentence.right) and sentence.right[start:end] == meant
