"""A network that was just trained, as the other lessons take it."""

from base64 import b64decode
from dataclasses import replace

import numpy as np
import pytest
import streamlit as st

from cnnviz.files import own_model
from cnnviz.files.own_model import is_key
from cnnviz.files.recipe import usual
from cnnviz.lessons.backprop import controls_show as backprop
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.network import controls as network
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.lessons.receptive_field import controls_show as receptive_field
from cnnviz.lessons.receptive_field.settings import ReceptiveField
from cnnviz.lessons.training import controls_onward as onward
from cnnviz.lessons.training import run
from cnnviz.lessons.training.data import data_of
from cnnviz.lessons.training.ledger import Ledger
from cnnviz.lessons.training.settings import Training
from cnnviz.networks.run import answer
from cnnviz.ui import handover, models
from cnnviz.ui.state import PageState

STEPS = 30


def opened(settings):
    """The run of these settings, its network after some steps, and what stands for it."""
    ledger = Ledger("test", settings, data_of(settings))
    *_, last = run.moments(settings.run, ledger.data, last=STEPS)
    model = onward.trained(ledger, last)
    return ledger, last, model, handover.given(model, usual(model.shape)[0])


@pytest.mark.parametrize(
    "settings",
    [
        Training(kernels=2, look=5),
        Training(kernels=2, data="clothes", look=3),
        Training(data="glyphs", kernels=1, look=8),
        Training(kernels=4, after="leaky_relu", norm=1, dropout=25, drawn="0" * 30 + "9" * 34),
    ],
    ids=["digits", "clothes", "glyphs", "drawn"],
)
def test_network_gives_the_answer_of_training(settings):
    """With the picture in the 256 levels that pictures have there."""
    ledger, last, model, given = opened(settings)
    name = onward.picture(settings, ledger)
    seen = network.compute(NetworkPage(picture=name, model=given.model, names=given.names), None)
    if settings.drawn:
        x = np.array([*map(int, settings.drawn)]) / 9
    else:
        x = ledger.data.test_x[settings.look]
        x = x / x.max() if settings.data == "glyphs" else x
    levels = np.rint(255 * x).reshape(1, *model.shape) / 255
    (scores,) = answer(model.network, last.point.params, levels.astype(np.float32)).values()
    np.testing.assert_allclose(seen.scores, scores[0], rtol=1e-5, atol=1e-5)
    assert [one.name for one in seen.answers(2)] == [
        ledger.data.names[k] for k in np.argsort(-scores[0])[:2]
    ]


def test_backprop_and_receptive_field_open_it():
    settings = Training(kernels=2, look=5)
    ledger, last, _, given = opened(settings)
    name = onward.picture(settings, ledger)
    lesson = backprop.compute(Backprop(model=given.model, picture=name), None)[1]
    weight = last.point.params[run.KERNELS]["weight"]
    np.testing.assert_array_equal(lesson.start.params["conv1"]["weight"], weight)
    field = ReceptiveField(picture=name, model=given.model, until=2, weights="own")
    looked = receptive_field.compute(field, None)
    assert looked.handed is not None
    assert looked.trace.stages[-1].shape[2:] == (8, 8)


def test_what_backprop_can_not_follow_is_said():
    (_, _, deep, _), (_, _, plain, _) = (opened(Training(kernels=1, norm=n)) for n in (1, 0))
    problem = onward.misfit(deep.network, deep.params, deep.shape)
    assert "Backprop follows convolutions" in problem
    assert onward.misfit(plain.network, plain.params, plain.shape) == ""


def test_photos_of_ones_own_stay_out_of_links():
    settings = Training(data="own")
    assert onward.picture(settings, None) == ""


@pytest.mark.parametrize("data", ["digits", "clothes"])
def test_a_small_network_is_whole_in_a_link(data):
    assert not is_key(opened(Training(kernels=2, data=data))[3].model)


def test_a_large_one_is_a_file_that_the_browser_keeps(monkeypatch):
    session = {}
    monkeypatch.setattr(st, "session_state", session)
    settings = Training(kernels=4, after="leaky_relu", norm=1, dropout=25, look=5)
    _, _, model, given = opened(settings)
    assert is_key(given.model)
    kept = own_model.find(given.model)
    assert (kept.title, kept.classes) == (model.title, model.classes)
    assert len(kept.network.nodes) == len(model.network.nodes)
    said = models._said()
    (name,) = said["files"]
    assert (said["key"], name) == (given.model, f"Trained, {STEPS} steps.onnx")
    own_model.MODELS.forget(given.model)
    assert models.read({name: b64decode(said["given"])}) == given.model
    models.on_event(PageState("network", NetworkPage(), None), {"kind": "given"})
    assert models._said()["given"] == ""


def test_a_network_whose_weights_are_no_numbers_opens_nowhere():
    model = opened(Training(kernels=1))[2]
    assert onward.broken(model) == ""
    params = model.params | {"scores": {"weight": np.float32([[np.inf]])}}
    assert "are no numbers any more" in onward.broken(replace(model, params=params))
