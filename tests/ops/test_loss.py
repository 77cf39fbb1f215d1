"""The losses: by hand, far out, and their gradients against central differences."""

from math import isnan, log

import numpy as np
import pytest

from cnnviz.ops import SoftmaxCrossEntropy, SquaredError

INF = float("inf")
SCORES = np.log([[1.0, 3, 4], [2, 2, 4]])  # shares 1/8, 3/8, 1/2 and 1/4, 1/4, 1/2


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


# Cross-entropy


def test_values_by_hand():
    assert SoftmaxCrossEntropy().value(SCORES, [0, 2]) == pytest.approx((log(8) + log(2)) / 2)
    assert SoftmaxCrossEntropy("sum").value(SCORES, [1, 0]) == pytest.approx(log(8 / 3) + log(4))


def test_gradients_by_hand():
    dz = SoftmaxCrossEntropy("sum").gradient(SCORES, [0, 2])
    np.testing.assert_allclose(dz, [[-7 / 8, 3 / 8, 1 / 2], [1 / 4, 1 / 4, -1 / 2]], rtol=1e-15)
    half = SoftmaxCrossEntropy().gradient(SCORES, [0, 2])
    np.testing.assert_allclose(half, dz / 2, rtol=1e-15)


def test_one_hot_targets_are_the_classes():
    one_hot = np.array([[1, 0, 0], [0, 0, 1]])
    for loss in (SoftmaxCrossEntropy(), SoftmaxCrossEntropy("sum")):
        assert loss.value(SCORES, one_hot) == loss.value(SCORES, [0, 2])
        assert np.array_equal(loss.gradient(SCORES, one_hot), loss.gradient(SCORES, [0, 2]))


def test_shares_as_targets():
    """Half each of the first two classes: the mean of their losses."""
    value = SoftmaxCrossEntropy().value(SCORES[:1], [[0.5, 0.5, 0]])
    assert value == pytest.approx((log(8) + log(8 / 3)) / 2, rel=1e-15)
    dz = SoftmaxCrossEntropy().gradient(SCORES[:1], [[0.5, 0.5, 0]])
    np.testing.assert_allclose(dz, [[1 / 8 - 1 / 2, 3 / 8 - 1 / 2, 1 / 2]], rtol=1e-15)


def test_ignored_targets_do_not_count():
    loss = SoftmaxCrossEntropy(ignore_index=255)
    assert loss.value(SCORES, [0, 255]) == pytest.approx(log(8), rel=1e-15)
    dz = loss.gradient(SCORES, [255, 2])
    np.testing.assert_allclose(dz, [[0, 0, 0], [1 / 4, 1 / 4, -1 / 2]], rtol=1e-15)


def test_a_real_class_may_be_the_ignored_one():
    loss = SoftmaxCrossEntropy(ignore_index=0)
    assert loss.value(SCORES, [0, 2]) == pytest.approx(log(2), rel=1e-15)


def test_where_nothing_counts_the_mean_is_no_number_and_the_gradient_zero():
    ignored = [-100, -100]
    assert isnan(SoftmaxCrossEntropy().value(SCORES, ignored))
    assert SoftmaxCrossEntropy("sum").value(SCORES, ignored) == 0
    assert not SoftmaxCrossEntropy().gradient(SCORES, ignored).any()


def test_an_empty_batch():
    z, target = np.ones((0, 3), np.float32), np.ones(0, int)
    assert isnan(SoftmaxCrossEntropy().value(z, target))
    assert SoftmaxCrossEntropy().gradient(z, target).shape == (0, 3)
    assert isnan(SquaredError().value(z, z))
    assert SquaredError().gradient(z, z).dtype == np.float32


def test_one_class_for_each_pixel():
    z = np.moveaxis(np.broadcast_to(SCORES[:1], (1, 2, 2, 3)), -1, 1)
    target = np.array([[[0, 0], [1, 2]]])
    expected = (2 * log(8) + log(8 / 3) + log(2)) / 4
    assert SoftmaxCrossEntropy().value(z, target) == pytest.approx(expected, rel=1e-15)
    assert SoftmaxCrossEntropy().gradient(z, target).shape == z.shape


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_large_scores_neither_overflow_nor_take_the_logarithm_of_zero(dtype):
    z = np.array([[1e4, 0, -1e4]], dtype)
    assert SoftmaxCrossEntropy().value(z, [2]) == 2e4
    dz = SoftmaxCrossEntropy().gradient(z, [2])
    assert (dz.tolist(), dz.dtype) == ([[1, 0, -1]], dtype)


def test_a_class_that_is_ruled_out_costs_nothing_where_it_is_not_the_target():
    z = np.array([[-INF, 0.0, 0.0]])
    assert SoftmaxCrossEntropy().value(z, [1]) == pytest.approx(log(2), rel=1e-15)
    assert SoftmaxCrossEntropy().value(z, [[0, 1, 0]]) == pytest.approx(log(2), rel=1e-15)
    assert SoftmaxCrossEntropy().gradient(z, [1]).tolist() == [[0, -0.5, 0.5]]
    assert SoftmaxCrossEntropy().value(z, [0]) == INF


def test_a_nan_score_stays_a_nan():
    z = SCORES.copy()
    z[0, 1] = np.nan
    assert isnan(SoftmaxCrossEntropy().value(z, [0, 0]))
    dz = SoftmaxCrossEntropy().gradient(z, [0, 0])
    assert np.isnan(dz).tolist() == [[True] * 3, [False] * 3]


@pytest.mark.parametrize(
    ("shape", "target", "message"),
    [
        (
            (2, 3),
            [0, 3],
            "A target of 3 was given for 3 classes: use 0 to 2, or -100 for one that does not",
        ),
        ((2, 3), [0, -1], "A target of -1 was given for 3 classes"),
        ((2, 3), [0.0, 1.0], "Classes are whole numbers, not values of type float64."),
        (
            (2, 3),
            [0, 1, 2],
            "The target has shape (3,); scores of shape (2, 3) need classes of shape (2,), "
            "or shares of shape (2, 3).",
        ),
        ((3,), 0, "The scores must have shape (N, K, ...), not (3,)."),
        ((2, 0), [0, 0], "The scores must have shape (N, K, ...), not (2, 0)."),
    ],
)
def test_targets_that_do_not_fit_are_named(shape, target, message):
    for question in (SoftmaxCrossEntropy().value, SoftmaxCrossEntropy().gradient):
        with pytest.raises(ValueError) as caught:
            question(np.ones(shape), target)
        assert message in str(caught.value)


# Squared error


def test_squared_differences():
    z, target = np.array([[1.0, 2], [3, 4]]), [[1, 0], [0, 4]]
    values = [SquaredError(r).value(z, target) for r in ("sum", "mean", "sum per example")]
    assert values == [13, 13 / 4, 13 / 2]
    assert SquaredError("sum").gradient(z, target).tolist() == [[0, 4], [6, 0]]
    assert SquaredError().gradient(z, target).tolist() == [[0, 1], [1.5, 0]]
    assert SquaredError("sum per example").gradient(z, target).tolist() == [[0, 2], [3, 0]]


def test_a_single_number():
    assert SquaredError("sum per example").value(5.0, 3.0) == 4


def test_another_shape_is_refused_and_not_repeated():
    with pytest.raises(ValueError, match=r"The target has shape \(2,\); the output has \(2, 1\)"):
        SquaredError().value(np.ones((2, 1)), np.ones(2))


@pytest.mark.parametrize("loss", [SoftmaxCrossEntropy, SquaredError])
def test_an_unknown_reduction_is_named(loss):
    with pytest.raises(ValueError, match="Unknown reduction 'none': use \"mean\""):
        loss("none")


# Both

CASES = [
    (SoftmaxCrossEntropy(), numbers(3, 4, 2), np.random.default_rng(1).integers(0, 4, (3, 2))),
    (SoftmaxCrossEntropy("sum"), numbers(3, 4), np.abs(numbers(3, 4, seed=1))),
    (SoftmaxCrossEntropy(ignore_index=2), numbers(4, 3), np.array([0, 2, 1, 2])),
    (SquaredError(), numbers(3, 4), numbers(3, 4, seed=1)),
    (SquaredError("sum"), numbers(3, 4), numbers(3, 4, seed=1)),
    (SquaredError("sum per example"), numbers(3, 4, 2), numbers(3, 4, 2, seed=1)),
]


@pytest.mark.parametrize(("loss", "z", "target"), CASES)
def test_gradients_agree_with_central_differences(loss, z, target):
    dz, direction, step = loss.gradient(z, target), numbers(*z.shape, seed=2), 1e-6
    ahead, behind = (loss.value(z + sign * step * direction, target) for sign in (1, -1))
    assert np.vdot(dz, direction) == pytest.approx((ahead - behind) / (2 * step), rel=1e-7)


@pytest.mark.parametrize(("loss", "z", "target"), CASES)
def test_value_and_gradient_at_once_are_the_two(loss, z, target):
    value, dz = loss.value_and_gradient(z, target)
    assert value == loss.value(z, target)
    np.testing.assert_array_equal(dz, loss.gradient(z, target))


@pytest.mark.parametrize(("loss", "z", "target"), CASES)
def test_float32_stays_float32(loss, z, target):
    assert loss.gradient(z.astype("f4"), target).dtype == np.float32
    assert loss.value(z.astype("f4"), target) == pytest.approx(loss.value(z, target), rel=1e-6)
    assert type(loss.value(z.astype("f4"), target)) is float
    assert loss.title and loss.formula and loss.reference
