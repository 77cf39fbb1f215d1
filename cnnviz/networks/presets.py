"""Networks small enough to follow number by number, with the picture and weights to start from."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from cnnviz.networks.graph import sequential
from cnnviz.networks.preset import Draw, Preset, drawn, opposed
from cnnviz.ops import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, SquaredError
from cnnviz.ops.layer import Array, Layer

SEVEN = "0,1,2,2,1,0;0,1,1,2,2,0;0,0,0,2,1,0;0,0,1,2,1,0;0,1,2,1,0,0;0,1,2,0,0,0"


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


def strided() -> Preset:
    """A convolution that moves on by two: on the way back zeros stand between the gradients."""
    network = sequential(
        ("conv", Conv(3, stride=2, padding=1)),
        ("relu", ReLU()),
        ("flatten", Flatten()),
        ("dense", Dense(), 2),
    )
    params = {
        "conv": _weights(maps("1,0,-1;1,-1,2;1,-1,-1"), numbers("-1")),
        "dense": _weights(grid("-1,-1,1,2,1,1,0,0,0;2,1,0,0,-1,-1,1,2,0"), numbers("0,0")),
    }
    return Preset(
        "stride 2, padding 1",
        network,
        grid("0,1,2,2,0;0,0,1,2,0;0,0,2,1,0;0,1,2,0,0;0,2,1,0,0")[None],
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
    return Preset(title, network, x, params, draw=draw, random=True)


PRESETS: MappingProxyType[str, Callable[[], Preset]] = MappingProxyType(
    {
        make.__name__: make
        for make in (pooled, plain, two_blocks, line, vanishing, exploding, strided)
    }
)
