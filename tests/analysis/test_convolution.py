"""The trace of a convolution: hand-worked numbers, and how kernels meet channels."""

from itertools import product

import numpy as np
import pytest

from cnnviz.analysis import convolution
from cnnviz.kernels import Kernel, build

FIVE = np.array(
    [[0, 1, 8, 2, 0], [1, 2, 9, 1, 0], [0, 1, 7, 3, 1], [2, 0, 8, 1, 0], [0, 1, 9, 2, 1]], float
)[None]
SOBEL_X = Kernel("sobel_x", "Sobel x", np.array([[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1.0]]]))


def test_sobel_x_on_the_five_by_five_picture():
    trace = convolution.trace(FIVE, SOBEL_X)
    assert trace.y.tolist() == [[[31, 1, -32], [28, 4, -29], [28, 5, -30]]]
    terms = trace.terms(0, 0, 2)
    assert terms.products.tolist() == [[[-8, 0, 0], [-18, 0, 0], [-7, 0, 1]]]
    assert terms.total == -32


def test_a_true_convolution_turns_the_kernel_and_here_changes_the_sign():
    trace = convolution.trace(FIVE, SOBEL_X, flip=True)
    assert trace.y.tolist() == [[[-31, -1, 32], [-28, -4, 29], [-28, -5, 30]]]
    assert trace.weight[0, 0].tolist() == SOBEL_X.weight[0].tolist()


def test_divisor_then_bias_then_activation():
    kernel = Kernel("custom", "Half", np.array([[[1.0]]]), divisor=2)
    trace = convolution.trace([[[3.0, -3.0]]], kernel, bias=1, activation="relu")
    assert trace.pre.tolist() == [[[2.5, -0.5]]]
    assert trace.y.tolist() == [[[2.5, 0]]]


def test_sum_adds_the_channels_and_each_keeps_them():
    x = np.array([[[1.0, 2]], [[10, 20]], [[100, 200]]])
    kernel = Kernel("custom", "Pair", np.array([[[1.0, 1]]]))
    assert convolution.trace(x, kernel, colour="sum").y.tolist() == [[[333]]]
    assert convolution.trace(x, kernel, colour="each").y.tolist() == [[[3]], [[30]], [[300]]]
    tensor = Kernel("custom", "Tensor", np.array([[[1.0, 0]], [[0, 1]], [[0, 0]]]))
    assert convolution.trace(x, tensor, colour="sum").y.tolist() == [[[21]]]


def test_padding_zeros_are_terms_of_value_zero():
    terms = convolution.trace(FIVE, SOBEL_X, padding=1).terms(0, 0, 0)
    assert terms.inputs.tolist() == [[[0, 0, 0], [0, 0, 1], [0, 1, 2]]]
    assert terms.total == 4


def test_channels_that_do_not_fit_are_named():
    two = Kernel("custom", "Two", np.ones((2, 1, 1)))
    with pytest.raises(ValueError, match="has 2 channels and the picture 3: a kernel of 1 or 3"):
        convolution.trace(np.ones((3, 2, 2)), two)
    with pytest.raises(ValueError, match="has one channel, this one has 2"):
        convolution.trace(np.ones((2, 2, 2)), two, colour="each")


def test_frozen_in_frozen_out():
    x = FIVE.copy()
    trace = convolution.trace(x, SOBEL_X)
    x[:] = 0
    assert trace.x[0, 0, 2] == 8
    for array in (trace.x, trace.weight, trace.bias, trace.pre, trace.y):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


NUMPY = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
ONE_SIDED = (((1, 0), (0, 0)), ((0, 0), (2, 0)), ((0, 2), (1, 3)), ((3, 1), (0, 2)))


@pytest.mark.parametrize("mode", NUMPY)
def test_padding_of_each_side_is_a_loop_over_numpy_s_own(mode):
    kernel = build("random", (2, 3), seed=3)
    taps, (height, width) = list(np.ndindex(2, 3)), FIVE.shape[1:]
    for pads, stride, dilation in product(ONE_SIDED, (1, 2), (1, 2)):
        options = {"stride": stride, "dilation": dilation, "padding_mode": mode}
        y = convolution.trace(FIVE, kernel, padding=pads, **options).y[0]
        padded = np.pad(FIVE[0], pads, mode=NUMPY[mode])
        sizes = [n + sum(pad) for n, pad in zip((height, width), pads, strict=True)]
        assert y.shape == tuple(
            (n - dilation * (k - 1) - 1) // stride + 1 for n, k in zip(sizes, (2, 3), strict=True)
        )
        for i, j in np.ndindex(*y.shape):
            at = ((stride * i + dilation * m, stride * j + dilation * n, m, n) for m, n in taps)
            total = sum(padded[p, q] * kernel.weight[0, m, n] for p, q, m, n in at)
            assert y[i, j] == pytest.approx(total / kernel.divisor, rel=1e-12, abs=1e-12)


def test_an_edge_repeated_at_the_left_by_hand():
    """A causal window: 5 5 [5 6 7], so that each output looks back only."""
    kernel = Kernel("custom", "Three", np.array([[[1.0, 10, 100]]]))
    x = [[[5.0, 6, 7]]]
    trace = convolution.trace(x, kernel, padding=((0, 0), (2, 0)), padding_mode="replicate")
    assert trace.y.tolist() == [[[555, 655, 765]]]
    assert trace.terms(0, 0, 1).inputs.tolist() == [[[5, 5, 6]]]


@pytest.mark.parametrize("padding", [0, 2, "same", "full", ((0, 0), (4, 0)), ((5, 1), (9, 9))])
@pytest.mark.parametrize("size", [(1, 1), (3, 3), (2, 5), (9, 9)])
def test_the_size_is_known_before_anything_is_computed(size, padding):
    """The same size, or the same sentence."""
    kernel = build("box", size)
    for shape, stride, mode in product(
        ((1, 7, 5), (3, 8, 8)), (1, 2, 3), ("zeros", "reflect", "circular")
    ):
        options = {"stride": stride, "padding": padding, "padding_mode": mode}
        computed = said_or(lambda o=options, x=shape: convolution.trace(np.zeros(x), kernel, **o))
        expected = computed if isinstance(computed, str) else computed.y.shape[1:]
        assert expected == said_or(
            lambda o=options, x=shape: convolution.output_size(x, kernel, **o)
        )


def said_or(call):
    """What a call gives, or the sentence of its ``ValueError``."""
    try:
        return call()
    except ValueError as problem:
        return str(problem)
