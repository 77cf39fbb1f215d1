"""The chain: one picture there and back, all numbers of the worked example, and its refusals."""

from math import inf, log

import numpy as np
import pytest

from cnnviz.lessons.backprop import chain
from cnnviz.networks.graph import Network, Node
from cnnviz.networks.presets import PRESETS, pooled
from cnnviz.ops import Add, Conv, ReLU, SoftmaxCrossEntropy, SquaredError
from tests.networks.worked_example import BACKWARD, BACKWARD_PARAMS, FORWARD, UPDATED


def run(preset, rate=0.01):
    return chain.trace(preset.network, preset.params, preset.x, preset.loss, preset.target, rate)


def test_the_worked_example_number_by_number():
    trace = run(pooled())
    before = "x"
    for stage in trace.stages:
        assert np.array_equal(stage.x, FORWARD[before][0])
        assert np.array_equal(stage.y, FORWARD[stage.name][0])
        assert np.array_equal(stage.dx, BACKWARD[before][0])
        assert np.array_equal(stage.dy, BACKWARD[stage.name][0])
        for name, grad in stage.grads.items():
            assert np.array_equal(grad, BACKWARD_PARAMS[stage.name][name])
            assert np.allclose(
                trace.updated[stage.name][name], UPDATED[stage.name][name], atol=1e-15
            )
        before = stage.name
    assert trace.value == pytest.approx(log(2), abs=1e-15)
    assert trace.shares.tolist() == [0.5, 0.5]
    assert trace.predicted_change == pytest.approx(-0.46, abs=1e-15)
    assert trace.loss_after == pytest.approx(0.338475, abs=5e-7)


def test_a_squared_error_has_no_shares_and_a_chain_on_a_line_works():
    trace = run(PRESETS["line"]())
    assert trace.shares is None
    assert trace.stages[0].y.tolist() == [[[4, 3, -3, -1, 3]]]
    assert trace.stages[-1].y.tolist() == [4 - 3 + 3]
    assert trace.value == 9  # (4 - 1)²
    assert trace.stages[-1].dy.tolist() == [6]  # 2 (4 - 1)


def test_nothing_in_a_trace_can_be_written_to():
    trace = run(pooled())
    for stage in trace.stages:
        for array in (stage.x, stage.y, stage.dx, stage.dy, *stage.grads.values()):
            assert not array.flags.writeable


def test_a_step_too_large_leads_to_an_infinite_loss_and_no_error():
    trace = run(PRESETS["line"](), rate=1e150)
    assert trace.loss_after == inf
    assert np.isfinite(trace.value)


def test_a_loss_of_nothing_is_not_minus_nothing():
    preset = pooled()
    sure = preset.params["dense"] | {"bias": np.array([900.0, -900.0])}
    trace = chain.trace(
        preset.network, {**preset.params, "dense": sure}, preset.x, preset.loss, preset.target
    )
    assert (str(trace.value), str(trace.loss_after)) == ("0.0", "0.0")


def test_numbers_beyond_all_bounds_are_named():
    preset = pooled()
    huge = {"conv": {"weight": np.full((1, 1, 3, 3), 1e200), "bias": np.array([0.0])}}
    dense = {"weight": np.full((2, 4), 1e200), "bias": np.zeros(2)}
    with pytest.raises(ValueError, match="grow beyond all bounds"):
        chain.trace(preset.network, {**huge, "dense": dense}, preset.x, SquaredError(), np.zeros(2))


def test_a_network_with_a_branch_is_no_chain():
    network = Network(
        ("x",),
        (Node("conv", Conv(1), ("x",)), Node("relu", ReLU(), ("conv",)),
         Node("add", Add(), ("conv", "relu"))),
        ("add",),
    )  # fmt: skip
    with pytest.raises(ValueError, match="a sequence of layers"):
        chain.trace(network, {}, np.ones((1, 2, 2)), SoftmaxCrossEntropy(), 0)
