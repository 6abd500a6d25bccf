"""Fitting a small network to answers that are known, with Adam (Kingma and Ba, 2015)."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from services.checker.typos.network import Floats
from services.checker.typos.perceptron import Perceptron

_BATCH = 2048
_WARM_STEPS = 50
_DECAY = 1e-5


class Adam:
    """Changes arrays in place, by their gradients of the same order."""

    def __init__(self, arrays: list[Floats], memory: tuple[float, float] = (0.9, 0.99)) -> None:
        self._arrays, (self._first, self._second) = arrays, memory
        self._means = [np.zeros_like(array) for array in arrays]
        self._squares = [np.zeros_like(array) for array in arrays]
        self._step = 0

    def step(self, gradients: list[Floats], rate: float) -> None:
        self._step += 1
        scale = rate * np.sqrt(1 - self._second**self._step) / (1 - self._first**self._step)
        for array, mean, square, gradient in zip(self._arrays, self._means, self._squares, gradients, strict=True):
            mean *= np.float32(self._first)
            mean += np.float32(1 - self._first) * gradient
            square *= np.float32(self._second)
            square += np.float32(1 - self._second) * (gradient * gradient)
            array -= np.float32(scale) * (mean / (np.sqrt(square) + np.float32(1e-8)))


@dataclass
class Examples:
    """N×F features, N answers and how much each counts."""

    features: list[Floats] = field(default_factory=list)
    answers: list[npt.NDArray[np.bool_]] = field(default_factory=list)
    weights: list[Floats] = field(default_factory=list)

    def add(self, features: Floats, answers: npt.NDArray[np.bool_], weight: float = 1.0) -> None:
        self.features.append(features)
        self.answers.append(answers)
        self.weights.append(np.full(len(answers), weight, dtype=np.float32))

    def joined(self) -> tuple[Floats, Floats, Floats]:
        return (
            np.concatenate(self.features),
            np.concatenate(self.answers).astype(np.float32),
            np.concatenate(self.weights),
        )


def fit(examples: Examples, *, units: int, rounds: int, rate: float = 3e-3, seed: int = 0) -> Perceptron:
    """The network that answers best, by cross entropy."""
    features, answers, weights = examples.joined()
    random = np.random.default_rng(seed)
    mean, scale = features.mean(axis=0), features.std(axis=0) + np.float32(1e-3)
    model = Perceptron(
        mean,
        scale,
        (random.standard_normal((features.shape[1], units)) * np.sqrt(2 / features.shape[1])).astype(np.float32),
        np.zeros(units, dtype=np.float32),
        (random.standard_normal(units) * np.sqrt(2 / units)).astype(np.float32),
        np.zeros(1, dtype=np.float32),
    )
    adam = Adam([model.hidden, model.hidden_bias, model.output, model.bias])
    batches = -(-len(answers) // _BATCH)
    total = rounds * batches
    for step in range(total):
        if step % batches == 0:
            order = random.permutation(len(answers))
        rows = order[step % batches * _BATCH : (step % batches + 1) * _BATCH]
        now = rate * min(1, (step + 1) / _WARM_STEPS) * (1 - step / total)
        adam.step(_gradients(model, features[rows], answers[rows], weights[rows]), now)
    return model


def _gradients(model: Perceptron, features: Floats, answers: Floats, weights: Floats) -> list[Floats]:
    """In the order hidden, hidden bias, output, bias."""
    entry = (features - model.mean) / model.scale
    inner = np.maximum(entry @ model.hidden + model.hidden_bias, 0)
    error = (1 / (1 + np.exp(-(inner @ model.output + model.bias))) - answers) * weights / len(answers)
    back = np.outer(error, model.output) * (inner > 0)
    decay = np.float32(_DECAY)
    return [
        entry.T @ back + decay * model.hidden,
        back.sum(axis=0),
        inner.T @ error + decay * model.output,
        error.sum(keepdims=True),
    ]
