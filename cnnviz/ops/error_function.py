"""The error function, its complement and the normal distribution, which NumPy does not have."""

from collections.abc import Callable
from math import factorial, pi, sqrt

import numpy as np

from cnnviz.ops.layer import Array

BLOCK = 8192  # numbers at a time, so that all that is made of them stays in the cache
SMALL = 0.3  # below this the series is exact
FAR = 40.0  # beyond this exp(-x^2 / 2) is 0

# (1 + 2x) exp(x^2) erfc(x) as a polynomial in t = (x - 3.75) / (x + 3.75), lowest power first, for
# all x from 0 to infinity. It is the Chebyshev series of that function to degree 24, computed with
# 60 digits and collected by powers; what is left out is below 1e-17, and the second number is moved
# by as little for erfc(0) to be 1. The form is that of Shepherd and Laframboise, "Chebyshev
# approximation of (1 + 2x) exp(x^2) erfc x in 0 <= x < inf", Mathematics of Computation 36, 1981.
CENTRE = 3.75
POWERS = (
    1.2375126308378275, -0.14024059858554705, 0.0035854154854644293, 0.0822767384901452,
    -0.10880393014174886, 0.09230432116037748, -0.05869339858963677, 0.028362277418956406,
    -0.009746579558029276, 0.0017556258528952954, 0.0002937136655913448, -0.0002901540805408417,
    5.164909889268241e-05, 2.238423915508223e-05, -1.1444146237700524e-05, -9.73559896736775e-07,
    1.751637648849062e-06, -5.7218230603224086e-08, -2.5866850716155884e-07, 2.3263508708859124e-08,
    3.8675334242222354e-08, -3.744210080962018e-09, -5.1739902140113095e-09, 3.1114333809799254e-10,
    4.2514714447963895e-10,
)  # fmt: skip


def erfc(x: Array) -> Array:
    """The complement of the error function, 2/sqrt(pi) times the integral of exp(-t^2) from x on.

    The relative error is below 1e-15 wherever the result is a normal number of float64.

    Examples
    --------
    >>> erfc(np.array([-np.inf, 0.0, np.inf])).tolist()
    [2.0, 1.0, 0.0]
    """

    def block(x: Array) -> Array:
        size = np.minimum(np.abs(x), FAR)
        tail = _gaussian(size, 1.0) * _scaled_erfc(size)
        return np.where(x < 0, 2 - tail, tail)

    return _in_blocks(block, x)


def erf(x: Array) -> Array:
    """The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.

    Examples
    --------
    >>> erf(np.array([-np.inf, 0.0, np.inf])).tolist()
    [-1.0, 0.0, 1.0]
    """

    def block(x: Array) -> Array:
        size = np.minimum(np.abs(x), FAR)
        tail = _gaussian(size, 1.0) * _scaled_erfc(size)
        return np.where(size < SMALL, _series(x), np.copysign(1 - tail, x))

    return _in_blocks(block, x)


def normal_cdf(x: Array) -> Array:
    """The share of the standard normal distribution below x: erfc(-x / sqrt(2)) / 2.

    As exact as `erfc`, far below 0 too, where the division by sqrt(2) would cost digits.

    Examples
    --------
    >>> normal_cdf(np.array([-np.inf, 0.0, np.inf])).tolist()
    [0.0, 0.5, 1.0]
    """

    def block(x: Array) -> Array:
        size = np.minimum(np.abs(x), FAR)
        tail = _gaussian(size, 0.5) * _scaled_erfc(size / sqrt(2)) / 2
        return np.where(x > 0, 1 - tail, tail)

    return _in_blocks(block, x)


def _series(x: Array) -> Array:
    """The error function near 0, where 1 - erfc would lose digits: its Taylor series."""
    square = np.minimum(x * x, 1.0)
    y = np.zeros_like(x)
    for power in range(9, -1, -1):
        y = 1 / ((2 * power + 1) * factorial(power)) - square * y
    terms: Array = 2 / sqrt(pi) * x * y
    return terms


def _in_blocks(function: Callable[[Array], Array], x: Array) -> Array:
    """Computed in float64, in an array of the type and the memory order of ``x``."""
    y = np.empty_like(x)
    if y.strides != x.strides:  # one with gaps, or with one number in several places
        x, y = np.ascontiguousarray(x), np.empty(x.shape, x.dtype)
    into, flat = y.ravel(order="K"), x.ravel(order="K")
    for start in range(0, x.size, BLOCK):
        block = slice(start, start + BLOCK)
        into[block] = function(flat[block].astype(np.float64))
    return y


def _gaussian(size: Array, factor: float) -> Array:
    """exp(-factor size^2); the error of the square, which exp would magnify, is made up for."""
    short = size.astype(np.float32).astype(np.float64)  # has a square without an error
    rest = (size - short) * (size + short)
    bell: Array = np.exp(-factor * short * short) * np.exp(-factor * rest)
    return bell


def _scaled_erfc(x: Array) -> Array:
    """exp(x^2) erfc(x) for x of at least 0: between 1 and 1 / (sqrt(pi) x)."""
    t = (x - CENTRE) / (x + CENTRE)
    y = np.full_like(x, POWERS[-1])
    for power in reversed(POWERS[:-1]):  # Horner's rule
        y *= t
        y += power
    ratio: Array = y / (1 + 2 * x)
    return ratio
