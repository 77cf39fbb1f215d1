"""LRP-ε: the score handed back from layer to layer, each input taking its share of every sum.

Bach et al., "On pixel-wise explanations for non-linear classifier decisions by layer-wise relevance
propagation", PLoS ONE 2015, equation 58. A sum z = Σ w x + b hands w x / (z ± ε) of its relevance
to x; the share of the bias stays where it is. Activations hand on all that they get, and a maximum
gives all to the number that won. Where a sigmoid gates a number, the number gets all (Arras,
Montavon, Müller and Samek, "Explaining recurrent neural network predictions in sentiment analysis",
WASSA 2017, section 3.2).
"""

from typing import Any

import numpy as np

from cnnviz.analysis.attribution.asked import Asked
from cnnviz.analysis.attribution.ends import depending
from cnnviz.networks.graph import Network, Node
from cnnviz.ops import (
    Add,
    AveragePool,
    BatchNorm,
    BlurPool,
    Concat,
    Conv,
    ConvTranspose,
    Dense,
    Divide,
    Dropout,
    Flatten,
    Gemm,
    GlobalAveragePool,
    GlobalMaxPool,
    HardSigmoid,
    MatMul,
    Maximum,
    MaxPool,
    Minimum,
    Multiply,
    Pad,
    PReLU,
    ReduceMax,
    ReduceMean,
    ReduceMin,
    ReduceSum,
    Resize,
    Sigmoid,
    Subtract,
)
from cnnviz.ops.activation import Activation
from cnnviz.ops.layer import NOTHING, Array, Layer
from cnnviz.ops.merging import summed_to
from cnnviz.ops.quantising import Cast
from cnnviz.ops.shaping import Shaping

SUMS: tuple[type[Layer], ...] = (
    Add,
    AveragePool,
    BatchNorm,
    BlurPool,
    Conv,
    ConvTranspose,
    Dense,
    Gemm,
    GlobalAveragePool,
    ReduceMean,
    ReduceSum,
    Resize,
    Subtract,
)
# The way back of these is that of the gradient: they choose numbers and move them.
MOVES: tuple[type[Layer], ...] = (
    Concat,
    Flatten,
    GlobalMaxPool,
    Maximum,
    MaxPool,
    Minimum,
    Pad,
    ReduceMax,
    ReduceMin,
    Shaping,
)
GATES: tuple[type[Layer], ...] = (HardSigmoid, Sigmoid)
ONE_BY_ONE: tuple[type[Layer], ...] = (Activation, Cast, Dropout, PReLU)


def relevance(asked: Asked, epsilon: float = 1e-6) -> dict[str, Array]:
    """The relevance of every value of the network, by name; it begins as the score at its class.

    That of the picture is `Asked.on_the_picture` of these; the sums of biases took the rest.

    Raises
    ------
    ValueError
        For a layer that has no rule, by name.
    """
    values = asked.activations.values
    output = asked.network.outputs[0]
    found: dict[str, Array] = {output: asked.direction * values[output]}
    moving = depending(asked.network)
    for node in reversed([node for node in asked.network.nodes if node.name in moving]):
        parts = _handed_back(asked, node, found[node.name], epsilon)
        for name, part in zip(node.inputs, parts, strict=True):
            found[name] = found[name] + part if name in found else part
    return found


def _handed_back(asked: Asked, node: Node, got: Array, epsilon: float) -> tuple[Array, ...]:
    """What each input of a node gets."""
    xs, own = node.read(asked.activations.values), asked.params.get(node.name, NOTHING)
    if isinstance(node.layer, ONE_BY_ONE):
        return (got,)
    if isinstance(node.layer, MOVES):
        return _several(node.layer.input_gradient(got, xs, own))
    if (gate := _gate(asked.network, node)) is not None:
        read = zip(node.inputs, xs, strict=True)
        return tuple(np.zeros_like(x) if n == gate else summed_to(got, x.shape) for n, x in read)
    if not _is_sum(node, depending(asked.network)):
        raise ValueError(
            f'LRP has no rule for "{node.name}" ({node.layer.title}): it knows sums, maxima and '
            "activations."
        )
    z = asked.activations.values[node.name]
    shares = got / (z + np.where(z < 0, -epsilon, epsilon).astype(z.dtype))
    slopes = _several(node.layer.input_gradient(shares, xs, own))
    return tuple(x * slope for x, slope in zip(_several(xs), slopes, strict=True))


def _is_sum(node: Node, moving: frozenset[str]) -> bool:
    """Whether a node only adds numbers up; a product does with one factor that sees the picture."""
    factors = tuple(name for name in node.inputs if name in moving)
    if isinstance(node.layer, Divide):
        return factors == node.inputs[:1]
    if isinstance(node.layer, Multiply | MatMul):
        return len(factors) == 1
    return isinstance(node.layer, SUMS)


def _gate(network: Network, node: Node) -> str | None:
    """The factor that is a sigmoid, of a product with one that is not."""
    layers = {each.name: each.layer for each in network.nodes}
    gates = [name for name in node.inputs if isinstance(layers.get(name), GATES)]
    fits = isinstance(node.layer, Multiply) and len(node.inputs) == 2 and len(gates) == 1
    return gates[0] if fits else None


def _several(x: Any) -> tuple[Array, ...]:
    return x if isinstance(x, tuple) else (x,)
