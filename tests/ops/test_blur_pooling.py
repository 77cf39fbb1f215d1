"""Blur pooling: its filters and border by hand, and what it is for."""

import numpy as np
import pytest

from cnnviz.ops import BlurPool, Conv, MaxPool


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def pooled(values, **settings):
    return BlurPool(**settings).forward(np.array(values, float)[None, None])[0, 0].tolist()


@pytest.mark.parametrize(
    ("size", "row"),
    [
        (1, [1]),
        (2, [1, 1]),
        (3, [1, 2, 1]),
        (4, [1, 3, 3, 1]),
        (5, [1, 4, 6, 4, 1]),
        (6, [1, 5, 10, 10, 5, 1]),
        (7, [1, 6, 15, 20, 15, 6, 1]),
    ],
)
def test_filters_are_the_rows_of_pascals_triangle(size, row):
    """A single 1 in the middle comes out as the filter: the sizes of the paper's code."""
    x = np.zeros(15)
    x[7] = 2 ** (size - 1)
    y = pooled(x, kernel_size=size, stride=1)
    start = 7 - size // 2
    assert y[start : start + size] == row
    assert sum(y) == 2 ** (size - 1)


def test_two_axes_give_the_outer_product():
    x = np.zeros((5, 5))
    x[2, 2] = 16
    assert pooled(x, kernel_size=3, stride=1)[1:4] == [
        [0, 1, 2, 1, 0],
        [0, 2, 4, 2, 0],
        [0, 1, 2, 1, 0],
    ]


def test_the_border_is_a_mirror_without_its_edge():
    assert pooled([8, 0, 4, 0], kernel_size=3, stride=1) == [4, 3, 2, 2]
    assert pooled([8, 0, 4, 0], kernel_size=3) == [4, 2]


def test_an_even_filter_takes_one_more_after_than_before():
    assert pooled([8, 0, 0, 16], kernel_size=2, stride=1) == [4, 0, 8, 8]
    assert pooled([8, 0, 0, 16], kernel_size=4, stride=1) == [3, 3, 6, 6]


@pytest.mark.parametrize(
    ("mode", "result"),
    [("zeros", [4, 2, 1, 2]), ("replicate", [6, 2, 1, 3]), ("circular", [5, 2, 1, 4])],
)
def test_other_borders(mode, result):
    assert pooled([8, 0, 0, 4], kernel_size=3, stride=1, padding_mode=mode) == result


def test_a_constant_stays_what_it_is():
    assert np.array_equal(
        BlurPool(5).forward(np.full((1, 1, 7, 8), 3.0)), np.full((1, 1, 4, 4), 3.0)
    )


def test_a_shift_by_one_changes_little():
    """Stripes vanish or fill the map where every second number is kept; blurred they do neither."""
    stripes = np.array([[[0.0, 1] * 8]])
    shifted = np.roll(stripes, 1)
    assert np.unique(MaxPool(1, 2).forward(stripes)).tolist() == [0]
    assert np.unique(MaxPool(1, 2).forward(shifted)).tolist() == [1]
    assert np.unique(BlurPool(3).forward(stripes)).tolist() == [0.5]
    assert np.unique(BlurPool(3).forward(shifted)).tolist() == [0.5]


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
@pytest.mark.parametrize(("size", "stride"), [((3, 4), 2), ((5, 2), (1, 3)), (1, 2)])
def test_backward_is_the_adjoint(mode, size, stride):
    layer, x = BlurPool(size, stride, mode), numbers(2, 3, 6, 7)
    y = layer.forward(x)
    dy = numbers(*y.shape, seed=1)
    assert np.vdot(layer.backward(dy, x)["x"], x) == pytest.approx(np.vdot(dy, y), rel=1e-12)


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_it_is_a_convolution_of_each_channel_by_itself(mode):
    x, row = numbers(2, 3, 8, 9), np.array([1, 3, 3, 1]) / 8
    weight = np.outer(row, row)[None, None].repeat(3, axis=0)
    conv = Conv(4, 2, ((1, 2), (1, 2)), groups=3, padding_mode=mode)
    expected = conv.forward(x, {"weight": weight})
    y = BlurPool(4, 2, mode).forward(x)
    np.testing.assert_allclose(y, expected, rtol=0, atol=1e-15)


def test_outputs_are_the_input_by_the_stride_rounded_up():
    assert BlurPool(4, 2).output_shape((1, 5, 9, 8)) == (1, 5, 5, 4)
    assert BlurPool(3, 3).output_shape((1, 5, 9, 8)) == (1, 5, 3, 3)


@pytest.mark.parametrize(
    ("settings", "shape", "message"),
    [
        ({"kernel_size": 0}, (1, 1, 4), "The kernel_size must be a whole number of at least 1"),
        ({"stride": 0}, (1, 1, 4), "The stride must be a whole number of at least 1"),
        ({"padding_mode": "mirror"}, (1, 1, 4), "Unknown padding mode 'mirror'"),
        (
            {"kernel_size": 7},
            (1, 1, 3),
            "Reflect padding of 3 was asked for an input of 3: it can take at most 2 from it.",
        ),
        ({"kernel_size": (3, 3)}, (1, 1, 4), "The kernel_size (3, 3) was given for 1 spatial axis"),
        ({}, (4, 4), "The input must have shape (N, C, *spatial) with 1 to 3"),
    ],
)
def test_illegal_settings_are_named(settings, shape, message):
    with pytest.raises(ValueError) as caught:
        BlurPool(**settings).forward(np.ones(shape))
    assert message in str(caught.value)
