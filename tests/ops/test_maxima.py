"""The quick way of max pooling gives what the mask says, in both memory orders."""

import numpy as np
import pytest

from cnnviz.ops import MaxPool
from cnnviz.ops.layer import samples_last
from cnnviz.ops.maxima import to_winners, window_maxima

NAN, INF = float("nan"), float("inf")
SETTINGS = [
    ((64, 3, 9), MaxPool(2)),
    ((3, 40, 8, 10), MaxPool(2)),
    ((5, 2, 9, 11), MaxPool(3, stride=2, padding=1)),
    ((5, 2, 9, 11), MaxPool((2, 3), stride=(3, 1), dilation=(1, 2), ceil_mode=True)),
    ((2, 3, 7, 6, 5), MaxPool(3, stride=(1, 2, 3), padding=(1, 0, 1))),
]


def innermost(array):
    """The same numbers, with those of one place in all samples next to each other."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(array, 0, -1)), -1, 0)


@pytest.mark.parametrize("order", [np.ascontiguousarray, innermost])
@pytest.mark.parametrize(("shape", "layer"), SETTINGS)
def test_each_gradient_goes_where_the_mask_points(shape, layer, order):
    generator = np.random.default_rng(0)
    x = generator.integers(-2, 3, shape).astype(np.float32)  # so that there are many ties
    dy = generator.integers(-9, 10, layer.output_shape(shape)).astype(np.float32)
    winner = layer.mask(x).reshape(*shape[:2], -1)
    expected = np.zeros((*shape[:2], np.prod(shape[2:])), np.float32)
    for n, c in np.ndindex(shape[:2]):
        np.add.at(expected[n, c], winner[n, c], dy[n, c].ravel())
    dx = to_winners(order(dy), order(x), layer.windows(shape[2:]))
    np.testing.assert_array_equal(dx, expected.reshape(shape))
    assert dx.dtype == np.float32


@pytest.mark.parametrize(("shape", "layer"), SETTINGS)
def test_the_memory_order_of_the_input_is_kept(shape, layer):
    x, windows = innermost(np.ones(shape)), layer.windows(shape[2:])
    y = window_maxima(x, windows)
    assert samples_last(y)
    assert samples_last(to_winners(np.ascontiguousarray(y), x, windows))


@pytest.mark.parametrize(
    ("x", "dy"), [([1, NAN], 1), ([-INF, -INF], 1), ([1, 2], NAN), ([1, 2], INF)]
)
def test_what_comparing_does_not_decide_is_left_to_the_mask(x, dy):
    x, dy = np.array([[x]], float), np.array([[[dy]]], float)
    assert to_winners(dy, x, MaxPool(2).windows((2,))) is None


def test_a_gradient_that_is_not_finite_stays_with_the_winner():
    dx = MaxPool(2).backward([[[INF, NAN]]], [[[1, 5, 2, 0]]])["x"]
    np.testing.assert_array_equal(dx, [[[0, INF, NAN, 0]]])


def test_infinity_is_a_maximum_like_any_other():
    dx = MaxPool(2, stride=1, padding=1).backward([[[1, 10, 100]]], [[[INF, -INF]]])["x"]
    assert dx.tolist() == [[[11, 100]]]
