"""All steps in their order: from a corpus and sentences with mistakes to a model."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import Alphabet, Ids
from services.checker.typos.candidates import Confusables, Homophones
from services.checker.typos.model import LanguageModel
from services.checker.typos.network import ContextNetwork
from services.language import evaluation, tuning
from services.language.batches import Batches, Mixture, TextBatches, WordBatches
from services.language.corpus import Corpus
from services.language.judges import Counts, doubted_from, train_doubt, train_judge
from services.language.likeness import confusables, homophones, shapes_of
from services.language.marked import Marked, clean, marked, planted
from services.language.network_training import NetworkTrainer, Schedule, Sizes, fresh_network, quality
from services.language.noise import Noise
from services.language.stage import Stage, silent
from services.language.statistics import Statistics, collect, tokens_of
from services.language.tuning import Sentence, TuningSet

_LEAST = 5
_JUDGES_READ = 350_000  # tokens of held-out text: more teach the judges nothing new
_WORDS, _SENTENCES = 0.2, 0.1
_SECOND_RATE, _SECOND_WARM = 1.1e-3, 100


class Plan(NamedTuple):
    """`steps` of training on text, then a quarter of it on the mixture; with `start` all of them on the mixture."""

    steps: int = 6_000
    seed: int = 7
    sizes: Sizes = Sizes()
    batch: int = 4_096
    start: LanguageModel | None = None
    strokes: Path | None = None
    components: Path | None = None


class Training:
    """What is worked out once and used by the steps."""

    def __init__(self, corpus: Corpus, tuned: Sequence[TuningSet], plan: Plan, stage: Stage = silent) -> None:
        self.corpus, self.tuned, self.plan, self._stage = corpus, tuned, plan, stage
        self.alphabet = plan.start.alphabet if plan.start else Alphabet.of(corpus.counted, least=_LEAST)
        self.ids = tokens_of(corpus.counted, self.alphabet, plan.seed)
        self.statistics: Statistics = collect(self.ids, self.alphabet, stage)
        self.likely: tuple[Confusables, Homophones] = self._likely()

    def model(self) -> LanguageModel:
        """Everything in turn; what was made from what is not in it yet."""
        network = self.network()
        counts = Counts(self.alphabet, self.statistics.table, self.statistics.frequency)
        *taught, untouched = self.lessons()
        doubt = train_doubt([*taught, untouched], counts, seed=self.plan.seed, stage=self._stage)
        draft = LanguageModel(
            *(self.alphabet, self.statistics.table, network, *self.likely, self.statistics.frequency, doubt),
            doubted_from=doubted_from(doubt, untouched, counts),
            judge=doubt,  # until there is one
            about={},
        )
        return train_judge(draft, [*taught, untouched], seed=self.plan.seed, stage=self._stage)

    def network(self) -> ContextNetwork:
        """The network of `start`, or one trained on text; then on the mixture."""
        plan, counts = self.plan, np.bincount(self.ids, minlength=len(self.alphabet))
        counts = np.where(self.alphabet.is_char(np.arange(len(counts), dtype=np.uint16)), counts, 0)
        if plan.start is not None:
            return self._mixed(plan.start.network, counts, plan.steps)
        trainer = NetworkTrainer(fresh_network(counts, plan.sizes, plan.seed), counts, seed=plan.seed)
        trainer.train(self._text(self.ids, 1), Schedule(plan.steps, batch=plan.batch), self._stage)
        return self._mixed(trainer.network, counts, plan.steps // 4)

    def _mixed(self, start: ContextNetwork, counts: npt.NDArray[np.int64], steps: int) -> ContextNetwork:
        if not steps:
            return start
        trainer = NetworkTrainer(start, counts, seed=self.plan.seed + 1)
        schedule = Schedule(steps, _SECOND_RATE, _SECOND_WARM, self.plan.batch)
        trainer.train(self._mixture(), schedule, self._stage)
        return trainer.network

    def _mixture(self) -> Mixture:
        parts: list[tuple[float, Batches]] = [(_WORDS, WordBatches(self.ids, self.alphabet, self.plan.seed))]
        right = self._right(tuning.READ)
        if right:
            parts.append((_SENTENCES, self._text(self.alphabet.encode("\n".join(right)).ids, 2)))
        return Mixture([(1 - sum(share for share, _ in parts), self._text(self.ids, 3)), *parts])

    def lessons(self) -> list[Marked]:
        """What the judges learn from; the last is clean text."""
        learnt = [sentence for each in self.tuned for sentence in each.rows(tuning.LEARNT)]
        held_out = tuning.rows(self._held_out(), tuning.LEARNT)
        texts, half = [sentence.right for sentence in held_out], len(held_out) // 2
        noise = self._noise(4)
        return [
            *([marked(learnt, self.alphabet)] if learnt else []),
            *([planted(self._right(tuning.PLANTED), self.alphabet, noise)] if self._right(tuning.PLANTED) else []),
            _cut(planted(texts[:half], self.alphabet, noise)),
            _cut(clean(texts[half:], self.alphabet)),
        ]

    def evaluated(self, model: LanguageModel) -> dict[str, Any]:
        """Figures of sentences that nothing was learnt from."""
        readings = {each.name: evaluation.read(model, each.rows(tuning.JUDGING)) for each in self.tuned}
        untouched = tuning.rows(self._held_out(), tuning.JUDGING)[:2_000]
        loss, hits = quality(
            model.network, model.alphabet, clean([each.right for each in untouched], model.alphabet)[0]
        )
        return {
            "network": {"loss": round(loss, 4), "accuracy": round(hits, 4)},
            "sets": {name: evaluation.figures(own) for name, own in readings.items()},
            "false_alarms_per_10000": evaluation.false_alarms(evaluation.read(model, untouched)),
            "reliability": evaluation.reliability([each for own in readings.values() for each in own]),
        }

    def _held_out(self) -> list[Sentence]:
        return [Sentence(text, text) for text in self.corpus.held_out]

    def _right(self, use: range) -> list[str]:
        return [sentence.right for each in self.tuned for sentence in each.rows(use)]

    def _text(self, ids: Ids, number: int) -> TextBatches:
        return TextBatches(ids, self.alphabet, self._noise(number), self.plan.seed + number)

    def _noise(self, number: int) -> Noise:
        return Noise(self.alphabet, self.likely, self.statistics.frequency, self.plan.seed + number)

    def _likely(self) -> tuple[Confusables, Homophones]:
        tick = self._stage("比字音字形", 2)
        shapes = shapes_of(self.alphabet.chars, self.plan.strokes, self.plan.components)
        tick()
        likely = confusables(self.alphabet, shapes), homophones(self.alphabet)
        tick()
        return likely


def _cut(text: Marked) -> Marked:
    return text._replace(written=text.written[:_JUDGES_READ], right=text.right[:_JUDGES_READ])
