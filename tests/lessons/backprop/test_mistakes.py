"""Backprop wrong on purpose: each mistake by hand and by loops, and that the check finds it."""

import numpy as np
import pytest

from cnnviz.lessons.backprop import check as chain_check
from cnnviz.lessons.backprop import mistakes
from cnnviz.lessons.backprop.controls_show import compute
from cnnviz.lessons.backprop.mistakes import MISTAKES, Overwriting, Sharing, Unflipped, Ungated
from cnnviz.lessons.backprop.settings import NETWORKS, Backprop
from cnnviz.lessons.backprop.training import descend
from cnnviz.networks.presets import PRESETS
from cnnviz.ops import Conv

KERNEL = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])


def traced(network="pooled", **settings):
    return compute(Backprop(network, **settings), None)[1].trace


def test_a_kernel_that_is_not_flipped_sends_the_gradient_through_the_wrong_weights():
    x, dy = np.zeros((1, 1, 3, 3)), np.zeros((1, 1, 2, 2))
    dy[0, 0, 0, 0] = 1
    right = Conv(2).backward(dy, x, {"weight": KERNEL})
    wrong = Unflipped(2).backward(dy, x, {"weight": KERNEL})
    assert right["x"][0, 0].tolist() == [[1, 2, 0], [3, 4, 0], [0, 0, 0]]
    assert wrong["x"][0, 0].tolist() == [[4, 3, 0], [2, 1, 0], [0, 0, 0]]
    assert np.array_equal(wrong["weight"], right["weight"])


def test_of_parts_that_are_not_added_up_the_last_one_stays():
    x, dy = np.zeros((1, 1, 1, 3)), np.array([[[[10.0, 100.0]]]])
    kernel = {"weight": np.array([[[[1.0, 2.0]]]])}
    assert Conv((1, 2)).backward(dy, x, kernel)["x"].tolist() == [[[[10, 120, 200]]]]
    assert Overwriting((1, 2)).backward(dy, x, kernel)["x"].tolist() == [[[[10, 100, 200]]]]


@pytest.mark.parametrize(
    "settings",
    [
        {}, {"stride": 2, "padding": 1}, {"dilation": 2}, {"stride": 3},
        {"stride": 4, "padding": 2}, {"padding": ((1, 0), (0, 2)), "padding_mode": "replicate"},
        {"padding": 2, "padding_mode": "circular", "stride": 2},
    ],
)  # fmt: skip
def test_the_last_part_is_that_of_a_loop_that_forgets_to_add(settings):
    rng = np.random.default_rng(4)
    layer = Overwriting(3, **settings)
    x, weight = rng.normal(size=(1, 2, 7, 8)), rng.normal(size=(2, 2, 3, 3))
    dy = rng.normal(size=layer.output_shape(x.shape, {"weight": weight.shape}))
    expected = np.zeros_like(x[0])
    rows, columns = (
        window.input_indices(n, layer.padding_mode)
        for window, n in zip(layer.windows((7, 8)), (7, 8), strict=True)
    )
    for f, i, j in np.ndindex(*dy.shape[1:]):
        for c, m, n in np.ndindex(2, 3, 3):
            if rows[i, m] >= 0 and columns[j, n] >= 0:
                expected[c, rows[i, m], columns[j, n]] = dy[0, f, i, j] * weight[f, c, m, n]
    assert np.array_equal(layer.backward(dy, x, {"weight": weight})["x"][0], expected)


def test_a_shut_gate_that_is_ignored_lets_the_gradient_through():
    assert Ungated().backward([5.0, 5.0], [-1.0, 1.0])["x"].tolist() == [5, 5]


def test_a_tie_sends_its_whole_gradient_to_all():
    x = np.array([[[[2.0, 2.0, 0.0, 1.0], [1.0, 2.0, 1.0, 0.0]]]])
    wrong = Sharing(2).backward(np.array([[[[7.0, 3.0]]]]), x)["x"]
    assert wrong[0, 0].tolist() == [[7, 7, 0, 3], [0, 7, 3, 0]]


@pytest.mark.parametrize("mistake", [name for name in MISTAKES if name])
@pytest.mark.parametrize("network", NETWORKS)
def test_only_the_way_back_is_wrong(network, mistake):
    if mistake not in mistakes.possible(PRESETS[network]().network):
        with pytest.raises(ValueError, match="This network has no"):
            traced(network, mistake=mistake)
        return
    right, wrong = traced(network), traced(network, mistake=mistake)
    assert wrong.value == right.value
    for one, other in zip(right.stages, wrong.stages, strict=True):
        assert np.array_equal(one.y, other.y) and type(one.layer) is type(other.layer)


def test_the_check_finds_exactly_the_numbers_that_are_wrong():
    found = 0
    for network, mistake in (("plain", "flip"), ("strided", "gate"), ("strided", "sum"),
                             ("two_blocks", "flip"), ("line", "sum")):  # fmt: skip
        right, wrong = traced(network), traced(network, mistake=mistake)
        report = chain_check.check_all(wrong)
        for probe in report.probes:
            if probe.kinks:
                continue
            place = chain_check.place_of(probe)
            gradients = [
                chain_check._gradient(trace, probe.array)[place] for trace in (right, wrong)
            ]
            assert (probe.verdict in ("doubtful", "wrong")) == (gradients[0] != gradients[1]), probe
            assert probe.numeric == pytest.approx(gradients[0], abs=1e-6)
        wrong_ones = chain_check.disagreements(report)
        assert {probe.array for probe in wrong_ones} >= {"x"}
        found += len(wrong_ones)
    assert found > 40


def test_a_tie_for_all_is_found_in_the_bias_before_it():
    # Both windows of one row tie: 1 is the largest number of each, twice.
    settings = {"picture": "1,1,1,1,1;1,1,1,1,1;1,1,1,1,1;1,1,1,1,1;1,1,1,1,1;1,1,1,1,1",
                "weights": "conv.weight,1,0,0,0,0,0,0,0,0;conv.bias,0"}  # fmt: skip
    right, wrong = traced(**settings), traced(**settings, mistake="tie")
    assert wrong.stages[0].grads["bias"] == 4 * right.stages[0].grads["bias"] != 0
    probe = chain_check.probe(wrong, "conv.bias", (0,))
    assert probe.verdict == "wrong"
    assert probe.numeric == pytest.approx(float(right.stages[0].grads["bias"][0]), abs=1e-6)


def test_one_number_checked_shows_both_slopes():
    checked = chain_check.probe(traced("plain", mistake="flip"), "x", (0, 0, 0))
    assert checked.verdict == "wrong"
    assert checked.analytic != pytest.approx(checked.numeric, abs=0.1)


def test_steps_taken_with_a_mistake_go_on_with_it():
    wrong = traced("strided", mistake="gate")
    first = descend(wrong, 1)
    assert first.losses == (pytest.approx(wrong.loss_after),)
    twice = descend(wrong, 2)
    assert twice.losses[0] == first.losses[0]
    right = descend(traced("strided"), 2)
    assert twice.losses[1] != pytest.approx(right.losses[1], abs=1e-6)


@pytest.mark.parametrize("mistake", ["flip", "gate", "tie", "sum"])
def test_on_a_photo_nothing_that_is_right_is_called_wrong(mistake):
    settings = {"picture": "astronaut", "side": 28}
    right, wrong = traced(**settings), traced(**settings, mistake=mistake)
    report = chain_check.check_all(wrong)
    for probe in chain_check.disagreements(report):
        place = chain_check.place_of(probe)
        gradients = [chain_check._gradient(trace, probe.array)[place] for trace in (right, wrong)]
        assert gradients[0] != pytest.approx(gradients[1], rel=1e-9, abs=1e-12), probe
