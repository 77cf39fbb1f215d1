"""The trained network as a file that other programs run."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import onnx
import pytest

from cnnviz.files.onnx import load
from cnnviz.lessons.training import controls_keep, data, run
from cnnviz.lessons.training.ledger import Ledger
from cnnviz.lessons.training.settings import Training
from cnnviz.networks.run import answer

DIGITS = data.load("digits")
SHORT = Training(kernels=4, epochs=5)
EVERY_LAYER = replace(SHORT, norm=1, dropout=25, after="leaky_relu", size=5)


@pytest.fixture(params=[SHORT, EVERY_LAYER, replace(SHORT, after="sigmoid", data="glyphs")])
def trained(request):
    """A run, its moment after 20 steps, and the file of it."""
    ledger = Ledger("keep", request.param, data.data_of(request.param))
    *_, now = run.moments(ledger.settings, ledger.data, last=20)
    return ledger, now, controls_keep.saved(ledger, now)


def test_the_file_reads_back_as_the_same_network_bit_for_bit(trained):
    ledger, now, written = trained
    loaded = load(written)
    net = run.network(ledger.settings, ledger.data)
    assert [node.layer.title for node in loaded.network.nodes] == [
        node.layer.title if node.layer.title != "Dropout" else "None" for node in net.nodes
    ]
    for node, own in now.point.params.items():
        for name, array in own.items():
            np.testing.assert_array_equal(loaded.params[node][name], array, strict=True)
    x = ledger.data.test_x[:1]
    (expected,), (scores,) = (
        answer(net, now.point.params, x).values(),
        loaded.run({"x": x}).values(),
    )
    np.testing.assert_array_equal(scores, expected, strict=True)


def test_it_is_valid_and_onnx_runtime_gives_the_same_scores(trained):
    ledger, now, written = trained
    onnx.checker.check_model(onnx.load_from_string(written), full_check=True)
    runtime = pytest.importorskip(
        "onnxruntime",
        reason="ONNX Runtime is not installed: pip install -r requirements-oracles.txt",
    )
    session = runtime.InferenceSession(written, providers=["CPUExecutionProvider"])
    net = run.network(ledger.settings, ledger.data)
    for x in ledger.data.test_x[:5, None]:
        (scores,), (expected,) = (
            session.run(None, {"x": x}),
            answer(net, now.point.params, x).values(),
        )
        np.testing.assert_allclose(scores, expected, rtol=0, atol=1e-6 * np.abs(expected).max())


def test_the_moment_of_a_step_is_the_one_that_the_player_shows():
    """The last of 20 steps is no multiple of six, and is a moment of its own."""
    steps = [0, 6, 12, 18, 20]
    ledger = SimpleNamespace(plan=run.Plan(5, 20, 6), moments=steps)
    for step in steps:
        assert controls_keep.moment(ledger, {"step": str(step)}) == step
    ledger.moments = steps[:3]
    assert controls_keep.moment(ledger, {"step": "20"}) == 12
