"""The convolution layer: by hand, against plain loops, and where it is easy to go wrong."""

from itertools import product

import numpy as np
import pytest

from cnnviz.geometry import PADDING_MODES, resolve_padding
from cnnviz.ops import Conv, lowering
from tests.ops import oracle

SOBEL_X = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def correlate_1d(signal, weight, **settings):
    layer = Conv(kernel_size=len(weight), **settings)
    y = layer.forward(np.array([[signal]]), {"weight": np.array([[weight]])})
    return y[0, 0].tolist()


# By hand


def test_sobel_x_on_five_by_five():
    x = np.array(
        [[0, 0, 0, 9, 9], [0, 0, 0, 9, 9], [0, 0, 0, 9, 9], [0, 0, 9, 9, 9], [0, 9, 9, 9, 9]]
    )
    y = Conv(3).forward(x[None, None], {"weight": SOBEL_X[None, None]})
    assert y.tolist() == [[[[0, 36, 36], [9, 36, 27], [27, 27, 9]]]]


def test_sobel_x_sees_a_slope_of_one_as_eight():
    x = np.tile(np.arange(5), (5, 1))
    y = Conv(3, padding="same").forward(x[None, None], {"weight": SOBEL_X[None, None]})
    assert y[0, 0].tolist() == [
        [3, 6, 6, 6, -9],
        [4, 8, 8, 8, -12],
        [4, 8, 8, 8, -12],
        [4, 8, 8, 8, -12],
        [3, 6, 6, 6, -9],
    ]


def test_the_chapters_left_edges_and_isolated_pixels():
    image = [0, 0, 1, 1, 1, 0, 1, 0, 0, 0]
    # Output i reads (x[i - 1], x[i]).
    left_edges = correlate_1d(image, [-1, 1], padding=((1, 0),))
    assert left_edges == [0, 0, 1, 0, 0, -1, 1, -1, 0, 0]
    isolated = correlate_1d(image, [-1, 1, -1], padding=1)
    assert isolated == [0, -1, 0, -1, 0, -2, 1, -1, 0, 0]


@pytest.mark.parametrize(
    ("padding_mode", "y"),
    [
        ("zeros", [0, 1, 12, 123, 234, 340, 400]),
        ("reflect", [432, 321, 212, 123, 234, 343, 432]),
        ("replicate", [111, 111, 112, 123, 234, 344, 444]),
        ("circular", [234, 341, 412, 123, 234, 341, 412]),
    ],
)
def test_the_digits_1_2_3_4_read_in_threes(padding_mode, y):
    settings = {"padding": ((3, 2),), "padding_mode": padding_mode}
    assert correlate_1d([1, 2, 3, 4], [100, 10, 1], **settings) == y


def test_padding_by_name_on_an_even_kernel():
    assert correlate_1d([1, 2, 3], [10, 1], padding="valid") == [12, 23]
    assert correlate_1d([1, 2, 3], [10, 1], padding="same") == [12, 23, 30]
    assert correlate_1d([1, 2, 3], [10, 1], padding="same_lower") == [1, 12, 23]
    assert correlate_1d([1, 2, 3], [10, 1], padding="full") == [1, 12, 23, 30]


def test_stride_skips_and_dilation_spreads():
    digits = [1, 2, 3, 4, 5, 6]
    assert correlate_1d(digits, [10, 1], stride=2) == [12, 34, 56]
    assert correlate_1d(digits, [10, 1], dilation=3) == [14, 25, 36]
    assert correlate_1d(digits, [10, 1], stride=3, dilation=2) == [13, 46]


def test_each_group_reads_its_own_channels_only():
    x = np.array([[[1], [2], [3], [4]]])
    weight = np.array([[[1], [10]], [[1], [10]]])
    assert Conv(1, groups=2).forward(x, {"weight": weight}).tolist() == [[[21], [43]]]


def test_channels_are_summed_and_each_map_has_its_bias():
    x = np.array([[[1, 2], [30, 40]]])
    params = {"weight": np.array([[[1], [1]], [[1], [-1]]]), "bias": np.array([0.5, 100])}
    assert Conv(1).forward(x, params).tolist() == [[[31.5, 42.5], [71, 62]]]


def test_gradients_by_hand():
    # y = (1a + 2b, 2a + 3b) for w = (a, b): dw = dy against the inputs, dx = dy spread by w.
    x, w = np.array([[[1.0, 2, 3]]]), np.array([[[10.0, 1]]])
    grads = Conv(2).backward([[[1.0, 100]]], x, {"weight": w, "bias": np.array([0.0])})
    assert grads["weight"].tolist() == [[[201, 302]]]
    assert grads["x"].tolist() == [[[10, 1001, 100]]]
    assert grads["bias"].tolist() == [101]


def test_an_input_that_a_stride_leaves_out_gets_no_gradient():
    x = np.ones((1, 1, 6))
    grads = Conv(3, stride=2).backward(np.ones((1, 1, 2)), x, {"weight": np.ones((1, 1, 3))})
    assert grads["x"].tolist() == [[[1, 1, 2, 1, 1, 0]]]
    assert "bias" not in grads


def test_a_reflected_border_gives_its_gradient_to_the_inputs_it_repeats():
    layer = Conv(3, padding=1, padding_mode="reflect")
    params = {"weight": np.array([[[100.0, 10, 1]]])}
    grads = layer.backward(np.ones((1, 1, 3)), np.ones((1, 1, 3)), params)
    # Outputs read (x1 x0 x1), (x0 x1 x2), (x1 x2 x1).
    assert grads["x"].tolist() == [[[110, 212, 11]]]


# Against plain loops


SHAPES = {1: (11,), 2: (6, 7), 3: (4, 6, 7)}
KERNELS = {1: [(1,), (2,), (3,)], 2: [(1, 3), (2, 2), (3, 2)], 3: [(2, 1, 3), (2, 2, 2)]}
PADDINGS = [0, 1, "same", "same_lower", "full", "pairs"]
CASES = [
    (rank, kernel, stride, dilation, padding, groups)
    for rank in SHAPES
    for kernel, stride, dilation, padding, groups in product(
        KERNELS[rank], (1, 2), (1, 2), PADDINGS, (1, 2)
    )
]


@pytest.mark.parametrize(("rank", "kernel", "stride", "dilation", "padding", "groups"), CASES)
def test_forward_is_the_plain_loop(rank, kernel, stride, dilation, padding, groups):
    if padding == "pairs":
        padding = tuple((axis, 2) for axis in range(rank))
    layer = Conv(kernel, stride, padding, dilation, groups)
    x, weight = numbers(2, 2, *SHAPES[rank]), numbers(2, 2 // groups, *kernel, seed=1)
    bias = numbers(2, seed=2)
    axes = (kernel, SHAPES[rank], padding if isinstance(padding, tuple) else (padding,) * rank)
    pads = [
        resolve_padding(amount, k, stride, dilation, n) for k, n, amount in zip(*axes, strict=True)
    ]
    y = layer.forward(x, {"weight": weight, "bias": bias})
    steps = ((stride,) * rank, (dilation,) * rank)
    expected = oracle.convolve(x, weight, *steps, pads, groups, bias=bias)
    np.testing.assert_allclose(y, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("padding_mode", PADDING_MODES)
@pytest.mark.parametrize(("stride", "dilation"), [((1, 1), (1, 1)), ((2, 1), (1, 2))])
def test_padding_modes_are_the_plain_loop(padding_mode, stride, dilation):
    pads = ((2, 1), (3, 4))
    x, weight = numbers(1, 2, 5, 6), numbers(3, 2, 2, 3, seed=1)
    layer = Conv((2, 3), stride, pads, dilation, padding_mode=padding_mode)
    expected = oracle.convolve(x, weight, stride, dilation, pads, mode=padding_mode)
    y = layer.forward(x, {"weight": weight})
    np.testing.assert_allclose(y, expected, rtol=0, atol=1e-12)


# Wide enough that one matrix product a row of outputs is chosen, beside settings where it is not.
WIDE = [
    (Conv((3, 3), padding=1), 1, 1),
    (Conv((3, 3), padding=1), 1, 8),
    (Conv((5, 3), padding="same"), 3, 2),
    (Conv((5, 3), padding="same"), 11, 8),
    (Conv((4, 2), stride=(2, 1), padding=1), 2, 3),
    (Conv((4, 2), stride=(3, 2), padding=1), 2, 3),
    (Conv((2, 3), stride=(2, 1)), 2, 3),
    (Conv((3, 3), dilation=(1, 2), padding=2), 2, 3),
    (Conv((3, 3), dilation=(2, 1), padding=2), 2, 3),
    (Conv((3, 3), padding=1, groups=2), 4, 4),
    (Conv((3, 5), padding="full"), 2, 3),
    (Conv((3, 5), padding=((7, 60), (9, 80))), 2, 3),
    (Conv((4, 3), stride=(3, 2), padding=((0, 9), (30, 0))), 1, 2),
]


@pytest.mark.parametrize("tile", [None, 1])
@pytest.mark.parametrize(("layer", "channels", "maps"), WIDE)
def test_wide_pictures_in_one_tile_and_in_many(layer, channels, maps, tile, monkeypatch):
    if tile:
        monkeypatch.setattr(lowering, "TILE", tile)
    x = numbers(2, channels, 45, 70)
    shapes = layer.parameter_shapes(x.shape, maps)
    weight, bias = numbers(*shapes["weight"], seed=1), numbers(maps, seed=2)
    y = layer.forward(x, {"weight": weight, "bias": bias})
    windows = layer.windows((45, 70))
    padded = np.pad(x, [(0, 0), (0, 0), *(window.pad for window in windows)])
    expected = np.zeros(layer.output_shape(x.shape, shapes)) + bias[:, None, None]
    per_map, per_group = weight.shape[1], maps // layer.groups
    for f, c, a, b in np.ndindex(weight.shape):
        rows, columns = (
            slice(w.dilation * m, w.dilation * m + (length - 1) * w.stride + 1, w.stride)
            for w, m, length in zip(windows, (a, b), expected.shape[2:], strict=True)
        )
        read = padded[:, f // per_group * per_map + c, rows, columns]
        expected[:, f] += weight[f, c, a, b] * read
    np.testing.assert_allclose(y, expected, rtol=0, atol=1e-12)


# Backward


@pytest.mark.parametrize("padding_mode", PADDING_MODES)
@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Conv(3, 2, ((2, 1),)), (9,)),
        (Conv((3, 2), (1, 3), ((0, 3), (1, 1)), (2, 1)), (8, 7)),
        (Conv((2, 3), groups=2, padding="same"), (5, 40)),
        (Conv((2, 1, 3), stride=(1, 2, 1), padding=((1, 0), (0, 0), (1, 1))), (4, 3, 4)),
    ],
)
def test_backward_is_the_adjoint(layer, shape, padding_mode):
    """⟨dy, conv(x, w)⟩ = ⟨dx, x⟩ = ⟨dw, w⟩: convolution is linear in each of the two."""
    layer = Conv(
        layer.kernel_size, layer.stride, layer.padding, layer.dilation, layer.groups, padding_mode
    )
    x = numbers(2, 4, *shape)
    weight = numbers(*layer.parameter_shapes(x.shape, 6)["weight"], seed=1)
    y = layer.forward(x, {"weight": weight})
    dy = numbers(*y.shape, seed=2)
    grads = layer.backward(dy, x, {"weight": weight})
    assert np.vdot(grads["x"], x) == pytest.approx(np.vdot(dy, y), rel=1e-12)
    assert np.vdot(grads["weight"], weight) == pytest.approx(np.vdot(dy, y), rel=1e-12)


def test_backward_in_tiles_is_backward_in_one_piece(monkeypatch):
    layer, x, weight = Conv(3, 2, 1), numbers(3, 2, 9, 8), numbers(4, 2, 3, 3, seed=1)
    dy = numbers(3, 4, 5, 4, seed=2)
    whole = layer.backward(dy, x, {"weight": weight})
    monkeypatch.setattr(lowering, "TILE", 1)
    tiled = layer.backward(dy, x, {"weight": weight})
    for name, grad in whole.items():
        np.testing.assert_allclose(tiled[name], grad, rtol=0, atol=1e-12)


# Where it is easy to go wrong


@pytest.mark.parametrize("maps", [1, 8])
@pytest.mark.parametrize("size", [3, 15])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_one_bad_pixel_reaches_exactly_the_outputs_that_read_it(maps, size, value):
    x = np.zeros((1, 1, 40, 50), np.float32)
    x[0, 0, 20, 25] = value
    y = Conv(size, padding="same").forward(x, {"weight": np.ones((maps, 1, size, size), "f4")})
    half = size // 2
    reached = np.zeros((40, 50), bool)
    reached[20 - half : 21 + half, 25 - half : 26 + half] = True
    assert np.count_nonzero(reached) == size**2
    for map_ in y[0]:
        assert np.array_equal(~np.isfinite(map_), reached)


@pytest.mark.parametrize(
    ("x_shape", "weight_shape"),
    [
        ((1, 1, 64, 64), (1, 1, 15, 15)),
        ((1, 3, 64, 64), (8, 3, 3, 3)),
        ((1, 64, 20, 40), (4, 64, 3, 3)),
        ((2, 256, 6, 6), (4, 256, 3, 3)),
    ],
)
@pytest.mark.parametrize("positive", [True, False])
def test_float32_errs_by_less_than_a_millionth_of_the_terms(x_shape, weight_shape, positive):
    x, weight = numbers(*x_shape).astype("f4"), numbers(*weight_shape, seed=1).astype("f4")
    if positive:
        x, weight = abs(x), abs(weight)
    layer = Conv(weight_shape[2:], padding="same")
    y = layer.forward(x, {"weight": weight})
    exact = layer.forward(x.astype("f8"), {"weight": weight.astype("f8")})
    terms = layer.forward(abs(x).astype("f8"), {"weight": abs(weight).astype("f8")})
    assert y.dtype == np.float32
    assert np.max(np.abs(y - exact) / terms) <= 1e-6


@pytest.mark.parametrize(
    ("x", "weight", "y"),
    [
        ("float32", "float32", "float32"),
        ("float64", "float64", "float64"),
        ("float32", "float64", "float64"),
        ("uint8", "float32", "float32"),
        ("bool", "float32", "float32"),
        ("float16", "float16", "float32"),
        ("int64", "int64", "float64"),
        (">f4", "float32", "float32"),
    ],
)
def test_number_types(x, weight, y):
    params = {"weight": np.ones((2, 1, 3, 3), weight), "bias": np.ones(2, weight)}
    result = Conv(3).forward(np.ones((1, 1, 4, 40), x), params)
    assert result.dtype == y
    assert result.dtype.isnative
    assert np.all(result == 10)


def test_large_uint8_sums_do_not_wrap():
    x, weight = np.full((1, 1, 3, 3), 255, np.uint8), np.full((1, 1, 3, 3), 255, np.uint8)
    assert Conv(3).forward(x, {"weight": weight}).tolist() == [[[[9 * 255**2]]]]


def unusual_views():
    x = numbers(2, 3, 12, 40)
    read_only = x.copy()
    read_only.setflags(write=False)
    return {
        "negative strides": x[:, ::-1, ::-1, ::-1],
        "transposed": numbers(40, 12, 3, 2).T,
        "Fortran order": np.asfortranarray(x),
        "every other": numbers(2, 6, 24, 80)[:, ::2, ::2, ::2],
        "broadcast": np.broadcast_to(numbers(3, 1, 40), (2, 3, 12, 40)),
        "read-only": read_only,
        "overlapping": np.lib.stride_tricks.sliding_window_view(numbers(2, 3, 51), 40, axis=2),
    }


@pytest.mark.parametrize("name", unusual_views())
def test_any_memory_layout_gives_what_a_contiguous_copy_gives(name):
    view = unusual_views()[name]
    weight = numbers(4, 3, 3, 3, seed=1)
    for layer in (Conv(3, padding=1), Conv(3, stride=2, dilation=2)):
        params, copied = {"weight": weight[::-1]}, {"weight": weight[::-1].copy()}
        y = layer.forward(view, params)
        assert np.array_equal(y, layer.forward(view.copy(order="C"), copied))
        grads = layer.backward(y[..., ::-1], view, params)
        expected = layer.backward(y[..., ::-1].copy(), view.copy(order="C"), copied)
        assert all(np.array_equal(grads[name], expected[name]) for name in expected)


def test_the_inputs_are_left_as_they_were():
    x, weight = numbers(1, 2, 6, 40), numbers(3, 2, 3, 3, seed=1)
    before = x.copy(), weight.copy()
    layer = Conv(3, padding=1)
    y = layer.forward(x, {"weight": weight})
    layer.backward(np.ones_like(y), x, {"weight": weight})
    assert np.array_equal(x, before[0])
    assert np.array_equal(weight, before[1])


def test_an_empty_batch_gives_an_empty_output_and_zero_gradients():
    params = {"weight": np.ones((4, 3, 3, 3), "f4"), "bias": np.ones(4, "f4")}
    x = np.zeros((0, 3, 8, 40), np.float32)
    y = Conv(3).forward(x, params)
    assert (y.shape, y.dtype) == ((0, 4, 6, 38), np.float32)
    grads = Conv(3).backward(y, x, params)
    assert grads["x"].shape == x.shape
    assert not grads["weight"].any()
    assert not grads["bias"].any()


def test_one_changed_pixel_changes_the_output_where_it_is_read():
    x, params = numbers(1, 1, 40, 40), {"weight": numbers(1, 1, 3, 3, seed=1)}
    changed = x.copy()
    changed[0, 0, 7, 9] += 1
    difference = Conv(3, padding=1).forward(changed, params) - Conv(3, padding=1).forward(x, params)
    assert np.argwhere(difference).tolist() == [[0, 0, r, c] for r in (6, 7, 8) for c in (8, 9, 10)]


# Errors


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"stride": 0}, "The stride must be a whole number of at least 1, not 0."),
        ({"stride": (1, 0)}, "The stride must be a whole number of at least 1, not 0."),
        ({"kernel_size": 0}, "The kernel_size must be a whole number of at least 1, not 0."),
        ({"kernel_size": "3"}, "The kernel_size must be a whole number of at least 1, not '3'."),
        ({"dilation": 0}, "The dilation must be a whole number of at least 1, not 0."),
        ({"groups": 0}, "The groups must be a whole number of at least 1, not 0."),
        ({"padding": -1}, "The padding must be a whole number of at least 0, not -1."),
        ({"padding": ((0, -1), 1)}, "The padding must be a whole number of at least 0, not -1."),
        ({"padding_mode": "mirror"}, "Unknown padding mode 'mirror'"),
    ],
)
def test_an_illegal_setting_is_refused_at_once(settings, message):
    with pytest.raises(ValueError) as caught:
        Conv(**{"kernel_size": 3, **settings})
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "x", "weight", "bias", "message"),
    [
        ({}, (4, 4), (1, 1, 3, 3), None, "The input must have shape (N, C, *spatial) with 1 to 3"),
        ({}, (1, 0, 4, 4), (1, 0, 3, 3), None, "no empty channel or axis, not (1, 0, 4, 4)."),
        ({}, (1, 1, 4, 0), (1, 1, 3, 3), None, "no empty channel or axis, not (1, 1, 4, 0)."),
        (
            {},
            (1, 1, 4, 2),
            (1, 1, 3, 3),
            None,
            "A window of 3 (kernel size 3, dilation 1) does not fit in an input of 2 padded to 2: "
            "add 1 more padding, or use a kernel size of at most 2.",
        ),
        (
            {"kernel_size": (3, 3)},
            (1, 1, 9),
            (1, 1, 3, 3),
            None,
            "The kernel_size (3, 3) was given for 1 spatial axis: "
            "give one number, or one for each axis.",
        ),
        (
            {"padding": (1, 2, 3)},
            (1, 1, 9, 9),
            (1, 1, 3, 3),
            None,
            "The padding (1, 2, 3) was given for 2 spatial axes: "
            "give one number, or a number or a pair (before, after) for each axis.",
        ),
        ({"padding": "most"}, (1, 1, 9), (1, 1, 3), None, "Unknown padding 'most'"),
        (
            {"padding": 4, "padding_mode": "reflect"},
            (1, 1, 4),
            (1, 1, 3),
            None,
            "Reflect padding of 4 was asked for an input of 4: it can take at most 3 from it.",
        ),
        ({"groups": 2}, (1, 3, 9), (2, 1, 3), None, "2 groups do not divide the 3 input channels."),
        (
            {"groups": 2},
            (1, 4, 9),
            (3, 2, 3),
            None,
            "2 groups do not divide the 3 output channels.",
        ),
        (
            {},
            (1, 3, 9, 9),
            (2, 1, 3, 3),
            None,
            "The weight has shape (2, 1, 3, 3); this layer and an input of shape (1, 3, 9, 9) "
            "need (F, 3, 3, 3).",
        ),
        ({}, (1, 3, 9), (0, 3, 3), None, "The weight has shape (0, 3, 3)"),
        ({}, (1, 3, 9), (), None, "The weight has shape ()"),
        ({}, (1, 3, 9), (2, 3, 3), (3,), "The bias has shape (3,); 2 maps need (2,)."),
        ({}, (1, 3, 9), (1, 3, 3), (), "The bias has shape (); 1 maps need (1,)."),
    ],
)
def test_what_does_not_fit_together_is_named(settings, x, weight, bias, message):
    params = {"weight": np.ones(weight)}
    if bias is not None:
        params["bias"] = np.ones(bias)
    layer = Conv(**{"kernel_size": 3, **settings})
    with pytest.raises(ValueError) as caught:
        layer.forward(np.ones(x), params)
    assert message in str(caught.value)


def test_a_missing_weight_is_named():
    with pytest.raises(ValueError, match='A convolution needs a "weight" of shape'):
        Conv(3).forward(np.ones((1, 1, 5)), {"bias": np.ones(1)})


@pytest.mark.parametrize("values", [np.ones((1, 1, 5), complex), np.full((1, 1, 5), "a")])
def test_what_is_not_a_real_number_is_refused(values):
    with pytest.raises(ValueError, match="A layer takes real numbers, not values of type"):
        Conv(3).forward(values, {"weight": np.ones((1, 1, 3))})


def test_a_gradient_of_another_shape_is_refused():
    x, params = np.ones((1, 1, 5)), {"weight": np.ones((1, 1, 3))}
    with pytest.raises(ValueError) as caught:
        Conv(3).backward(np.ones((1, 1, 5)), x, params)
    message = "The gradient dy has shape (1, 1, 5); the output has (1, 1, 3)."
    assert str(caught.value) == message


# The layer as a value


def test_layers_are_values_whatever_their_settings_were_given_as():
    layer = Conv([3, 5], np.int64(2), padding=[[1, 2], [0, 1]])
    assert layer == Conv((3, 5), 2, ((1, 2), (0, 1)))
    assert len({layer, Conv((3, 5), 2, ((1, 2), (0, 1)))}) == 1
    assert type(layer.stride) is int
    with pytest.raises(AttributeError):
        layer.stride = 1


def test_shapes_and_multiply_adds_of_alexnets_first_layer():
    """Krizhevsky et al. 2012: 96 maps of 55 x 55, 105,415,200 multiply-adds."""
    layer, x_shape = Conv(11, stride=4), (1, 3, 227, 227)
    shapes = layer.parameter_shapes(x_shape, 96)
    assert shapes == {"weight": (96, 3, 11, 11), "bias": (96,)}
    assert layer.output_shape(x_shape, shapes) == (1, 96, 55, 55)
    assert layer.multiply_adds(x_shape, shapes) == 105_415_200


def test_groups_divide_the_multiply_adds():
    x_shape = (1, 8, 10, 10)
    costs = []
    for groups in (1, 8):
        layer = Conv(3, padding=1, groups=groups)
        costs.append(layer.multiply_adds(x_shape, layer.parameter_shapes(x_shape, 8)))
    assert costs == [57_600, 7_200]
