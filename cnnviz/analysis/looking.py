"""What one layer makes of what its inputs see, whatever it does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from cnnviz.analysis.places import Place, Seen, as_spans, inputs_of, joined, stretched
from cnnviz.analysis.receptive_field import Field
from cnnviz.analysis.spans import Spans, picked, whole
from cnnviz.geometry import Window
from cnnviz.networks.graph import Node
from cnnviz.ops.activation import Activation
from cnnviz.ops.axes import positive_axes
from cnnviz.ops.border import Pad
from cnnviz.ops.choosing import Where
from cnnviz.ops.deciding import ArgMax, Comparison, Not
from cnnviz.ops.dense import Dense, Flatten
from cnnviz.ops.dropout import Dropout
from cnnviz.ops.group_norm import LayerNorm, OfMaps
from cnnviz.ops.layer import Array, Layer, Shape
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


class Step:
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


Rule = Callable[[Step, Sequence[Seen]], Seen | None]
RULES: tuple[tuple[tuple[type[Layer], ...], Rule], ...] = (
    (EACH_BY_ITSELF, Step.same),
    (TOGETHER, Step.merged),
    ((Concat,), Step.concatenated),
    (
        (Reduction, OfMaps, LayerNorm, Dense, Gemm, MatMul, Softmax, LogSoftmax, ArgMax, TopK),
        Step.mixed,
    ),
    ((Resize,), Step.resized),
    ((ConvTranspose,), Step.slid_back),
    ((Flatten, Picking, Shaping), Step.moved),
)
