"""The error function's complement against the standard library's, number by number."""

from math import erf, erfc, sqrt

import numpy as np
import pytest

from cnnviz.ops import error_function

LAST = 26.5  # beyond it erfc is no normal number of float64 any more
DENSE = np.concatenate([np.linspace(-7, 7, 14_001), np.linspace(7, LAST, 4_001)])


def test_erfc_on_a_dense_grid():
    """A relative error of 1e-15 is 2 to 4 roundings, of which the library takes one or two."""
    expected = [erfc(x) for x in DENSE]
    np.testing.assert_allclose(error_function.erfc(DENSE), expected, rtol=1e-15, atol=0)


def test_one_minus_erfc_is_erf():
    x = np.linspace(-3, 3, 6001)
    expected = [erf(value) for value in x]
    np.testing.assert_allclose(1 - error_function.erfc(x), expected, rtol=0, atol=2.0**-50)


def test_the_normal_distribution_on_a_dense_grid():
    """The library is asked for a rounded x / sqrt(2), which costs it about x² roundings."""
    x = np.linspace(-5, 9, 14_001)
    expected = [erfc(-value / sqrt(2)) / 2 for value in x]
    np.testing.assert_allclose(error_function.normal_cdf(x), expected, rtol=1e-14, atol=0)


@pytest.mark.parametrize(
    ("x", "share"),
    [
        (-1.0, 0.15865525393145705141),
        (-2.0, 0.022750131948179207200),
        (-5.0, 2.8665157187919391167e-7),
        (-10.0, 7.6198530241605260660e-24),
        (-20.0, 2.7536241186062336951e-89),
        (-37.0, 5.7255712225245768227e-300),
        (3.0, 0.99865010196836990547),
    ],
)
def test_the_normal_distribution_at_numbers_worked_out_to_20_digits(x, share):
    assert error_function.normal_cdf(np.array(x)) == pytest.approx(share, rel=1e-15, abs=0)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_what_is_far_out_or_no_number(dtype):
    x = np.array([np.nan, -np.inf, np.inf, -1e30, 1e30, -0.0, 1e-40], dtype)
    complement, share = error_function.erfc(x), error_function.normal_cdf(x)
    np.testing.assert_array_equal(complement, [np.nan, 2, 0, 2, 0, 1, 1])
    np.testing.assert_array_equal(share, [np.nan, 0, 1, 0, 1, 0.5, 0.5])
    assert complement.dtype == share.dtype == dtype


def test_float32_is_the_nearest_to_the_exact_number():
    x = np.linspace(-9, 9, 10_001).astype(np.float32)
    exact = np.array([erfc(float(value)) for value in x], np.float32)
    np.testing.assert_array_equal(error_function.erfc(x), exact)


def test_any_shape_and_layout_over_several_blocks():
    x = np.linspace(-4, 4, 3 * error_function.BLOCK).reshape(3, 2, -1)
    turned = error_function.erfc(x.transpose(2, 0, 1)[::-1])
    np.testing.assert_array_equal(turned, error_function.erfc(x).transpose(2, 0, 1)[::-1])
    assert error_function.erfc(x[:0]).shape == (0, 2, error_function.BLOCK // 2)
    innermost = x.transpose(1, 2, 0)
    y = error_function.erfc(innermost)
    assert y.strides == innermost.strides
    np.testing.assert_array_equal(y, error_function.erfc(innermost.copy(order="C")))
    assert error_function.erfc(np.array(0.0)) == 1


def test_it_is_symmetrical():
    x = np.linspace(0, 9, 1001)
    np.testing.assert_allclose(
        error_function.erfc(-x) + error_function.erfc(x), np.full(x.size, 2), rtol=0, atol=2.0**-52
    )
