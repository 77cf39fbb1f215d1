"""What one number of a map is made of, as a table and as a program."""

from dataclasses import dataclass

import numpy as np

from cnnviz import ops
from cnnviz.files.numpy_given import given
from cnnviz.lessons.network.layers import PICTURE, pointwise
from cnnviz.lessons.network.trace import Seen
from cnnviz.lessons.network.unit import Unit
from cnnviz.ops.layer import Array

FEW = 4000  # numbers that a map's program may read
AFTER = {"ReLU": "y = np.maximum(y, 0)", "ReLU6": "y = np.clip(y, 0, 6)"}


@dataclass(frozen=True, slots=True)
class Place:
    """A layer, one of its maps, and a place on it."""

    layer: int
    number: int
    row: int
    column: int


def computed_by(seen: Seen, layer: int) -> int:
    """The layer whose arithmetic is told: before an activation, the sum that it takes."""
    info = seen.layers[layer]
    before = info.inputs[0]
    return before if pointwise(info.layer) and before != PICTURE and sums(seen, before) else layer


def sums(seen: Seen, layer: int) -> bool:
    """Whether it gives weighted sums."""
    return isinstance(seen.layers[layer].layer, ops.Conv | ops.Dense)


def strongest(seen: Seen, layer: int, number: int) -> tuple[int, int]:
    """Where a map's number is largest in magnitude."""
    one = np.abs(seen.maps(layer)[number])
    row, column = np.unravel_index(int(one.argmax()), one.shape)
    return int(row), int(column)


def table(seen: Seen, place: Place) -> Array:
    """Map, row, column, number, weight and product of each term, (N, 6), the bias last.

    Without weights each counts once, and there is no bias; places beyond the border are left out.
    The bias has -1 for its map, row and column.
    """
    unit = seen.unit(computed_by(seen, place.layer), place.number)
    if not unit.tables:
        return np.zeros((0, 6))
    window, there, where = _window(unit, place)
    weight = np.ones(window.shape) if unit.weight is None else np.asarray(unit.weight[0], float)
    columns = (*where, window, weight, window * weight)
    found = np.stack([np.broadcast_to(one, window.shape)[there] for one in columns], 1)
    found[:, 0] += unit.first
    if unit.rule == "sum":
        found = np.vstack([found, (-1, -1, -1, 1, unit.bias, unit.bias)])
    return found


def _window(unit: Unit, place: Place) -> tuple[Array, Array, list[Array]]:
    """What is read (C, kH, kW), 0 beyond the border; which of it is there; and where that is."""
    assert unit.tables
    index = zip(unit.tables, (place.row, place.column), strict=True)
    rows, columns = (axis.index[at] for axis, at in index)
    where = list(np.meshgrid(np.arange(len(unit.x)), rows, columns, indexing="ij"))
    there = (where[1] >= 0) & (where[2] >= 0)
    read = unit.x[where[0], np.maximum(where[1], 0), np.maximum(where[2], 0)]
    return np.where(there, read, 0).astype(float), there, where


def number_program(seen: Seen, place: Place) -> str:
    """A program that computes the number as the page tells it, or nothing."""
    of = computed_by(seen, place.layer)
    unit = seen.unit(of, place.number)
    if not unit.tables or unit.rule not in ("sum", "max", "mean"):
        return ""
    window, there, _ = _window(unit, place)
    if unit.rule != "sum":
        take = given("x", window[there])
        return _lines(take, f"y = x.{unit.rule}()", "print(y)")
    assert unit.weight is not None
    given_ = given("x", window), given("w", np.asarray(unit.weight[0], float))
    after = AFTER.get(seen.layers[place.layer].label, "") if of != place.layer else ""
    return _lines(*given_, f"y = (x * w).sum() + {unit.bias!r}", after, "print(y)")


def map_program(seen: Seen, place: Place) -> str:
    """A program that convolves the map, where what it reads is short enough to stand in it."""
    of = computed_by(seen, place.layer)
    layer, unit = seen.layers[of].layer, seen.unit(of, place.number)
    if not isinstance(layer, ops.Conv) or layer.padding_mode != "zeros" or unit.x.size > FEW:
        return ""
    assert unit.weight is not None
    down, across = layer.windows(unit.x.shape[1:])
    size, step = (down.stride, across.stride), (down.dilation, across.dilation)
    span = [(w.kernel_size - 1) * w.dilation + 1 for w in (down, across)]
    reads = ", ".join(
        f"{n} * {size[k]} : {n} * {size[k]} + {span[k]} : {step[k]}" for k, n in enumerate("rc")
    )
    rows, columns = unit.y.shape[1:]
    return _lines(
        given("x", np.asarray(unit.x, float)),
        given("w", np.asarray(unit.weight[0], float)),
        f"x = np.pad(x, ((0, 0), {tuple(down.pad)}, {tuple(across.pad)}))",
        f"y = np.zeros(({rows}, {columns}))",
        f"for r in range({rows}):",
        f"    for c in range({columns}):",
        f"        y[r, c] = (x[:, {reads}] * w).sum() + {unit.bias!r}",
        AFTER.get(seen.layers[place.layer].label, "") if of != place.layer else "",
        "print(y)",
    )


def _lines(*lines: str) -> str:
    return "\n".join(["import numpy as np", "", *filter(None, lines)]) + "\n"
