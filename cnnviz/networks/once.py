"""A network run once with random weights, each drawn when its layer's turn comes, then let go.

A network of 140 million weights so needs the memory of its largest maps and of one block of
weights, not that of all.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from math import sqrt
from typing import Any

import numpy as np

from cnnviz.networks.graph import Network, Node
from cnnviz.networks.initialise import fans
from cnnviz.ops import Dense
from cnnviz.ops.layer import NOTHING, Array, Shape

BLOCK = 4_000_000  # weights of a dense layer that are drawn at once


def walk(network: Network, x: Array, seed: int = 0) -> Iterator[tuple[Node, Array]]:
    """Each node with its output, as soon as it is there, for one input ``x`` in float32.

    Weights are drawn as He et al. ("Delving deep into rectifiers", ICCV 2015, section 2.2), each
    node's from a stream of its own, made from the seed and its name; biases are 0, and norms leave
    what they get as it is. A value is let go once its last reader has run.

    Raises
    ------
    ValueError
        When a layer does not fit; the message begins with the node's name.
    """
    shapes = network.parameter_shapes(x.shape)
    values: dict[str, Any] = {network.inputs[0]: x}
    readers = Counter(name for node in network.nodes for name in node.inputs)
    for node in network.nodes:
        read = node.read(values)
        y = _output(node, read, shapes.get(node.name, NOTHING), seed)
        values[node.name] = y
        for name in node.inputs:
            readers[name] -= 1
            if not readers[name]:
                del values[name]
        yield node, y


def _output(node: Node, x: Any, shapes: Mapping[str, Shape], seed: int) -> Array:
    if isinstance(node.layer, Dense):
        return _in_blocks(node, x, shapes, seed)
    return node.layer.forward(x, params(node, shapes, seed))


def params(node: Node, shapes: Mapping[str, Shape], seed: int = 0) -> dict[str, Array]:
    """The parameters that a node is given, float32."""
    own: dict[str, Array] = {}
    for name, shape in shapes.items():
        if name == "weight" and len(shape) > 1:
            own[name] = drawn(node, shape, seed)
        else:
            own[name] = np.full(shape, name in ("weight", "running_var"), np.float32)
    return own


def _in_blocks(node: Node, x: Array, shapes: Mapping[str, Shape], seed: int) -> Array:
    """A dense layer, some of its outputs at a time."""
    outputs, inputs = shapes["weight"]
    step = max(1, BLOCK // inputs)
    parts = []
    for start in range(0, outputs, step):
        shape = (min(step, outputs - start), inputs)
        weight = drawn(node, shape, seed, start)
        bias = np.zeros(shape[0], np.float32)
        parts.append(node.layer.forward(x, {"weight": weight, "bias": bias}))
    return np.concatenate(parts, axis=-1)


def drawn(node: Node, shape: Shape, seed: int, start: int = 0) -> Array:
    """Weights of a node from the output ``start`` on."""
    generator = np.random.default_rng([seed, start, *node.name.encode()])
    weight: Array = generator.standard_normal(shape, np.float32)
    weight *= np.float32(sqrt(2 / fans(node.layer, shape)[0]))
    return weight
