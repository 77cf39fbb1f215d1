"""The further activations: numbers by hand, far out, and slopes by central differences."""

import numpy as np
import pytest

from cnnviz.analysis.gradient_check import check
from cnnviz.ops.arithmetic import Clip
from cnnviz.ops.more_activations import ELU, SELU, HardSigmoid, HardSwish, Mish, Softplus, TanhGELU
from cnnviz.ops.parametric_relu import PReLU

E = np.e
VALUES = [
    (ELU(), [(-1, 1 / E - 1), (0, 0), (3, 3)]),
    (ELU(2), [(-1, 2 / E - 2), (0, 0), (3, 3)]),
    (SELU(2, 3), [(-1, 6 / E - 6), (0, 0), (3, 9)]),
    (HardSigmoid(), [(-3, 0), (-4, 0), (0, 0.5), (1.5, 0.75), (3, 1), (4, 1)]),
    (HardSigmoid(0.2), [(-2.5, 0), (1, 0.7), (9, 1)]),
    (HardSwish(), [(-3, 0), (-1.5, -0.375), (0, 0), (1.5, 1.125), (3, 3), (5, 5)]),
    (Softplus(), [(0, np.log(2)), (np.log(3), np.log(4)), (-np.log(3), np.log(4 / 3))]),
    (Mish(), [(0, 0), (np.log(3), np.log(3) * 15 / 17)]),
    (TanhGELU(), [(0, 0), (1, 0.8411919906082768)]),
]
SLOPES = [
    (ELU(2), [(-1, 2 / E), (0, 2), (3, 1)]),
    (SELU(2, 3), [(-1, 6 / E), (0, 6), (3, 3)]),
    (HardSigmoid(), [(-3, 0), (0, 1 / 6), (3, 0)]),
    (HardSwish(), [(-3, 0), (-1.5, 0), (0, 0.5), (1.5, 1), (3, 1), (5, 1)]),
    (Softplus(), [(0, 0.5), (np.log(3), 0.75)]),
    (Mish(), [(0, 0.6)]),
    (TanhGELU(), [(0, 0.5)]),
]
SMOOTH = (ELU(), SELU(), Softplus(), Mish(), TanhGELU(), HardSigmoid(), HardSwish(), Clip(-1, 1))


@pytest.mark.parametrize(("layer", "pairs"), VALUES)
def test_values_by_hand(layer, pairs):
    x, y = np.array(pairs, float).T
    np.testing.assert_allclose(layer.forward(x), y, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize(("layer", "pairs"), SLOPES)
def test_slopes_by_hand(layer, pairs):
    x, slope = np.array(pairs, float).T
    dx = layer.backward(np.full(x.shape, 10.0), x)["x"]
    np.testing.assert_allclose(dx, 10 * slope, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("layer", SMOOTH)
def test_slopes_by_central_differences(layer):
    assert check(layer, np.linspace(-3.5, 3.5, 41) + 0.01, entries=None).verdict == {"x": "good"}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("layer", "pairs"), VALUES)
def test_far_out_nothing_overflows_and_the_type_stays(layer, pairs, dtype):
    x = np.array([-1e4, 1e4], dtype)
    y, dx = layer.forward(x), layer.backward(np.ones_like(x), x)["x"]
    assert y.dtype == dx.dtype == dtype
    assert np.isfinite([y, dx]).all()


@pytest.mark.parametrize(("layer", "pairs"), VALUES)
def test_nan_stays_nan(layer, pairs):
    assert np.isnan(layer.forward(np.array([1.0, np.nan]))).tolist() == [False, True]


def test_small_results_keep_their_digits():
    assert Softplus().forward(-30.0) == pytest.approx(9.357622968839737e-14, rel=1e-13)
    assert ELU().forward(-1e-12) == pytest.approx(-1e-12, rel=1e-11)


def test_a_slope_for_each_channel():
    x = np.array([[[1.0, -2.0], [-3.0, 4.0]]])
    layer, params = PReLU(), {"weight": [0.5, 0.1]}
    np.testing.assert_allclose(layer.forward(x, params), [[[1, -1], [-0.3, 4]]], rtol=1e-15)
    grads = layer.backward(np.full(x.shape, 10.0), x, params)
    assert grads["x"].tolist() == [[[10, 5], [1, 10]]]
    assert grads["weight"].tolist() == [-20, -30]


def test_a_slope_that_is_stretched():
    """Without channels the weight lies on the last axes, as NumPy has it."""
    x = np.array([[[1.0, -2.0], [-3.0, 4.0]]])
    layer, params = PReLU(channelwise=False), {"weight": [0.5, 2.0]}
    assert layer.forward(x, params).tolist() == [[[1, -4], [-1.5, 4]]]
    assert layer.backward(np.ones_like(x), x, params)["weight"].tolist() == [-3, -2]


@pytest.mark.parametrize(
    ("channelwise", "shape"), [(True, (3,)), (True, (1,)), (False, (3, 1)), (False, ())]
)
def test_the_gradient_of_a_slope(channelwise, shape):
    x = np.random.default_rng(0).standard_normal((2, 3, 4))
    weight = np.full(shape, 0.3)
    report = check(PReLU(channelwise), x, {"weight": weight})
    assert set(report.verdict.values()) == {"good"}


def test_slopes_that_do_not_fit():
    x = np.ones((2, 3, 4))
    for layer, shape in ((PReLU(), (4,)), (PReLU(), (3, 1)), (PReLU(False), (3,))):
        with pytest.raises(ValueError, match="needs one number for each channel, or one for all"):
            layer.forward(x, {"weight": np.ones(shape)})
    with pytest.raises(ValueError, match=r"must have shape \(N, C, ...\), not \(3,\)"):
        PReLU().parameter_shapes((3,))
    assert PReLU().multiply_adds((2, 3, 4)) == 24
