"""Which pixels of the picture each value of a network sees, whatever its layers do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from cnnviz.analysis.places import Place, Seen, as_spans, inputs_of, joined, stretched
from cnnviz.analysis.receptive_field import Field, Fields
from cnnviz.analysis.spans import Spans, picked, whole
from cnnviz.geometry import Window
from cnnviz.networks.graph import Network, Node, Params
from cnnviz.ops.activation import Activation
from cnnviz.ops.axes import positive_axes
from cnnviz.ops.border import Pad
from cnnviz.ops.choosing import Where
from cnnviz.ops.deciding import ArgMax, Comparison, Not
from cnnviz.ops.dense import Dense, Flatten
from cnnviz.ops.dropout import Dropout
from cnnviz.ops.group_norm import LayerNorm, OfMaps
from cnnviz.ops.layer import NOTHING, Array, Layer, Shape
from cnnviz.ops.matrices import Gemm, MatMul
from cnnviz.ops.merging import Broadcasting, Concat
from cnnviz.ops.normalisation import BatchNorm
from cnnviz.ops.parametric_relu import PReLU
from cnnviz.ops.picking import Picking, TopK
from cnnviz.ops.quantising import Cast, Dequantise, Quantise
from cnnviz.ops.reducing import Reduction
from cnnviz.ops.resizing import Resize
from cnnviz.ops.response_normalisation import LocalResponseNorm
from cnnviz.ops.shaping import Shaping
from cnnviz.ops.softmax import LogSoftmax, Softmax
from cnnviz.ops.transposed import ConvTranspose

EACH_BY_ITSELF = (
    Activation, BatchNorm, Cast, Dequantise, Dropout, LocalResponseNorm, Not, PReLU, Quantise,
)  # fmt: skip
# Each number is changed by all of its row or map, alike.
STATISTICAL = (OfMaps, LayerNorm, Softmax, LogSoftmax)
TOGETHER = (Broadcasting, Comparison, Where)


def fields(
    network: Network,
    input_shape: Shape | Mapping[str, Shape],
    params: Params | None = None,
    local: bool = False,
    start: str = "",
    axes: Sequence[int] = (),
) -> dict[str, Fields | None]:
    """The field of every network input and node, one for each spatial axis of the input.

    After a layer that looks at its whole input (dense, global pooling) it covers everything. It is
    None where no field is defined: for a layer that moves its input about as its numbers say, and
    for all that comes after it; for a constant, too, which takes nothing from what it is put
    together with. A network from a file needs its ``params``: only they say how many maps its
    layers have.

    With ``local``, what reaches all units of a layer alike is left out, such as the gate of a
    squeeze-and-excitation block or the statistics of a normalisation: a field is then centred where
    its unit stands. It is None where a value has no rows and columns in their usual places.

    Parameters
    ----------
    input_shape : or the shapes of all values, by name, where they are known
    start : a value in the network to start from in place of the input: the fields are those on its
        maps, and None for what does not read it or has no rows and columns in their usual places
    axes : see `places`

    Raises
    ------
    ValueError
        When a layer does not fit; the message begins with the node's name.
    """
    shapes = shapes_of(network, input_shape, params)
    usual = local or bool(start)
    found = places(network, shapes, params, local, start, axes, exact=bool(start))
    return {
        name: tuple(field for _, field in seen)
        if seen is not None and not (usual and _turned(seen, shapes[name]))
        else None
        for name, seen in found.items()
    }


def shapes_of(
    network: Network, input_shape: Shape | Mapping[str, Shape], params: Params | None
) -> Mapping[str, Shape]:
    """The shapes of all values, worked out where they are not known."""
    if isinstance(input_shape, Mapping):
        return input_shape
    return network.shapes(input_shape, params)


def places(
    network: Network,
    shapes: Mapping[str, Shape],
    params: Params | None = None,
    local: bool = False,
    start: str = "",
    axes: Sequence[int] = (),
    exact: bool = False,
) -> dict[str, Seen | None]:
    """As `fields`, each with the axis along which a value's units see other pixels.

    Parameters
    ----------
    axes : along which axes of its array the picture lies, where not along all from the third on
    exact : bool
        Whether fields are also cut off at the borders of the layers between: a pixel at the border
        that a layer leaves out, as its step does not come out even, is not seen by later ones.
    """
    first = start or network.inputs[0]
    along = tuple(axes) or tuple(range(2, len(shapes[first])))
    pixel: Seen = tuple((axis, Field()) for axis in along)
    picture = tuple(shapes[first][axis] for axis in along)
    known: dict[str, Seen | None] = dict.fromkeys(network.inputs, None if start else pixel)
    known[first] = pixel
    apart = set(network.inputs) - {first} if start else set()  # what takes nothing from the picture
    for node in network.nodes:
        if node.name == start:
            continue
        left_out = apart | {n for n in node.inputs if local and _spread(node, n, shapes)}
        names = tuple(n for n in node.inputs if n not in left_out)
        below = [found for name in names if (found := known[name]) is not None]
        if not names:
            apart.add(node.name)
        known[node.name] = None
        if names and len(below) == len(names):
            own = (params or NOTHING).get(node.name, NOTHING)
            step = _Step(node, names, shapes, picture, own, exact)
            alike = local and isinstance(step.layer, STATISTICAL)
            known[node.name] = below[0] if alike else step.after(below)
    return known


def _turned(seen: Seen, shape: Shape) -> bool:
    """Whether a value's units along an axis of the picture are not along the usual axis."""
    lengths = (*shape[2:], *(1,) * len(seen))
    return any(
        at not in (None, 2 + k) or (at is None and n > 1)
        for k, ((at, _), n) in enumerate(zip(seen, lengths, strict=False))
    )


class _Step:
    """One node, and what comes of what its inputs see."""

    def __init__(
        self,
        node: Node,
        names: Sequence[str],
        shapes: Mapping[str, Shape],
        picture: Shape,
        own: Mapping[str, Any],
        exact: bool = False,
    ) -> None:
        self.layer: Any = node.layer.plain(node.read(shapes))
        self.shapes = [tuple(shapes[name]) for name in names]
        self.every = [tuple(shapes[name]) for name in node.inputs]
        self.output = tuple(shapes[node.name])
        self.picture = picture
        self.own = own
        self.exact = exact

    def after(self, below: Sequence[Seen]) -> Seen | None:
        """What the output sees, or None where that is not defined."""
        layer, x_shape = self.layer, self.shapes[0]
        alone = self.shapes == self.every[:1]  # what else it reads are weights
        windows = layer.windows(x_shape[2:]) if alone and x_shape[2:] else ()
        if windows:
            return self._slid(below[0], windows)
        for kinds, rule in RULES:
            if isinstance(layer, kinds):
                return rule(self, below)
        return None

    def slid_back(self, below: Sequence[Seen]) -> Seen | None:
        """A transposed convolution: an output sees the inputs that put a multiple there."""
        seen, x_shape = below[0], self.shapes[0]
        if any(axis not in (None, 2 + k) for k, (axis, _) in enumerate(seen)):
            return None
        scatters = self.layer.scatters(x_shape[2:])
        tables = [
            inputs_of(scatter.window, scatter.before, scatter.outputs, n)
            for scatter, n in zip(scatters, x_shape[2:], strict=True)
        ]
        return self._by_index(seen, {2 + k: table for k, table in enumerate(tables)})

    def same(self, below: Sequence[Seen]) -> Seen | None:
        """Each number by itself."""
        return below[0]

    def merged(self, below: Sequence[Seen]) -> Seen | None:
        """Several arrays, stretched to one another."""
        output, picture = self.output, self.picture
        pairs = zip(below, self.shapes, strict=True)
        return joined([stretched(s, x, output, picture) for s, x in pairs], output, picture)

    def concatenated(self, below: Sequence[Seen]) -> Seen | None:
        """Several arrays one after the other."""
        axis = self.layer.axis % len(self.output)
        found: list[Place] = []
        for k, n in enumerate(self.picture):
            places = [seen[k] for seen in below]
            if all(at != axis for at, _ in places):
                alone = joined([(place,) for place in places], self.output, (n,))
                if alone is None:
                    return None
                found += alone
                continue
            if len(below) < len(self.every) or {at for at, _ in places} != {axis}:
                return None
            lengths = [shape[axis] for shape in self.shapes]
            pairs = zip(places, lengths, strict=True)
            parts = [as_spans(field, length, n) for (_, field), length in pairs]
            found.append((axis, picked(parts, np.arange(sum(lengths), dtype=np.int32)[:, None])))
        return tuple(found)

    def mixed(self, below: Sequence[Seen]) -> Seen | None:
        """Along some axes each output sees everything; an axis that goes takes its place along."""
        rank = len(self.shapes[0])
        if len(self.shapes) > 1:
            return None
        gone = self._mixed_axes(rank)
        kept = [axis for axis in range(rank) if axis not in gone]
        places = kept if len(self.output) == len(kept) else list(range(rank))
        found: list[Place] = []
        for (at, field), n in zip(below[0], self.picture, strict=True):
            if at is None or at in gone:
                found.append((None, self._whole(at, field, n)))
            else:
                found.append((places.index(at), field))
        return tuple(found)

    def resized(self, below: Sequence[Seen]) -> Seen | None:
        """Each output sees the inputs that it is made of."""
        tables = {}
        for axis, (n, m) in enumerate(zip(self.shapes[0], self.output, strict=True)):
            if any(axis == at for at, _ in below[0]):
                index, weight = self.layer.taps(axis, n, m)
                tables[axis] = np.where(weight == 0, -1, index).T.astype(np.int32)
        return self._by_index(below[0], tables)

    def moved(self, below: Sequence[Seen]) -> Seen | None:
        """Numbers that are only moved: the layer itself says where each place goes."""
        if len(self.output) <= 2:  # side by side: what comes next looks at all
            return self._everything(below[0])
        found: list[Place] = []
        for (at, field), n in zip(below[0], self.picture, strict=True):
            if at is None or self.shapes[0][at] == 1:
                found.append((None, field if at is None else as_spans(field, 1, n)))
                continue
            try:
                axis, table = self._moved_along(at)
            except ValueError:  # where numbers go depends on others
                return None
            found.append((axis, picked([as_spans(field, self.shapes[0][at], n)], table)))
        return tuple(found)

    def _moved_along(self, axis: int) -> tuple[int, Array]:
        """To which axis the places along one went, and the first and last at each place there."""
        x_shape = self.shapes[0]
        places = np.arange(x_shape[axis], dtype=np.int32)
        shape = [1, *x_shape[1:]] if axis else list(x_shape)
        marked = np.broadcast_to(places.reshape(-1, *(1,) * (len(shape) - axis - 1)), shape)
        layer = replace(self.layer, value=-1.0) if isinstance(self.layer, Pad) else self.layer
        y = layer.forward(marked, self.own)
        found = []
        for to in range(y.ndim):
            others = tuple(a for a in range(y.ndim) if a != to)
            low, high = y.min(axis=others), y.max(axis=others)
            away = (y.shape[to] != x_shape[axis], abs(to - axis))
            found.append(((float((high - low).mean()), away), to, low, high))
        _, to, low, high = min(found, key=lambda each: each[:2])
        return to, np.stack([low, high], axis=1)

    def _slid(self, seen: Seen, windows: Sequence[Window]) -> Seen | None:
        if any(at is not None and at < 2 for at, _ in seen):
            return None
        return tuple(
            (at, field if at is None else self._through(windows[at - 2], field, at, n))
            for (at, field), n in zip(seen, self.picture, strict=True)
        )

    def _through(self, window: Window, field: Field, at: int, n: int) -> Field:
        """The field one layer further up; unit by unit where pixels at a border are left out."""
        units = self.shapes[0][at]
        if self.exact and not isinstance(field, Spans):
            left_out = field.box(0)[0] > 0 or field.box(units - 1)[1] < n - 1
            if left_out and (window.pad != (0, 0) or window.ceil_mode):
                field = as_spans(field, units, n)
        return field.through(window)

    def _by_index(self, seen: Seen, tables: Mapping[int, Array]) -> Seen:
        found: list[Place] = []
        for (at, field), n in zip(seen, self.picture, strict=True):
            if at is None or at not in tables:
                found.append((at, field))
            else:
                found.append((at, picked([as_spans(field, self.shapes[0][at], n)], tables[at])))
        return tuple(found)

    def _everything(self, seen: Seen) -> Seen:
        zipped = zip(seen, self.picture, strict=True)
        return tuple((None, self._whole(at, field, n)) for (at, field), n in zipped)

    def _whole(self, at: int | None, field: Field, n: int) -> Field:
        """What a unit sees that reads all along an axis."""
        if at is None:
            return field
        units = self.shapes[0][at]
        if not (isinstance(field, Spans) or self.exact) and len(self.output) <= 2:
            return field.through(Window(units))
        return whole(as_spans(field, units, n))

    def _mixed_axes(self, rank: int) -> tuple[int, ...]:
        layer = self.layer
        if isinstance(layer, Reduction):
            return tuple(range(rank)) if layer.axes is None else positive_axes(layer.axes, rank)
        if isinstance(layer, OfMaps):
            return tuple(range(2, rank))
        if isinstance(layer, LayerNorm):
            return tuple(range(positive_axes((layer.axis,), rank)[0], rank))
        if isinstance(layer, MatMul | Gemm):
            return (rank - 1 if self.every[0] == self.shapes[0] else rank - 2,)
        return (rank - 1,) if isinstance(layer, Dense) else positive_axes((layer.axis,), rank)


def _spread(node: Node, name: str, shapes: Mapping[str, Shape]) -> bool:
    """Whether a node takes the same of an input to all of its positions."""
    before, after = shapes[name][2:], shapes[node.name][2:]
    return len(node.inputs) > 1 and prod(before) == 1 < prod(after)


Rule = Callable[[_Step, Sequence[Seen]], Seen | None]
RULES: tuple[tuple[tuple[type[Layer], ...], Rule], ...] = (
    (EACH_BY_ITSELF, _Step.same),
    (TOGETHER, _Step.merged),
    ((Concat,), _Step.concatenated),
    (
        (Reduction, OfMaps, LayerNorm, Dense, Gemm, MatMul, Softmax, LogSoftmax, ArgMax, TopK),
        _Step.mixed,
    ),
    ((Resize,), _Step.resized),
    ((ConvTranspose,), _Step.slid_back),
    ((Flatten, Picking, Shaping), _Step.moved),
)
