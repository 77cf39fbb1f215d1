"""Global pooling by hand."""

import numpy as np

from cnnviz.geometry import Window
from cnnviz.ops import AveragePool, GlobalAveragePool, GlobalMaxPool, MaxPool

X = np.array([[[[1.0, 5, 3], [2, 5, 2]], [[-1, -1, -4], [-2, -3, -7]]]])


def test_one_number_for_each_map():
    assert GlobalAveragePool().forward(X).tolist() == [[[[3]], [[-3]]]]
    assert GlobalMaxPool().forward(X).tolist() == [[[[5]], [[-1]]]]


def test_of_equal_numbers_the_first_wins():
    assert GlobalMaxPool().mask(X).tolist() == [[[[1]], [[0]]]]


def test_a_mean_shares_its_gradient_out_and_a_maximum_keeps_it_together():
    dy = [[[[6]], [[60]]]]
    shares = GlobalAveragePool().backward(dy, X)["x"]
    assert shares.tolist() == [[[[1, 1, 1], [1, 1, 1]], [[10, 10, 10], [10, 10, 10]]]]
    won = GlobalMaxPool().backward(dy, X)["x"]
    assert won.tolist() == [[[[0, 6, 0], [0, 0, 0]], [[60, 0, 0], [0, 0, 0]]]]


def test_the_window_is_the_whole_map():
    assert GlobalMaxPool().windows((2, 3)) == (Window(2), Window(3))
    x = np.random.default_rng(0).standard_normal((2, 3, 4, 5, 6))
    assert np.array_equal(GlobalMaxPool().forward(x), MaxPool((4, 5, 6)).forward(x))
    np.testing.assert_allclose(
        GlobalAveragePool().forward(x), AveragePool((4, 5, 6)).forward(x), rtol=0, atol=1e-15
    )


def test_a_mean_of_many_float32_numbers_keeps_its_digits():
    """Added one by one, a million times 0.1 would be off in the third digit."""
    mean = GlobalAveragePool().forward(np.full((1, 1, 1000, 1000), 0.1, np.float32))
    assert mean.dtype == np.float32
    assert abs(float(mean[0, 0, 0, 0]) / float(np.float32(0.1)) - 1) < 1e-6


def test_the_gradient_of_a_mean_can_be_written_to():
    dx = GlobalAveragePool().backward(np.ones((1, 1, 1)), np.ones((1, 1, 2)))["x"]
    dx[0, 0, 0] = 7
    assert dx.tolist() == [[[7, 0.5]]]


def test_nan_wins_and_gets_the_gradient():
    x = np.array([[[1.0, np.nan, 7, np.nan]]])
    assert np.isnan(GlobalMaxPool().forward(x)).all()
    assert GlobalMaxPool().backward([[[5.0]]], x)["x"].tolist() == [[[0, 5, 0, 0]]]
