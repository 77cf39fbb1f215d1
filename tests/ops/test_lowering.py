"""The ways a convolution is computed: each gives the same, in every memory layout."""

from threading import Thread

import numpy as np
import pytest

from cnnviz.geometry import Window
from cnnviz.ops import Conv, ConvTranspose, lowering
from cnnviz.ops.chains import chains
from cnnviz.ops.gathering import gather, moves, scatter
from cnnviz.ops.layer import samples_last
from tests.ops import oracle


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def innermost(x):
    """The same numbers, with the samples innermost in memory."""
    return np.moveaxis(np.moveaxis(x, 0, -1).copy(), -1, 0)


# What is copied


def test_gather_copies_what_each_output_reads_at_each_tap_and_scatter_adds_it_back():
    windows, i = (Window(3, pad=(1, 0)),), slice(0, 3)
    x = np.array([1, 2, 3, 4]).reshape(1, 1, 4, 1)
    copied = np.full((1, 1, 3, 3, 1), -1)
    gather(x, moves(windows, (4,), i.start, i.stop), copied)
    assert copied[0, 0, :, :, 0].tolist() == [[0, 1, 2], [1, 2, 3], [2, 3, 4]]
    dx = np.zeros_like(x)
    scatter(copied, moves(windows, (4,), i.start, i.stop), dx)
    assert dx.ravel().tolist() == [2 * 1, 3 * 2, 2 * 3, 1 * 4]


@pytest.mark.parametrize(("start", "stop", "read"), [(0, 2, [0, 0]), (2, 4, [0, 1]), (7, 8, [0])])
def test_part_of_the_outputs_may_read_nothing_but_padding(start, stop, read):
    x = np.array([1, 2]).reshape(1, 1, 2, 1)
    copied = np.full((1, 1, 1, stop - start, 1), -1)
    gather(x, moves((Window(1, pad=(3, 3)),), (2,), start, stop), copied)
    assert copied.ravel().tolist() == read


def test_a_sum_is_split_into_even_parts_and_the_longer_the_more():
    assert chains(160) == [slice(0, 160)]
    assert chains(161) == [slice(0, 81), slice(81, 161)]
    assert chains(192, count=3) == [slice(0, 192)]
    assert len(chains(16_000)) == 10
    assert chains(0) == []


# The three ways, and what they are chosen for

WAYS = {
    "_overlapping": (Conv(3, padding=1), (1, 2, 9, 40), 3),
    "_shifted": (Conv(3, padding=1), (1, 20, 9, 10), 3),
    "_columns": (Conv(3, stride=2, dilation=2), (1, 2, 9, 10), 3),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_is_taken_and_is_the_plain_loop(way, monkeypatch):
    layer, shape, maps = WAYS[way]
    taken = []
    original = getattr(lowering, way)
    monkeypatch.setattr(lowering, way, lambda *given: taken.append(way) or original(*given))
    monkeypatch.setattr(lowering, "TILE", 4321)  # not in the cache of tiles
    x, weight = numbers(*shape), numbers(maps, shape[1], 3, 3, seed=1)
    y = layer.forward(x, {"weight": weight})
    pads = tuple(window.pad for window in layer.windows(shape[2:]))
    steps = ((layer.stride,) * 2, (layer.dilation,) * 2)
    assert set(taken) == {way}
    np.testing.assert_allclose(y, oracle.convolve(x, weight, *steps, pads), rtol=0, atol=1e-12)


LAYERS = [
    (Conv(3, padding=1), (5, 4, 6, 7), 6),
    (Conv(3, padding=1), (3, 20, 9, 40), 4),
    (Conv((3, 2), stride=2, padding=((0, 3), (1, 0)), groups=2), (4, 4, 6, 7), 6),
    (Conv(3, dilation=2, padding=((5, 6), (0, 4))), (4, 2, 5, 6), 3),
    (Conv(5), (3, 2, 8, 7), 3),
    (Conv(3, padding=2, padding_mode="reflect"), (4, 2, 6, 7), 3),
    (Conv(3, padding=1, groups=3), (4, 6, 11), 3),
    (Conv((2, 1, 3), stride=(1, 2, 1)), (2, 2, 3, 4, 5), 3),
    (ConvTranspose(3, stride=2, padding=1, output_padding=1), (4, 4, 3, 4), 2),
    (ConvTranspose((2, 3), groups=2), (4, 4, 3, 4), 2),
]


@pytest.mark.parametrize("of_x", [np.ascontiguousarray, innermost])
@pytest.mark.parametrize("of_dy", [np.ascontiguousarray, innermost])
@pytest.mark.parametrize(("layer", "shape", "maps"), LAYERS)
def test_a_batch_gives_what_its_samples_give_one_by_one(layer, shape, maps, of_x, of_dy):
    x, shapes = numbers(*shape), layer.parameter_shapes(shape, maps)
    params = {name: numbers(*shape, seed=1) for name, shape in shapes.items()}
    dy = numbers(*layer.output_shape(shape, shapes), seed=2)
    alone = [layer.forward(one[None], params) for one in x]
    back = [layer.backward(g[None], one[None], params) for g, one in zip(dy, x, strict=True)]
    grads = layer.backward(of_dy(dy), of_x(x), params)
    close = {"rtol": 0, "atol": 1e-12}
    np.testing.assert_allclose(layer.forward(of_x(x), params), np.concatenate(alone), **close)
    np.testing.assert_allclose(grads["x"], np.concatenate([one["x"] for one in back]), **close)
    for name in params:
        np.testing.assert_allclose(grads[name], sum(one[name] for one in back), **close)
    alone_too = layer.parameter_gradients(of_dy(dy), of_x(x), params)
    assert alone_too.keys() == params.keys()
    assert all(np.array_equal(alone_too[name], grads[name]) for name in params)


def test_a_batch_of_small_maps_comes_out_samples_innermost_and_one_that_is_so_stays_so():
    params = {"weight": numbers(3, 2, 3, 3)}
    assert samples_last(Conv(3).forward(numbers(4, 2, 6, 6), params))
    assert samples_last(Conv(3).forward(innermost(numbers(4, 2, 6, 60)), params))
    assert Conv(3).forward(numbers(4, 2, 6, 60), params).flags.c_contiguous
    assert Conv(3).forward(numbers(1, 2, 6, 6), params).flags.c_contiguous


# Float32


@pytest.mark.parametrize("sign", [np.abs, np.array])
@pytest.mark.parametrize(
    ("layer", "x_shape", "weight_shape"),
    [
        (Conv(3, padding=1), (1, 64, 20, 32), (64, 64, 3, 3)),
        (Conv(3, padding=1), (16, 64, 6, 6), (64, 64, 3, 3)),
        (Conv(3, stride=2), (2, 64, 15, 15), (64, 64, 3, 3)),
        (Conv(11, stride=4, padding=2), (1, 3, 100, 100), (64, 3, 11, 11)),
        (Conv(1), (4, 512, 7, 7), (16, 512, 1, 1)),
    ],
)
def test_all_three_sums_err_by_less_than_a_millionth_of_their_terms(
    layer, x_shape, weight_shape, sign
):
    x, weight = (
        sign(numbers(*shape, seed=seed)).astype("f4")
        for seed, shape in enumerate((x_shape, weight_shape))
    )
    y_shape = layer.output_shape(x_shape, {"weight": weight_shape})
    dy = sign(numbers(*y_shape, seed=2)).astype("f4")

    def results(*arrays):
        dy, x, weight = arrays
        params = {"weight": weight}
        return {"y": layer.forward(x, params), **layer.backward(dy, x, params)}

    got = results(dy, x, weight)
    exact = results(*(array.astype("f8") for array in (dy, x, weight)))
    terms = results(*(np.abs(array.astype("f8")) for array in (dy, x, weight)))
    for name, value in got.items():
        assert value.dtype == np.float32
        assert (np.abs(value - exact[name]) <= 1e-6 * terms[name]).all(), name


# Numbers that are none


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("shape", [(1, 20, 12, 14), (4, 20, 12, 14), (3, 2, 12, 40)])
def test_one_bad_pixel_reaches_its_nine_outputs_and_no_other_sample(shape, value):
    x = np.zeros(shape, np.float32)
    x[-1, 1, 5, 6] = value
    layer, params = Conv(3, padding=1), {"weight": np.ones((2, shape[1], 3, 3), "f4")}
    reached = np.argwhere(~np.isfinite(layer.forward(x, params))).tolist()
    last = shape[0] - 1
    around = [(row, column) for row in (4, 5, 6) for column in (5, 6, 7)]
    assert reached == [[last, f, *place] for f in (0, 1) for place in around]
    dy = np.zeros((shape[0], 2, *shape[2:]), np.float32)
    dy[-1, 1, 5, 6] = value
    dx = layer.backward(dy, np.ones_like(x), params)["x"]
    reached = np.argwhere(~np.isfinite(dx)).tolist()
    assert reached == [[last, c, *place] for c in range(shape[1]) for place in around]


def test_a_bad_weight_reaches_the_inputs_that_met_it_and_no_zero_of_a_border():
    weight = np.array([[[np.inf, 1.0, 1.0]]])
    grads = Conv(3, padding=1).backward(np.ones((1, 1, 4)), np.ones((1, 1, 4)), {"weight": weight})
    # The first tap of output i meets input i - 1, so none meets the last input.
    assert grads["x"].tolist() == [[[np.inf, np.inf, np.inf, 2.0]]]


def test_threads_do_not_disturb_each_other():
    layer, params = Conv(3, padding=1), {"weight": numbers(4, 3, 3, 3)}
    pictures = [numbers(2, 3, 40, 50, seed=seed) for seed in range(4)]
    expected = [layer.forward(x, params) for x in pictures]
    wrong = []

    def work(x, y):
        wrong.extend(1 for _ in range(20) if not np.array_equal(layer.forward(x, params), y))

    threads = [Thread(target=work, args=pair) for pair in zip(pictures, expected, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
