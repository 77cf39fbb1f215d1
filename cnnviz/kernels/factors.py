"""The 1-D factors that most kernels are outer products of.

One rule makes every larger factor: the 3-tap factor of a picture that was first blurred with a
binomial factor, folded into one (the rule of OpenCV's getDerivKernels). A blur of side n - 2 sums
to 2^(n-3), and `growth` says so: divided by it, a larger kernel reads like its 3-tap origin.
"""

from math import comb

import numpy as np
from numpy.typing import NDArray

Factor = NDArray[np.float64]


def ones(side: int) -> Factor:
    """Every tap counts the same."""
    return np.ones(side)


def binomial(side: int) -> Factor:
    """A row of Pascal's triangle, the whole-number Gaussian (Burt and Adelson 1983).

    >>> binomial(5)
    array([1., 4., 6., 4., 1.])
    """
    return np.array([comb(side - 1, k) for k in range(side)], dtype=np.float64)


def difference(side: int) -> Factor:
    """What lies right minus what lies left, side >= 2.

    >>> difference(2), difference(3), difference(5)
    (array([-1.,  1.]), array([-1.,  0.,  1.]), array([-1., -2.,  0.,  2.,  1.]))
    """
    return np.convolve([-1.0, 1.0], binomial(side - 1))


def second_difference(side: int) -> Factor:
    """Both neighbours minus twice the middle, side >= 3.

    >>> second_difference(3), second_difference(5)
    (array([ 1., -2.,  1.]), array([ 1.,  0., -2.,  0.,  1.]))
    """
    return np.convolve([1.0, -2.0, 1.0], binomial(side - 2))


def scharr_smoothing(side: int) -> Factor:
    """The 3 10 3 smoothing, chosen for rotational symmetry (Scharr 2000), side >= 3."""
    return np.convolve([3.0, 10.0, 3.0], binomial(side - 2))


def growth(side: int) -> float:
    """The sum of the binomial blur that a factor of this side has beyond its 3 taps.

    >>> growth(2), growth(3), growth(5)
    (1.0, 1.0, 4.0)
    """
    return 2.0 ** max(side - 3, 0)
