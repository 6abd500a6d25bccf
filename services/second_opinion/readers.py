"""The readers: pycorrector's correctors, each as a function from sentences to errors. Runs in the child only."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from services.second_opinion.library import load
from services.second_opinion.plan import Kind, Plan

# What is written, what it should be, and where in the sentence it begins (code points).
Error = tuple[str, str, int]
_LONGEST_NAME = 16


class Reader(Protocol):
    def errors(self, sentences: Sequence[str]) -> Iterator[Sequence[Error]]:
        """The errors of each sentence."""


class KenlmReader:
    """Candidates by pinyin and shape, weighed by a KenLM model. Its own list of proper names stays empty."""

    def __init__(self, plan: Plan) -> None:
        self._corrector: Any = load("corrector").Corrector(language_model_path=plan.kenlm, proper_name_path="")
        self._corrector.check_detector_initialized()
        self._corrector.check_corrector_initialized()

    def errors(self, sentences: Sequence[str]) -> Iterator[Sequence[Error]]:
        for sentence in sentences:
            yield self._corrector.correct(sentence)["errors"]


class ProperReader:
    """Near misses of the names on a list, one a line."""

    def __init__(self, plan: Plan) -> None:
        self._corrector: Any = load("proper_corrector").ProperCorrector(proper_name_path=plan.names)
        names = Path(plan.names).read_text(encoding="utf-8").split()
        self._longest = min(_LONGEST_NAME, max(map(len, names), default=0))

    def errors(self, sentences: Sequence[str]) -> Iterator[Sequence[Error]]:
        for sentence in sentences:
            yield self._corrector.correct(sentence, max_word_length=self._longest)["errors"]


class MacbertReader:
    """A MacBERT model of the CSC task, from a folder of one's own."""

    def __init__(self, plan: Plan) -> None:
        self._corrector: Any = load("macbert.macbert_corrector").MacBertCorrector(plan.macbert)

    def errors(self, sentences: Sequence[str]) -> Iterator[Sequence[Error]]:
        for answer in self._corrector.correct_batch(list(sentences)):
            yield answer["errors"]


READERS: dict[Kind, Callable[[Plan], Reader]] = {
    Kind.KENLM: KenlmReader,
    Kind.PROPER: ProperReader,
    Kind.MACBERT: MacbertReader,
}
