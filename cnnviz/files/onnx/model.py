"""A model from an ONNX file, ready to run."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.files.onnx.tensors import TensorType
from cnnviz.files.onnx.wrapping import depends_on_values
from cnnviz.networks.graph import Network, Params
from cnnviz.networks.run import forward
from cnnviz.ops.layer import NOTHING, Array, Shape

MAX_NUMBERS = 500_000_000  # in all activations together: 2 GB of float32
MAX_SECONDS = 20
ABSURD = 10**15  # larger numbers need not be told
# What half of a core does in a second: the networks of benchmarks/onnx_files.py do 41e9 and 0.87e9
# in one of a core that makes PRODUCTS; ConvNeXt, with its many GELUs, takes twice as long.
MULTIPLY_ADDS, NUMBERS = 2e10, 4e8
PRODUCTS = 57e9  # multiply-adds a second, of matrices of 512 rows and columns


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A network with its parameters.

    Attributes
    ----------
    network : every node is called after its output in the file
    params : {node: {name: array}}, read-only
    inputs, outputs : what goes in and comes out, by name
    opset : version of ONNX's operators that the file is written for
    """

    network: Network
    params: Params
    inputs: Mapping[str, TensorType]
    outputs: Mapping[str, TensorType]
    opset: int

    def run(self, inputs: Mapping[str, ArrayLike]) -> dict[str, Array]:
        """The outputs, by name and in the file's types.

        Parameters
        ----------
        inputs : an array for each input, by name
            It is converted to the file's type; the lengths of its axes may be other ones.

        Raises
        ------
        ValueError
            When an input is missing or of another kind, or the layers can't take its shape.
        """
        given = self.network.named(dict(inputs))
        arrays = {name: _typed(name, given[name], self.inputs[name].dtype) for name in given}
        check_size(self.network, self.params, {name: a.shape for name, a in arrays.items()})
        values = forward(self.network, self.params, arrays).values
        return {name: _cast(values[name], to.dtype) for name, to in self.outputs.items()}

    def input_shapes(self) -> dict[str, Shape] | None:
        """A shape for each input, or None where the file leaves more open than how many samples.

        That number is taken as 1.
        """
        shapes = {name: given.lengths(samples=1) for name, given in self.inputs.items()}
        known = {name: shape for name, shape in shapes.items() if shape is not None}
        return known if len(known) == len(shapes) else None


@dataclass(frozen=True, slots=True)
class Needs:
    """What running a network takes: numbers that are kept, and seconds of one core."""

    numbers: int
    seconds: float


def check_size(network: Network, params: Params, input_shapes: Mapping[str, Shape]) -> None:
    """Raise ValueError when the layers do not fit together, or need too much memory or time."""
    found = needs(network, params, input_shapes)
    if found.numbers > MAX_NUMBERS:
        raise ValueError(_too_much(f"at least {4e-9 * found.numbers:,.1f} GB of memory", "2 GB"))
    if found.seconds > MAX_SECONDS:
        raise ValueError(_too_much(f"about {found.seconds:,.0f} seconds", f"{MAX_SECONDS}"))


def needs(network: Network, params: Params, input_shapes: Mapping[str, Shape]) -> Needs:
    """What a run takes, as far as the shapes of the inputs tell.

    What follows a shape that only a run can tell is not looked at, and nothing after more numbers
    than are allowed.

    Raises
    ------
    ValueError
        When the layers do not fit together; the message begins with the node's name.
    """
    shapes: dict[str, Shape] = dict(input_shapes)
    total, work = sum(map(prod, shapes.values())), 0
    for node in network.nodes:
        if depends_on_values(node.layer) or any(name not in shapes for name in node.inputs):
            continue
        own = {name: np.shape(value) for name, value in params.get(node.name, NOTHING).items()}
        try:
            shapes[node.name] = node.layer.output_shape(node.read(shapes), own)
            work += node.layer.multiply_adds(node.read(shapes), own)
        except ValueError as error:
            raise ValueError(f'At "{node.name}": {error}') from error
        total += prod(shapes[node.name])
        if len(node.inputs) == 1:
            total += _border(node.layer, shapes[node.inputs[0]])
        if total > MAX_NUMBERS:
            break
    return Needs(
        min(total, ABSURD), min(work, ABSURD) / MULTIPLY_ADDS + min(total, ABSURD) / NUMBERS
    )


def _too_much(needs: str, allowed: str) -> str:
    return (
        f"Running this model takes {needs}; {allowed} are allowed, so take smaller inputs or a"
        " smaller model."
    )


def _border(layer: Any, x_shape: Shape) -> int:
    """How many numbers the input has once it is padded."""
    if len(x_shape) < 3:
        return 0
    windows = layer.windows(x_shape[2:])
    padded = (n + sum(window.pad) for n, window in zip(x_shape[2:], windows, strict=False))
    return prod(x_shape[:2]) * prod(padded) if windows else 0


def _typed(name: str, value: ArrayLike, dtype: str) -> Array:
    array = np.asarray(value)
    if not np.can_cast(array.dtype, dtype, "same_kind"):
        raise ValueError(f'The input "{name}" takes numbers of type {dtype}, not {array.dtype}.')
    return array.astype(dtype, copy=False)


def _cast(array: Array, dtype: str) -> Array:
    with np.errstate(over="ignore"):  # float16 has no room for large numbers
        return array.astype(dtype)
