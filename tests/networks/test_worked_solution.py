"""The printed solution of the default example: its arithmetic is right, and it is the engine's."""

import re
from pathlib import Path

import numpy as np
import pytest

from cnnviz.lessons.backprop import chain
from cnnviz.networks.presets import pooled
from tests.networks.worked_example import BACKWARD, BACKWARD_PARAMS, FORWARD

TEXT = Path(__file__).with_name("worked_solution.md").read_text("utf-8")
LINES = re.findall(r"^    ([^\s\[]+)(?:\[([\d,]+)\])? = (.+) = (\S+)$", TEXT, re.M)


@pytest.fixture(scope="module")
def trace():
    preset = pooled()
    return chain.trace(preset.network, preset.params, preset.x, preset.loss, preset.target, 0.01)


def plain(text):
    """A number or a sum of products as Python writes it."""
    for printed, python in (("−", "-"), ("·", "*"), ("½", "0.5")):
        text = text.replace(printed, python)
    assert re.fullmatch(r"[-+*(). \d]+", text), text
    return eval(text)  # digits, brackets and signs only


def engine(trace):
    """The engine's arrays under the names of the printed solution."""
    stages = {stage.name: stage for stage in trace.stages}
    conv, dense = stages["conv"], stages["dense"]
    return {
        "Z": conv.y[0],
        "z": dense.y,
        "∂z": dense.dy,
        "∂V": dense.grads["weight"],
        "∂f": dense.dx,
        "∂W": conv.grads["weight"][0, 0],
        "∂b": conv.grads["bias"][0],
        "∂X": conv.dx[0],
        "W′": trace.updated["conv"]["weight"][0, 0],
        "b′": trace.updated["conv"]["bias"][0],
        "predicted_change": trace.predicted_change,
    }


def entries():
    """Name, index, sum and value of each printed line."""
    for array, index, terms, value in LINES:
        yield array, tuple(map(int, index.split(","))) if index else (), terms, value


def test_enough_is_worked_out():
    names = [array for array, *_ in entries()]
    assert {n: names.count(n) for n in dict.fromkeys(names)} == {
        "Z": 16, "z": 2, "∂z": 2, "∂V": 6, "∂f": 4, "∂W": 9, "∂b": 1, "∂X": 17, "W′": 9, "b′": 1,
        "predicted_change": 1,
    }  # fmt: skip


@pytest.mark.parametrize(("array", "index", "terms", "value"), list(entries()))
def test_each_printed_sum_is_right_and_is_the_engines(trace, array, index, terms, value):
    shown = np.asarray(engine(trace)[array])[index]
    assert plain(terms) == pytest.approx(plain(value), abs=1e-12)
    assert shown == pytest.approx(plain(value), abs=1e-12)


def test_what_is_not_printed_of_the_input_gradient_is_zero(trace):
    printed = {index for array, index, *_ in entries() if array == "∂X"}
    dx = trace.stages[0].dx[0]
    assert all(dx[index] == 0 for index in np.ndindex(*dx.shape) if index not in printed)


def test_the_solution_is_the_example_of_the_other_tests(trace):
    for stage in trace.stages:
        assert np.array_equal(stage.y, FORWARD[stage.name][0])
        assert np.array_equal(stage.dy, BACKWARD[stage.name][0])
        for name, grad in stage.grads.items():
            assert np.array_equal(grad, BACKWARD_PARAMS[stage.name][name])


def test_the_losses_that_are_printed(trace):
    assert "L = −ln ½ = 0.693147" in TEXT and f"{trace.value:.6f}" == "0.693147"
    assert "0.338475, by a little less" in TEXT and f"{trace.loss_after:.6f}" == "0.338475"
    assert np.sum([np.square(g).sum() for s in trace.stages for g in s.grads.values()]) == 46
