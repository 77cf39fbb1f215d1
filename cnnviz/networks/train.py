"""Training: a generator of frozen steps, so that whoever watches decides when to stop."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite, sqrt
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.geometry import at_least
from cnnviz.networks.graph import Network, Params
from cnnviz.networks.optimisers import Optimiser, State
from cnnviz.networks.run import (
    Activations,
    Pass,
    forward,
    loss_and_gradients,
    only_output,
    parameter_gradients,
)
from cnnviz.ops.layer import NOTHING, Array, Layer
from cnnviz.ops.loss import Loss, SoftmaxCrossEntropy
from cnnviz.ops.normalisation import BatchNorm


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step of training.

    ``loss``, ``accuracy`` (None where there are no classes) and ``gradient_norms`` (by node and
    parameter) are those of the mini-batch before the step; ``params`` and ``state`` are what came
    of it. ``epoch`` counts from 0; ``examples`` are the places of the mini-batch in the data, None
    where it was given by hand.
    """

    loss: float
    accuracy: float | None
    gradient_norms: Mapping[str, Mapping[str, float]]
    params: Params
    state: State
    epoch: int = 0
    examples: NDArray[np.int64] | None = None

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
    _equally_many(*inputs.values(), targets)
    at_least("batch size", batch_size, 1)
    at_least("number of epochs", epochs, 1)
    at_least("seed", seed, 0)

    def steps() -> Iterator[Step]:
        now, remembered = params, state
        for epoch, examples in _batches(len(targets), batch_size, epochs, seed):
            batch = {name: array[examples] for name, array in inputs.items()}
            for array in batch.values():
                array.setflags(write=False)  # so that nobody needs to copy it
            # Held until the next one is done: its memory is then used again at once, where memory
            # that went back to the system costs more to get than the arithmetic in it.
            done, held = stepped(
                network, now, batch, loss, targets[examples], optimiser, remembered, seed
            )
            yield replace(done, epoch=epoch, examples=examples)
            if done.diverged:
                return
            now, remembered = done.params, done.state
        del held

    return steps()


def _equally_many(*arrays: np.ndarray) -> None:
    lengths = [len(array) if array.ndim else 0 for array in arrays]
    if len(set(lengths)) > 1 or 0 in lengths:
        raise ValueError(
            "Training needs an array of targets as long as each array of inputs, and at least one "
            f"example; the lengths are {', '.join(map(str, lengths))}."
        )


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
    return stepped(network, params, inputs, loss, target, optimiser, state, seed)[0]


def stepped(
    network: Network,
    params: Params,
    inputs: Any,
    loss: Loss,
    target: Any,
    optimiser: Optimiser,
    state: State | None,
    seed: int,
) -> tuple[Step, Pass]:
    """The same, and the way to the loss and back that it was taken on."""
    before = state or State()
    network = in_training(network, (seed, before.steps))
    with np.errstate(all="ignore"):  # what is not finite says so in the record
        result = loss_and_gradients(network, params, inputs, loss, target, parameter_gradients)
        grads = result.gradients.params
        norms = {
            node: MappingProxyType({name: sqrt(np.vdot(g, g)) for name, g in own.items()})
            for node, own in grads.items()
        }
        after, following = params, before
        if _finite(result.loss, norms):
            moved, following = optimiser.step(params, grads, before)
            after = _with_running_statistics(network, moved, result.activations)
    z = result.activations.values[only_output(network)]
    accuracy = _accuracy(z, np.asarray(target), loss)
    return Step(result.loss, accuracy, MappingProxyType(norms), after, following), result


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
    return Score(loss.value(z, targets), _accuracy(z, targets, loss))


def in_training(network: Network, seed: tuple[int, ...]) -> Network:
    """The network with every layer that has a training mode in it.

    Each layer that draws at random gets a seed of its own, made from ``seed`` and its place.
    """
    if not any(hasattr(node.layer, "training") for node in network.nodes):
        return network
    nodes = tuple(
        replace(node, layer=_in_training(node.layer, (*seed, place)))
        for place, node in enumerate(network.nodes)
    )
    return replace(network, nodes=nodes)


def _in_training(layer: Any, seed: tuple[int, ...]) -> Layer:
    settings: dict[str, Any] = {}
    if hasattr(layer, "training"):
        settings["training"] = True
    if hasattr(layer, "seed"):
        settings["seed"] = int(np.random.SeedSequence(seed).generate_state(1)[0])
    trained: Layer = replace(layer, **settings) if settings else layer
    return trained


def _with_running_statistics(network: Network, params: Params, activations: Activations) -> Params:
    """The parameters, with the running statistics of every batch normalisation moved on."""
    after = dict(params)
    for node in network.nodes:
        if isinstance(node.layer, BatchNorm):
            x, own = node.read(activations.values), params.get(node.name, NOTHING)
            news = node.layer.running_statistics(x, own)
            for array in news.values():
                array.setflags(write=False)
            after[node.name] = {**own, **news}
    return after


def _batches(n: int, size: int, epochs: int, seed: int) -> Iterator[tuple[int, NDArray[np.int64]]]:
    for epoch in range(epochs):
        places = order(n, seed, epoch)
        for start in range(0, n, size):
            yield epoch, places[start : start + size]


def order(n: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """The order in which an epoch, counted from 0, goes through so many examples; read-only."""
    places = np.random.default_rng([seed, epoch]).permutation(n)
    places.setflags(write=False)
    return places


def _accuracy(z: Array, target: NDArray[Any], loss: Loss) -> float | None:
    """The share of examples whose largest score is that of their class, ignored ones left out."""
    if not isinstance(loss, SoftmaxCrossEntropy):
        return None
    classes = target.argmax(axis=1) if target.ndim == z.ndim else target
    counted = classes != loss.ignore_index
    return float((z.argmax(axis=1) == classes)[counted].mean()) if counted.any() else None


def _finite(loss: float, norms: Mapping[str, Mapping[str, float]]) -> bool:
    return isfinite(loss) and all(isfinite(v) for own in norms.values() for v in own.values())
