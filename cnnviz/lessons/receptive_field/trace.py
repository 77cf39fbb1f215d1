"""A network as a person looks through it: stage by stage, with a table for every question.

A stage is what lies between two places through which everything passes: one layer of a stack with
its activation, or a whole residual block. Convolution and pooling treat rows and columns apart, so
all tables are per axis.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from cnnviz.analysis import cost
from cnnviz.analysis.fields import fields
from cnnviz.analysis.receptive_field import Field, Fields, field_after, windows_of
from cnnviz.geometry import Indices, Window
from cnnviz.networks.graph import Network, Node, Params
from cnnviz.ops.global_pooling import GlobalPool
from cnnviz.ops.layer import Shape
from cnnviz.player.axes import AxisTable, ragged

Shapes = Mapping[str, Shape]
FAR = 2**30  # further out than any picture is wide


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """One spatial axis of a stage.

    Parameters
    ----------
    field : over the network's input
    table : which units of the stage below each unit reads, and which it feeds in this one
        Only real units: padding is no position.
    hulls : int32 (stages below and the input, units, 2)
        First and last position that a unit's cone reaches in the input, in the first stage and so
        on up to the stage below; what lies outside is padding.
    """

    field: Field
    table: AxisTable
    hulls: Indices

    @property
    def units(self) -> int:
        """How many the stage has along the axis."""
        return len(self.table.places)

    def reads(self, unit: int) -> list[int]:
        """The units of the stage below that a unit reads, rising."""
        return [k for k in self.table.index[unit].tolist() if k >= 0]

    def feeds(self, unit: int) -> list[int]:
        """The units of this stage that a unit of the stage below feeds, rising."""
        indptr, outputs, _ = self.table.consumers()
        found: list[int] = outputs[indptr[unit] : indptr[unit + 1]].tolist()
        return found


@dataclass(frozen=True, slots=True)
class Growth:
    """By how much one window makes the field grow: (kernel_size − 1) · dilation · jump."""

    window: Window
    jump: int


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One stage: its nodes, the shape of its output, what it costs, and its axes.

    ``growth`` has the windows along its widest branch, for rows and for columns; ``weights`` counts
    those of its filters, without biases and normalisation.
    """

    nodes: tuple[Node, ...]
    shape: Shape
    weights: int
    parameters: int
    multiply_adds: int
    growth: tuple[tuple[Growth, ...], ...]
    axes: tuple[Axis, ...]

    @property
    def name(self) -> str:
        """The name of its last node."""
        return self.nodes[-1].name


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A network with weights, of which another has only what slides: its shapes and parameters."""

    network: Network
    shapes: Shapes
    params: Params


@dataclass(frozen=True, slots=True, eq=False)
class FieldTrace:
    """What every unit of a network sees of an input (N, C, H, W)."""

    network: Network
    input_shape: Shape
    stages: tuple[Stage, ...]

    def sees(self, stage: int, axis: int, unit: int) -> list[int]:
        """The input positions along an axis that reach a unit, the tables followed downwards."""
        seen = {unit}
        for below in reversed(self.stages[: stage + 1]):
            seen = {k for u in seen for k in below.axes[axis].reads(u)}
        return sorted(seen)

    def reaches(self, stage: int, axis: int, pixel: int) -> list[int]:
        """The units of a stage along an axis that an input position reaches."""
        reached = {pixel}
        for above in self.stages[: stage + 1]:
            reached = {k for u in reached for k in above.axes[axis].feeds(u)}
        return sorted(reached)


def trace(network: Network, input_shape: Shape, known: Known | None = None) -> FieldTrace:
    """The stages of a network with one input, up to where it stops being a picture.

    What it costs, and the shapes, are those of the network that is ``known``, if there is one.

    Raises
    ------
    ValueError
        When a layer does not fit; the message begins with the node's name.
    """
    shapes = known.shapes if known else network.shapes(input_shape)
    whole = cost.table(known.network, shapes, known.params) if known else None
    rows = {row.name: row for row in whole or cost.table(network, input_shape)}
    seen = fields(network, shapes)
    stages: list[Stage] = []
    for nodes in staged(network, shapes):
        last = nodes[-1].name
        found = seen[last]
        assert found is not None
        parts = [rows[node.name] for node in nodes]
        stages.append(
            Stage(
                nodes=nodes,
                shape=shapes[last],
                weights=sum(_weights(node, shapes, known) for node in nodes),
                parameters=sum(row.parameters for row in parts),
                multiply_adds=sum(row.multiply_adds for row in parts),
                growth=tuple(_growth(nodes, shapes, seen, axis) for axis in (0, 1)),
                axes=tuple(_axis(nodes, shapes, a, found[a], stages) for a in (0, 1)),
            )
        )
    return FieldTrace(network, input_shape, tuple(stages))


def staged(network: Network, shapes: Shapes) -> list[tuple[Node, ...]]:
    """The nodes of each stage; point-by-point ones go with the stage before them."""
    stages: list[tuple[Node, ...]] = []
    before: tuple[Node, ...] = ()  # what only changes the picture's numbers
    for nodes in _segments(network):
        if len(shapes[nodes[-1].name]) != 4 or isinstance(nodes[-1].layer, GlobalPool):
            break
        if any(windows_of(node, shapes) for node in nodes):
            stages.append(before + nodes)
            before = ()
        elif stages:
            stages[-1] += nodes
        else:
            before += nodes
    return stages


def _segments(network: Network) -> Iterator[tuple[Node, ...]]:
    """Runs of nodes that end where a single value is all that later nodes read."""
    last_read = {name: place for place, node in enumerate(network.nodes) for name in node.inputs}
    begin, open_until = 0, max(last_read.get(name, 0) for name in network.inputs)
    for place, node in enumerate(network.nodes):
        if open_until <= place:
            yield network.nodes[begin : place + 1]
            begin = place + 1
        open_until = max(open_until, last_read.get(node.name, place))


def _axis(
    nodes: tuple[Node, ...], shapes: Shapes, axis: int, field: Field, below: list[Stage]
) -> Axis:
    """The tables of one axis of a stage, from its windows and the stages below."""
    linked = _linked(nodes, shapes, axis)
    table = ragged([np.flatnonzero(row).tolist() for row in linked], linked.shape[1])
    step = _step(nodes, shapes, axis)
    cones = [step]
    for stage in reversed(below):
        window = _step(stage.nodes, shapes, axis).window
        cones.append(Field(window.compose(cones[-1].window)))
    hulls = np.stack([_boxes(cone, len(linked)) for cone in reversed(cones)])
    return Axis(field, table, _frozen(hulls))


def _boxes(cone: Field, units: int) -> Indices:
    """`Field.box` of each unit, int32 (units, 2); what lies `FAR` outside is not told apart."""
    # Floats: a stack of large strides and paddings leaves the whole numbers of 64 bits.
    first = np.arange(units) * float(cone.jump) - cone.window.pad[0]
    boxes = np.stack([first, first + (cone.size - 1)], axis=1)
    return np.clip(boxes, -FAR, FAR).astype(np.int32)


def _step(nodes: tuple[Node, ...], shapes: Shapes, axis: int) -> Field:
    """The field of a stage's units over the stage below."""
    known = {nodes[0].inputs[0]: Field()}
    for node in nodes:
        known[node.name] = field_after(node, known, shapes, axis)
    return known[nodes[-1].name]


def _linked(nodes: tuple[Node, ...], shapes: Shapes, axis: int) -> NDArray[np.bool_]:
    """Whether each unit of a stage (rows) reads each unit below (columns)."""
    first = nodes[0].inputs[0]
    known = {first: np.eye(shapes[first][2 + axis], dtype=np.bool_)}
    for node in nodes:
        below = known[node.inputs[0]]
        for name in node.inputs[1:]:
            below = below | known[name]
        windows = windows_of(node, shapes)
        known[node.name] = _slid(below, windows[axis]) if windows else below
    return known[nodes[-1].name]


def _slid(linked: NDArray[np.bool_], window: Window) -> NDArray[np.bool_]:
    """What the windows over a layer are linked to, given what the layer is linked to."""
    nothing = np.zeros((1, linked.shape[1]), np.bool_)  # stands behind -1, a padding zero
    padded = np.concatenate([linked, nothing])
    taps = window.input_indices(len(linked)).T
    found: NDArray[np.bool_] = padded[taps[0]]
    for tap in taps[1:]:
        found |= padded[tap]
    return found


def _growth(
    nodes: tuple[Node, ...], shapes: Shapes, seen: Mapping[str, Fields | None], axis: int
) -> tuple[Growth, ...]:
    """The windows along the branch with the largest field."""
    known: dict[str, tuple[Growth, ...]] = {nodes[0].inputs[0]: ()}
    for node in nodes:
        widest = max(node.inputs, key=lambda name: _size(seen[name], axis))
        windows = windows_of(node, shapes)
        below = seen[widest]
        assert below is not None
        step = (Growth(windows[axis], below[axis].jump),) if windows else ()
        known[node.name] = known[widest] + step
    return known[nodes[-1].name]


def _size(found: Fields | None, axis: int) -> int:
    return found[axis].size if found else 0


def _weights(node: Node, shapes: Shapes, known: Known | None) -> int:
    if known:
        own = {name: np.shape(array) for name, array in known.params.get(node.name, {}).items()}
    else:
        own = node.layer.parameter_shapes(node.read(shapes), node.out_channels)
    return prod(own["weight"]) if len(own.get("weight", ())) > 1 else 0


def _frozen(array: Indices) -> Indices:
    array.setflags(write=False)
    return array
