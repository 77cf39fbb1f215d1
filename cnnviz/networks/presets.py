"""Networks small enough to follow number by number, with the picture and weights to start from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from cnnviz.networks.graph import Network, Params, sequential
from cnnviz.networks.run import forward
from cnnviz.ops import (
    Conv,
    Dense,
    Flatten,
    MaxPool,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    SquaredError,
)
from cnnviz.ops.layer import Array, Layer
from cnnviz.ops.loss import Loss

SEVEN = "0,1,2,2,1,0;0,1,1,2,2,0;0,0,0,2,1,0;0,0,1,2,1,0;0,1,2,1,0,0;0,1,2,0,0,0"
CLASSES = ("7", "1")

Draw = Callable[[tuple[int, ...]], Array]


def drawn(shape: tuple[int, ...], seed: int = 0) -> Array:
    """Weights (outputs, inputs) by chance, so small that the scores start close together.

    They have a spread of 1 / √(4 · inputs), half of LeCun's ("Efficient BackProp", 1998, section
    4.6), and are rounded to a power of two near half of that, so that all are short numbers.

    >>> drawn((2, 8)).tolist()[0]
    [0.0, 0.0, 0.125, 0.0, -0.125, 0.0625, 0.25, 0.1875]
    """
    spread = 1 / np.sqrt(4 * shape[1])
    unit = 2.0 ** np.round(np.log2(spread / 2))
    weights = np.random.default_rng(seed).standard_normal(shape) * spread
    rounded: Array = np.round(weights / unit) * unit + 0.0  # + 0.0 turns -0 into 0
    return rounded


def opposed(shape: tuple[int, ...]) -> Array:
    """Weights that speak against the first class and for all others, whatever comes in."""
    weights: Array = np.abs(drawn(shape))
    weights[0] = 0 - weights[0]  # not times -1, which would make -0 of 0
    return weights


@dataclass(frozen=True, slots=True, eq=False)
class Preset:
    """A network with everything it takes to run it once.

    ``x`` (C, H, W) is the picture, ``params`` the weights for a picture of that size, ``target`` a
    class or the wanted outputs, ``classes`` the names of the outputs; ``draw`` makes the dense
    weights (outputs, inputs) for a picture of another size.
    """

    title: str
    network: Network
    x: Array
    params: Params
    loss: Loss = field(default_factory=SoftmaxCrossEntropy)
    target: npt.NDArray[np.generic] = field(default_factory=lambda: np.array(0))
    classes: tuple[str, ...] = CLASSES
    draw: Draw = drawn

    def with_input(self, x: Array) -> "Preset":
        """The same network with another picture (C, H, W).

        What does not depend on the picture's size stays. A dense layer that needs more or fewer
        weights gets them by ``draw``. The target is the class that the network likes least: there
        is something to learn.

        Raises
        ------
        ValueError
            When the network can't read a picture of that size.
        """
        if np.array_equal(x, self.x):
            return self
        shapes = self.network.parameter_shapes((1, *x.shape))
        params = {
            name: {key: self._fitting(array, shapes[name][key]) for key, array in own.items()}
            for name, own in self.params.items()
        }
        read = replace(self, x=x, params=params)
        if len(self.classes) == 1:
            return read
        scores = forward(self.network, params, x[None]).values[self.network.outputs[0]]
        names = self.classes if x.shape == self.x.shape else ("class 0", "class 1")
        return replace(read, target=np.array(np.argmin(scores)), classes=names)

    def _fitting(self, array: Array, shape: tuple[int, ...]) -> Array:
        return array if array.shape == shape else self.draw(shape)


def grid(text: str) -> Array:
    """Rows split by ";", numbers by ",".

    >>> grid("1,2;3,4").tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    return np.array([[float(number) for number in row.split(",")] for row in text.split(";")])


def numbers(text: str) -> Array:
    """One row of numbers, split by ","."""
    return grid(text).reshape(-1)


def maps(*filters: str) -> Array:
    """Weights (F, C, H, W): a text for each filter, "|" between its channels."""
    return np.array([[grid(channel) for channel in text.split("|")] for text in filters])


def _weights(weight: Array, bias: Array) -> Mapping[str, Array]:
    return {"weight": weight, "bias": bias}


def pooled() -> Preset:
    """Convolution, ReLU, max pooling, dense: the whole lesson, and all of it whole numbers."""
    network = sequential(
        ("conv", Conv(3)),
        ("relu", ReLU()),
        ("pool", MaxPool(2)),
        ("flatten", Flatten()),
        ("dense", Dense(), 2),
    )
    params = {
        "conv": _weights(maps("1,-1,1;-1,1,-1;1,2,-1"), numbers("-2")),
        "dense": _weights(grid("1,2,-2,1;-1,-2,2,3"), numbers("1,-1")),
    }
    return Preset(
        "conv → ReLU → pool → dense",
        network,
        grid(SEVEN)[None],
        params,
    )


def plain() -> Preset:
    """Convolution, ReLU, dense: the shortest network with a convolution; both scores are 0."""
    network = sequential(
        ("conv", Conv(3)), ("relu", ReLU()), ("flatten", Flatten()), ("dense", Dense(), 2)
    )
    params = {
        "conv": _weights(maps("-1,1,0;0,1,-1;-1,1,0"), numbers("-1")),
        "dense": _weights(grid("1,0,-1,1;-1,1,0,1"), numbers("1,0")),
    }
    return Preset(
        "conv → ReLU → dense",
        network,
        grid("1,2,1,0;0,2,2,0;0,1,2,1;0,2,1,0")[None],
        params,
    )


def two_blocks() -> Preset:
    """Two blocks of convolution, ReLU and max pooling, then dense; both scores are 1."""
    network = sequential(
        ("conv1", Conv(3, padding=1), 2),
        ("relu1", ReLU()),
        ("pool1", MaxPool(2)),
        ("conv2", Conv(3, padding=1), 2),
        ("relu2", ReLU()),
        ("pool2", MaxPool(2)),
        ("flatten", Flatten()),
        ("dense", Dense(), 2),
    )
    params = {
        "conv1": _weights(maps("-1,0,1;0,1,0;1,0,-1", "0,1,0;-1,1,-1;0,1,0"), numbers("-2,-1")),
        "conv2": _weights(
            maps(
                "-1,1,1;0,0,0;1,-1,0|0,1,0;0,-1,1;-1,1,0",
                "-1,0,0;0,0,-1;1,-1,-1|1,0,1;0,0,1;0,0,1",
            ),
            numbers("-2,-1"),
        ),
        "dense": _weights(grid("0,1,1,1,0,1,-1,-2;1,1,2,1,0,-2,-2,-1"), numbers("0,-1")),
    }
    return Preset(
        "two blocks",
        network,
        np.pad(grid(SEVEN), 1)[None],
        params,
    )


def line() -> Preset:
    """The chapter's network on a line of numbers: padded convolution, ReLU, dense, squared loss.

    As in the chapter there are no biases.
    """
    network = sequential(
        ("conv", Conv((1, 3), padding=((0, 0), (1, 1)))),
        ("relu", ReLU()),
        ("flatten", Flatten()),
        ("dense", Dense(), 1),
    )
    params = {
        "conv": {"weight": maps("-1,2,1")},
        "dense": {"weight": grid("1,-1,2,1,1")},
    }
    return Preset(
        "1-D: conv → ReLU → dense",
        network,
        grid("1,2,0,-1,1")[None],
        params,
        SquaredError(),
        np.array([1.0]),
        ("output",),
    )


def vanishing() -> Preset:
    """Four sigmoids, each of which lets at most a quarter of the error back through."""
    kernel = maps("0,-0.5,0;0.5,0.5,0;0,0.5,0")
    return _deep("four sigmoids: vanishing", Sigmoid(), kernel, "-0.5", drawn)


def exploding() -> Preset:
    """Four convolutions with weights that are too large: each makes the error larger."""
    kernel = maps("1,2,-1;2,3,-2;1,-2,1")
    return _deep("large weights: exploding", ReLU(), kernel, "0", opposed)


def _deep(title: str, activation: Layer, kernel: Array, bias: str, draw: Draw) -> Preset:
    """Four convolutions with the same kernel, each with an activation, then dense."""
    steps = [
        step
        for n in range(1, 5)
        for step in ((f"conv{n}", Conv(3, padding=1)), (f"act{n}", activation))
    ]
    network = sequential(*steps, ("flatten", Flatten()), ("dense", Dense(), 2))
    convolutions = {f"conv{n}": _weights(kernel, numbers(bias)) for n in range(1, 5)}
    x = grid(SEVEN)[None]
    params = {**convolutions, "dense": _weights(draw((2, x.size)), numbers("0,0"))}
    return Preset(title, network, x, params, draw=draw)


PRESETS: MappingProxyType[str, Callable[[], Preset]] = MappingProxyType(
    {make.__name__: make for make in (pooled, plain, two_blocks, line, vanishing, exploding)}
)
