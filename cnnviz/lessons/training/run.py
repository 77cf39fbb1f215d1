"""A run of training: from settings and data to one moment after the other, the same each time.

`moments` runs in a process of the pool with one BLAS thread, so that sums are always added up in
the same order: the same settings give the same numbers, bit for bit, also where a run goes on from
a `Point` that another process left.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import ceil, log, prod
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.lessons.training.data import Data
from cnnviz.lessons.training.flaws import EveryMaximum, PlaceBias
from cnnviz.lessons.training.settings import Training
from cnnviz.networks import run as networks
from cnnviz.networks.graph import Network, Params, sequential
from cnnviz.networks.optimisers import OPTIMISERS, Optimiser, State
from cnnviz.networks.train import order, stepped
from cnnviz.ops import (
    ACTIVATIONS,
    AveragePool,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    MaxPool,
    Softmax,
    SoftmaxCrossEntropy,
)
from cnnviz.ops.layer import Array

LOSS = SoftmaxCrossEntropy()
KERNELS, MAPS = "kernels", "maps"  # names of nodes: the first convolution, and its activation
PLACES, POOL, SCORES = "places", "pool", "scores"  # biases of places, pooling, the answer
LARGE = 16  # px of a picture from which four by four numbers are pooled
MOST_MOMENTS, MOST_BYTES = 900, 72_000_000  # of one run, and of all its parameters
UNTIED = "With a bias for each place this is no layer of convolution, and stays here."
PATIENCE = 3  # batches in a row


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """From where a run goes on: so many steps, the numbers after them, what the optimiser knows.

    ``high`` counts the last batches in a row whose loss was too high.
    """

    steps: int
    params: Params
    state: State = field(default_factory=State)
    high: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """Loss, how many pictures are told right, the answer to each and the share of its truth."""

    loss: float
    right: int
    answers: npt.NDArray[np.uint8]
    shares: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """The network after so many steps.

    ``gradients`` and ``batch_loss`` are those of the batch that makes the next step; ``seen`` is
    how well it does on the first training pictures, at most as many as there are ``test`` pictures.
    ``stopped`` says that the run ends here because the loss grows without end.
    """

    point: Point
    gradients: Params
    batch_loss: float
    seen: Score
    test: Score
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """How long a run is, in steps: an epoch, all of it, and from one moment to the next."""

    epoch: int
    total: int
    every: int

    def count(self) -> int:
        """How many moments the whole run has."""
        return ceil(self.total / self.every) + 1


def plan(settings: Training, data: Data) -> Plan:
    """How long the run of these settings is; a large network has fewer moments."""
    epoch = ceil(len(data.y) / settings.batch)
    total = epoch * settings.epochs
    shapes = network(settings, data).parameter_shapes((1, *data.x.shape[1:]))
    size = 4 * sum(prod(shape) for own in shapes.values() for shape in own.values())
    return Plan(epoch, total, ceil(total / min(MOST_MOMENTS, MOST_BYTES // size)))


def effort(settings: Training, data: Data) -> int:
    """About how many products the moment before the first step takes: a step, and what is told."""
    net = network(settings, data)
    own = net.parameter_shapes((1, *data.x.shape[1:]))
    shapes = net.shapes((1, *data.x.shape[1:]))
    each = sum(
        node.layer.multiply_adds(node.read(shapes), own.get(node.name, {})) for node in net.nodes
    )
    return each * (3 * settings.batch + 2 * len(data.test_y))


def block(data: Data) -> int:
    """How many numbers a side are pooled into one."""
    return 4 if data.side > LARGE else 2


def network(settings: Training, data: Data) -> Network:
    """Kernels, activation, the largest or the mean of each block, and one score a class.

    Raises
    ------
    ValueError
        Where the layers do not fit.
    """
    layers: list[Any] = [(KERNELS, Conv(settings.size, padding="same"), settings.kernels)]
    if settings.bias == "untied":
        layers.append((PLACES, PlaceBias()))
    if settings.norm:
        layers.append(("norm", BatchNorm()))
    layers += [(MAPS, ACTIVATIONS[settings.after])]
    for place in range(2, settings.depth + 1):
        conv = Conv(settings.size, padding="same")
        layers += [(f"{KERNELS}{place}", conv, settings.kernels), ACTIVATIONS[settings.after]]
    largest = EveryMaximum if settings.ties == "all" else MaxPool
    pool = AveragePool if settings.pool == "mean" else largest
    layers += [(POOL, pool(block(data))), Flatten()]
    if settings.dropout:
        layers.append(Dropout(settings.dropout / 100))
    return sequential(*layers, (SCORES, Dense(), len(data.names)))


def right_network(settings: Training, data: Data) -> Network:
    """The same for its answers alone, for those who go on with it: the gradient is the right one.

    Raises
    ------
    ValueError
        Where it has a bias for each place.
    """
    if settings.bias == "untied":
        raise ValueError(UNTIED)
    return network(replace(settings, ties="first"), data)


def optimiser(settings: Training) -> Optimiser:
    """The rule by which numbers move."""
    made: Any = OPTIMISERS[settings.optimiser]
    return made(learning_rate=settings.rate)  # type: ignore[no-any-return]


def start(settings: Training, data: Data) -> Point:
    """Where the run begins."""
    scheme = settings.start if settings.start in ("glorot", "he") else "glorot"
    shape = (1, *data.x.shape[1:])
    params = network(settings, data).initial(shape, settings.seed, scheme)
    if settings.start != scheme:
        level = np.float32(0.1 if settings.start == "tenths" else 0)
        for own in params.values():
            if own.get("weight", level).ndim > 1:
                own["weight"] = np.full_like(own["weight"], level)
    if settings.bias == "untied":
        params[KERNELS] = {"weight": params[KERNELS]["weight"]}
        params[PLACES] = {"bias": np.zeros_like(params[PLACES]["bias"])}
    return Point(0, params)


def moments(
    settings: Training, data: Data, begin: Point | None = None, last: int | None = None
) -> Iterator[Moment]:
    """The moments of a run from a point on, that one included, up to so many steps.

    Where the loss is no number, or that of three batches in a row is above twice that of guessing,
    the run ends.
    """
    net, rule, whole = network(settings, data), optimiser(settings), plan(settings, data)
    end = whole.total if last is None else min(last, whole.total)
    here, bound = begin or start(settings, data), 2 * log(len(data.names))
    while True:
        x, y = batch(settings, data, here.steps)
        done, held = stepped(net, here.params, x, LOSS, y, rule, here.state, settings.seed)
        high = here.high + 1 if not done.loss <= bound else 0
        stopped = done.diverged or high >= PATIENCE
        if here.steps % whole.every == 0 or here.steps >= end or stopped:
            gradients = {node: dict(own) for node, own in held.gradients.params.items()}
            yield _moment(net, data, here, gradients, done.loss, stopped=stopped)
        if here.steps >= end or stopped:
            return
        # Plain dicts: they go from one process to another.
        state = replace(done.state, memory={k: dict(own) for k, own in done.state.memory.items()})
        here = Point(here.steps + 1, done.params, state, high)


def batch(settings: Training, data: Data, step: int) -> tuple[Array, Array]:
    """Pictures and classes that make a step, counted from 0, moved by chance if so set."""
    epoch, place = divmod(step, ceil(len(data.y) / settings.batch))
    first = place * settings.batch
    examples = order(len(data.y), settings.seed, epoch)[first : first + settings.batch]
    x = data.x[examples]
    if settings.shift:
        x = moved(x, settings.shift, np.random.default_rng([29, settings.seed, step]))
    x.setflags(write=False)
    return x, data.y[examples]


def moved(x: Array, most: int, rng: np.random.Generator) -> Array:
    """Pictures (N, 1, H, W), each up to ``most`` pixels down and right or up and left."""
    height, width = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (most, most), (most, most)))
    down, right = rng.integers(2 * most + 1, size=(2, len(x)))
    rows = (down[:, None] + np.arange(height))[:, :, None]
    columns = (right[:, None] + np.arange(width))[:, None, :]
    found: Array = padded[np.arange(len(x))[:, None, None], 0, rows, columns][:, None]
    return found


def _moment(
    net: Network, data: Data, here: Point, gradients: Params, loss: float, *, stopped: bool
) -> Moment:
    count = len(data.test_y)
    with np.errstate(all="ignore"):  # what is not finite says so in the record
        seen = score(net, here.params, data.x[:count], data.y[:count])
        test = score(net, here.params, data.test_x, data.test_y)
    return Moment(here, gradients, loss, seen, test, stopped=stopped)


def score(net: Network, params: Params, x: Array, y: Array) -> Score:
    """How well a network does on pictures."""
    (z,) = networks.answer(net, params, x).values()
    answers, shares = z.argmax(axis=1), Softmax().forward(z)
    right = int((answers == y).sum()) if np.isfinite(z).all() else 0
    own = shares[np.arange(len(y)), y].astype(np.float32)
    return Score(LOSS.value(z, y), right, answers.astype(np.uint8), own)
