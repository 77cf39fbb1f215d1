"""A convolution's gradient as matrices: multiplied out, untied, and turned round.

The example of a convolution, ReLU, dense layer and squared loss on a line of numbers, in which
∂L/∂W is the product of ∂Z/∂W (k × n), ∂A/∂Z (n × n, diagonal) and ∂L/∂A (n × 1).
"""

from dataclasses import dataclass
from math import prod

import numpy as np

from cnnviz.analysis import rounding
from cnnviz.geometry import Indices
from cnnviz.lessons.backprop.chain import ChainTrace, Stage
from cnnviz.lessons.backprop.convolution_trace import ConvolutionBackward
from cnnviz.networks.graph import sequential
from cnnviz.ops import Conv, Dense, Flatten
from cnnviz.ops.activation import Activation
from cnnviz.ops.shaping import Reshape
from cnnviz.traces import Array

MOST_WEIGHTS = 1_000_000  # of the untied layer


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """The three factors of ∂L/∂W for a kernel of k weights and n outputs, and what they make.

    ``dz_dw`` (k, n), ``da_dz`` (n, n), ``dl_da`` (n,), ``product`` (k,) multiplied out, and
    ``engine`` (k,) the gradient that the engine gives.
    """

    dz_dw: Array
    da_dz: Array
    dl_da: Array
    product: Array
    engine: Array


@dataclass(frozen=True, slots=True, eq=False)
class Untied:
    """The gradients of the copies of shared weights, each used at one place only.

    ``copies`` (k, n) come from a network in which every place has weights of its own; ``total``
    (k,) is their sum over the places, ``shared`` (k,) the gradient of the shared weights.
    """

    copies: Array
    total: Array
    shared: Array


@dataclass(frozen=True, slots=True)
class Adjoint:
    """⟨W∗X, ∂Z⟩ = ⟨X, ∂X⟩: the input gradient is the convolution turned round."""

    outputs: float
    inputs: float


def applies_to(trace: ChainTrace) -> bool:
    """Whether `product` and `untied` apply: one map in, one kernel, an activation after it."""
    first, second = trace.stages[:2]
    one_kernel = isinstance(first.layer, Conv) and first.params["weight"].shape[:2] == (1, 1)
    return one_kernel and isinstance(second.layer, Activation) and len(trace.stages) > 2


def product(trace: ChainTrace) -> Product:
    """The chain rule of the first layer as three matrices.

    Raises
    ------
    ValueError
        When the chain does not begin with a convolution of one kernel on one map, and an
        activation.
    """
    first, back = _first(trace)
    second = trace.stages[1]
    assert isinstance(second.layer, Activation)
    taps = first.grads["weight"].size
    dz_dw = back.jacobian(0, 0, 0).reshape(taps, -1)
    da_dz = np.diag(second.layer.derivative(second.x).ravel())
    dl_da = second.dy.ravel()
    made = rounding.without_dust(
        dz_dw @ da_dz @ dl_da, np.abs(dz_dw) @ np.abs(da_dz) @ np.abs(dl_da)
    )
    return Product(dz_dw, da_dz, dl_da, made, first.grads["weight"].ravel())


def untied(trace: ChainTrace) -> Untied:
    """The first layer with weights of its own at every place, run and differentiated as such.

    It becomes a dense layer with one weight for each pair of output and input; the copy of a tap
    at an output is the weight on the input that it reads there. A copy that reads padding has a
    gradient of 0.

    Raises
    ------
    ValueError
        As `product`, or for a picture so large that it takes too many weights.
    """
    first, back = _first(trace)
    if first.x.size * first.y.size > MOST_WEIGHTS:
        raise ValueError(
            f"Weights of its own for every place would be {first.x.size * first.y.size:,}; "
            f"at most {MOST_WEIGHTS:,} are made: use a smaller picture."
        )
    matrix, places = _matrix(back)
    rest = [(node.name, node.layer) for node in trace.network.nodes if node.name != first.name]
    shape = first.y.shape
    layers = (("flat", Flatten()), ("untied", Dense()), ("unflat", Reshape((-1, *shape))))
    network = sequential(*layers, *rest)
    own = {"weight": matrix}
    if "bias" in first.params:
        own["bias"] = np.full(prod(shape), first.params["bias"][0])
    params = {name: value for name, value in trace.params.items() if name != first.name}
    run = rounding.run(network, {**params, "untied": own}, trace.x[None], trace.loss, trace.wanted)
    grads = run.gradients.params["untied"]["weight"]
    copies = np.where(places >= 0, np.take_along_axis(grads.T, places, 0), 0.0)
    total = rounding.without_dust(copies.sum(axis=1), np.abs(copies).sum(axis=1))
    return Untied(copies, total, first.grads["weight"].ravel())


def adjoint(stage: Stage) -> Adjoint:
    """Both sides of the identity for a convolution of the chain, the bias left out."""
    without_bias = {"weight": stage.params["weight"]}
    y = stage.layer.forward(stage.x[None], without_bias)[0]
    return Adjoint(rounding.dot(y, stage.dy), rounding.dot(stage.x, stage.dx))


def _first(trace: ChainTrace) -> tuple[Stage, ConvolutionBackward]:
    first = trace.stages[0]
    if not applies_to(trace) or not isinstance(first.back, ConvolutionBackward):
        raise ValueError("The chain must begin with one kernel on one map, and an activation.")
    return first, first.back


def _matrix(back: ConvolutionBackward) -> tuple[Array, Indices]:
    """The convolution as a matrix (outputs, inputs), and the input (k, n) behind tap and output.

    An input of -1 is padding.
    """
    places = _inputs_read(back)
    matrix = np.zeros((places.shape[1], back.x[0, 0].size))
    taps, outputs = np.nonzero(places >= 0)
    np.add.at(matrix, (outputs, places[taps, outputs]), back.weight[0, 0].ravel()[taps])
    return matrix, places


def _inputs_read(back: ConvolutionBackward) -> Indices:
    """For each tap and output (k, n) the flat index of the input that they meet at, or -1."""
    sizes = back.x.shape[2:]
    rows, columns = (
        window.input_indices(n, back.padding_mode)
        for window, n in zip(back.windows, sizes, strict=True)
    )
    row, column = (
        rows.T[:, None, :, None],  # taps down, taps across, outputs down, outputs across
        columns.T[None, :, None, :],
    )
    flat = np.where((row >= 0) & (column >= 0), row * sizes[1] + column, -1)
    return flat.reshape(rows.shape[1] * columns.shape[1], -1)
