"""Moving a picture, and its map, by a shift, a turn or a change of size.

A moved array is read backwards: for each place of the new one, where in the old one its number
comes from. Between numbers it is interpolated linearly along rows and along columns ("bilinear").
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import cos, radians, sin

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Window

Values = npt.NDArray[np.floating]
Places = npt.NDArray[np.float64]
Box = tuple[tuple[int, int], tuple[int, int]]  # first and last row, first and last column
NEAR = 1e-9  # a place as near as this to a whole number is meant to be it: a quarter turn is exact


@dataclass(frozen=True, slots=True)
class Move:
    """What is done to a picture: turned clockwise and scaled about its middle, then shifted.

    ``down`` and ``right`` are in pixels, ``degrees`` an angle, ``scale`` how often as large.

    >>> Move(right=1).source(np.array([0.0]), np.array([0.0]), (8, 8))[1].tolist()
    [-1.0]
    """

    down: int = 0
    right: int = 0
    degrees: float = 0.0
    scale: float = 1.0

    def source(
        self, rows: Places, columns: Places, shape: tuple[int, int]
    ) -> tuple[Places, Places]:
        """Where in a picture of ``shape`` the numbers at these places come from.

        A shift keeps rows and columns apart; a turn or a scale gives two whole arrays when rows
        come as (n, 1) and columns as (m,).
        """
        if self.degrees == 0 and self.scale == 1:
            return rows - self.down, columns - self.right
        middle_row, middle_column = ((n - 1) / 2 for n in shape)
        down, right = rows - self.down - middle_row, columns - self.right - middle_column
        angle = radians(self.degrees)
        turned_down = (cos(angle) * down - sin(angle) * right) / self.scale
        turned_right = (sin(angle) * down + cos(angle) * right) / self.scale
        return turned_down + middle_row, turned_right + middle_column


def taps(window: Window, n: int) -> npt.NDArray[np.int32]:
    """The place of every tap of every output, (outputs, kernel_size); padding is beyond 0 ... n-1.

    >>> taps(Window(3, stride=2, pad=(1, 1)), 4).tolist()
    [[-1, 0, 1], [1, 2, 3]]
    """
    before = window.pad[0]
    return replace(window, pad=(0, 0)).input_indices(n + sum(window.pad)) - np.int32(before)


def centres(window: Window, n: int) -> Places:
    """The place in the picture at which each output's window has its middle.

    >>> centres(Window(2, stride=2), 4).tolist()
    [0.5, 2.5]
    """
    reads = taps(window, n)
    middles: Places = (reads[:, 0] + reads[:, -1]) / 2
    return middles


def origin(
    move: Move, windows: tuple[Window, Window], shape: tuple[int, int]
) -> tuple[Places, Places]:
    """Where in the map of the still picture each output of the moved map comes from.

    A shift by 1 under a stride of 2 gives halves: half a cell of the map.

    >>> origin(Move(right=1), (Window(2, 2), Window(2, 2)), (4, 4))[1].tolist()
    [-0.5, 0.5]
    """
    rows, columns = (centres(w, n) for w, n in zip(windows, shape, strict=True))
    from_rows, from_columns = move.source(rows[:, None], columns, shape)
    strides = windows[0].stride, windows[1].stride
    return (
        _snapped((from_rows - rows[0]) / strides[0]),
        _snapped((from_columns - columns[0]) / strides[1]),
    )


def _snapped(places: Places) -> Places:
    """Whole numbers where only rounding parts a place from one; all other places as they are."""
    whole = np.rint(places)
    return np.where(np.abs(places - whole) < NEAR, whole, places)


def look_up(values: Values, rows: Places, columns: Places, padding_mode: str) -> Values:
    """The numbers of ``values`` (H, W) at these places, bilinear between them.

    Beyond the border lies what ``padding_mode`` says. Rows and columns are broadcast.
    """
    (top, below), (left, beside) = (_split(places) for places in (rows, columns))
    total: Values = np.zeros((), values.dtype)
    for down, row_share in ((0, 1 - below), (1, below)):
        for right, column_share in ((0, 1 - beside), (1, beside)):
            if row_share.any() and column_share.any():
                share = (row_share * column_share).astype(values.dtype)
                corner = _gather(values, top + down, left + right, padding_mode)
                total = total + (corner if (share == 1).all() else share * corner)
    return total


def surrounded(rows: Places, columns: Places, box: Box) -> npt.NDArray[np.bool_]:
    """Whether everything that is interpolated at these places lies within the box.

    >>> surrounded(np.array([[0.5]]), np.array([0.0, 1.5]), ((0, 1), (0, 1))).tolist()
    [[True, False]]
    """
    inside = [
        (np.floor(places) >= first) & (np.ceil(places) <= last)
        for places, (first, last) in zip((rows, columns), box, strict=True)
    ]
    return inside[0] & inside[1]


def _split(places: Places) -> tuple[npt.NDArray[np.int64], Places]:
    """The whole number before each place, and how far beyond it the place lies."""
    whole = np.floor(places)
    return whole.astype(np.int64), places - whole


def _gather(
    values: Values, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], padding_mode: str
) -> Values:
    row, column = (
        _index(places, n, padding_mode)
        for places, n in zip((rows, columns), values.shape, strict=True)
    )
    found: Values = values.ravel().take(row * values.shape[1] + column, mode="clip")
    if row.min() < 0 or column.min() < 0:
        found = np.where((row < 0) | (column < 0), values.dtype.type(0), found)
    return found


def _index(places: npt.NDArray[np.int64], n: int, padding_mode: str) -> npt.NDArray[np.int32]:
    """The index behind each place, -1 for a zero beyond the border."""
    before, after = max(0, -int(places.min())), max(0, int(places.max()) - n + 1)
    return Window(1, pad=(before, after)).padded(n, padding_mode)[places + before]


def moved(
    values: Values,
    moves: Iterable[Move],
    windows: tuple[Window, Window],
    shape: tuple[int, int],
    padding_mode: str,
) -> Values:
    """``values`` (outputs of ``windows`` over a picture of ``shape``) after each move, (N, H, W).

    >>> one = Window(1), Window(1)
    >>> moved(np.array([[1.0, 2.0]]), [Move(right=1)], one, (1, 2), "circular").tolist()
    [[[2.0, 1.0]]]
    """
    return np.stack(
        [look_up(values, *origin(move, windows, shape), padding_mode) for move in moves]
    )


def shifts(furthest: int, shape: tuple[int, int]) -> tuple[tuple[Move, ...], int]:
    """Every shift by up to ``furthest``, in reading order, and how many make a row.

    Some of the picture always stays in sight.

    >>> [(m.down, m.right) for m in shifts(1, (1, 5))[0]]
    [(0, -1), (0, 0), (0, 1)]
    """
    down, right = (min(furthest, n - 1) for n in shape)
    moves = tuple(Move(d, r) for d in range(-down, down + 1) for r in range(-right, right + 1))
    return moves, 2 * right + 1


def without_rounding(values: Values, tolerance: float) -> Values:
    """The values, with 0 for each that rounding alone can have made."""
    return np.where(np.abs(values) <= tolerance, values.dtype.type(0), values)
