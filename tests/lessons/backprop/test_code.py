"""The exported notebook: real nbformat, and every cell runs and agrees, for every preset."""

import json
import re

import numpy as np
import pytest

from cnnviz.files import images, samples
from cnnviz.lessons.backprop import chain
from cnnviz.lessons.backprop import code as notebook
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.networks.graph import sequential
from cnnviz.networks.presets import PRESETS
from cnnviz.ops import Conv, Dense, Flatten, LeakyReLU, SquaredError, Tanh
from tests.lessons.backprop.test_chain import run


def executed(text):
    """Run the code cells one after the other in a fresh namespace, as Jupyter does."""
    names = {}
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    return names


@pytest.mark.parametrize("name", PRESETS)
def test_the_notebook_of_every_preset_recomputes_and_asserts_every_number(name, capsys):
    trace = run(PRESETS[name]())
    names = executed(notebook.encode(trace, "title"))
    printed = capsys.readouterr().out
    told = dict.fromkeys(re.findall(r"^(\w+): (\d+) numbers agree$", printed, re.M))
    arrays = {"d_x": trace.x.size, "loss": 1}
    for stage in trace.stages:
        arrays |= {stage.name: stage.y.size, f"d_{stage.name}": stage.dy.size}
        for own, grad in stage.grads.items():
            arrays |= {f"{stage.name}_{own}": grad.size, f"d_{stage.name}_{own}": grad.size}
    assert {(array, str(size)) for array, size in arrays.items()} == set(told)
    for node, own in trace.updated.items():
        for param, array in own.items():
            assert np.allclose(names[f"{node}_{param}"], array, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "line"])
def test_a_photo_is_packed_and_still_asserted(name, capsys):
    x = images.channels(images.fit(samples.load("camera"), 28), "grey")[0] / 64
    text = notebook.encode(run(PRESETS[name]().with_input(np.asarray(x, float)), 1e-5), "photo")
    assert len(text) < 250_000
    executed(text)
    assert "x: 784" not in capsys.readouterr().out.replace("d_x: 784", "")


def test_a_changed_number_stops_the_notebook():
    text = notebook.encode(run(PRESETS["pooled"]()), "title")
    assert "[[-2.0, 0.0, 1.0], [3.0, 2.0, 1.0]" in text
    with pytest.raises(AssertionError, match="d_conv_weight"):
        executed(
            text.replace("[[-2.0, 0.0, 1.0], [3.0, 2.0, 1.0]", "[[-2.0, 0.0, 1.0], [3.0, 2.5, 1.0]")
        )


def test_it_is_nbformat_4():
    document = json.loads(notebook.encode(run(PRESETS["line"]()), "My network"))
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 4)
    assert set(document) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    for cell in document["cells"]:
        code = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert set(cell) == {"cell_type", "metadata", "source"} | code
        assert all(line.endswith("\n") for line in cell["source"][:-1])
    assert document["cells"][0]["source"][0] == "# My network\n"


@pytest.mark.parametrize("name", PRESETS)
def test_the_script_to_read_runs_and_gives_the_loss_after_the_step(name):
    trace = run(PRESETS[name](), 0.001)
    names = {}
    exec(notebook.script(trace), names)
    assert names["loss"] == pytest.approx(trace.loss_after, rel=1e-9, abs=1e-14)


def test_stride_padding_and_tanh_are_in_the_loops_too(capsys):
    network = sequential(
        ("conv", Conv(3, stride=2, padding=((1, 0), (2, 1))), 2), ("tanh", Tanh()),
        ("flatten", Flatten()), ("dense", Dense(), 3),
    )  # fmt: skip
    params = network.initial((1, 1, 7, 6), seed=1, dtype=np.float64)
    x = np.random.default_rng(0).normal(size=(1, 7, 6))
    trace = chain.trace(network, params, x, SquaredError(), np.array([1.0, 0.0, -1.0]))
    executed(notebook.encode(trace, "title"))
    assert "d_x: 42 numbers agree" in capsys.readouterr().out


@pytest.mark.parametrize("mode", ["replicate", "reflect", "circular"])
def test_a_border_that_repeats_the_picture_is_in_the_loops_too(mode, capsys):
    settings = Backprop("two_blocks", padding=((2, 1), (0, 3)), padding_mode=mode, stride=2)
    trace = run(settings.build(settings.build_own()))
    assert {"replicate": "edge", "circular": "wrap"}.get(mode, mode) in notebook.script(trace)
    executed(notebook.encode(trace, "Repeated"))
    assert "conv1_weight" in capsys.readouterr().out


def test_a_layer_without_a_loop_is_named():
    network = sequential(("conv", Conv(3)), ("leaky", LeakyReLU()), ("flatten", Flatten()),
                         ("dense", Dense(), 1))  # fmt: skip
    params = network.initial((1, 1, 4, 4), dtype=np.float64)
    trace = chain.trace(network, params, np.ones((1, 4, 4)), SquaredError(), np.ones(1))
    with pytest.raises(ValueError, match="no loop for a layer of the kind Leaky ReLU"):
        notebook.encode(trace, "title")
