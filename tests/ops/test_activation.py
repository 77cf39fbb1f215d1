"""The activations at numbers that can be checked by hand, and far out where they could overflow."""

import numpy as np
import pytest

from cnnviz.ops import ACTIVATIONS, LAYERS, Activation, Cosine, LeakyReLU, Sine
from cnnviz.ops.functions import Above0

# Phi(1) and phi(1) of the standard normal distribution, to 16 digits.
SHARE, DENSITY = 0.8413447460685429, 0.24197072451914337
E = np.e
VALUES = {
    "none": [(-2, -2), (0, 0), (3, 3)],
    "relu": [(-2, 0), (0, 0), (3, 3)],
    "leaky_relu": [(-2, -0.02), (0, 0), (3, 3)],
    "sigmoid": [(0, 0.5), (1, E / (E + 1)), (-1, 1 / (E + 1)), (np.log(3), 0.75)],
    "tanh": [(0, 0), (1, (E**2 - 1) / (E**2 + 1)), (np.log(3), 0.8)],
    "gelu": [(0, 0), (1, SHARE), (-1, SHARE - 1), (3, 3 * 0.9986501019683699)],
    "silu": [(0, 0), (1, E / (E + 1)), (-1, -1 / (E + 1)), (np.log(3), 0.75 * np.log(3))],
}
SLOPES = {
    "none": [(-2, 1), (0, 1), (3, 1)],
    "relu": [(-2, 0), (0, 0), (3, 1)],
    "leaky_relu": [(-2, 0.01), (0, 0.01), (3, 1)],
    "sigmoid": [(0, 0.25), (np.log(3), 0.75 * 0.25), (-np.log(3), 0.75 * 0.25)],
    "tanh": [(0, 1), (np.log(3), 1 - 0.8**2)],
    "gelu": [(0, 0.5), (1, SHARE + DENSITY), (-1, 1 - SHARE - DENSITY)],
    "silu": [(0, 0.5), (np.log(3), 0.75 + np.log(3) * 0.75 * 0.25)],
}
LIMITS = {
    "none": (-1e4, 1e4),
    "relu": (0, 1e4),
    "leaky_relu": (-100, 1e4),
    "sigmoid": (0, 1),
    "tanh": (-1, 1),
    "gelu": (0, 1e4),
    "silu": (0, 1e4),
}
NO_LIMIT = (Sine, Cosine, Above0)  # functions without one, or of positive numbers only


def test_every_activation_has_its_numbers_here():
    assert ACTIVATIONS.keys() == VALUES.keys() == SLOPES.keys() == LIMITS.keys()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_by_hand(name):
    x, y = np.array(VALUES[name], float).T
    np.testing.assert_allclose(ACTIVATIONS[name].forward(x), y, rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_by_hand(name):
    x, slope = np.array(SLOPES[name], float).T
    dx = ACTIVATIONS[name].backward(np.full(x.shape, 10.0), x)["x"]
    np.testing.assert_allclose(dx, 10 * slope, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_far_out_nothing_overflows_and_the_type_stays(name, dtype):
    layer, x = ACTIVATIONS[name], np.array([-1e4, 1e4], dtype)
    y = layer.forward(x)
    assert y.dtype == dtype
    np.testing.assert_allclose(y, LIMITS[name], rtol=1e-7)
    dx = layer.backward(np.ones_like(x), x)["x"]
    assert dx.dtype == dtype
    assert np.isfinite(dx).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_nan_stays_nan(name):
    y = ACTIVATIONS[name].forward(np.array([1.0, np.nan, -1.0]))
    assert np.isnan(y).tolist() == [False, True, False]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "kind", [k for k in LAYERS if issubclass(k, Activation) and not issubclass(k, NO_LIMIT)]
)
def test_infinity_gives_the_limit(kind, dtype):
    """As what is very far out does; PyTorch gives NaN where infinity times 0 comes up."""
    layer, far = kind(), np.array([-1e30, 1e30], dtype)
    y, slope = layer.forward(far), layer.backward(np.ones_like(far), far)["x"]
    limit = np.where(np.abs(y) > 1e9, np.copysign(np.inf, y), y)
    ends = np.array([-np.inf, np.inf], dtype)
    np.testing.assert_array_equal(layer.forward(ends), limit)
    np.testing.assert_array_equal(layer.backward(np.ones_like(ends), ends)["x"], slope)


@pytest.mark.parametrize("name", ["sigmoid", "gelu", "silu"])
def test_small_results_keep_their_digits(name):
    """At -30 a formula that subtracts from 1 would give 0."""
    exact = {"sigmoid": 9.357622968839299e-14, "silu": -30 * 9.357622968839299e-14}
    exact["gelu"] = -30 * 4.906713927148187e-198
    assert ACTIVATIONS[name].forward(-30.0) == pytest.approx(exact[name], rel=1e-12)


def test_the_slope_of_a_leaky_relu_can_be_set():
    assert LeakyReLU(0.25).forward([-4.0, 4.0]).tolist() == [-1, 4]
    assert LeakyReLU(0.25).backward([1.0, 1.0], [-4.0, 4.0])["x"].tolist() == [0.25, 1]


def test_a_gradient_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="dy has shape"):
        ACTIVATIONS["relu"].backward(np.ones(3), np.ones((3, 1)))
