"""A model of one's own as the second network of a comparison."""

from dataclasses import replace

import numpy as np
import pytest
import streamlit as st

from cnnviz.files import onnx, own_model
from cnnviz.files.recipe import usual
from cnnviz.lessons.network import controls, controls_compare, controls_second, edits
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.networks.graph import sequential
from cnnviz.networks.run import answer
from cnnviz.ops import Conv, Dense, Flatten, GlobalAveragePool, ReLU
from cnnviz.settings import from_link, to_link
from cnnviz.settings.link import parts
from cnnviz.ui import models
from cnnviz.ui.state import PageState

DIGITS = NetworkPage(network="digits", picture="digits-50")
SHAPE = (1, 1, 8, 8)


@pytest.fixture
def session(monkeypatch):
    state = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


def bring(maps):
    """A model that was brought; with 40 maps it is too large for a link."""
    net = sequential((Conv(3), maps), ReLU(), (Conv(3), maps), GlobalAveragePool(), Flatten(),
                     (Dense(), 3))  # fmt: skip
    params = net.initial(SHAPE)
    name = models.read({"three.onnx": onnx.save(net, params, SHAPE)})
    return name, net, params


def compared(name, settings=DIGITS):
    visit = PageState("network", settings, controls.compute)
    visit.kept["comparing"] = True
    controls_compare.asks(visit, {"other": f"network,{name}"})
    seen = visit.result()
    here = controls_compare.Here("Digits", "", (), lambda *_: None, controls._seen_soon,
                                 lambda page, own, _: controls.compute(page, own))  # fmt: skip
    return visit, controls_compare.compared(visit, seen, here)


@pytest.mark.parametrize(("maps", "stays"), [(2, ""), (40, "second")])
def test_it_answers_as_the_engine_does_and_says_what_no_link_carries(session, maps, stays):
    name, net, params = bring(maps)
    assert own_model.is_key(name) == bool(stays)
    visit, found = compared(name)
    x = usual((1, 8, 8))[0].scaled(visit.result().square)
    (scores,) = answer(net, params, x).values()
    np.testing.assert_allclose(found.second.scores, scores[0], rtol=1e-5, atol=1e-6)
    assert found.titles[1] == "three.onnx"
    first = next(iter(found.menu["networks"].items()))
    assert first == (f"network,{name}", f"Yours: {found.titles[1]}")
    assert visit.stays == stays
    assert from_link(NetworkPage, parts(to_link(visit.settings))) == (visit.settings, ())


def test_what_another_person_brought_is_not_shown(session):
    name, *_ = bring(40)
    session.clear()
    _, found = compared(name)
    assert found.second is None and found.problem == controls_second.GONE
    assert f"network,{name}" not in found.menu["networks"]


def test_it_is_asked_of_the_browser_and_then_given_up(session, monkeypatch):
    name, *_ = bring(40)
    visit, _ = compared(name)
    session.clear()
    session["network"], asked = visit, []
    monkeypatch.setattr(models, "_wait_for", asked.append)
    assert not models.at_hand("network") and asked == [name]
    models._asked(name)
    assert models.at_hand("network")
    session.clear()
    monkeypatch.setattr(models.memory, "opening", lambda lesson: {"other": f"network,{name}"})
    assert not models.at_hand("network") and asked == [name, name]


def test_forget_leaves_it_nowhere(session):
    name, *_ = bring(40)
    visit, _ = compared(name)
    session["network"] = visit
    visit.change(picture="digits-51")
    models.forget()
    assert visit.settings.other == edits.Other().text()
    for _ in range(4):
        visit.undo()
        assert visit.settings.second == ""


def test_the_model_on_the_page_is_compared_with_networks_of_the_app(session):
    name, *_ = bring(2)
    menu = controls_second.choices(replace(DIGITS, model=name))
    assert f"network,{name}" not in menu and "network,digits" in menu
