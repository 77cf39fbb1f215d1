"""Shapes that do not fit: every layer in the list refuses them with one sentence, before it runs.

What a layer says about a shape has to agree with what it does: `output_shape` gives the shape of
the output, or a ValueError where `forward` gives one.
"""

import numpy as np
import pytest

from cnnviz.ops import Expand
from tests.ops.test_layers import EXAMPLES, WITH_PARAMETERS, arrays

EVERY = pytest.mark.parametrize(("layer", "example"), EXAMPLES)
ONE_INPUT = [case for case in EXAMPLES if not isinstance(case.values[1].x_shape[0], tuple)]
SHAPES = (
    (), (1,), (3,), (2, 3), (1, 1), (2, 3, 4), (2, 4, 7, 8), (2, 3, 4, 5, 6), (1, 2, 2, 2, 2, 2),
    (0, 3), (0, 3, 9), (2, 0), (2, 0, 4, 4), (2, 3, 0), (1, 1, 4, 0), (2, 3, 1), (1, 1, 1, 1),
    (1, 2, 3, 1, 1),
)  # fmt: skip


def changed(x_shape):
    """Other shapes in the place of the one, or of each of several; and more or fewer of them."""
    if not isinstance(x_shape[0], tuple):
        return SHAPES
    places = range(len(x_shape))
    swapped = [(*x_shape[:k], shape, *x_shape[k + 1 :]) for k in places for shape in SHAPES]
    return [x_shape[:1], (*x_shape, x_shape[0]), *swapped]


def result(function, *args):
    """What comes out, or the error in its place: a ValueError of one plain sentence."""
    try:
        return function(*args)
    except ValueError as error:
        words = str(error)
        assert words[0].isupper() or words[0].isdigit(), words
        assert words[-1] == "." and "\n" not in words and len(words) < 300, words
        return error


def same(promised, y):
    """Both an error, or the same shape."""
    if isinstance(promised, ValueError) or isinstance(y, ValueError):
        return isinstance(promised, ValueError) and isinstance(y, ValueError)
    return promised == y.shape


@EVERY
def test_what_a_layer_says_about_an_input_is_what_it_does(layer, example):
    _, params, shapes = arrays(layer, example)
    for x_shape in changed(example.x_shape):
        several = isinstance(example.x_shape[0], tuple)
        x = tuple(map(np.ones, x_shape)) if several else np.ones(x_shape)
        promised = result(layer.output_shape, x_shape, shapes)
        y = result(layer.forward, x, params)
        assert same(promised, y), (x_shape, promised, y if isinstance(y, ValueError) else y.shape)
        assert isinstance(promised, ValueError) or all(type(length) is int for length in promised)


@pytest.mark.parametrize(("layer", "example"), WITH_PARAMETERS)
def test_what_a_layer_says_about_its_parameters_is_what_it_does(layer, example):
    x, params, shapes = arrays(layer, example)
    for name, shape in shapes.items():
        for other in ((), (1,), (7,), shape[:-1], (*shape, 1), (*shape[:-1], 7), (0, *shape[1:])):
            promised = result(layer.output_shape, example.x_shape, {**shapes, name: other})
            y = result(layer.forward, x, {**params, name: np.ones(other)})
            assert same(promised, y), (name, other, promised)


@EVERY
def test_costs_and_parameters_of_what_does_not_fit_are_refused(layer, example):
    shapes = layer.parameter_shapes(example.x_shape, example.out_channels)
    for x_shape in changed(example.x_shape):
        refused = isinstance(result(layer.output_shape, x_shape, shapes), ValueError)
        cost = result(layer.multiply_adds, x_shape, shapes)
        own = result(layer.parameter_shapes, x_shape, example.out_channels)
        result(layer.output_shape, x_shape)
        if not refused:
            assert type(cost) is int
            assert own == shapes or isinstance(own, ValueError) or "weight" in own


@pytest.mark.parametrize(
    ("layer", "example"), [case for case in ONE_INPUT if not isinstance(case.values[0], Expand)]
)
def test_a_single_number_is_refused_or_stays_one(layer, example):
    y = result(layer.forward, 3.0, arrays(layer, example)[1])
    assert isinstance(y, ValueError) or y.size == 1
