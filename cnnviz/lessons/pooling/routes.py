"""Which inputs hold the maximum of each window, and how a gradient goes back to them."""

from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from cnnviz.lessons.pooling.axes import Tables
from cnnviz.lessons.pooling.records import ArgMax, Routes
from cnnviz.traces import Array

Whole = npt.NDArray[np.integer]


def argmax_of(x: Array, y: Array, axes: Tables, winners: Whole) -> ArgMax:
    """Find the maxima ``y`` (oH, oW) of a pooling in ``x`` (H, W), given who won."""
    rows, columns = (axis.index for axis in axes)
    bordered = np.pad(x, ((0, 1), (0, 1)), constant_values=-np.inf)  # what -1, padding, finds
    values = bordered[rows[:, None, :, None], columns[None, :, None, :]]
    i, j, m, n = np.nonzero(values == y[:, :, None, None])
    output = i * y.shape[1] + j
    position = rows[i, m] * np.int32(x.shape[1]) + columns[j, n]
    if any(axis.repeats for axis in axes):  # a number and its copies are one input
        output, position = np.unique([output, position], axis=1)
    ties = np.bincount(output, minlength=y.size)
    shared = position[ties[output] > 1]
    return ArgMax(
        output=output,
        input=position,
        first=position == winners.ravel()[output],
        argmax=winners,
        ties=ties.reshape(y.shape),
        win_count=np.bincount(winners[winners >= 0], minlength=x.size).reshape(x.shape),
        tie_count=np.bincount(shared, minlength=x.size).reshape(x.shape),
    )


def pool_gradient(maxima: ArgMax, dy: Array) -> Routes:
    """``dy`` (oH, oW) sent back by three rules for ties.

    "first": all of it to the winner, what engines do. "split": in equal parts to all that hold the
    maximum. "all": the whole of it to each of them, which invents gradient that nobody sent.
    """
    each = dy.ravel()[maxima.output]
    shares: dict[str, Array] = {
        "first": each * maxima.first,
        "split": each / maxima.ties.ravel()[maxima.output],
        "all": each,
    }
    dx = {rule: _gathered(maxima, share) for rule, share in shares.items()}
    return Routes(dy, MappingProxyType(dx))


def _gathered(maxima: ArgMax, shares: Array) -> Array:
    """What comes to each input, added up."""
    sums = np.bincount(maxima.input, shares, minlength=maxima.win_count.size)
    return sums.astype(np.float64).reshape(maxima.win_count.shape)


def rebuilt(x_shape: tuple[int, ...], y: Array, winners: Whole) -> Array:
    """Unpooling: zeros, and each output where it came from.

    Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014,
    section 2.1.

    >>> rebuilt((2, 3), np.array([[5.0, 7.0]]), np.array([[1, 5]])).tolist()
    [[0.0, 5.0, 0.0], [0.0, 0.0, 7.0]]
    """
    height, width = x_shape
    x = np.zeros(height * width + 1)  # the last place takes what nobody won
    x[winners.ravel()] = y.ravel()
    return x[:-1].reshape(height, width)


def resize_gradient(gradient: Array | None, shape: tuple[int, ...]) -> Array:
    """A gradient in the output's size: what lies outside is cut off, what is missing is 1.

    >>> resize_gradient(np.array([[2.0, 3.0]]), (2, 1)).tolist()
    [[2.0], [1.0]]
    """
    dy = np.ones(shape)
    if gradient is not None:
        rows, columns = (min(a, b) for a, b in zip(shape, gradient.shape, strict=True))
        dy[:rows, :columns] = gradient[:rows, :columns]
    return dy
