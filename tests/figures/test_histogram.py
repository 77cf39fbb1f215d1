"""The histogram counts every pixel once, on the side of its sign."""

import numpy as np

from cnnviz.analysis import convolution
from cnnviz.figures.histogram import BINS, histogram
from cnnviz.figures.theme import NEGATIVE, NEUTRAL, POSITIVE
from cnnviz.kernels import Kernel

IDENTITY = Kernel("identity", "Identity", np.ones((1, 1, 1)))
X = np.array([[[-2.0, -1, 0, 0, 1]]])


def test_every_pixel_is_counted_in_the_bin_of_its_value():
    (bars,) = histogram(convolution.trace(X, IDENTITY)).data
    assert sum(bars.y) == 5
    assert bars.y[0] == 1
    assert bars.y[BINS // 2] == 2
    colours = bars.marker.color
    assert (colours[0], colours[BINS // 2], colours[-1]) == (NEGATIVE, NEUTRAL, POSITIVE)


def test_an_activation_shows_what_came_in_behind_what_came_out():
    before, after = histogram(convolution.trace(X, IDENTITY, activation="relu")).data
    assert before.y[0] == 1
    assert after.y[0] == 0
    assert after.y[BINS // 2] == 4


def test_values_that_are_not_finite_are_left_out():
    (bars,) = histogram(convolution.trace([[[np.nan, np.inf, 1.0]]], IDENTITY)).data
    assert sum(bars.y) == 1
