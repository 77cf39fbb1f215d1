"""Lp pooling: by hand, against plain loops, and at its limits."""

import numpy as np
import pytest

from cnnviz.ops import LpPool, MaxPool
from tests.ops import oracle


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def pooled(values, **settings):
    return LpPool(**settings).forward(np.array(values, float)[None, None])[0, 0].tolist()


def test_lengths_of_two_numbers():
    assert pooled([3, -4, 5, 12], kernel_size=2) == [5, 13]
    assert pooled([3, -4, 5, 12], kernel_size=2, p=1) == [7, 17]
    assert pooled([3, 4, 5, 0], kernel_size=3, stride=1, p=3) == pytest.approx([6, 189 ** (1 / 3)])


def test_padding_and_what_hangs_over_it_count_as_nothing():
    assert pooled([3, 4, -12], kernel_size=2, padding=1) == [3, np.hypot(4, 12)]
    assert pooled([3, 4, -12], kernel_size=2, ceil_mode=True) == [5, 12]


def test_an_edge_that_is_repeated_counts_each_time():
    edge = {"kernel_size": 3, "stride": 1, "padding": 1, "padding_mode": "replicate", "p": 1}
    assert pooled([3, -4], **edge) == [10, 11]  # 3 3 4 and 3 4 4
    assert LpPool(**edge).backward([[[10.0, 1]]], [[[3.0, -4]]])["x"].tolist() == [[[21, -12]]]


def test_gradient_by_hand():
    """The length of (3, -4) has the slopes 3/5 and -4/5."""
    dx = LpPool(2).backward([[[10.0, 1]]], [[[3.0, -4, 0, 7]]])["x"]
    assert dx.tolist() == [[[pytest.approx(6), pytest.approx(-8), 0, pytest.approx(1)]]]
    dx = LpPool(2, p=1).backward([[[10.0]]], [[[3.0, -4]]])["x"]
    assert dx.tolist() == [[[10, -10]]]


@pytest.mark.parametrize("p", [1, 1.5, 2, 3])
def test_the_gradient_of_a_window_of_zeros_is_zero(p):
    dx = LpPool(2, p=p).backward([[[10.0, 1]]], [[[0.0, 0, 0, 7]]])["x"]
    assert dx.tolist() == [[[0, 0, 0, pytest.approx(1)]]]


@pytest.mark.parametrize("p", [1, 2, 3.5])
@pytest.mark.parametrize(("stride", "dilation", "padding"), [(1, 1, 0), (2, 1, 1), (3, 2, 1)])
def test_pooling_is_the_plain_loop(p, stride, dilation, padding):
    x, pair = numbers(2, 2, 6, 7), (2, 2)

    def norm(values):
        return sum(abs(value) ** p for value in values) ** (1 / p)

    steps = (3, 2), (stride,) * 2, (dilation,) * 2, [(padding, padding)] * len(pair)
    y = LpPool((3, 2), stride, padding, dilation, p=p).forward(x)
    np.testing.assert_allclose(y, oracle.pool(x, *steps, norm), rtol=1e-12)


def test_a_large_p_comes_close_to_the_largest_number():
    x = np.abs(numbers(1, 2, 8))
    np.testing.assert_allclose(LpPool(2, p=200).forward(x), MaxPool(2).forward(x), rtol=0.004)


def test_twice_the_input_is_twice_the_norm():
    x = numbers(1, 2, 9)
    y = LpPool(3, p=3).forward(x)
    np.testing.assert_allclose(LpPool(3, p=3).forward(-2 * x), 2 * y, rtol=1e-12)


@pytest.mark.parametrize("p", [0.5, -1, np.inf, np.nan])
def test_a_p_that_makes_no_norm_is_refused(p):
    with pytest.raises(ValueError, match="The p of a norm must be a finite number of at least 1"):
        LpPool(2, p=p)
