"""The three step sizes are what they are called, for every network, loss, truth and picture."""

import pytest

from cnnviz.lessons.backprop import chain, controls_show
from cnnviz.lessons.backprop import training as chain_training
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.backprop.step_sizes import GRID, StepSizes, step_sizes
from cnnviz.networks.presets import PRESETS, pooled
from tests.lessons.backprop.test_chain import run

PICTURES = (("own", 8), ("written_3", 8), ("written_7", 8), ("astronaut", 28), ("camera", 64))


def lessons(network):
    """The lesson for every loss, truth and picture that fits the network."""
    losses = ("squared",) if network == "line" else ("cross_entropy", "squared")
    for picture, side in PICTURES[: 1 if network == "line" else None]:
        for loss in losses:
            for truth in (0.0, 1.0):
                settings = Backprop(network, picture, side, loss=loss, target=truth)
                yield settings, controls_show.compute(settings, None)[1]


def after(trace, rate, times=1):
    """The losses after steps of this size, taken as they come."""
    losses, params = [], trace.params
    for _ in range(times):
        given = trace.network, params, trace.x, trace.loss, trace.target, rate
        there = chain.trace(*given)
        losses.append(there.loss_after)
        params = there.updated
    return losses


@pytest.mark.parametrize("network", PRESETS)
def test_each_is_what_it_is_called(network):
    seen = 0
    for settings, lesson in lessons(network):
        steps, trace = lesson.steps, lesson.trace
        assert trace.rate == steps.right
        assert steps.small < steps.right < steps.large
        assert set(steps.rates) <= set(GRID)
        if not trace.value:
            continue
        assert 0.95 * trace.value <= after(trace, steps.small)[0] < trace.value, settings
        first, second, third = after(trace, steps.right, 3)
        assert third < second < first <= 0.9 * trace.value or third == 0, settings
        assert (after(trace, steps.large)[0] > 1.1 * trace.value) == steps.overshoots, settings
        seen += 1
    assert seen


def test_a_squared_error_can_overshoot_and_softmax_on_one_picture_does_not():
    for network in PRESETS:
        for settings, lesson in lessons(network):
            squared = settings.loss == "squared"
            if network != "exploding":  # there a step that is too large shuts every gate
                assert lesson.steps.overshoots == squared, settings
            assert squared or not lesson.steps.overshoots


def test_those_of_the_default_lesson():
    assert step_sizes(run(pooled())) == StepSizes(0.0001, 0.01, 1.0, overshoots=False)


def test_the_chapters_network_rises_as_soon_as_it_is_called_too_large():
    trace = run(PRESETS["line"]())
    assert step_sizes(trace).overshoots
    descent = chain_training.descend(run(PRESETS["line"](), step_sizes(trace).large))
    assert descent.losses[0] > trace.value
