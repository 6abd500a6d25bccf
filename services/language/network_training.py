"""Training the context network: forwards is `ContextNetwork.layers`, backwards is here."""

from dataclasses import fields
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import Alphabet, Ids
from services.checker.typos.network import REACH, ContextNetwork, Floats, Places, contexts
from services.language.batches import Batch, Batches
from services.language.perceptron_training import Adam
from services.language.sampled_softmax import Sample, Sampler, contrast, summed
from services.language.stage import Stage, silent

_LEAST_RATE = 1e-5
_SMOOTH = 0.99
_AT_ONCE = 512


class Sizes(NamedTuple):
    """How many numbers a token has, a hidden layer, and a place."""

    embedding: int = 80
    hidden: int = 512
    state: int = 128


class Schedule(NamedTuple):
    """The rate rises over the `warm` first steps and falls evenly to the last."""

    steps: int
    rate: float = 1.5e-3
    warm: int = 300
    batch: int = 4096

    def at(self, step: int) -> float:
        return self.rate * min(1.0, (step + 1) / self.warm) * (1 - step / self.steps) + _LEAST_RATE


class NetworkTrainer:
    """Changes a network of its own, a copy of the given one; `counts[t]` is how often token t stands in text."""

    def __init__(
        self, start: ContextNetwork, counts: npt.NDArray[np.int64], *, seed: int = 0, negatives: int = 1024
    ) -> None:
        self.network = ContextNetwork(*(array.copy() for array in arrays(start)))
        self._sampler = Sampler(counts, negatives, seed)
        self._adam = Adam(arrays(self.network))

    def train(self, batches: Batches, schedule: Schedule, stage: Stage = silent) -> float:
        """The loss over the last steps."""
        tick = stage("训练上下文网络", schedule.steps)
        loss = np.nan
        for step in range(schedule.steps):
            now = self.step(batches.draw(schedule.batch), schedule.at(step))
            loss = now if np.isnan(loss) else _SMOOTH * loss + (1 - _SMOOTH) * now
            tick()
        return float(loss)

    def step(self, batch: Batch, rate: float) -> float:
        """The loss of this batch before the step."""
        loss, gradients = loss_and_gradients(self.network, batch, self._sampler.draw())
        self._adam.step(gradients, rate)
        return loss


def arrays(network: ContextNetwork) -> list[Floats]:
    return [getattr(network, field.name) for field in fields(network)]


def fresh_network(counts: npt.NDArray[np.int64], sizes: Sizes, seed: int) -> ContextNetwork:
    """Random numbers, and at the output how frequent each token is."""
    random = np.random.default_rng(seed)

    def drawn(rows: int, columns: int, scale: float) -> Floats:
        return (random.standard_normal((rows, columns)) * scale).astype(np.float32)

    wide, hidden = 2 * REACH * sizes.embedding, sizes.hidden
    return ContextNetwork(
        embedding=drawn(len(counts), sizes.embedding, 0.3),
        first=drawn(wide, hidden, np.sqrt(2 / wide)),
        first_bias=np.zeros(hidden, dtype=np.float32),
        second=drawn(hidden, hidden, 0.5 * np.sqrt(2 / hidden)),
        second_bias=np.zeros(hidden, dtype=np.float32),
        last=drawn(hidden, sizes.state, 0.5 * np.sqrt(2 / hidden)),
        output=drawn(len(counts), sizes.state, 0.05),
        output_bias=np.log(counts / counts.sum() + 1e-7).astype(np.float32),
    )


def loss_and_gradients(network: ContextNetwork, batch: Batch, sample: Sample) -> tuple[float, list[Floats]]:
    """The mean loss, and the gradients in the order of the network's fields."""
    layers = network.layers(batch.contexts)
    end = contrast(network, layers.state, batch.answers, sample)
    both: Floats = end.state @ network.last.T
    upper: Floats = both * (layers.upper > 0)
    lower: Floats = (both + upper @ network.second.T) * (layers.lower > 0)
    entry: Floats = (lower @ network.first.T).reshape(-1, network.embedding.shape[1])
    return end.loss, [
        summed(batch.contexts.ravel(), entry, len(network.embedding)),
        layers.entry.T @ lower,
        lower.sum(axis=0),
        layers.lower.T @ upper,
        upper.sum(axis=0),
        layers.both.T @ end.state,
        end.output,
        end.output_bias,
    ]


def quality(network: ContextNetwork, alphabet: Alphabet, ids: Ids, most: int = 20_000) -> tuple[float, float]:
    """The mean negative logarithm of the probability of the right token, and how often it is the likeliest."""
    places: Places = np.flatnonzero(alphabet.is_char(ids))[:most]
    losses, hits = list[Floats](), 0
    for first in range(0, len(places), _AT_ONCE):
        own = places[first : first + _AT_ONCE]
        likely, best = network.expect(contexts(ids, own), np.arange(len(own)), ids[own])
        losses.append(-likely)
        hits += int((likely >= best).sum())
    return float(np.concatenate(losses).mean()), hits / len(places)
