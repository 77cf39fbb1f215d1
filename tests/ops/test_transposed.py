"""Transposed convolution: by hand, against plain loops, and as the adjoint of a convolution."""

from itertools import product

import numpy as np
import pytest

from cnnviz.ops import Conv, ConvTranspose


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def spread(x, weight, bias=None, **settings):
    """One channel, one map, along one axis."""
    params = {"weight": np.array(weight, float)[None, None]}
    if bias is not None:
        params["bias"] = [bias]
    layer = ConvTranspose(len(weight), **settings)
    return layer.forward(np.array(x, float)[None, None], params)[0, 0].tolist()


# By hand


def test_every_input_puts_its_multiple_of_the_kernel_into_the_output():
    assert spread([1, 10, 100], [1, 2]) == [1, 12, 120, 200]


def test_the_stride_moves_the_copies_apart():
    assert spread([1, 10], [1, 2, 3], stride=2) == [1, 2, 13, 20, 30]
    assert spread([1, 10], [1, 2], stride=3) == [1, 2, 0, 10, 20]


def test_dilation_makes_holes_in_each_copy():
    assert spread([1, 10], [1, 2], dilation=2) == [1, 10, 2, 20]


def test_padding_is_cut_off():
    assert spread([1, 10], [1, 2, 3], stride=2, padding=1) == [2, 13, 20]
    assert spread([1, 10], [1, 2, 3], stride=2, padding=((2, 0),)) == [13, 20, 30]


def test_output_padding_keeps_more_of_the_end():
    assert spread([1, 10], [1, 2, 3], stride=2, padding=1, output_padding=1) == [2, 13, 20, 30]


def test_output_padding_may_go_on_past_the_last_copy():
    longer = {"dilation": 3, "output_padding": 2}
    assert spread([1, 10], [1, 2], **longer) == [1, 10, 0, 2, 20, 0, 0]
    assert spread([1, 10], [1, 2], bias=5, **longer) == [6, 15, 5, 7, 25, 5, 5]


def test_same_gives_stride_times_as_many_outputs():
    assert spread([1, 10], [1, 2, 3], stride=2, padding="same") == [1, 2, 13, 20]
    assert spread([1, 10], [1, 2, 3], stride=2, padding="same_lower") == [2, 13, 20, 30]
    assert spread([1, 10], [1, 2], stride=3, padding="same") == [1, 2, 0, 10, 20, 0]
    assert spread([1, 10, 100], [1, 2, 3], padding="same") == [12, 123, 230]
    assert spread([1, 0, 0], [1, 2, 3, 4, 5], stride=2, padding="same") == [2, 3, 4, 5, 0, 0]


def test_full_padding_leaves_what_all_taps_reach():
    assert spread([1, 10, 100], [1, 2], padding="full") == [12, 120]


def test_two_by_two_copies_overlap_in_the_middle():
    weight = np.array([[[[1.0, 2], [3, 4]]]])
    y = ConvTranspose(2).forward([[[[1, 0], [0, 10]]]], {"weight": weight})
    assert y.tolist() == [[[[1, 2, 0], [3, 14, 20], [0, 30, 40]]]]


def test_weights_go_from_input_channels_to_maps():
    weight = np.array([[[1], [2], [3]], [[10], [20], [30]]])
    y = ConvTranspose(1).forward([[[1], [1]]], {"weight": weight, "bias": [0.5, 0, 0]})
    assert y.tolist() == [[[11.5], [22], [33]]]


def test_each_group_has_its_own_maps():
    weight = np.array([[[1], [2]], [[10], [20]]])
    y = ConvTranspose(1, groups=2).forward([[[1], [1]]], {"weight": weight})
    assert y.tolist() == [[[1], [2], [10], [20]]]


def test_gradients_by_hand():
    """y = (x0, 2 x0 + x1, 2 x1) for the weight (1, 2)."""
    params = {"weight": [[[1, 2]]], "bias": [0]}
    grads = ConvTranspose(2).backward([[[1, 10, 100]]], [[[3, 5]]], params)
    assert grads["x"].tolist() == [[[21, 210]]]
    assert grads["weight"].tolist() == [[[53, 530]]]
    assert grads["bias"].tolist() == [111]


# Against plain loops, and a convolution


def loops(x, weight, stride, dilation, padding, more, groups):
    """Every input times every tap, added where it belongs."""
    kernel, maps = weight.shape[2:], weight.shape[1]
    axes = list(zip(x.shape[2:], kernel, strict=True))
    shape = [(n - 1) * stride + dilation * (k - 1) + 1 - 2 * padding + more for n, k in axes]
    y = np.zeros((len(x), groups * maps, *shape))
    for n, c in np.ndindex(*x.shape[:2]):
        first = c // (x.shape[1] // groups) * maps
        for f, *place in np.ndindex(maps, *x.shape[2:], *kernel):
            i, m = place[: len(kernel)], place[len(kernel) :]
            at = tuple(stride * a + dilation * b - padding for a, b in zip(i, m, strict=True))
            if all(0 <= a < length for a, length in zip(at, shape, strict=True)):
                y[(n, first + f, *at)] += x[(n, c, *i)] * weight[(c, f, *m)]
    return y


SETTINGS = [
    (shape, kernel, *rest)
    for (shape, kernel), *rest in product(
        [((5,), (3,)), ((3, 4), (3, 2)), ((2, 3, 2), (2, 1, 3))], (1, 2, 3), (1, 2), (0, 1), (1, 2)
    )
]


@pytest.mark.parametrize(("shape", "kernel", "stride", "dilation", "padding", "groups"), SETTINGS)
def test_transposed_convolution_is_the_plain_loop(shape, kernel, stride, dilation, padding, groups):
    x, weight = numbers(2, 4, *shape), numbers(4, 3, *kernel, seed=1)
    for more in range(max(stride, dilation)):
        layer = ConvTranspose(kernel, stride, padding, dilation, groups, more)
        expected = loops(x, weight, stride, dilation, padding, more, groups)
        y = layer.forward(x, {"weight": weight})
        np.testing.assert_allclose(y, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("padding", [0, 1, ((2, 0), (0, 1)), "same", "same_lower", "full"])
@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (2, 1), (3, 1), (1, 2), (2, 3)])
def test_it_is_the_adjoint_of_the_convolution(padding, stride, dilation):
    """⟨conv(a), b⟩ = ⟨a, transposed(b)⟩, with the trailing inputs as the output padding."""
    conv = Conv(3, stride, padding, dilation, groups=2)
    a, weight = numbers(2, 4, 9, 11), numbers(6, 2, 3, 3, seed=1)
    y = conv.forward(a, {"weight": weight})
    b = numbers(*y.shape, seed=2)
    windows = conv.windows(a.shape[2:])
    named = isinstance(padding, str) and padding.startswith("same")
    # "same" means a different padding for 9 inputs than for the 3 × 3 that 9 outputs come from.
    settled = tuple(window.pad for window in windows) if named else padding
    more = tuple(w.unread(n) for w, n in zip(windows, a.shape[2:], strict=True))
    back = ConvTranspose(3, stride, settled, dilation, 2, more).forward(b, {"weight": weight})
    assert back.shape == a.shape
    assert np.vdot(y, b) == pytest.approx(np.vdot(a, back), rel=1e-12)


def test_float32_error_is_within_the_bound_at_every_output():
    layer = ConvTranspose(3, stride=2, padding=1)
    x, weight = numbers(2, 16, 9, 9).astype("f4"), numbers(16, 8, 3, 3, seed=1).astype("f4")
    y = layer.forward(x, {"weight": weight})
    exact = layer.forward(x.astype(float), {"weight": weight})
    size = layer.forward(np.abs(x).astype(float), {"weight": np.abs(weight)})
    assert y.dtype == np.float32
    assert (np.abs(y - exact) <= 1e-6 * size).all()


# Shapes, cost and errors


def test_shapes_and_cost():
    layer = ConvTranspose(4, stride=2, padding=1, groups=2)
    shapes = layer.parameter_shapes((1, 6, 5, 7), 8)
    assert shapes == {"weight": (6, 4, 4, 4), "bias": (8,)}
    assert layer.output_shape((1, 6, 5, 7), shapes) == (1, 8, 10, 14)
    assert layer.output_shape((1, 6, 5, 7)) == (1, 2, 10, 14)
    assert layer.multiply_adds((1, 6, 5, 7), shapes) == 6 * 5 * 7 * 4 * 16
    assert layer.windows((5, 7)) == ()


@pytest.mark.parametrize(
    ("settings", "x", "weight", "message"),
    [
        (
            {"output_padding": 2, "stride": 2},
            (1, 1, 4),
            (1, 1, 3),
            "An output padding of 2 was asked for stride 2 and dilation 1: at most 1 fits.",
        ),
        (
            {"padding": 3},
            (1, 1, 4),
            (1, 1, 3),
            "Padding (3, 3) cuts off all of the 6 outputs that an input of 4 reaches: "
            "at most 5 in all fits.",
        ),
        ({"groups": 2}, (1, 3, 4), (3, 1, 3), "2 groups do not divide the 3 input channels."),
        (
            {},
            (1, 3, 4),
            (2, 3, 3),
            "The weight has shape (2, 3, 3); this layer and an input of shape (1, 3, 4) "
            "need (3, F/groups, 3).",
        ),
        ({}, (1, 3, 4), (3, 0, 3), "The weight has shape (3, 0, 3); this layer and"),
        ({}, (1, 3, 4), (3,), "The weight has shape (3,); this layer and an input of shape"),
        ({"stride": 0}, (1, 1, 4), (1, 1, 3), "The stride must be a whole number of at least 1"),
        ({"output_padding": -1}, (1, 1, 4), (1, 1, 3), "The output_padding must be a whole number"),
        ({"output_padding": (1, 1)}, (1, 1, 4), (1, 1, 3), "The output_padding (1, 1) was given"),
        ({}, (1, 4), (1, 1, 3), "The input must have shape (N, C, *spatial) with 1 to 3"),
    ],
)
def test_what_does_not_fit_is_named(settings, x, weight, message):
    with pytest.raises(ValueError) as caught:
        ConvTranspose(3, **settings).forward(np.ones(x), {"weight": np.ones(weight)})
    assert message in str(caught.value)


def test_parameters_that_do_not_fit_are_named():
    x, weight = np.ones((1, 2, 4)), np.ones((2, 3, 3))
    with pytest.raises(ValueError, match=r'needs a "weight" of shape \(C, F/groups, \*kernel\)'):
        ConvTranspose(3).forward(x)
    with pytest.raises(ValueError, match=r"The bias has shape \(2,\); 3 maps need \(3,\)\."):
        ConvTranspose(3).forward(x, {"weight": weight, "bias": np.ones(2)})
    with pytest.raises(ValueError, match="2 groups do not divide the 3 output channels"):
        ConvTranspose(3, groups=2).parameter_shapes((1, 2, 4), 3)
