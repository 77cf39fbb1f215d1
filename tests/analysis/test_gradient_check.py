"""The gradient check: good gradients pass, planted mistakes are caught, kinks are named."""

from dataclasses import dataclass

import numpy as np
import pytest

from cnnviz.analysis.gradient_check import check, check_entry, check_network
from cnnviz.analysis.gradient_report import Kink, Probe, Report
from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.ops import (
    GELU,
    LAYERS,
    Add,
    Conv,
    Dense,
    Flatten,
    GlobalMaxPool,
    LeakyReLU,
    LpPool,
    MaxPool,
    ReLU,
    RoIMaxPool,
    Sigmoid,
    SoftmaxCrossEntropy,
    SquaredError,
    Tanh,
)
from cnnviz.ops.arithmetic import Clip
from cnnviz.ops.more_activations import ELU, SELU, HardSigmoid, HardSwish
from cnnviz.ops.parametric_relu import PReLU
from tests.networks import worked_example as worked

EXAMPLE = (
    worked.NETWORK, worked.PARAMS, worked.X[None, None], worked.LOSS, worked.TARGET
)  # fmt: skip
LOSS = SoftmaxCrossEntropy()


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


@dataclass(frozen=True, slots=True)
class HalfBias(Conv):
    """A convolution whose bias gradient is a half of what it should be."""

    def backward(self, dy, x, params=None):
        grads = Conv.backward(self, dy, x, params)
        return {**grads, "bias": grads["bias"] / 2}


@dataclass(frozen=True, slots=True)
class OneWrongCell(Conv):
    """A convolution with a small mistake in one entry of its weight gradient."""

    def backward(self, dy, x, params=None):
        grads = Conv.backward(self, dy, x, params)
        grads["weight"][0, 0, 1, 1] *= 1.001
        return grads


@dataclass(frozen=True, slots=True)
class OpenGate(ReLU):
    """A ReLU that lets every gradient through."""

    def backward(self, dy, x, params=None):
        return {"x": np.array(dy)}


LAYER_CASES = [
    pytest.param(kind(**example.settings), example, id=f"{kind.__name__}-{number}")
    for kind in LAYERS
    for number, example in enumerate(kind.examples)
]


def arrays(layer, example):
    """An input, or one for each of several, and parameters, of the example's shapes."""
    several = isinstance(example.x_shape[0], tuple)
    shapes = layer.parameter_shapes(example.x_shape, example.out_channels)
    generator = np.random.default_rng(1)
    given = example.x_shape if several else (example.x_shape,)
    x = tuple(generator.standard_normal(shape) for shape in given)
    if example.positive:
        x = tuple(np.abs(part) + 0.1 for part in x)
    params = {
        name: 0.5 + generator.random(shape) if "var" in name else generator.standard_normal(shape)
        for name, shape in shapes.items()
    }
    return x if several else x[0], params


@pytest.mark.parametrize(("layer", "example"), LAYER_CASES)
def test_every_layer_passes(layer, example):
    report = check(layer, *arrays(layer, example), projections=2, entries=5)
    assert report.relative_error
    for name, error in report.relative_error.items():
        assert error <= 1e-7, (name, error)


def test_a_report_of_a_convolution():
    params = {"weight": numbers(3, 2, 3, 3), "bias": numbers(3)}
    report = check(Conv(3), numbers(2, 2, 5, 5), params, projections=2, entries=4)
    assert report.verdict == {"x": "good", "weight": "good", "bias": "good"}
    assert report.kinks == ()
    assert [probe.index is None for probe in report.probes] == [True, True, *[False] * 4] * 2 + [
        True, True, *[False] * 3
    ]  # fmt: skip


def test_all_entries():
    report = check(Tanh(), numbers(3, 4), projections=0, entries=None)
    assert [probe.index for probe in report.probes] == list(np.ndindex(3, 4))


def test_several_inputs_are_checked_each():
    report = check(Add(), (numbers(2, 3), numbers(2, 3, seed=1)))
    assert report.verdict == {"x[0]": "good", "x[1]": "good"}


def test_a_planted_wrong_bias_gradient_is_caught_and_only_that():
    params = {"weight": numbers(3, 2, 3, 3), "bias": numbers(3)}
    report = check(HalfBias(3), numbers(2, 2, 5, 5), params)
    assert report.verdict == {"x": "good", "weight": "good", "bias": "wrong"}
    assert report.relative_error["bias"] == pytest.approx(0.5, rel=1e-6)


def test_one_cell_wrong_by_a_thousandth_is_caught():
    params = {"weight": numbers(1, 1, 3, 3), "bias": numbers(1)}
    report = check(OneWrongCell(3), numbers(1, 1, 6, 6), params, entries=None)
    assert report.verdict["weight"] == "doubtful"
    bad = [probe.index for probe in report.probes if probe.relative_error > 1e-7 and probe.index]
    assert bad == [(0, 0, 1, 1)]


def test_an_open_gate_in_a_network_is_caught():
    network = sequential((Conv(3), 2), OpenGate(), Flatten(), (Dense(), 3))
    params = network.initial((2, 1, 5, 5), dtype=np.float64)
    report = check_network(network, params, numbers(2, 1, 5, 5), LOSS, np.array([0, 2]))
    assert report.verdict["conv1.weight"] == report.verdict["x"] == "wrong"
    assert report.verdict["opengate1"] == report.verdict["dense1.weight"] == "good"


@pytest.mark.parametrize("activation", [ReLU(), LeakyReLU(0.1), Sigmoid(), Tanh()])
def test_a_network_passes_everywhere(activation):
    network = sequential(
        (Conv(3, padding=1), 3), activation, MaxPool(2), (Conv(2), 2), activation, Flatten(),
        (Dense(), 3),
    )  # fmt: skip
    params = network.initial((2, 2, 6, 6), dtype=np.float64)
    report = check_network(network, params, numbers(2, 2, 6, 6), LOSS, np.array([1, 0]))
    shapes = network.parameter_shapes((2, 2, 6, 6))
    expected = {f"{node}.{name}" for node, own in shapes.items() for name in own}
    assert report.relative_error.keys() == {"x", *expected, *(n.name for n in network.nodes)}
    assert set(report.verdict.values()) == {"good"}


def test_a_residual_network_passes():
    network = Network(
        ("x",),
        (
            Node("conv", Conv(3, padding=1), ("x",), 2),
            Node("sum", Add(), ("x", "conv")),
            Node("flat", Flatten(), ("sum",)),
            Node("dense", Dense(), ("flat",)),
        ),
        ("dense",),
    )
    params = network.initial((2, 2, 4, 4), dtype=np.float64)
    report = check_network(
        network, params, numbers(2, 2, 4, 4), SquaredError(), np.ones((2, 1)), entries=None
    )
    assert set(report.verdict.values()) == {"good"}


def test_float32_parameters_are_checked_in_float64():
    network = sequential((Conv(3), 2), Tanh(), Flatten(), (Dense(), 2))
    params = network.initial((1, 1, 4, 4))
    x = numbers(1, 1, 4, 4).astype(np.float32)
    report = check_network(network, params, x, LOSS, np.array([1]))
    assert set(report.verdict.values()) == {"good"}


def test_relu_inputs_within_the_step_are_named():
    report = check(ReLU(), [[1.0, -5e-6, 0.0, -2.0]], projections=1, entries=None)
    assert report.verdict == {"x": "good"}
    assert [kink.index for kink in report.kinks] == [(0, 1), (0, 2)]
    assert [probe.verdict for probe in report.probes] == ["kink", "good", "kink", "kink", "good"]
    assert str(Kink("relu", "kink", (0, 2), 0.0)) == (
        '"relu" input [0, 2] lies on a kink, where the output is 0.'
    )


def test_one_sided_slopes_at_a_kink():
    network = sequential(ReLU())
    probe = check_entry(network, {}, [[0.0]], SquaredError(), [[-1.0]], "x", (0, 0))
    assert probe.left == 0
    assert probe.right == pytest.approx(2, rel=1e-4)
    assert probe.verdict == "kink"


def test_pooling_ties_within_the_step_are_named():
    x = np.array([[[[1.0, 2.0, 3.0, 3.0 - 1e-6], [0.0, 1.0, 2.0, 2.0]]]])
    report = check(MaxPool(2), x, projections=0, entries=None)
    assert report.verdict == {"x": "good"}
    assert report.kinks == (Kink("", "tie", (0, 0, 0, 1), 3.0),)
    assert [probe.index for probe in report.probes if probe.kinks] == [(0, 0, 0, 2), (0, 0, 0, 3)]
    assert str(report.kinks[0]) == "window [0, 0, 0, 1]: two inputs tie for the maximum 3."


@pytest.mark.parametrize(
    ("layer", "x", "index"),
    [
        (LeakyReLU(), [1.0, 0.0], (1,)),
        (ELU(), [0.0, 1.0], (0,)),
        (SELU(), [0.0, 1.0], (0,)),
        (HardSigmoid(slope=0.25), [1.0, 2.0], (1,)),
        (HardSwish(), [1.0, -3.0], (1,)),
        (Clip(0.0, 6.0), [6.0, 1.0], (0,)),
        (LpPool(2, p=1), [[[1.0, 2.0, 3.0, 0.0]]], (0, 0, 1)),
        (LpPool(2, p=2), [[[1.0, 2.0, 0.0, 0.0]]], (0, 0, 1)),
        (GlobalMaxPool(), [[[1.0, 3.0, 3.0], [1.0, 2.0, 3.0]]], (0, 0, 0)),
        (RoIMaxPool(1), [[[[1.0, 3.0], [3.0, 1.0]]]], (0, 0, 0, 0)),
    ],
)
def test_every_kind_of_kink_is_found(layer, x, index):
    report = check(layer, x, projections=0, entries=None)
    assert [kink.index for kink in report.kinks] == [index]
    assert set(report.verdict.values()) <= {"good", "kink"}


def test_layers_without_kinks_have_none_at_zero():
    for layer in (GELU(), Sigmoid(), Tanh()):
        assert check(layer, [0.0, -1e-6]).verdict == {"x": "good"}


def test_the_kink_of_a_learned_slope():
    report = check(PReLU(), [[0.0, 1.0]], {"weight": [0.5, 0.5]}, projections=0, entries=None)
    assert [kink.index for kink in report.kinks] == [(0, 0)]
    assert report.verdict == {"x": "good", "weight": "good"}


def test_an_array_that_only_met_kinks_has_no_verdict():
    report = check(ReLU(), [0.0])
    assert np.isnan(report.relative_error["x"])
    assert report.verdict == {"x": "kink"}


def test_a_kink_that_no_gradient_comes_back_to_does_not_matter():
    """The first input lies on the ReLU's kink, but the pooling takes the second."""
    network = sequential(ReLU(), MaxPool(2), Flatten())
    report = check_network(network, {}, [[[0.0, 3.0]]], SquaredError(), [[1.0]], entries=None)
    assert report.kinks == ()
    assert report.verdict["x"] == "good"


def test_the_whole_worked_example():
    """The first window holds four equal zeros: what reaches them ties, and all else is good."""
    report = check_network(*EXAMPLE, projections=0, entries=None)
    assert set(report.verdict.values()) == {"good"}
    assert {(kink.node, kink.index) for kink in report.kinks} == {("pool", (0, 0, 0, 0))}
    tied = {(probe.array, probe.index) for probe in report.probes if probe.kinks}
    assert tied == {("relu", (0, 0, i, j)) for i in (0, 1) for j in (0, 1)}


def test_one_entry_of_the_worked_example():
    probe = check_entry(*EXAMPLE, "conv.weight", (0, 0, 1, 0))
    assert probe.analytic == 3
    assert probe.numeric == pytest.approx(3, rel=1e-9)
    assert (probe.array, probe.index, probe.verdict) == ("conv.weight", (0, 0, 1, 0), "good")


def test_gradients_of_zero_agree():
    report = check(ReLU(), [-1.0, -2.0])
    assert report.relative_error == {"x": 0}


def test_a_gradient_that_is_no_number_is_wrong():
    @dataclass(frozen=True, slots=True)
    class Lost(Tanh):
        def backward(self, dy, x, params=None):
            return {"x": np.full_like(dy, np.nan)}

    assert check(Lost(), [0.5]).verdict == {"x": "wrong"}


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (0.0, "good"),
        (1e-7, "good"),
        (2e-7, "fair"),
        (1e-4, "fair"),
        (2e-4, "doubtful"),
        (1e-2, "doubtful"),
        (2e-2, "wrong"),
        (float("inf"), "wrong"),
    ],
)
def test_verdicts(error, verdict):
    probe = Probe("x", None, 1.0, 1.0, 1.0, 1.0, error, ())
    assert probe.verdict == verdict
    assert Report(1e-5, (probe,)).verdict == {"x": verdict}


@pytest.mark.parametrize(
    ("array", "index", "message"),
    [
        ("conv.weigth", (0,), 'There is no gradient "conv.weigth": there are x, conv, relu, pool'),
        ("conv.bias", (1,), '"conv.bias" has shape (1,) and no entry (1,).'),
        ("conv.bias", (0, 0), '"conv.bias" has shape (1,) and no entry (0, 0).'),
    ],
)
def test_an_entry_that_does_not_exist_is_named(array, index, message):
    with pytest.raises(ValueError) as caught:
        check_entry(*EXAMPLE, array, index)
    assert message in str(caught.value)
