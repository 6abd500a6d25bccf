"""A small network that answers one question with yes or no."""

from dataclasses import dataclass

import numpy as np

from services.checker.typos.network import Floats


@dataclass(frozen=True, slots=True)
class Perceptron:
    """For F features and H hidden units: `mean` and `scale` F, `hidden` F×H, `hidden_bias` and `output` H, `bias` 1."""

    mean: Floats
    scale: Floats
    hidden: Floats
    hidden_bias: Floats
    output: Floats
    bias: Floats

    def logits(self, features: Floats) -> Floats:
        """The logarithm of the odds of yes, N, for N×F features."""
        inner = ((features - self.mean) / self.scale) @ self.hidden
        inner += self.hidden_bias
        np.maximum(inner, 0, out=inner)
        return np.asarray(inner @ self.output + self.bias, dtype=np.float32)

    def probabilities(self, features: Floats) -> Floats:
        """The probability of yes."""
        return np.exp(-np.logaddexp(np.float32(0), -self.logits(features)))
