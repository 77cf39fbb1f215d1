"""Max and average pooling: by hand, against plain loops, and where it is easy to go wrong."""

from itertools import product

import numpy as np
import pytest

from cnnviz.geometry import resolve_padding
from cnnviz.ops import AveragePool, MaxPool
from tests.ops import oracle

NAN, INF = float("nan"), float("inf")


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def pooled(layer, values):
    return layer.forward(np.array(values, float)[None, None])[0, 0].tolist()


def winners(layer, values):
    return layer.mask(np.array(values, float)[None, None])[0, 0].tolist()


# By hand


def test_two_by_two_of_a_four_by_four():
    x = [[1, 3, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]
    assert pooled(MaxPool(2), x) == [[6, 8], [3, 4]]
    assert winners(MaxPool(2), x) == [[5, 7], [8, 15]]
    assert pooled(AveragePool(2), x) == [[3.75, 5.25], [2, 2]]


def test_windows_that_overlap():
    assert pooled(MaxPool(3, stride=1), [1, 4, 2, 0, 3]) == [4, 4, 3]
    assert winners(MaxPool(3, stride=1), [1, 4, 2, 0, 3]) == [1, 1, 4]


def test_ties_go_to_the_first_in_row_major_order():
    assert winners(MaxPool(2), [[1, 5], [5, 5]]) == [[1]]
    assert winners(MaxPool(2), [[0, 0], [0, 0]]) == [[0]]
    assert winners(MaxPool((2, 3)), [[1, 1, 7], [7, 1, 7]]) == [[2]]


def test_padding_never_wins_over_a_negative_number():
    assert pooled(MaxPool(2, padding=1), [-3, -5, -4]) == [-3, -4]
    assert pooled(MaxPool(3, stride=1, padding=1), [-3, -5, -4]) == [-3, -3, -4]


def test_padding_that_repeats_the_edge():
    """Padded 3 | 3 1 5 | 5: the edge never wins where its own number is not in the window."""
    edge = {"kernel_size": 3, "stride": 1, "padding": 1, "padding_mode": "replicate"}
    assert pooled(MaxPool(**edge), [3, 1, 5]) == [3, 5, 5]
    assert winners(MaxPool(**edge), [3, 1, 5]) == [0, 2, 2]
    assert pooled(AveragePool(**edge), [3, 1, 5]) == [7 / 3, 3, 11 / 3]
    assert pooled(AveragePool(**edge, count_include_pad=False), [3, 1, 5]) == [7 / 3, 3, 11 / 3]
    # The first number is read by two outputs, and by the first of them twice.
    back = AveragePool(**edge).backward([[[3.0, 30, 300]]], [[[3.0, 1, 5]]])["x"]
    assert back.tolist() == [[[12, 111, 210]]]


def test_what_hangs_over_a_repeated_edge_is_no_input():
    edge = {"kernel_size": 2, "stride": 2, "padding": ((0, 1),), "padding_mode": "replicate"}
    assert pooled(AveragePool(**edge), [2, 4, 6]) == [3, 6]
    over = {**edge, "kernel_size": 3, "ceil_mode": True}  # 2 4 6 | 6 and one that hangs over
    assert pooled(AveragePool(**over), [2, 4, 6]) == [4, 6]
    assert pooled(MaxPool(**over), [2, 4, -6]) == [4, -6]


def test_a_window_of_minus_infinity_gives_its_first_input():
    x = [[-INF, -INF], [-INF, -INF]]
    assert winners(MaxPool(2), x) == [[0]]
    assert winners(MaxPool(2, padding=1), x) == [[0, 1], [2, 3]]
    assert pooled(MaxPool(2), x) == [[-INF]]


def test_nan_is_the_maximum_of_every_window_that_reads_it():
    y = MaxPool(3, stride=1).forward([[[1, 2, NAN, 4, 5, 6, 7]]])
    assert np.isnan(y).tolist() == [[[True, True, True, False, False]]]
    assert winners(MaxPool(2), [[NAN, 9], [9, 9]]) == [[0]]
    assert winners(MaxPool(2), [[1, NAN], [NAN, 9]]) == [[2]]


def test_an_output_that_reads_only_padding_has_no_winner():
    layer = MaxPool(2, stride=1, padding=1, dilation=2)
    assert winners(layer, [7]) == [-1]
    assert layer.backward([[[1.0]]], [[[7.0]]])["x"].tolist() == [[[0.0]]]


def test_padding_counts_in_an_average_unless_told_otherwise():
    assert pooled(AveragePool(2, padding=1), [6, 4, 2]) == [3, 3]
    assert pooled(AveragePool(2, padding=1, count_include_pad=False), [6, 4, 2]) == [6, 3]


def test_what_hangs_over_the_end_never_counts():
    layer = AveragePool(3, stride=2, ceil_mode=True)
    assert pooled(layer, [3, 6, 9, 12, 15, 18]) == [6, 12, 16.5]
    # Padding (1, 1) counts, the position beyond it does not: 18 / 2, not 18 / 3.
    layer = AveragePool(3, stride=3, padding=1, ceil_mode=True)
    assert pooled(layer, [3, 6, 9, 12, 15, 18]) == [3, 12, 9]


def test_a_last_window_that_would_start_in_the_padding_is_dropped():
    assert pooled(MaxPool(2, padding=1, ceil_mode=True), [1, 2, 3]) == [1, 3]


def test_dilation_spreads_a_pooling_window():
    assert pooled(MaxPool(2, stride=1, dilation=2), [5, 9, 1, 2]) == [5, 9]


def test_a_maximum_sends_its_gradient_to_the_winner():
    x = np.array([[[[1.0, 3, 2, 4], [5, 5, 7, 7]]]])
    dx = MaxPool(2).backward([[[[10.0, 100]]]], x)["x"]
    assert dx.tolist() == [[[[0, 0, 0, 0], [10, 0, 100, 0]]]]


def test_a_winner_of_two_windows_gets_both_gradients():
    dx = MaxPool(2, stride=1).backward([[[10.0, 100]]], [[[1.0, 9, 2]]])["x"]
    assert dx.tolist() == [[[0, 110, 0]]]


def test_a_mean_shares_its_gradient_out():
    dx = AveragePool(2, stride=1).backward([[[10.0, 100]]], np.ones((1, 1, 3)))["x"]
    assert dx.tolist() == [[[5, 55, 50]]]


# Against plain loops


SETTINGS = [
    (shape, kernel, stride, dilation, padding)
    for (shape, kernel), stride, dilation, padding in product(
        [((9,), (3,)), ((6, 7), (3, 2)), ((5, 5, 4), (2, 2, 2))], (1, 2, 3), (1, 2), (0, 1, "same")
    )
]


@pytest.mark.parametrize(("shape", "kernel", "stride", "dilation", "padding"), SETTINGS)
def test_pooling_is_the_plain_loop(shape, kernel, stride, dilation, padding):
    x = numbers(2, 2, *shape)
    settings = {"stride": stride, "padding": padding, "dilation": dilation}
    pads = [
        resolve_padding(padding, k, stride, dilation, n) for k, n in zip(kernel, shape, strict=True)
    ]
    steps = kernel, (stride,) * len(shape), (dilation,) * len(shape), pads
    largest = MaxPool(kernel, **settings).forward(x)
    assert np.array_equal(largest, oracle.pool(x, *steps, max))
    mean = AveragePool(kernel, **settings, count_include_pad=False).forward(x)
    np.testing.assert_allclose(mean, oracle.pool(x, *steps, np.mean), rtol=0, atol=1e-12)


@pytest.mark.parametrize("layer", [MaxPool(3, 2, 1), MaxPool((2, 3), (1, 2), ceil_mode=True)])
def test_the_mask_names_the_numbers_that_the_output_shows(layer):
    x = np.round(numbers(2, 3, 8, 9), 1)  # rounded, so that there are ties
    mask = layer.mask(x)
    assert mask.dtype == np.int64
    shown = np.take_along_axis(x.reshape(2, 3, -1), mask.reshape(2, 3, -1), axis=2)
    assert np.array_equal(shown.reshape(mask.shape), layer.forward(x))


@pytest.mark.parametrize("count_include_pad", [True, False])
@pytest.mark.parametrize("ceil_mode", [True, False])
def test_backward_of_the_mean_is_its_adjoint(count_include_pad, ceil_mode):
    layer = AveragePool((3, 2), 2, 1, ceil_mode=ceil_mode, count_include_pad=count_include_pad)
    x = numbers(2, 3, 8, 7)
    y = layer.forward(x)
    dy = numbers(*y.shape, seed=1)
    dx = layer.backward(dy, x)["x"]
    assert np.vdot(dx, x) == pytest.approx(np.vdot(dy, y), rel=1e-12)


# Where it is easy to go wrong


@pytest.mark.parametrize("layer", [MaxPool(2), AveragePool(2)])
@pytest.mark.parametrize(
    ("given", "result"),
    [("float32", "float32"), ("float64", "float64"), ("uint8", "float32"), ("int64", "float64")],
)
def test_number_types(layer, given, result):
    x = np.array([[[1, 1, 3, 3]]], given)
    y = layer.forward(x)
    assert y.dtype == result
    assert y.tolist() == [[[1, 3]]]
    assert layer.backward(np.ones_like(y), x)["x"].dtype == result


@pytest.mark.parametrize("layer", [MaxPool((2, 3), 2, 1), AveragePool((2, 3), 2, 1)])
def test_any_memory_layout_gives_what_a_contiguous_copy_gives(layer):
    x = numbers(2, 3, 8, 9)
    views = [x[:, ::-1, ::-1, ::-1], x.transpose(0, 1, 3, 2), np.broadcast_to(x[:1], x.shape)]
    for view in views:
        y, dy = layer.forward(view), numbers(*layer.output_shape(view.shape), seed=1)
        assert np.array_equal(y, layer.forward(view.copy(order="C")))
        dx = layer.backward(dy, view)["x"]
        assert np.array_equal(dx, layer.backward(dy, view.copy(order="C"))["x"])


def test_an_empty_batch_gives_an_empty_output():
    x = np.zeros((0, 3, 8, 8), np.float32)
    for layer in (MaxPool(2), AveragePool(2)):
        y = layer.forward(x)
        assert (y.shape, y.dtype) == ((0, 3, 4, 4), np.float32)
        assert layer.backward(y, x)["x"].shape == x.shape
    assert MaxPool(2).mask(x).shape == (0, 3, 4, 4)


@pytest.mark.parametrize("layer", [MaxPool, AveragePool])
@pytest.mark.parametrize(
    ("settings", "shape", "message"),
    [
        ({"kernel_size": 0}, (1, 1, 4), "The kernel_size must be a whole number of at least 1"),
        ({"kernel_size": 2, "stride": 0}, (1, 1, 4), "The stride must be a whole number of at"),
        ({"kernel_size": 2, "padding": -1}, (1, 1, 4), "The padding must be a whole number of at"),
        (
            {"kernel_size": 3, "padding": 2},
            (1, 1, 4),
            "Padding (2, 2) was asked for a pooling kernel of size 3: at most half of it, 1, fits.",
        ),
        ({"kernel_size": 5}, (1, 1, 4), "A window of 5 (kernel size 5, dilation 1) does not fit"),
        ({"kernel_size": 2}, (4, 4), "The input must have shape (N, C, *spatial) with 1 to 3"),
        (
            {"kernel_size": (2, 2)},
            (1, 1, 4),
            "The kernel_size (2, 2) was given for 1 spatial axis:",
        ),
    ],
)
def test_illegal_settings_are_named(layer, settings, shape, message):
    with pytest.raises(ValueError) as caught:
        layer(**settings).forward(np.ones(shape))
    assert message in str(caught.value)


def test_the_stride_is_the_kernel_size_where_it_is_left_out():
    assert MaxPool((2, 3)) == MaxPool((2, 3), stride=(2, 3))
    assert AveragePool(2).output_shape((1, 5, 9, 8)) == (1, 5, 4, 4)
