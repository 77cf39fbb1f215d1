"""Local response normalisation: by hand, against plain loops, and where its window lies."""

import numpy as np
import pytest

from cnnviz.ops import LocalResponseNorm


def test_by_hand():
    """Channels 3, 4, 0 with a window of 3: mean squares 25/3, 25/3, 16/3, here times 3."""
    x = np.array([[[3.0], [4.0], [0.0]]])
    layer = LocalResponseNorm(3, alpha=3, beta=0.5, k=0)
    np.testing.assert_allclose(layer.forward(x).ravel(), [0.6, 0.8, 0], rtol=1e-15)
    # One plus them, to the power 1: 3/26, 4/26, 0.
    layer = LocalResponseNorm(3, alpha=3, beta=1, k=1)
    np.testing.assert_allclose(layer.forward(x).ravel(), [3 / 26, 4 / 26, 0], rtol=1e-15)


def reached(size):
    """For five channels: which ones the middle one's size takes part in."""
    x = np.full((1, 5, 1), 1e-9)
    x[0, 2] = 1
    y = LocalResponseNorm(size, alpha=size, beta=1, k=1).forward(x)
    return (y.ravel() < 0.6 * x.ravel()).tolist()


def test_an_even_window_reaches_one_map_further_back():
    """In PyTorch; in ONNX it is one further on. What a map reads behind it, the map after reads."""
    assert reached(1) == [False, False, True, False, False]
    assert reached(2) == [False, False, True, True, False]
    assert reached(3) == [False, True, True, True, False]
    assert reached(4) == [False, True, True, True, True]


def test_onnx_is_the_mirror_image():
    """ONNX's window of size 4 over maps in reverse order is this one."""
    x = np.random.default_rng(0).standard_normal((2, 6, 3))
    onnx = np.empty_like(x)
    for c in range(6):
        squares = (x[:, max(0, c - 1) : c + 3] ** 2).sum(axis=1)
        onnx[:, c] = x[:, c] / (1 + 0.5 / 4 * squares) ** 0.75
    ours = LocalResponseNorm(4, alpha=0.5).forward(x[:, ::-1])[:, ::-1]
    np.testing.assert_allclose(ours, onnx, rtol=1e-12)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 20])
def test_it_is_the_plain_loop(size):
    x = np.random.default_rng(0).standard_normal((2, 6, 2, 3))
    expected = np.empty_like(x)
    for n, c, i, j in np.ndindex(*x.shape):
        window = range(c - size // 2, c + (size - 1) // 2 + 1)
        total = sum(x[n, at, i, j] ** 2 for at in window if 0 <= at < 6)
        expected[n, c, i, j] = x[n, c, i, j] / (2 + 0.3 / size * total) ** 0.75
    y = LocalResponseNorm(size, alpha=0.3, k=2).forward(x)
    np.testing.assert_allclose(y, expected, rtol=1e-12)


def test_gradient_by_hand():
    """One channel with y = x / (1 + x²): the slope at 2 is (1 - 4) / 25."""
    dx = LocalResponseNorm(1, alpha=1, beta=1).backward([[[50.0]]], [[[2.0]]])["x"]
    assert dx.tolist() == [[[pytest.approx(-6, rel=1e-15)]]]


@pytest.mark.parametrize(
    ("size", "shape", "message"),
    [
        (0, (1, 2, 3), "The size must be a whole number of at least 1, not 0."),
        (2.0, (1, 2, 3), "The size must be a whole number of at least 1, not 2.0."),
        (5, (2, 3), "The input must have shape (N, C, *spatial) with 1 to 3"),
    ],
)
def test_what_does_not_fit_is_named(size, shape, message):
    with pytest.raises(ValueError) as caught:
        LocalResponseNorm(size).forward(np.ones(shape))
    assert message in str(caught.value)
