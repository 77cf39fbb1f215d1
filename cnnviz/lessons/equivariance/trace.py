"""Does the map move with the picture? Both ways round, and where they differ.

A layer f is equivariant to a move T when f(T x) = T f(x): moving the picture first or its map
afterwards comes to the same. Cohen and Welling, "Group equivariant convolutional networks",
ICML 2016, section 2; for strided layers Zhang, "Making convolutional networks shift-invariant
again", ICML 2019, section 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Window
from cnnviz.lessons.equivariance.layers import Stage
from cnnviz.lessons.equivariance.moves import (
    Box,
    Move,
    Places,
    moved,
    origin,
    surrounded,
    taps,
    without_rounding,
)

Values = npt.NDArray[np.floating]
Mask = npt.NDArray[np.bool_]
PIXELS = Window(1), Window(1)  # where the numbers of a picture stand
# How many roundings may add up in a result: of its sums, and of each place from which it came.
SUM_ROUNDINGS, PLACE_ROUNDINGS = 16, 8


@dataclass(frozen=True, slots=True)
class Count:
    """How many of ``cells`` differ, and by how much at most."""

    differing: int
    cells: int
    largest: float


@dataclass(frozen=True, slots=True, eq=False)
class SquareTrace:
    """A picture taken both ways round, for each of N moves.

    ``x`` (H, W) and its map ``y`` (oH, oW) stay still. ``moved`` (N, H, W) is the picture moved;
    ``before`` (N, oH, oW) its map, moved before the layer; ``after`` (N, oH, oW) is ``y`` moved
    after the layer. ``inside`` (N, oH, oW) is true where neither way read anything beyond the
    border. ``origin_rows`` and ``origin_columns`` say where in ``y`` a number of ``after`` comes
    from: (N, oH, oW), or for shifts (N, oH, 1) and (N, 1, oW).
    Differences up to ``tolerance`` are rounding: none at all between whole numbers.
    """

    x: Values
    y: Values
    stage: Stage
    moves: tuple[Move, ...]
    moved: Values
    before: Values
    after: Values
    inside: Mask
    origin_rows: Places
    origin_columns: Places
    tolerance: float

    @property
    def difference(self) -> npt.NDArray[np.float64]:
        """What comes of moving first less what comes of moving last; rounding counts as 0."""
        return _gap(self.before, self.after, self.tolerance)

    def counts(self, n: int) -> tuple[Count, Count]:
        """How much differs under move ``n``: away from the border, and in all."""
        gap = np.abs(_gap(self.before[n], self.after[n], self.tolerance))
        return _count(gap[self.inside[n]]), _count(gap)


def trace(
    x: npt.ArrayLike,
    stage: Stage,
    moves: Sequence[Move],
    padding_mode: str = "zeros",
    quarter: Stage | None = None,
) -> SquareTrace:
    """Take the picture ``x`` (H, W) both ways round the square, for every move.

    ``padding_mode`` says what comes in from beyond the border when picture or map move; the layer
    of ``stage`` has its own. ``quarter`` is the layer that a picture meets after a quarter turn
    where that is another one: with a kernel that turned along. Float32 stays float32.

    Raises ``ValueError`` when a move needs more from beyond the border than there is.
    """
    x = _frozen(np.asarray(x))
    shape = (x.shape[0], x.shape[1])
    windows = stage.windows
    grain = _grain(x)
    tolerance = grain * stage.gain
    y = _frozen(without_rounding(stage.forward(x[None])[0], tolerance))
    pictures = without_rounding(moved(x, moves, PIXELS, shape, padding_mode), grain)
    origins = [origin(move, windows, shape) for move in moves]
    whole = (0, shape[0] - 1), (0, shape[1] - 1)
    known = [surrounded(*origin(move, PIXELS, shape), whole) for move in moves]
    reach = _clear_box(stage, shape)
    arrived = [surrounded(*places, reach) for places in origins]
    before, after = (
        _frozen(without_rounding(values, tolerance))
        for values in (
            _before(stage, quarter, pictures, moves),
            moved(y, moves, windows, shape, padding_mode),
        )
    )
    return SquareTrace(
        x=x,
        y=y,
        stage=stage,
        moves=tuple(moves),
        moved=_frozen(pictures),
        before=before,
        after=after,
        inside=_frozen(clear(stage, np.stack(known)) & np.stack(arrived)),
        origin_rows=_frozen(_stacked([rows for rows, _ in origins])),
        origin_columns=_frozen(_stacked([columns for _, columns in origins])),
        tolerance=0.0 if _whole(before) and _whole(after) else tolerance,
    )


def _before(stage: Stage, quarter: Stage | None, pictures: Values, moves: Sequence[Move]) -> Values:
    y = stage.forward(pictures)
    turned = [move.degrees == 90 for move in moves]
    if quarter and any(turned):
        y[turned] = quarter.forward(pictures[turned])
    return y


def clear(stage: Stage, known: Mask) -> Mask:
    """The outputs (N, oH, oW) whose windows read only known pixels (N, H, W), and no padding."""
    if stage.everywhere:
        return np.ones_like(known)
    for axis, window in zip((1, 2), stage.windows, strict=True):
        n = known.shape[axis]
        reads = taps(window, n)
        within = ((reads >= 0) & (reads < n)).all(axis=1)
        gathered = np.take(known, reads.clip(0, n - 1), axis=axis).all(axis=axis + 1)
        known = gathered & (within[:, None] if axis == 1 else within)
    return known


def _clear_box(stage: Stage, shape: tuple[int, int]) -> Box:
    """First and last row and column of the outputs that read no padding."""
    mask = clear(stage, np.ones((1, *shape), bool))[0]
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return (0, -1), (0, -1)
    return (int(rows[0]), int(rows[-1])), (int(columns[0]), int(columns[-1]))


def _stacked(places: Sequence[Places]) -> Places:
    """One array for all moves, as small as the largest of them allows."""
    shape = np.broadcast_shapes((1, 1), *(array.shape for array in places))
    return np.stack([np.broadcast_to(array, shape) for array in places])


def _count(gap: npt.NDArray[np.float64]) -> Count:
    return Count(int(np.count_nonzero(gap)), gap.size, float(gap.max(initial=0.0)))


def _gap(before: Values, after: Values, tolerance: float) -> npt.NDArray[np.float64]:
    gap = before.astype(np.float64) - after
    return np.where(np.abs(gap) <= tolerance, 0.0, gap) if tolerance else gap


def _grain(x: Values) -> float:
    """What rounding alone can part in a moved picture; places are in float64 whatever ``x`` is."""
    of_sums = SUM_ROUNDINGS * float(np.finfo(x.dtype).eps)
    of_places = PLACE_ROUNDINGS * float(max(x.shape)) * float(np.finfo(np.float64).eps)
    largest: float = np.abs(x).max()
    return (of_sums + of_places) * float(largest)


def _whole(values: Values) -> bool:
    return bool((values == np.rint(values)).all())


def _frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array = np.array(array, order="C")
    array.setflags(write=False)
    return array
