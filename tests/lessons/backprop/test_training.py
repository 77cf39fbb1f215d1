"""Steps of gradient descent on a chain, how far they are promised to go, and where they stop."""

from itertools import pairwise

import numpy as np
import pytest

from cnnviz.lessons.backprop import chain
from cnnviz.lessons.backprop import training as chain_training
from cnnviz.networks.presets import PRESETS, pooled
from tests.lessons.backprop.test_chain import run
from tests.networks.worked_example import UPDATED


def test_one_step_is_the_worked_examples():
    descent = chain_training.descend(run(pooled()))
    for node, own in UPDATED.items():
        for name, array in own.items():
            assert np.allclose(descent.params[node][name], array, atol=1e-15)
    assert descent.losses == pytest.approx((0.338475,), abs=5e-7)
    assert descent.predicted_change == pytest.approx((-0.46,))
    assert descent.changes == pytest.approx((-0.354673,), abs=5e-7)
    assert descent.stopped == ""


def test_ten_steps_are_ten_times_one_step():
    preset = pooled()
    at_once = chain_training.descend(run(preset), 10)
    params, losses = preset.params, []
    for _ in range(10):
        trace = chain.trace(preset.network, params, preset.x, preset.loss, preset.target, 0.01)
        one = chain_training.descend(trace)
        params, losses = one.params, [*losses, *one.losses]
    assert at_once.losses == tuple(losses)
    assert all(a > b for a, b in pairwise(losses))
    for node, own in params.items():
        for name, array in own.items():
            assert np.array_equal(array, at_once.params[node][name])


def test_a_step_beyond_all_bounds_is_not_taken_and_says_so():
    descent = chain_training.descend(run(PRESETS["line"](), rate=1e6))
    assert (descent.losses, descent.changes) == ((), ())
    assert descent.stopped == (
        "Stopped before the first step: with a step size of 1e+06 the next one would throw the "
        "numbers beyond all bounds. Undo, or take a smaller step size."
    )


def test_steps_that_run_away_stop_on_the_way():
    descent = chain_training.descend(run(PRESETS["line"](), rate=0.1), 10)
    assert len(descent.losses) == 3
    assert 9 < descent.losses[0] < descent.losses[1] < descent.losses[2] < 1e8
    assert descent.stopped.startswith("Stopped after 3 of the steps: with a step size of 0.1")
