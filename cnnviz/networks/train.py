"""Training: a generator of frozen steps, so that whoever watches decides when to stop."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from math import isfinite
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.geometry import at_least
from cnnviz.networks.graph import Network, Params
from cnnviz.networks.optimisers import Optimiser, State
from cnnviz.networks.run import Activations, Loss, forward, only_output, there_and_back
from cnnviz.ops.layer import Array, Layer

NO_EXAMPLES: NDArray[np.int64] = np.empty(0, np.int64)
NO_EXAMPLES.setflags(write=False)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step of training.

    ``loss``, ``accuracy`` (None where there are no classes) and ``gradient_norms`` (by node and
    parameter) are those of the mini-batch before the step; ``params`` and ``state`` are what came
    of it. ``epoch`` counts from 0, and ``examples`` are the places of the mini-batch in the data.
    """

    loss: float
    accuracy: float | None
    gradient_norms: Mapping[str, Mapping[str, float]]
    params: Params
    state: State
    epoch: int = 0
    examples: NDArray[np.int64] = NO_EXAMPLES

    @property
    def diverged(self) -> bool:
        """Whether the loss or a gradient is infinite or no number; then no step was taken."""
        return not _finite(self.loss, self.gradient_norms)


@dataclass(frozen=True, slots=True)
class Score:
    """How well a network does on data; ``accuracy`` is None where there are no classes."""

    loss: float
    accuracy: float | None


def train(
    network: Network,
    params: Params,
    data: tuple[Any, Any],
    loss: Loss,
    optimiser: Optimiser,
    batch_size: int = 32,
    epochs: int = 1,
    seed: int = 0,
    state: State | None = None,
) -> Iterator[Step]:
    """Train on mini-batches; each step is computed when it is asked for.

    Every epoch goes once through the data in an order of its own, drawn from the seed and the
    epoch's number; a last, smaller batch is used too. A step that diverged is the last.

    Parameters
    ----------
    data : (inputs, targets), an array each with one entry for each example
        A network with several inputs takes a mapping from name to array.
    state : what the optimiser remembers of earlier training

    Raises
    ------
    ValueError
        When inputs and targets are not equally many, or there are none.
    """
    inputs = {name: np.asarray(value) for name, value in network.named(data[0]).items()}
    targets = np.asarray(data[1])
    sizes = {len(array) for array in (*inputs.values(), targets)}
    if len(sizes) != 1 or sizes == {0}:
        raise ValueError(
            f"Training needs as many targets as inputs, and at least one: these are {sizes}."
        )
    at_least("batch size", batch_size, 1)
    at_least("number of epochs", epochs, 1)

    def steps() -> Iterator[Step]:
        now, remembered = params, state
        for epoch, examples in _batches(len(targets), batch_size, epochs, seed):
            batch = {name: array[examples] for name, array in inputs.items()}
            done = step(
                network, now, batch, loss, targets[examples], optimiser, remembered, seed=seed
            )
            yield replace(done, epoch=epoch, examples=examples)
            if done.diverged:
                return
            now, remembered = done.params, done.state

    return steps()


def step(
    network: Network,
    params: Params,
    inputs: Any,
    loss: Loss,
    target: Any,
    optimiser: Optimiser,
    state: State | None = None,
    seed: int = 0,
) -> Step:
    """One step on one mini-batch, with dropout and batch statistics in their training mode."""
    before = state or State()
    network = in_training(network, (seed, before.steps))
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite says so in the record
        result = there_and_back(network, params, inputs, loss, target)
        grads = result.gradients.params
        norms = {
            node: MappingProxyType({name: float(np.sqrt(np.vdot(g, g))) for name, g in own.items()})
            for node, own in grads.items()
        }
        after, following = params, before
        if _finite(result.loss, norms):
            moved, following = optimiser.step(params, grads, before)
            after = _with_running_statistics(network, moved, result.activations)
    z = result.activations.values[only_output(network)]
    accuracy = _accuracy(z, np.asarray(target), loss)
    return Step(result.loss, accuracy, MappingProxyType(norms), after, following)


def score(
    network: Network, params: Params, data: tuple[Any, Any], loss: Loss, batch_size: int = 256
) -> Score:
    """Loss and accuracy on data, with the network as it is; nothing is learnt."""
    inputs, targets = network.named(data[0]), np.asarray(data[1])
    output = only_output(network)
    parts = []
    for start in range(0, len(targets), batch_size):
        batch = {name: x[start : start + batch_size] for name, x in inputs.items()}
        parts.append(forward(network, params, batch).values[output])
    z = np.concatenate(parts)
    return Score(float(loss.value(z, targets)), _accuracy(z, targets, loss))


def in_training(network: Network, seed: tuple[int, ...]) -> Network:
    """The network with every layer that has a training mode in it.

    Each layer that draws at random gets a seed of its own, made from ``seed`` and its place.
    """
    nodes = tuple(
        replace(node, layer=_in_training(node.layer, (*seed, place)))
        for place, node in enumerate(network.nodes)
    )
    return network if nodes == network.nodes else replace(network, nodes=nodes)


def _in_training(layer: Layer, seed: tuple[int, ...]) -> Layer:
    settings: dict[str, Any] = {}
    names = {field.name for field in fields(layer)}
    if "training" in names:
        settings["training"] = True
        if "seed" in names:
            settings["seed"] = int(np.random.SeedSequence(seed).generate_state(1)[0])
    return replace(layer, **settings) if settings else layer


def _with_running_statistics(network: Network, params: Params, activations: Activations) -> Params:
    raise NotImplementedError


def _batches(n: int, size: int, epochs: int, seed: int) -> Iterator[tuple[int, NDArray[np.int64]]]:
    for epoch in range(epochs):
        order = np.random.default_rng([seed, epoch]).permutation(n)
        order.setflags(write=False)
        for start in range(0, n, size):
            yield epoch, order[start : start + size]


def _accuracy(z: Array, target: NDArray[Any], loss: Loss) -> float | None:
    raise NotImplementedError


def _finite(loss: float, norms: Mapping[str, Mapping[str, float]]) -> bool:
    return isfinite(loss) and all(isfinite(v) for own in norms.values() for v in own.values())
