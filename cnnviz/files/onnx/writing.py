"""The parts of an ONNX graph while it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cnnviz.files.onnx.schema import ATTRIBUTE, ATTRIBUTE_TYPES, NODE
from cnnviz.files.onnx.tensors import write_tensor
from cnnviz.files.onnx.wire import encode
from cnnviz.ops.layer import Array, Layer, Shape

FURTHER = {"TopK": 1}  # outputs that an operator has beside its first


@dataclass(slots=True, eq=False)
class Graph:
    """Nodes and tensors that are written so far, and the names that are taken."""

    taken: set[str]
    nodes: list[bytes] = field(default_factory=list)
    tensors: list[bytes] = field(default_factory=list)

    def fresh(self, name: str) -> str:
        """The name, or one like it that is not taken yet."""
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One node of a network, to be written as one or more nodes of an ONNX graph.

    Attributes
    ----------
    name : of the node, and of its output
    layer : its layer
    inputs, shapes : names and shapes of what it reads
    params : its parameters, by name
    dtype : the type that the graph computes in
    """

    graph: Graph
    name: str
    layer: Any
    inputs: Sequence[str]
    shapes: Sequence[Shape]
    params: Mapping[str, Array]
    dtype: Any

    @property
    def x(self) -> str:
        """The name of the first input."""
        return self.inputs[0]

    @property
    def spatial(self) -> Shape:
        """The spatial axes of the first input."""
        return self.shapes[0][2:]

    def tensor(self, name: str, value: Any, dtype: Any = None) -> str:
        """Write an array, and return the name that it got."""
        own = self.graph.fresh(f"{self.name}.{name}")
        self.graph.tensors.append(write_tensor(own, np.asarray(value, dtype or self.dtype)))
        return own

    def given(self, *names: str) -> list[str]:
        """Write those of the parameters that there are."""
        return [self.tensor(name, self.params[name]) for name in names if name in self.params]

    def step(self, operator: str, inputs: Sequence[str], **attributes: Any) -> str:
        """Write a node on the way to the output, and return the name of what it gives."""
        return self._node(operator, inputs, self.graph.fresh(f"{self.name}.step"), attributes)

    def put(self, operator: str, inputs: Sequence[str] | None = None, **attributes: Any) -> None:
        """Write the node that gives the output; it reads what the layer reads."""
        self._node(operator, self.inputs if inputs is None else inputs, self.name, attributes)

    def _node(
        self, operator: str, inputs: Sequence[str], output: str, attributes: Mapping[str, Any]
    ) -> str:
        settings = [attribute(name, value) for name, value in attributes.items()]
        further = [self.graph.fresh(f"{output}.more") for _ in range(FURTHER.get(operator, 0))]
        outputs = [output, *further]
        node = encode(
            NODE, input=list(inputs), output=outputs, op_type=operator, attribute=settings
        )
        self.graph.nodes.append(node)
        return output


def attribute(name: str, value: Any) -> bytes:
    """A setting of a node: a number, a text or whole numbers."""
    kind, written = "i", value
    if isinstance(value, float):
        kind = "f"
    elif isinstance(value, str):
        kind, written = "s", value
    elif isinstance(value, tuple | list):
        kind, written = "ints", list(value)
    elif isinstance(value, bool):
        written = int(value)
    fields: dict[str, Any] = {"name": name, kind: written, "type": ATTRIBUTE_TYPES[kind]}
    return encode(ATTRIBUTE, **fields)


def starts_and_ends(pads: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Padding as ONNX lists it: all starts and then all ends.

    Examples
    --------
    >>> starts_and_ends([(1, 3), (2, 4)])
    (1, 2, 3, 4)
    """
    return tuple(before for before, _ in pads) + tuple(after for _, after in pads)


def unwritable(layer: Layer, why: str) -> ValueError:
    """The error for a layer that ONNX has no way to say."""
    return ValueError(f"A layer {type(layer).__name__} can't be written as ONNX: {why}")
