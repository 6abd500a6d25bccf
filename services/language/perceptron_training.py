"""Fitting a small network to answers that are known, with Adam (Kingma and Ba, 2015)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from services.checker.typos.network import Floats, Places
from services.checker.typos.perceptron import Perceptron

_BATCH = 2048
_WARM_STEPS = 50
_LEAST_STEPS = 500
_DECAY = 1e-5
_NOTHING = 1e-15
# Nearly all candidates are wrong, and obviously so.
_HARD, _EASY = 0.2, 0.1


class Adam:
    """Changes arrays in place, by their gradients in the same order."""

    def __init__(self, arrays: list[Floats], memory: tuple[float, float] = (0.9, 0.99)) -> None:
        self._arrays, (self._first, self._second) = arrays, memory
        self._means = [np.zeros_like(array) for array in arrays]
        self._squares = [np.zeros_like(array) for array in arrays]
        self._step = 0

    def step(self, gradients: list[Floats], rate: float) -> None:
        self._step += 1
        scale = rate * np.sqrt(1 - self._second**self._step) / (1 - self._first**self._step)
        for number, (array, gradient) in enumerate(zip(self._arrays, gradients, strict=True)):
            self._means[number] *= np.float32(self._first)
            self._means[number] += np.float32(1 - self._first) * gradient
            self._squares[number] *= np.float32(self._second)
            self._squares[number] += np.float32(1 - self._second) * (gradient * gradient)
            change = self._means[number] / (np.sqrt(self._squares[number]) + np.float32(1e-8))
            np.subtract(array, np.float32(scale) * change, out=array)


@dataclass
class Examples:
    """N×F features, N answers and how much each counts."""

    features: list[Floats] = field(default_factory=list)
    answers: list[npt.NDArray[np.bool_]] = field(default_factory=list)
    weights: list[Floats] = field(default_factory=list)

    def add(self, features: Floats, answers: npt.NDArray[np.bool_], weight: float | Floats = 1.0) -> None:
        """`weight` is one for all, or one for each."""
        self.features.append(features)
        self.answers.append(answers)
        self.weights.append(np.broadcast_to(np.asarray(weight, dtype=np.float32), len(answers)))

    def hard(self, scout: Perceptron, seed: int) -> "Examples":
        """Those that a first judge finds hard, and a tenth of the others, which then count tenfold."""
        random, kept = np.random.default_rng(seed), Examples()
        for features, answers, weights in zip(self.features, self.answers, self.weights, strict=True):
            logits = scout.logits(features)
            is_hard = answers | (logits > np.quantile(logits, 1 - _HARD))
            is_kept = is_hard | (random.random(len(answers)) < _EASY)
            kept.features.append(features[is_kept])
            kept.answers.append(answers[is_kept])
            kept.weights.append(np.where(is_hard, weights, weights / np.float32(_EASY))[is_kept])
        return kept

    def joined(self) -> tuple[Floats, Floats, Floats]:
        return (
            np.concatenate(self.features),
            np.concatenate(self.answers).astype(np.float32),
            np.concatenate(self.weights),
        )


def fit(examples: Examples, *, units: int, rounds: int, rate: float = 3e-3, seed: int = 0) -> Perceptron:
    """The network that answers best, by cross entropy. `rounds` of the examples, and more where there are few."""
    features, answers, weights = examples.joined()
    random = np.random.default_rng(seed)
    model = _fresh(features, units, random)
    adam = Adam([model.hidden, model.hidden_bias, model.output, model.bias])
    batches = -(-len(answers) // _BATCH)
    rounds = max(rounds, -(-_LEAST_STEPS // batches))
    total = rounds * batches
    for step, rows in enumerate(_batches(len(answers), rounds, random)):
        now = rate * min(1, (step + 1) / _WARM_STEPS) * (1 - step / total)
        adam.step(_gradients(model, features[rows], answers[rows], weights[rows]), now)
        _settle(model)
    return model


def mean(models: Sequence[Perceptron]) -> Perceptron:
    """One network whose logit is the mean of those of networks that have learnt from the same examples."""
    count = np.float32(len(models))
    return Perceptron(
        mean=models[0].mean,
        scale=models[0].scale,
        hidden=np.concatenate([model.hidden for model in models], axis=1),
        hidden_bias=np.concatenate([model.hidden_bias for model in models]),
        output=np.concatenate([model.output / count for model in models]),
        bias=np.mean([model.bias for model in models], axis=0, dtype=np.float32),
    )


def _settle(model: Perceptron) -> None:
    """The decay takes weights near the smallest number there is, and with these a processor is twenty times slower."""
    for weights in (model.hidden, model.output):
        weights[np.abs(weights) < _NOTHING] = 0


def _fresh(features: Floats, units: int, random: np.random.Generator) -> Perceptron:
    width = features.shape[1]
    return Perceptron(
        mean=features.mean(axis=0),
        scale=features.std(axis=0) + np.float32(1e-3),
        hidden=(random.standard_normal((width, units)) * np.sqrt(2 / width)).astype(np.float32),
        hidden_bias=np.zeros(units, dtype=np.float32),
        output=(random.standard_normal(units) * np.sqrt(2 / units)).astype(np.float32),
        bias=np.zeros(1, dtype=np.float32),
    )


def _batches(count: int, rounds: int, random: np.random.Generator) -> Iterator[Places]:
    """All rows in random order, `_BATCH` at a time, so many rounds."""
    for _ in range(rounds):
        order = random.permutation(count)
        for first in range(0, count, _BATCH):
            yield order[first : first + _BATCH]


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
