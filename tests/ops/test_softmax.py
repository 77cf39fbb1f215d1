"""Softmax and its logarithm: by hand, far out, and what must hold for any numbers."""

import numpy as np
import pytest

from cnnviz.ops import LogSoftmax, Softmax

INF = float("inf")
QUARTERS = np.log([[1.0, 3.0]])


def test_shares_by_hand():
    np.testing.assert_allclose(Softmax().forward(QUARTERS), [[0.25, 0.75]], rtol=1e-15)
    np.testing.assert_allclose(LogSoftmax().forward(QUARTERS), np.log([[0.25, 0.75]]), rtol=1e-15)
    assert Softmax(0).forward([[5.0, 7.0]]).tolist() == [[1, 1]]


def test_gradients_by_hand():
    """With shares 1/4 and 3/4, one's slope is y1 (1 - y1) = 3/16, the other's -y1 y2."""
    dx = Softmax().backward([[16.0, 0]], QUARTERS)["x"]
    np.testing.assert_allclose(dx, [[3, -3]], rtol=1e-14)
    dx = LogSoftmax().backward([[4.0, 0]], QUARTERS)["x"]
    np.testing.assert_allclose(dx, [[3, -3]], rtol=1e-14)


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_shares_sum_to_one_and_gradients_to_zero(axis):
    x, dy = np.random.default_rng(0).standard_normal((2, 3, 4, 5))
    np.testing.assert_allclose(Softmax(axis).forward(x).sum(axis), 1, rtol=1e-15)
    for layer in (Softmax(axis), LogSoftmax(axis)):
        np.testing.assert_allclose(layer.backward(dy, x)["x"].sum(axis), 0, rtol=0, atol=1e-14)


def test_a_number_added_to_all_changes_nothing():
    x = np.array([[1.0, 2, 4]])
    for layer in (Softmax(), LogSoftmax()):
        assert np.array_equal(layer.forward(x + 1024), layer.forward(x))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_far_out_nothing_overflows(dtype):
    x = np.array([[1e4, 0, -1e4]], dtype)
    assert Softmax().forward(x).tolist() == [[1, 0, 0]]
    assert LogSoftmax().forward(x).tolist() == [[0, -1e4, -2e4]]
    assert LogSoftmax().forward(x).dtype == dtype


def test_small_shares_keep_their_digits():
    """Of -80 the logarithm is exact to one rounding, its exponential would be to 80."""
    y = Softmax().forward(np.array([[0, -80]], np.float32))
    assert y[0, 1] == pytest.approx(np.exp(-80.0), rel=3e-7)


def test_infinite_scores():
    assert Softmax().forward([[-INF, 0.0, 0.0]]).tolist() == [[0, 0.5, 0.5]]
    assert LogSoftmax().forward([[-INF, 0.0]]).tolist() == [[-INF, 0]]
    for undecided in ([[INF, 0.0]], [[-INF, -INF]]):
        assert np.isnan(Softmax().forward(undecided)).any()
        assert np.isnan(LogSoftmax().forward(undecided)).any()


def test_an_empty_axis_stays_empty():
    assert Softmax().forward(np.ones((2, 0))).shape == (2, 0)


@pytest.mark.parametrize("layer", [Softmax(2), LogSoftmax(-3)])
def test_an_axis_that_is_not_there_is_named(layer):
    with pytest.raises(ValueError, match=rf"Axis {layer.axis} was asked for an input of 2 axes"):
        layer.forward(np.ones((2, 3)))
