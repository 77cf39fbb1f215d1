"""How far a change of the picture travels: how much each value changes, and where it can at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, prod

import numpy as np

from cnnviz.analysis.fields import fields
from cnnviz.analysis.places import as_spans
from cnnviz.analysis.receptive_field import Fields
from cnnviz.analysis.spans import Spans
from cnnviz.networks.graph import Network, Params
from cnnviz.ops.layer import Array, Shape


def relative(before: Array, after: Array) -> float:
    """The relative change ‖after − before‖ / ‖before‖, of Euclidean norms over all numbers.

    This is the relative error of Golub and Van Loan, Matrix Computations, section 2.2. It is 0
    where nothing changed, may be above 1, and is infinite where all was 0 before.

    >>> relative(np.array([3.0, 4.0]), np.array([3.0, 1.0]))
    0.6
    """
    away, size = (_norm(one) for one in (np.subtract(after, before, dtype=np.float64), before))
    if away == 0:
        return 0.0
    return away / size if size else inf


def parts(before: Array, after: Array) -> Array:
    """What part of the change each map (C, H, W) has: squares, which sum to 1; 0 without change.

    >>> parts(np.zeros((2, 1, 2)), np.array([[[0.0, 3.0]], [[4.0, 0.0]]])).round(9).tolist()
    [0.36, 0.64]
    """
    squares = np.square(np.subtract(after, before, dtype=np.float64))
    each: Array = squares.reshape(len(squares), -1).sum(axis=1)
    return each / (each.sum() or 1.0)


def reached(
    network: Network,
    shape: Shape,
    changed: Array,
    params: Params | None = None,
    axes: Sequence[int] = (),
) -> dict[str, Array | None]:
    """Which units of every value see a pixel that changed, (H, W) bool; all others stay the same.

    A unit sees the rows and columns of its exact receptive field, as `analysis.fields` has it. It
    is (1, 1) for a value without rows and columns, and None where no field is defined, or where
    rows and columns are not along the usual axes of an array.

    Parameters
    ----------
    shape : of the picture, (1, C, H, W)
    changed : (H, W) bool, the pixels that changed
    axes : of rows and columns, where these are not the third and the fourth
    """
    shapes = network.shapes(shape, params)
    seen = fields(network, shape, params, start=network.inputs[0], axes=axes)
    seen[network.inputs[0]] = None  # the picture itself
    sums = np.zeros([n + 1 for n in changed.shape], np.int64)
    sums[1:, 1:] = changed.cumsum(axis=0).cumsum(axis=1)
    found = {
        name: None if both is None else _any(sums, both, shapes[name])
        for name, both in seen.items()
    }
    return found | {network.inputs[0]: changed}


def _any(sums: Array, both: Fields, shape: Shape) -> Array | None:
    """Whether anything is summed up within the field of each unit."""
    units = tuple(shape[2:]) or (1, 1)
    if len(units) != len(both):
        return None
    ends = []
    for field, count, n in zip(both, units, (s - 1 for s in sums.shape), strict=True):
        found = as_spans(field, count, n)
        if len(found.first) not in (1, count):
            return None
        first, last = (
            np.resize(np.array(one, np.int64), count) for one in (found.first, found.last)
        )
        ends.append((first, np.maximum(last + 1, first)))  # a unit that sees nothing is empty
    (top, bottom), (left, right) = ends
    inside = sums[bottom][:, right] - sums[top][:, right] - sums[bottom][:, left]
    reach: Array = inside + sums[top][:, left] > 0
    return reach


@dataclass(frozen=True, slots=True)
class Along:
    """Maps against those of before, moved as the picture was: how many units each, how unlike."""

    units: tuple[int, int]
    count: int
    relative: float


def moved_along(
    before: Array, after: Array, both: Fields, move: Sequence[int], picture: Sequence[int]
) -> Along | None:
    """Whether maps (C, H, W) moved along with the picture, where no border has a part in them.

    Compared are the units whose whole field lies on pixels that were moved, in the picture before
    and after: no padding, and nothing that came in at the border.

    Parameters
    ----------
    both : the field of the maps along rows and columns
    move : rows down and columns to the right that the picture went
    picture : its rows and columns

    Returns
    -------
    None where the move is no whole number of the maps' units, or no unit is left to compare
    """
    if any(isinstance(field, Spans) for field in both):
        return None
    if any(step % field.jump for step, field in zip(move, both, strict=True)):
        return None
    units = [step // field.jump for step, field in zip(move, both, strict=True)]
    places = []
    for n, field, step, by, length in zip(after.shape[1:], both, move, units, picture, strict=True):
        first = np.arange(n) * field.jump - field.window.pad[0]
        low, high = max(step, 0), length + min(step, 0)
        whole = (first >= low) & (first + field.size <= high)
        there = np.flatnonzero(whole)
        places.append((there, there - by))
    (rows, from_rows), (columns, from_columns) = places
    if not prod((len(rows), len(columns))):
        return None
    now = after[:, rows][:, :, columns]
    was = before[:, from_rows][:, :, from_columns]
    return Along((units[0], units[1]), len(rows) * len(columns), relative(was, now))


def _norm(values: Array) -> float:
    return float(np.sqrt(np.square(values, dtype=np.float64).sum()))
