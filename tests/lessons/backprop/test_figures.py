"""The figures under the backprop player: what they plot is what the statistics say."""

import numpy as np
import pytest

from cnnviz.lessons.backprop import figures
from cnnviz.lessons.backprop import statistics as chain_statistics
from cnnviz.networks.presets import PRESETS
from tests.lessons.backprop.test_chain import run


@pytest.mark.parametrize("name", PRESETS)
def test_the_sizes_of_every_layer_within_whole_powers_of_ten(name):
    layers = chain_statistics.sizes(run(PRESETS[name]()))
    figure = figures.sizes(layers)
    numbers, gradients = figure.data
    assert list(numbers.x) == [layer.name for layer in layers]
    assert list(numbers.y) == [layer.activation or None for layer in layers]  # log 0 is nowhere
    assert list(gradients.y) == [layer.gradient for layer in layers]
    low, high = figure.layout.yaxis.range
    assert low == int(low) and high == int(high) and high > low
    assert all(10**low <= y <= 10**high for y in (*numbers.y, *gradients.y) if y)


def test_a_layer_without_any_gradient_has_no_point():
    (layer,) = chain_statistics.sizes(run(PRESETS["pooled"]()))[:1]
    values = {name: getattr(layer, name) for name in layer.__slots__} | {"gradient": 0.0}
    assert figures.sizes([type(layer)(**values)]).data[1].y == (None,)


def test_the_spread_counts_every_number_once():
    figure = figures.spread(np.array([[-2.0, 0.0], [0.0, 1.0]]), "values of conv")
    assert sum(figure.data[0].y) == 4
    assert figure.data[0].y[20] == 2  # the middle bin is centred on zero


def test_the_losses_begin_before_the_first_step():
    figure = figures.losses(0.7, (0.5, 0.3))
    assert list(figure.data[0].x) == [0, 1, 2]
    assert list(figure.data[0].y) == [0.7, 0.5, 0.3]
