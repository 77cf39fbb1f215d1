"""Gradient checks on a chain: every preset passes, kinks and ties are named, the curve is right."""

import numpy as np
import pytest

from cnnviz.files import images, samples
from cnnviz.lessons.backprop import chain
from cnnviz.lessons.backprop import check as chain_check
from cnnviz.networks.presets import PRESETS, pooled
from tests.lessons.backprop.test_chain import run


@pytest.mark.parametrize("name", PRESETS)
def test_every_gradient_of_every_preset_agrees_to_seven_digits_away_from_kinks(name):
    report = chain_check.check_all(run(PRESETS[name]()))
    judged = [probe for probe in report.probes if not probe.kinks]
    assert len(judged) > 0.9 * len(report.probes) > 20
    assert max(probe.relative_error for probe in judged) <= 1e-7


MAPS = [name for name in PRESETS if name != "line"]


@pytest.mark.parametrize(
    ("name", "side"),
    [
        *((name, side) for name in MAPS for side in (8, 28)),
        ("pooled", 128),
        *(pytest.param(name, 128, marks=pytest.mark.nightly) for name in MAPS if name != "pooled"),
    ],
)
def test_digits_and_photos_up_to_128_pass_too(name, side):
    x = samples.load("written_7")[None]
    if side > 8:
        x = images.channels(images.fit(samples.load("astronaut"), side), "grey")[0] / 64
    assert x.shape == (1, side, side)
    report = chain_check.check_all(run(PRESETS[name]().with_input(np.asarray(x, float))))
    judged = [probe for probe in report.probes if not probe.kinks]
    # A bias moves thousands of numbers at once, some of them across a kink.
    assert len(judged) > (0.8 if side < 128 else 0.6) * len(report.probes)
    assert max(probe.relative_error for probe in judged) <= 1e-7


def test_all_98_numbers_of_the_default_are_checked_and_four_sit_on_a_tie():
    report = chain_check.check_all(run(pooled()))
    assert len(report.probes) == 98  # 36 + 9 + 1 + 16 + 16 + 4 + 4 + 8 + 2 + 2
    # The window (0, 0) of the pooling holds four zeros: each of them is a tie.
    assert [p.index for p in report.probes if p.kinks] == [
        (0, 0, 0, 0), (0, 0, 0, 1), (0, 0, 1, 0), (0, 0, 1, 1)
    ]  # fmt: skip
    assert {p.array for p in report.probes if p.kinks} == {"relu"}


def test_one_number_with_both_its_slopes():
    checked = chain_check.probe(run(pooled()), "conv.weight", (0, 0, 1, 0))
    assert (checked.value, checked.analytic, checked.verdict) == (-1, 3, "good")
    assert checked.numeric == pytest.approx(3, abs=1e-9)
    assert checked.left == pytest.approx(3, abs=1e-3)
    assert checked.right == pytest.approx(3, abs=1e-3)
    assert checked.kinks == ()
    # L = log(1 + exp(6 d)) around 0: the two losses of the centred difference.
    assert checked.step == 1e-5
    assert checked.loss_up - checked.loss_down == pytest.approx(3 * 2e-5, abs=1e-12)
    assert (checked.loss_up - checked.loss_down) / 2e-5 == pytest.approx(checked.numeric, abs=1e-9)


def test_a_tie_is_named_in_the_pages_own_indices():
    checked = chain_check.probe(run(pooled()), "relu", (0, 0, 1))
    assert checked.verdict == "kink"
    assert checked.kinks == ("In pool, window (0, 0, 0) has a tie: a nudge changes the winner.",)


def test_a_kink_is_named():
    preset = PRESETS["plain"]()
    # Z = 1 1; 2 -1 with a bias of -1: with -2 its first row sits on the kink.
    conv = {**preset.params["conv"], "bias": np.array([-2.0])}
    trace = chain.trace(
        preset.network, {**preset.params, "conv": conv}, preset.x, preset.loss, preset.target
    )
    checked = chain_check.probe(trace, "conv", (0, 0, 1))
    assert checked.verdict == "kink"
    assert checked.kinks == (
        "In relu, (0, 0, 1) sits on the kink of its gate: to one side open, to the other shut.",
    )


@pytest.mark.parametrize(
    ("array", "index"),
    [("x", (0, 3, 2)), ("conv.weight", (0, 0, 1, 0)), ("conv.bias", (0,)), ("pool", (0, 1, 0)),
     ("dense.weight", (1, 3)), ("dense", (0,))],
)  # fmt: skip
def test_the_curve_goes_through_the_loss_and_its_tangent_has_the_gradients_slope(array, index):
    trace = run(pooled())
    checked = chain_check.probe(trace, array, index)
    assert len(checked.offsets) == len(checked.losses) == 41
    assert checked.offsets[20] == 0 and checked.losses[20] == pytest.approx(trace.value, abs=1e-12)
    assert np.array_equal(checked.offsets, -checked.offsets[::-1])
    stage = {stage.name: stage for stage in trace.stages}
    node, _, name = array.partition(".")
    grad = stage[node].grads[name] if name else stage[node].dy if node != "x" else stage["conv"].dx
    assert checked.analytic == grad[index]


def test_the_curve_is_the_loss_of_really_moved_weights():
    preset = pooled()
    trace = run(preset)
    checked = chain_check.probe(trace, "dense.bias", (0,))
    for offset, loss in zip(checked.offsets, checked.losses, strict=True):
        # z = (2 + offset, 2): L = log(1 + exp(-offset))
        assert loss == pytest.approx(np.log1p(np.exp(-offset)), abs=1e-12)


def test_what_does_not_exist_is_refused():
    with pytest.raises(ValueError, match=r'no gradient "conv\.scale"'):
        chain_check.probe(run(pooled()), "conv.scale", (0,))
    with pytest.raises(ValueError, match="no entry"):
        chain_check.probe(run(pooled()), "conv.weight", (0, 0, 3, 3))


def test_a_large_chain_is_checked_by_samples_of_every_array():
    x = np.random.default_rng(0).integers(0, 5, (1, 32, 32)).astype(float)
    trace = run(PRESETS["two_blocks"]().with_input(x))
    report = chain_check.check_all(trace)
    values = {"x", *(stage.name for stage in trace.stages)}
    params = {f"{stage.name}.{name}" for stage in trace.stages for name in stage.params}
    assert set(report.relative_error) == values | params
    assert len(report.probes) < 600
