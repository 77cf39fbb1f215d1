"""Batch normalisation: by hand, far from 0, tile by tile, and its running statistics."""

import numpy as np
import pytest

from cnnviz.ops import BatchNorm, channels

ONE_THREE = np.array([[[1.0]], [[3.0]]])  # mean 2, variance 1, unbiased 2
TINY = 1e-300
STATISTICS = {"running_mean": np.array([1.0, 10.0]), "running_var": np.array([4.0, 25.0])}


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def by_definition(x, eps):
    """Mean, variance and normalised numbers of each channel, in twice the digits."""
    x = x.astype(np.longdouble)
    axes = (0, *range(2, x.ndim))
    mean = x.mean(axes, keepdims=True)
    variance = ((x - mean) ** 2).mean(axes, keepdims=True)
    return mean, variance, (x - mean) / np.sqrt(variance + eps)


def test_mean_zero_and_variance_one_with_the_biased_variance():
    assert BatchNorm(eps=TINY, training=True).forward(ONE_THREE).tolist() == [[[-1]], [[1]]]


def test_weight_bias_and_eps():
    params = {"weight": [10], "bias": [100]}
    assert BatchNorm(eps=TINY, training=True).forward(ONE_THREE, params).tolist() == [
        [[90]],
        [[110]],
    ]
    assert BatchNorm(eps=3, training=True).forward(ONE_THREE, params).tolist() == [[[95]], [[105]]]


def test_each_channel_has_its_own_statistics():
    x = np.array([[[1.0, 3], [5, 5]], [[1, 3], [5, 7]]])
    y = BatchNorm(eps=TINY, training=True).forward(x)
    assert y[:, 0].tolist() == [[-1, 1], [-1, 1]]
    np.testing.assert_allclose(y[:, 1], np.array([[-1, -1], [-1, 3]]) / np.sqrt(3), rtol=1e-15)


def test_a_constant_channel_becomes_the_bias():
    y = BatchNorm(training=True).forward(np.full((2, 1, 3), 7.0), {"weight": [9], "bias": [2]})
    assert y.tolist() == [[[2, 2, 2]], [[2, 2, 2]]]


def test_out_of_training_the_running_statistics_count():
    x = np.array([[[3.0], [0.0]]])
    layer = BatchNorm(eps=TINY)
    assert layer.forward(x, STATISTICS).tolist() == [[[1], [-2]]]
    grads = layer.backward([[[10.0], [10.0]]], x, {**STATISTICS, "weight": [2, 5], "bias": [0, 0]})
    assert grads["x"].tolist() == [[[10], [10]]]
    assert grads["weight"].tolist() == [10, -20]
    assert grads["bias"].tolist() == [10, 10]


def test_gradients_in_training_by_hand():
    """x = 0, 0, 3, 3: mean 1.5, deviation 1.5, normalised -1, -1, 1, 1.

    Of dy = 4, 0, 0, 0 the mean is 1 and the mean product with the normalised is -1:
    dx = (dy - 1 + normalised) / 1.5.
    """
    x, dy = np.array([[0.0], [0], [3], [3]]), np.array([[4.0], [0], [0], [0]])
    grads = BatchNorm(eps=TINY, training=True).backward(dy, x, {"weight": [3], "bias": [7]})
    assert grads["weight"].tolist() == [-4]
    assert grads["bias"].tolist() == [4]
    np.testing.assert_allclose(grads["x"].ravel(), [4, -4, 0, 0], rtol=0, atol=1e-15)


def test_the_gradient_neither_shifts_nor_stretches_a_channel():
    """What is added to all of a channel, or multiplies it, the layer takes out again."""
    x, dy = numbers(3, 2, 4, 5), numbers(3, 2, 4, 5, seed=1)
    dx = BatchNorm(eps=TINY, training=True).backward(dy, x)["x"]
    np.testing.assert_allclose(dx.sum(axis=(0, 2, 3)), 0, atol=1e-13)
    np.testing.assert_allclose((dx * x).sum(axis=(0, 2, 3)), 0, atol=1e-13)


@pytest.mark.parametrize(
    ("dtype", "offset", "tolerance"),
    [("float64", 0, 4e-15), ("float64", 1e8, 4e-15), ("float32", 0, 2e-6), ("float32", 1e5, 2e-6)],
)
def test_far_from_zero_the_digits_stay(dtype, offset, tolerance):
    """The mean of squares less the square of the mean would have none left."""
    x = (offset + numbers(8, 3, 20, 20)).astype(dtype)
    *_, expected = by_definition(x.astype(float) - offset, 1e-5)
    y = BatchNorm(training=True).forward(x)
    assert y.dtype == dtype
    np.testing.assert_allclose(y.astype(float), expected.astype(float), rtol=0, atol=tolerance)


@pytest.mark.parametrize("shape", [(2000, 3), (2, 3, 2000)])
def test_first_numbers_far_from_the_mean_do_not_spoil_the_variance(shape):
    """As in a picture with a black border: 64 zeros, then numbers around 1000."""
    x = 1000 + numbers(*shape)
    (x if len(shape) == 2 else np.moveaxis(x, 2, 0))[:64] = 0
    x = x.astype(np.float32)
    *_, expected = by_definition(x.astype(float), 1e-5)
    y = BatchNorm(training=True).forward(x)
    np.testing.assert_allclose(y.astype(float), expected.astype(float), rtol=0, atol=2e-5)


@pytest.mark.parametrize("tile", [1, 500, 1 << 20])
def test_tiles_cover_every_channel_once(monkeypatch, tile):
    monkeypatch.setattr(channels, "TILE", tile)
    x, dy, layer = numbers(3, 5, 4), numbers(3, 5, 4, seed=1), BatchNorm(training=True)
    _, variance, expected = by_definition(x, 1e-5)
    np.testing.assert_allclose(layer.forward(x), expected.astype(float), rtol=0, atol=1e-14)
    grads = layer.backward(dy, x, {"weight": np.ones(5), "bias": np.zeros(5)})
    centred = dy - dy.mean(axis=(0, 2), keepdims=True)
    along = expected * (dy * expected).mean(axis=(0, 2), keepdims=True)
    dx = (centred - along) / np.sqrt(variance + 1e-5)
    np.testing.assert_allclose(grads["x"], dx.astype(float), rtol=0, atol=1e-14)
    np.testing.assert_allclose(grads["bias"], dy.sum(axis=(0, 2)), rtol=0, atol=1e-14)
    running = layer.running_statistics(x)["running_mean"]
    np.testing.assert_allclose(running, 0.1 * x.mean(axis=(0, 2)), rtol=0, atol=1e-15)


def test_running_statistics_take_a_share_of_the_batch_and_its_unbiased_variance():
    before = {"running_mean": np.array([10.0]), "running_var": np.array([6.0])}
    after = BatchNorm(momentum=0.25).running_statistics(ONE_THREE, before)
    assert after["running_mean"].tolist() == [0.75 * 10 + 0.25 * 2]
    assert after["running_var"].tolist() == [0.75 * 6 + 0.25 * 2]
    assert before["running_mean"].tolist() == [10]
    everything = BatchNorm(momentum=1).running_statistics(ONE_THREE)
    assert {name: value.tolist() for name, value in everything.items()} == {
        "running_mean": [2],
        "running_var": [2],
    }


def test_an_empty_batch_leaves_the_running_statistics_alone():
    after = BatchNorm(training=True).running_statistics(np.zeros((0, 2, 4)), STATISTICS)
    assert {name: value.tolist() for name, value in after.items()} == {
        "running_mean": [1, 10],
        "running_var": [4, 25],
    }


def test_a_nan_spoils_its_channel_in_training_and_only_itself_after():
    x = numbers(2, 2, 3)
    x[0, 1, 0] = np.nan
    assert np.isnan(BatchNorm(training=True).forward(x)).sum(axis=(0, 2)).tolist() == [0, 6]
    assert np.isnan(BatchNorm().forward(x, STATISTICS)).sum() == 1


def test_only_weight_and_bias_that_were_given_have_gradients():
    x, layer = numbers(2, 2, 3), BatchNorm(training=True)
    assert layer.backward(x, x, STATISTICS).keys() == {"x"}
    assert layer.backward(x, x, {"weight": [1, 1]}).keys() == {"x", "weight"}


@pytest.mark.parametrize(
    ("settings", "shape", "params", "message"),
    [
        ({"eps": 0}, (2, 2), {}, "The eps of batch normalisation must be above 0, not 0."),
        ({"momentum": 1.5}, (2, 2), {}, "The momentum must be from 0 to 1, not 1.5."),
        (
            {},
            (2, 2),
            {"running_var": np.ones(2)},
            "Batch normalisation out of training needs running_mean of shape (2,).",
        ),
        ({}, (2, 2), {}, "needs running_mean and running_var of shape (2,)."),
        (
            {},
            (2, 2),
            {"running_mean": np.ones(2), "running_var": np.array([1, -1])},
            "The running_var has a number below 0, which no variance is.",
        ),
        (
            {"training": True},
            (2, 2),
            {"weight": np.ones(3)},
            "The weight has shape (3,); 2 channels need (2,).",
        ),
        (
            {"training": True},
            (1, 2, 1),
            {},
            "An input of shape (1, 2, 1) has one number a channel: "
            "batch normalisation needs at least two to train.",
        ),
        ({"training": True}, (4,), {}, "The input must have shape (N, C, *spatial) with no empty"),
        ({"training": True}, (2, 0), {}, "The input must have shape (N, C, *spatial) with no"),
    ],
)
def test_what_does_not_fit_is_named(settings, shape, params, message):
    with pytest.raises(ValueError) as caught:
        BatchNorm(**settings).forward(np.ones(shape), params)
    assert message in str(caught.value)


def test_one_number_a_channel_has_no_unbiased_variance():
    with pytest.raises(ValueError, match="has one number a channel"):
        BatchNorm().running_statistics(np.ones((1, 2, 1)))


# Out of training


@pytest.mark.parametrize("mean", [0.0, 3.0, -1e4])
@pytest.mark.parametrize("shape", [(2, 3, 20, 20), (2, 3, 2, 2)])
def test_as_learnt_no_mean_takes_digits(mean, shape):
    x = (np.random.default_rng(0).standard_normal(shape) + mean).astype(np.float32)
    params = {name: np.ones(3, np.float32) for name in ("weight", "bias", "running_var")}
    params["running_mean"] = np.full(3, mean, np.float32)
    expected = (x.astype(np.float64) - mean) / np.sqrt(1 + 1e-5) + 1
    np.testing.assert_allclose(BatchNorm().forward(x, params), expected, rtol=0, atol=2e-6)


def test_as_learnt_the_memory_of_the_input_may_be_used():
    x = np.array([[[1.0, 3.0]]])
    params = {"running_mean": [1.0], "running_var": [4 - 1e-5]}
    y = BatchNorm().forward_onto(x, {name: np.array(value) for name, value in params.items()})
    assert y.tolist() == [[[0.0, 1.0]]]
    assert np.shares_memory(y, x)
    assert not np.shares_memory(BatchNorm(training=True).forward_onto(x), x)
