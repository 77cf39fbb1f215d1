"""Maps with their channels innermost in memory: the same numbers, from fewer and longer rows."""

import numpy as np
import pytest

from cnnviz.networks.graph import Network, Node
from cnnviz.networks.run import backward, forward
from cnnviz.ops import (
    Add,
    BatchNorm,
    Clip,
    Concat,
    Conv,
    ConvTranspose,
    GlobalAveragePool,
    MaxPool,
    ReLU,
    Sigmoid,
)
from cnnviz.ops.interleaved import filters_innermost
from cnnviz.ops.layer import channels_last, floats, in_order_of, samples_last
from tests.ops import oracle


def numbers(*shape, seed=0):
    """Small whole numbers, whose sums are exact in any order."""
    return np.random.default_rng(seed).integers(-3, 4, shape).astype(np.float64)


def innermost(x):
    """The same numbers, with the channels innermost in memory."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(x, 1, -1)), -1, 1)


DEPTHWISE = [
    (Conv(3, padding=1, groups=16), (1, 16, 5, 6)),
    (Conv(3, padding=((0, 1), (2, 1)), groups=17), (2, 17, 5, 7)),
    (Conv((3, 2), stride=2, padding=1, groups=16), (1, 16, 7, 6)),
    (Conv(3, stride=(2, 1), dilation=(1, 2), padding=2, groups=20), (1, 20, 6, 7)),
    (Conv(5, padding=2, groups=16), (1, 16, 9, 11)),
    (Conv(3, padding=1, groups=16), (2, 16, 9)),
    (Conv(2, stride=(1, 2, 1), padding=((1, 0), (0, 0), (0, 1)), groups=16), (1, 16, 3, 4, 3)),
]


@pytest.mark.parametrize("order", [np.array, innermost])
@pytest.mark.parametrize(("layer", "shape"), DEPTHWISE)
def test_a_filter_for_each_channel_is_the_plain_loop(layer, shape, order):
    shapes = layer.parameter_shapes(shape, shape[1])
    weight, bias = numbers(*shapes["weight"], seed=1), numbers(shape[1], seed=2)
    y = layer.forward(order(numbers(*shape)), {"weight": weight, "bias": bias})
    windows = layer.windows(shape[2:])
    settings = [[getattr(w, name) for w in windows] for name in ("stride", "dilation", "pad")]
    expected = oracle.convolve(numbers(*shape), weight, *settings, layer.groups, bias=bias)
    assert np.array_equal(y, expected)
    assert channels_last(y)


@pytest.mark.parametrize("of_x", [np.array, innermost])
@pytest.mark.parametrize("of_dy", [np.array, innermost])
@pytest.mark.parametrize(("layer", "shape"), [*DEPTHWISE, (Conv(1), (2, 5, 4, 3))])
def test_its_gradients_are_the_adjoints(layer, shape, of_x, of_dy):
    """⟨dy, y⟩ = ⟨dx, x⟩ = ⟨dw, w⟩ for each weight alone, in whole numbers exactly."""
    shapes = layer.parameter_shapes(shape, shape[1])
    x, weight = numbers(*shape), numbers(*shapes["weight"], seed=1)
    y = layer.forward(x, {"weight": weight})
    dy = numbers(*y.shape, seed=3)
    grads = layer.backward(of_dy(dy), of_x(x), {"weight": weight})
    assert np.vdot(grads["x"], x) == np.vdot(dy, y) == np.vdot(grads["weight"], weight)
    for place in [(0,) * weight.ndim, tuple(n - 1 for n in weight.shape)]:
        one = np.zeros_like(weight)
        one[place] = 1
        assert grads["weight"][place] == np.vdot(dy, layer.forward(x, {"weight": one}))


@pytest.mark.parametrize("batch", [1, 3])
def test_one_tap_is_a_product_of_matrices_in_either_order(batch):
    x, weight, bias = numbers(batch, 200, 4, 5), numbers(6, 200, 1, 1, seed=1), numbers(6, seed=2)
    expected = np.einsum("nchw,fc->nfhw", x, weight[..., 0, 0]) + bias[:, None, None]
    params = {"weight": weight, "bias": bias}
    row_major = Conv(1).forward(x, params)
    interleaved = Conv(1).forward(innermost(x), params)
    assert np.array_equal(row_major, expected)
    assert np.array_equal(interleaved, expected)
    assert channels_last(interleaved)
    assert not channels_last(row_major)


@pytest.mark.parametrize(
    ("layer", "shape", "own"),
    [
        (Conv(3, padding=1, groups=64), (1, 64, 20, 32), (64, 1, 3, 3)),
        (Conv(12, groups=16), (1, 16, 40, 40), (16, 1, 12, 12)),
        (Conv(1), (2, 512, 7, 7), (16, 512, 1, 1)),
    ],
)
def test_all_three_sums_err_by_less_than_a_millionth_of_their_terms(layer, shape, own):
    generator = np.random.default_rng(0)
    dy_shape = layer.output_shape(shape, {"weight": own})
    arrays = [generator.random(s, np.float32) for s in (shape, own, dy_shape)]

    def results(x, weight, dy):
        params = {"weight": weight}
        y = layer.forward(innermost(x), params)
        return {"y": y, **layer.backward(innermost(dy), innermost(x), params)}

    got, exact = results(*arrays), results(*(array.astype("f8") for array in arrays))
    for name, value in got.items():  # no term is negative: the sum is that of their sizes too
        assert value.dtype == np.float32
        assert (np.abs(value - exact[name]) <= 1e-6 * exact[name]).all(), name


def test_a_bad_pixel_reaches_its_nine_outputs_in_its_own_map():
    x = np.zeros((1, 16, 8, 9), np.float32)
    x[0, 5, 3, 4] = np.nan
    y = Conv(3, padding=1, groups=16).forward(x, {"weight": np.ones((16, 1, 3, 3), "f4")})
    around = [[0, 5, row, column] for row in (2, 3, 4) for column in (3, 4, 5)]
    assert np.argwhere(np.isnan(y)).tolist() == around


def test_orders_are_told_apart():
    x = numbers(2, 3, 4, 5)
    assert channels_last(innermost(x)) and not samples_last(innermost(x))
    assert not channels_last(x) and not channels_last(innermost(x)[:, :2])
    assert not channels_last(np.ones((2, 3))) and not channels_last(numbers(1, 3, 1, 1))
    assert channels_last(in_order_of(innermost(x), x))
    assert in_order_of(x, innermost(x)).flags.c_contiguous
    assert np.array_equal(in_order_of(innermost(x), x), x)
    assert floats(innermost(x))[0].flags.c_contiguous
    assert channels_last(floats(innermost(x), interleaved=True)[0])


LAYERS = [
    ReLU(), Sigmoid(), Clip(-1, 1), BatchNorm(), BatchNorm(training=True), GlobalAveragePool(),
    MaxPool(2), Conv(3, groups=2), Conv(3, padding=1, padding_mode="reflect"),
    ConvTranspose(3, stride=2),
]  # fmt: skip


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: type(layer).__name__)
def test_every_layer_gives_the_same_for_either_order(layer):
    x = numbers(3, 4, 6, 8)
    shapes = layer.parameter_shapes(x.shape, 4)
    params = {name: np.abs(numbers(*shape, seed=1)) + 1 for name, shape in shapes.items()}
    y = layer.forward(x, params)
    dy = numbers(*y.shape, seed=2)
    close = {"rtol": 1e-12, "atol": 1e-12}
    np.testing.assert_allclose(layer.forward(innermost(x), params), y, **close)
    expected = layer.backward(dy, x, params)
    got = layer.backward(innermost(dy), innermost(x), params)
    for name, value in expected.items():
        np.testing.assert_allclose(got[name], value, **close)


def test_a_network_that_goes_from_one_order_to_the_other_and_back():
    nodes = (
        Node("first", Conv(3, padding=1), ("x",), 16),
        Node("own", Conv(3, padding=1, groups=16), ("first",), 16),
        Node("relu", ReLU(), ("own",)),
        Node("sum", Add(), ("first", "relu")),
        Node("both", Concat(), ("relu", "sum")),
        Node("last", Conv(2), ("both",), 3),
    )
    network = Network(("x",), nodes, ("last",))
    x = numbers(1, 2, 5, 6)
    shapes = network.parameter_shapes(x.shape)
    params = {n: {k: numbers(*s, seed=4) for k, s in own.items()} for n, own in shapes.items()}
    act = forward(network, params, x)
    dy = numbers(*act.values["last"].shape, seed=5)
    grads = backward(network, params, act, dy)
    # The last layer and the sum are linear: what reaches "relu" is what both readers send back.
    through = Conv(2).backward(dy, act.values["both"], params["last"])["x"]
    assert np.array_equal(grads.values["relu"], through[:, :16] + through[:, 16:])
    assert np.vdot(grads.params["last"]["weight"], params["last"]["weight"]) == np.vdot(
        dy, act.values["last"] - params["last"]["bias"][:, None, None]
    )


@pytest.mark.parametrize(
    ("layer", "shape", "own"),
    [
        (Conv(1), (2, 20, 4, 5), (6, 20, 1, 1)),
        (Conv(3, padding=1, groups=16), (1, 16, 5, 6), (16, 1, 3, 3)),
        (Conv(3, padding=1), (1, 4, 5, 6), (3, 4, 3, 3)),
    ],
)
def test_a_weight_with_its_filters_innermost_is_the_same_weight(layer, shape, own):
    weight = numbers(*own, seed=1)
    laid = filters_innermost(weight)
    assert np.array_equal(laid, weight)
    assert (laid is weight) == (own == (3, 4, 3, 3))
    if laid is not weight:
        assert np.moveaxis(laid, 0, -1).flags.c_contiguous
    for x in (numbers(*shape), innermost(numbers(*shape))):
        y = layer.forward(x, {"weight": weight})
        assert np.array_equal(layer.forward(x, {"weight": laid}), y)
        expected = layer.backward(y, x, {"weight": weight})
        for name, value in layer.backward(y, x, {"weight": laid}).items():
            assert np.array_equal(value, expected[name])


def test_an_empty_batch_gives_one_back():
    own, point = numbers(16, 1, 3, 3), numbers(3, 16, 1, 1)
    for layer, weight in ((Conv(3, padding=1, groups=16), own), (Conv(1), point)):
        for x in (numbers(0, 16, 5, 6), innermost(numbers(0, 16, 5, 6))):
            y = layer.forward(x, {"weight": weight})
            assert y.shape == (0, len(weight), 5, 6)
            grads = layer.backward(y, x, {"weight": weight})
            assert grads["x"].shape == x.shape
            assert not grads["weight"].any()
