"""The language model: statistics of the language, what is taken for what, and the judges."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.checker.typos.alphabet import Alphabet
from services.checker.typos.candidates import Confusables, Homophones
from services.checker.typos.network import ContextNetwork, Floats
from services.checker.typos.perceptron import Perceptron
from services.checker.typos.retrieval import RetrievalTable


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """`frequency[t]` is the logarithm of how often token t was seen; `about` says what the model was made from.

    A character is looked at where the logit of `doubt` is above `doubted_from`.
    """

    alphabet: Alphabet
    table: RetrievalTable
    network: ContextNetwork
    confusables: Confusables
    homophones: Homophones
    frequency: Floats
    doubt: Perceptron
    doubted_from: float
    scout: Perceptron
    judge: Perceptron
    about: Mapping[str, Any]

    @property
    def version(self) -> str:
        """The digest of the parts, recorded when the model was made."""
        return str(self.about["digest"])
