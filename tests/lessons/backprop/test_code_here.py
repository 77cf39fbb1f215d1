"""The program up to a step runs as it is and ends with the number of that step."""

import contextlib
import io
from collections import defaultdict

import numpy as np
import pytest

from cnnviz.files import images, samples
from cnnviz.lessons.backprop import code_here
from cnnviz.lessons.backprop.payload_segments import segments
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.networks.presets import PRESETS
from tests.lessons.backprop.test_chain import run


def printed(text):
    told = io.StringIO()
    with contextlib.redirect_stdout(told), np.printoptions(threshold=10**6, floatmode="unique"):
        exec(text, {})
    return np.array(told.getvalue().replace("[", " ").replace("]", " ").split(), float)


def written(trace, segment, k, scatter):
    """What a step writes, taken from the trace."""
    panels = {"loss": np.array(trace.value), "shares": trace.shares, "d:x": trace.stages[0].dx}
    for stage in trace.stages:
        panels |= {stage.name: stage.y, f"d:{stage.name}": stage.dy}
        panels |= {f"d:{stage.name}.{name}": grad for name, grad in stage.grads.items()}
    if segment["kind"] == "start":
        return trace.x
    if segment["kind"] == "update":
        new = [a.ravel() for s in trace.stages for a in trace.updated.get(s.name, {}).values()]
        return [*np.concatenate(new), trace.loss_after][k]
    if segment["kind"] == "route":
        return trace.stages[segment["layer"]].dy.ravel()[k]
    array = panels[segment["writes"]]
    whole = "flatten" in segment["kind"] or (scatter and segment["scatter"])
    return array if whole else array.ravel()[k]


def check(trace, scatter, picked, repeats=False):
    """Where padding ``repeats`` the picture the outputs send in both views."""
    start = 0
    for segment in segments(trace, defaultdict(str), {}):
        count = code_here.steps_of(segment, scatter)
        for k in sorted({n % count for n in picked}):
            step = start + k
            assert code_here.located(trace, step, scatter=scatter) == (segment, k)
            found = printed(code_here.program(trace, step, scatter=scatter))
            expected = np.ravel(written(trace, segment, k, scatter or repeats))
            scale = np.abs(expected).max()
            assert found.shape == expected.shape
            assert np.allclose(found, expected, rtol=1e-9, atol=1e-12 * max(1.0, scale)), step
        start += count


@pytest.mark.parametrize("scatter", [False, True])
@pytest.mark.parametrize("name", [n for n in PRESETS if n not in ("vanishing", "exploding")])
def test_first_middle_and_last_step_of_every_stretch(name, scatter):
    check(run(PRESETS[name]()), scatter, (0, 7, -1))


@pytest.mark.parametrize("scatter", [False, True])
def test_padding_that_repeats_has_one_view(scatter):
    settings = Backprop(padding=((1, 0), (0, 1)), padding_mode="replicate")
    check(run(settings.build(settings.build_own())), scatter, (0, 7, -1), repeats=True)


@pytest.mark.parametrize("name", ["vanishing", "exploding"])
def test_deep_networks(name):
    check(run(PRESETS[name](), 1e-6), False, (3,))


def test_a_photo_is_packed():
    x = images.channels(images.fit(samples.load("camera"), 28), "grey")[0] / 64
    trace = run(PRESETS["pooled"]().with_input(np.asarray(x, float)), 1e-5)
    check(trace, False, (5,))


def test_a_step_beyond_the_last_is_the_last():
    trace = run(PRESETS["pooled"]())
    assert code_here.located(trace, 10**6)[0]["id"] == "update"
    assert printed(code_here.program(trace, 10**6)) == pytest.approx([trace.loss_after])
