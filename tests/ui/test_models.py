"""The model of a session: read once, told to the browser, offered again by it, and forgotten."""

from pathlib import Path

import numpy as np
import pytest
import streamlit as st

from cnnviz.files import onnx, own_model
from cnnviz.lessons.network import controls
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.networks.graph import sequential
from cnnviz.ops import Conv, Dense, Flatten, GlobalAveragePool, ReLU
from cnnviz.settings import from_link
from cnnviz.ui import memory, models
from cnnviz.ui.state import PageState

DIGITS = Path(__file__).parents[2] / "assets/networks/digits.onnx"
KEY = "a" * 32


@pytest.fixture
def session(monkeypatch):
    state = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


@pytest.fixture(scope="module")
def large():
    """A model that is too large for a link, as a file."""
    net = sequential(
        (Conv(3), 16), ReLU(), (Conv(3), 16), GlobalAveragePool(), Flatten(), (Dense(), 3)
    )
    params = net.initial((1, 3, 12, 12))
    return {"large.onnx": onnx.save(net, params, (1, 3, 12, 12))}


def visit(session, **settings):
    page = PageState("network", NetworkPage(**settings), controls.compute)
    session["network"] = page
    return page


def test_a_large_model_is_told_by_its_digest_and_a_small_one_whole(session, large):
    name = models.read(large)
    assert own_model.is_key(name)
    assert models.brought() == models.Brought(name, "large.onnx", ("large.onnx",))
    assert models.read(large) == name
    small = models.read({"my digits.onnx": DIGITS.read_bytes()})
    assert small.startswith("1.8.8;4c3p1,r,m2,8c3p1,r,m2,f,10d;")
    with pytest.raises(ValueError, match="is not an ONNX model"):
        models.read({"no.onnx": b"no" * 50})
    assert models.brought().model == small


def test_what_one_person_calls_a_small_model_nobody_else_reads(session):
    """Whose link has the same numbers sees the same model, and not the name of the file."""
    name = models.read({"my secret digits.onnx": DIGITS.read_bytes()})
    assert models.title(name) == "my secret digits.onnx"
    session.clear()
    assert own_model.is_here(name)
    assert models.title(name) == controls.network_of(NetworkPage(model=name)).title == "Your model"
    session[models.BROUGHT] = models.Brought("0" * 32, "another.onnx")
    assert models.title(name) == "Your model"
    assert models.title("digits") == own_model.find("digits").title


def test_what_was_said_of_it_is_kept_with_it(session, large):
    name = models.read(large)
    page = visit(session, model=name, recipe=4, names="a\nb\nc")
    models._note(page)
    said = models._said(shown=True)
    assert {k: said[k] for k in ("key", "recipe", "names", "files", "wanted")} == {
        "key": name, "recipe": 4, "names": "a\nb\nc", "files": ["large.onnx"], "wanted": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"key": KEY},
        {"key": 3, "title": "x"},
        {"key": "no model", "title": "x"},
        {"key": "", "title": ""},
    ],
)
def test_a_browser_that_tells_nonsense_has_no_model(session, event):
    page = visit(session)
    models.on_event(page, {"kind": "have"} | event)
    models.on_event(page, {"kind": "show"})
    models.on_event(page, {"kind": "forget"})
    assert models.brought() is None
    assert page.settings == NetworkPage()


def test_a_model_that_the_browser_still_has_is_waited_for_and_shown(session, large, monkeypatch):
    name = models.read(large)
    model = own_model.find(name)
    session.clear()
    own_model.MODELS.forget(name)
    asked = []
    monkeypatch.setattr(models, "_wait_for", asked.append)
    page = visit(session)
    offer = {"kind": "have", "key": name, "title": "t" * 99, "recipe": 99, "names": "a\nb\nc"}
    models.on_event(page, offer)
    assert models.brought() == models.Brought(name, "t" * 40, (), 0, "a\nb\nc")
    models.on_event(page, {"kind": "show"})
    assert page.settings == NetworkPage()
    assert models.is_missing(page)
    assert not models.at_hand("network")
    assert asked == [name]
    own_model.MODELS.get(name, lambda: model)
    assert models.at_hand("network")
    assert asked == [name]
    assert (page.settings.model, page.settings.names) == (name, "a\nb\nc")
    assert not models.is_missing(page)
    assert page.result().names == ("a", "b", "c")


def test_a_model_that_is_nowhere_gives_way(session, large, monkeypatch):
    monkeypatch.setattr(models, "_wait_for", lambda key: None)
    monkeypatch.setattr(st, "query_params", type(st.query_params)())
    name = models.read(large)
    page = visit(session, model=name)
    own_model.MODELS.forget(name)
    assert models.is_missing(page)
    assert not models.at_hand("network")
    models._asked(name)
    assert models.at_hand("network")
    assert page.settings == NetworkPage()
    assert page.message == "This model is no longer here: bring its file again."


def test_a_stranger_who_knows_the_digest_is_asked_for_the_model(session, large, monkeypatch):
    name = models.read(large)
    session.clear()
    asked = []
    monkeypatch.setattr(models, "_wait_for", asked.append)
    monkeypatch.setattr(models.memory, "opening", lambda lesson: {"model": name})
    assert not models.at_hand("network")
    assert asked == [name]
    assert models._said(wanted=name)["lacks"] is False
    models._asked(name)
    assert models.at_hand("network")
    coming = memory.to_open("network")
    assert from_link(NetworkPage, coming)[0] == NetworkPage()
    models._have({"key": name, "title": "large.onnx", "recipe": 4, "names": ""})
    assert models.at_hand("network")


def test_forget_leaves_no_model_on_any_page_and_no_undo_brings_it_back(session, large):
    name = models.read(large)
    page = visit(session)
    page.change(picture="chelsea")
    page.change(model=name, recipe=3)
    page.change(picture="coffee")
    models.on_event(page, {"kind": "forget"})
    assert page.settings == NetworkPage(picture="coffee")
    for _ in range(4):
        page.undo()
        assert not page.settings.model
    assert models.brought() is None
    assert not own_model.is_here(name)
    assert from_link(NetworkPage, {"model": name})[0] == NetworkPage()


def test_the_parameters_are_read_only(session, large):
    model = own_model.find(models.read(large))
    arrays = [array for own in model.params.values() for array in own.values()]
    assert arrays and not any(array.flags.writeable for array in arrays)
    assert all(np.isfinite(array).all() for array in arrays)


@pytest.mark.parametrize(
    ("picture", "left"),
    [("digits-7", "coffee"), ("camera", "camera"), ("1,2;3,4", "1,2;3,4")],
)
def test_a_digit_goes_with_the_model_that_was_to_read_it(session, picture, left):
    small = models.read({"my digits.onnx": DIGITS.read_bytes()})
    page = visit(session, model=small, picture=picture)
    models.forget()
    assert page.settings == NetworkPage(picture=left)
