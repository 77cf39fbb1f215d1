"""Networks to write: each layer's examples, and one of many layers."""

import numpy as np

from cnnviz.files.onnx.writers import WRITERS
from cnnviz.networks.graph import Network, Node
from cnnviz.ops import (
    GELU,
    Add,
    AveragePool,
    BatchNorm,
    BlurPool,
    Concat,
    Conv,
    ConvTranspose,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    LeakyReLU,
    LocalResponseNorm,
    MaxPool,
    Multiply,
    RoIMaxPool,
    Sigmoid,
    Softmax,
)

BOXES = {"boxes": np.array([[0, 0, 0, 3, 3], [0, 1, 1, 4, 2]], np.float32)}
LIKE = {RoIMaxPool: BOXES}


def writable(layer):
    """What ONNX has no operator for, or ONNX Runtime does not run."""
    training, size, p = (getattr(layer, name, 1) for name in ("training", "size", "p"))
    return training is not True and size % 2 == 1 and p == int(p)


def examples():
    """Network, parameters and inputs for each example of each layer that can be written."""
    for kind in WRITERS:
        for number, example in enumerate(kind.examples):
            layer = kind(**example.settings)
            if writable(layer):
                yield f"{kind.__name__}-{number}", *_one(layer, example)


def _one(layer, example):
    generator = np.random.default_rng(0)
    several = isinstance(example.x_shape[0], tuple)
    shapes = example.x_shape if several else (example.x_shape,)
    inputs = tuple(f"x{number}" for number in range(len(shapes)))
    network = Network(inputs, (Node("y", layer, inputs),), ("y",))
    own = layer.parameter_shapes(example.x_shape, example.out_channels)
    params = {name: generator.uniform(0.5, 1.5, shape) for name, shape in own.items()}
    params = LIKE.get(type(layer), {name: v.astype("f4") for name, v in params.items()})
    given = [generator.standard_normal(shape).astype("f4") for shape in shapes]
    if example.positive:
        given = [np.abs(x) + np.float32(0.1) for x in given]
    return network, {"y": params} if params else {}, dict(zip(inputs, given, strict=True))


def branched():
    """Many layers, two inputs and two outputs."""
    nodes = (
        Node("stem", Conv(3, padding="same_lower", padding_mode="reflect"), ("x",), 4),
        Node("norm", BatchNorm(), ("stem",)),
        Node("bend", LeakyReLU(0.25), ("norm",)),
        Node("left", Conv((2, 3), stride=2, padding="same", groups=2), ("bend",), 4),
        Node("middle", MaxPool(3, 2, 1), ("bend",)),
        Node("right", AveragePool(2, ceil_mode=True), ("bend",)),
        Node("blur", BlurPool(), ("bend",)),
        Node("sum", Add(), ("left", "middle", "right", "blur")),
        Node("gate", Sigmoid(), ("sum",)),
        Node("gated", Multiply(), ("sum", "gate")),
        Node("more", LocalResponseNorm(3), ("gated",)),
        Node("both", Concat(), ("more", "z")),
        Node("up", ConvTranspose(3, 2, 1, output_padding=1), ("both",), 3),
        Node("soft", GELU(), ("up",)),
        Node("drop", Dropout(), ("soft",)),
        Node("mean", GlobalAveragePool(), ("drop",)),
        Node("flat", Flatten(), ("mean",)),
        Node("score", Dense(), ("flat",), 5),
        Node("y", Softmax(), ("score",)),
    )
    network = Network(("x", "z"), nodes, ("y", "gated"))
    shapes = {"x": (2, 3, 8, 10), "z": (2, 1, 4, 5)}
    generator = np.random.default_rng(0)
    given = {name: generator.standard_normal(s).astype("f4") for name, s in shapes.items()}
    return network, network.initial(shapes), given
