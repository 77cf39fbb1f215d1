"""The value of a node whose inputs are known before a run: constants, or numbers from shapes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from cnnviz.files.onnx.call import Call
from cnnviz.files.onnx.entry import Build, Operator
from cnnviz.files.onnx.further import Beside
from cnnviz.files.onnx.wrapping import Truth, Whole, one_or_all
from cnnviz.ops.deciding import Deciding
from cnnviz.ops.layer import Array, Layer
from cnnviz.ops.placing import Placing
from cnnviz.ops.quantising import Cast, Quantise
from cnnviz.ops.reducing import Reduction
from cnnviz.ops.shaping import Shaping

MOST_WORK = 50_000_000  # multiplications for one value


class TooLarge(ValueError):
    """A value with more numbers than are worth keeping."""


@dataclass(slots=True)
class Allowance:
    """How many numbers may still be computed before a run."""

    left: int = 32_000_000

    def spend(self, numbers: int) -> None:
        """Count them, or raise `TooLarge`."""
        if numbers > self.left:
            raise TooLarge(f"A value of {numbers:,} numbers would have to be kept.")
        self.left -= numbers


def layer_value(
    entry: Operator,
    build: Build,
    dtype: str,
    call: Call,
    given: Mapping[str, Array],
    allowance: Allowance,
) -> Array:
    """What a node's layer gives for known arrays, one for each place.

    Raises
    ------
    TooLarge
        When there are more numbers, or there is more work, than are worth it.
    ValueError
        When they do not fit.
    """
    weights = {p: a for p, a in given.items() if p in (*entry.parameters, *entry.settings)}
    data = {p: a for p, a in given.items() if p not in weights}
    shapes = {place: array.shape for place, array in given.items()}
    rank = next((array.ndim for array in data.values()), None)
    call = replace(call, known=weights, shapes=shapes, rank=rank)
    layer = build(call)
    call.check_read()
    arranged = entry.arrange(call) if entry.arrange else weights
    params = {name: arranged[name] for name in entry.parameters if name in arranged}
    x_shape = one_or_all([array.shape for array in data.values()])
    own = {name: array.shape for name, array in params.items()}
    allowance.spend(prod(layer.output_shape(x_shape, own)))
    if layer.multiply_adds(x_shape, own) > MOST_WORK:
        raise TooLarge("There is too much to compute.")
    with np.errstate(all="ignore"):
        return layer.forward(one_or_all([*data.values()]), params).astype(dtype)


def typed(layer: Layer, dtype: str) -> Layer:
    """The layer, made to compute with whole numbers where its values are some."""
    exact = isinstance(layer, Shaping | Placing | Beside | Deciding | Cast | Quantise)
    if dtype == "bool" and isinstance(layer, Reduction):
        return Truth(layer)
    return layer if exact or np.dtype(dtype).kind not in "iu" else Whole(layer, dtype)
