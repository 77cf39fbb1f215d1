"""A network's layers as people count them: kind, maps, and what each of them reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnviz import ops
from cnnviz.networks.graph import Network, Node
from cnnviz.ops.layer import Array, Layer

PICTURE = -1  # the place of the picture among what layers read
NAMES: Mapping[type[Layer], str] = {
    ops.Conv: "conv",
    ops.ConvTranspose: "transposed",
    ops.MaxPool: "max pool",
    ops.AveragePool: "mean pool",
    ops.GlobalAveragePool: "mean",
    ops.GlobalMaxPool: "max",
    ops.ReduceMean: "mean",
    ops.Flatten: "flatten",
    ops.Dense: "dense",
    ops.Gemm: "dense",
    ops.MatMul: "product",
    ops.BatchNorm: "norm",
    ops.LocalResponseNorm: "norm",
    ops.Add: "add",
    ops.Concat: "join",
    ops.Multiply: "multiply",
    ops.Softmax: "softmax",
    ops.Clip: "clip",
}
_PLANES = re.compile(r"[SC][0-9]", re.A)
MERGING = (ops.Add, ops.Concat, ops.Multiply)


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """One node of a network.

    ``inputs`` are the places of the layers it reads, `PICTURE` for the picture; ``maps``, ``rows``
    and ``columns`` are the shape of what it gives: a vector counts as maps of one number.
    """

    name: str
    label: str
    layer: Layer
    inputs: tuple[int, ...]
    maps: int
    rows: int
    columns: int

    @property
    def point(self) -> bool:
        """Whether it gives a vector: one number a map."""
        return self.rows == self.columns == 1


def described(network: Network, values: Mapping[str, Array]) -> tuple[LayerInfo, ...]:
    """Every node in order; values that no layer computes from the picture are left out."""
    places = dict.fromkeys(network.inputs, PICTURE)
    found: list[LayerInfo] = []
    shapes = {name: value.shape for name, value in values.items()}
    for node in network.nodes:
        read = tuple(places[name] for name in node.inputs if name in places)
        if not read:
            continue  # a constant
        places[node.name] = len(found)
        named = label(node, node.layer.plain(node.read(shapes)))
        size = as_maps(values[node.name]).shape
        found.append(LayerInfo(node.name, named, node.layer, read, *size))
    return tuple(found)


def label(node: Node, plain: Layer | None = None) -> str:
    """What the layer is called in the strip; planes of a Neocognitron by their own names.

    ``plain`` is what it comes to, where that follows from shapes.

    >>> label(Node("a", ops.Clip(0, 6), ("x",)))
    'ReLU6'
    """
    layer: Any = plain or node.layer
    if _PLANES.fullmatch(node.name):
        return node.name
    if isinstance(layer, ops.Clip) and (layer.minimum, layer.maximum) == (0, 6):
        return "ReLU6"
    return NAMES.get(type(layer), type(layer).__name__)


def as_maps(value: Array) -> Array:
    """One sample's value (1, C, H, W) as maps (C, H, W); a vector (1, N) as (N, 1, 1).

    Any other shape becomes one map, its last axis from left to right; what is true counts as 1.
    """
    one = value[0] if value.ndim > 1 else value
    one = one if one.dtype.kind == "f" else one.astype(np.float32)
    if one.ndim == 3:
        return one
    if one.ndim == 1:
        return one[:, None, None]
    return one.reshape(1, -1, one.shape[-1] if one.ndim else 1)


def pointwise(layer: Layer) -> bool:
    """Whether each number comes from the one at the same place: an activation, say."""
    kinds = (ops.Activation, ops.Clip, ops.BatchNorm, ops.PReLU, ops.Dropout, ops.Identity)
    return isinstance(layer, kinds)


def own(array: Array) -> Array:
    """The array, read-only."""
    array = np.asarray(array)
    array.setflags(write=False)
    return array
