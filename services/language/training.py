"""All steps in their order: from a corpus and sentences with mistakes to a model."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import Alphabet, Ids
from services.checker.typos.candidates import Confusables, Homophones
from services.checker.typos.model import LanguageModel
from services.checker.typos.network import ContextNetwork
from services.language.batches import Batches, Mixture, TextBatches, WordBatches
from services.language.corpus import Corpus
from services.language.dictionary import characters
from services.language.judges import Parts, judged
from services.language.lessons import lessons
from services.language.likeness import confusables, homophones, shapes_of
from services.language.network_training import NetworkTrainer, Schedule, Sizes, fresh_network
from services.language.noise import Noise
from services.language.stage import Stage, silent
from services.language.statistics import Statistics, collect, tokens_of
from services.language.tuning import READ, TuningSet, rows
from services.language.word_model import WordModel
from services.language.word_text import sentences

_LEAST, _LEAST_IN_WORDS = 5, 15
_WORDS, _SENTENCES, _DRAWN = 0.1, 0.12, 0.36  # shares of the mixture; the rest is the corpus
_MOST_DRAWN = 28_000_000  # characters
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


def _alphabet(corpus: Corpus) -> Alphabet:
    return Alphabet.of(corpus.counted, least=_LEAST, always=characters(_LEAST_IN_WORDS))


class Training:
    """What is worked out once and used by the steps."""

    def __init__(
        self, corpus: Corpus, tuned: Sequence[TuningSet], plan: Plan, words: WordModel | None, stage: Stage = silent
    ) -> None:
        self.corpus, self.tuned, self.plan, self.words, self._stage = corpus, tuned, plan, words, stage
        self.alphabet = plan.start.alphabet if plan.start else _alphabet(corpus)
        self.ids = tokens_of(corpus.counted, self.alphabet, plan.seed)
        self.statistics: Statistics = collect(self.ids, self.alphabet, words, stage)
        self.likely = self._likely()

    def model(self) -> LanguageModel:
        """Everything in turn; what was made from what is not in it yet."""
        parts = Parts(self.alphabet, self.statistics, self.network(), self.likely)
        taught = lessons(self.tuned, self.corpus.held_out, self.alphabet, self._noise(4))
        return judged(parts, taught, seed=self.plan.seed, stage=self._stage)

    def network(self) -> ContextNetwork:
        """The network of `start`, or one trained on text; then on the mixture."""
        plan, counts = self.plan, self._counts()
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
        """Text, words, what a model of words says, and what people wrote in fields that the text may not know."""
        parts: list[tuple[float, Batches]] = [(_WORDS, WordBatches(self.ids, self.alphabet, self.plan.seed))]
        if self.words:
            drawn = "\n".join(sentences(self.words, min(len(self.ids), _MOST_DRAWN), self.plan.seed))
            parts.append((_DRAWN, self._text(self.alphabet.encode(drawn).ids, 5)))
        right = [sentence.right for each in self.tuned for sentence in rows(each.sentences, READ)]
        if right:
            parts.append((_SENTENCES, self._text(self.alphabet.encode("\n".join(right)).ids, 2)))
        rest = 1 - sum(share for share, _ in parts)
        return Mixture([(rest, self._text(self.ids, 3)), *parts])

    def _counts(self) -> npt.NDArray[np.int64]:
        """How often each character stands in the text; the network is not asked about the other tokens."""
        counts = np.bincount(self.ids, minlength=len(self.alphabet))
        counts[~self.alphabet.is_char(np.arange(len(counts), dtype=np.uint16))] = 0
        return counts

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
