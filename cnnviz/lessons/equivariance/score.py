"""One score for a whole picture: does it depend on where the pattern stands?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Window
from cnnviz.lessons.equivariance.layers import Stage, dense_weight
from cnnviz.lessons.equivariance.moves import Move, moved, without_rounding
from cnnviz.ops import Dense, GlobalAveragePool, GlobalMaxPool, ReLU

Values = npt.NDArray[np.floating]
POOLS = {"max": GlobalMaxPool(), "average": GlobalAveragePool()}
ROUNDING = 1e-10  # of the largest: what rounding alone can part


@dataclass(frozen=True, slots=True, eq=False)
class ScoreTrace:
    """A pattern on an empty field, and two networks' scores at each of N places.

    ``field`` (H, W) holds the pattern in its middle; ``maps`` (N, oH, oW) what layer and ReLU make
    of it at each place; ``pooled`` (N,) the maximum or mean of that map, ``dense`` (N,) its sum
    with the weights ``weight`` (oH, oW).
    """

    field: Values
    moves: tuple[Move, ...]
    maps: Values
    pooled: Values
    weight: npt.NDArray[np.int8]
    dense: Values


def framed(pattern: Values, room: int) -> Values:
    """The pattern with ``room`` zeros on every side."""
    return np.pad(pattern, room)


def trace(
    field: npt.ArrayLike,
    build: Callable[[tuple[int, int]], Stage],
    moves: Sequence[Move],
    *,
    pool: str = "max",
    seed: int = 1,
) -> ScoreTrace:
    """Score ``field`` (H, W) after each move: layer, ReLU, then global pooling or a dense layer.

    ``build`` makes the layer for a picture's shape.
    """
    field = np.asarray(field)
    shape = (field.shape[0], field.shape[1])
    pixels = Window(1), Window(1)
    places = moved(field, moves, pixels, shape, "zeros")
    stage = build(shape)
    tolerance = ROUNDING * stage.gain * float(np.abs(field).max())
    maps = without_rounding(ReLU().forward(stage.forward(places)), tolerance)
    flat = maps.reshape(len(maps), -1)
    weight = dense_weight(1, flat.shape[1], seed)
    return ScoreTrace(
        field=field,
        moves=tuple(moves),
        maps=maps,
        pooled=POOLS[pool].forward(maps[:, None]).reshape(-1),
        weight=weight.reshape(maps.shape[1:]),
        dense=_settled(Dense().forward(flat, {"weight": weight.astype(flat.dtype)}).reshape(-1)),
    )


def _settled(scores: Values) -> Values:
    return without_rounding(scores, ROUNDING * float(np.abs(scores).max()))


def different(scores: Values) -> int:
    """How many different scores there are, rounding left aside.

    >>> different(np.array([0.1 + 0.2, 0.3, 5]))
    2
    """
    gaps = np.diff(np.sort(scores.ravel()))
    return 1 + int(np.count_nonzero(gaps > ROUNDING * np.abs(scores).max()))
