"""Weights that were stepped travel as what was done, and come back to the last bit."""

import numpy as np
import pytest

from cnnviz.files.images import Picture
from cnnviz.lessons.backprop import chain, recipe
from cnnviz.lessons.backprop import controls_show as backprop
from cnnviz.lessons.backprop import settings_weights as texts
from cnnviz.lessons.backprop.controls_events import on_event
from cnnviz.lessons.backprop.settings import NETWORKS, Backprop
from cnnviz.lessons.backprop.training import descend
from cnnviz.settings import from_link, parts, short
from cnnviz.store import Store
from cnnviz.ui import state
from cnnviz.ui.caching import RESULTS
from cnnviz.ui.state import PageState

ROWS = ";".join(["0,1,2,1,0,1"] * 6)


@pytest.fixture
def visit():
    return PageState("backprop", Backprop(), backprop.compute)


def weights(visit):
    return visit.result()[1].trace.params


def update(visit, times):
    on_event(visit, {"kind": "update", "times": times})


def same(one, other):
    return all(
        np.array_equal(array, other[node][name])
        for node, own in one.items()
        for name, array in own.items()
    )


def reopened(visit, monkeypatch):
    """Another session that opens the link, with nothing computed before."""
    monkeypatch.setattr(backprop, "RESULTS", Store(RESULTS.max_entries, RESULTS.max_bytes))
    link = parts(short(visit.settings))
    return state.opened("backprop", Backprop, backprop.compute, link)


@pytest.mark.parametrize("network", NETWORKS)
def test_a_link_opens_stepped_and_edited_weights_to_the_last_bit(visit, monkeypatch, network):
    """Against single steps, taken one after the other by hand."""
    visit.change(network=network, rate=0.001)
    begin = visit.result()[1].trace
    params = begin.params

    def by_hand(times, rate):
        nonlocal params
        for _ in range(times):
            setting = (begin.network, params, begin.x, begin.loss, begin.target, rate)
            params = descend(chain.trace(*setting)).params

    update(visit, 1)
    update(visit, 10)
    by_hand(11, 0.001)
    assert visit.settings.weights == "steps,11,0.001"
    assert same(params, weights(visit))
    first = next(iter(params))
    kernel = params[first]["weight"].ravel().tolist()
    on_event(visit, {"kind": "edit", "array": f"{first}.weight", "values": [0.25, *kernel[1:]]})
    edited = np.array([0.25, *kernel[1:]]).reshape(params[first]["weight"].shape)
    params = {**params, first: {**params[first], "weight": edited}}
    assert visit.settings.weights == f"steps,11,0.001;{first}.weight~0,0.25"
    visit.change(rate=0.0005)
    update(visit, 3)
    by_hand(3, 0.0005)
    assert same(params, weights(visit))
    assert len(short(visit.settings)) < 110
    other = reopened(visit, monkeypatch)
    assert (other.settings, other.message) == (visit.settings, "")
    assert same(params, weights(other))


def test_an_edit_after_steps_that_is_edited_again_stays_one_part(visit):
    update(visit, 2)
    for value in (5, 6):
        on_event(visit, {"kind": "edit", "array": "dense.bias", "values": [value, 0]})
    assert visit.settings.weights == "steps,2,0.01;dense.bias,6,0"


def test_weights_that_come_back_to_the_start_by_hand_leave_no_recipe(visit):
    start = weights(visit)
    update(visit, 1)
    for array in ("conv.weight", "conv.bias", "dense.weight", "dense.bias"):
        node, name = array.split(".")
        values = np.asarray(start[node][name]).ravel().tolist()
        on_event(visit, {"kind": "edit", "array": array, "values": values})
    assert visit.settings == Backprop()


@pytest.mark.parametrize(
    "change",
    [{"target": 1.0}, {"loss": "squared"}, {"mistake": "flip"}, {"picture": ROWS}],
)
def test_what_steps_went_through_may_change_and_the_weights_stay(visit, monkeypatch, change):
    update(visit, 10)
    before = weights(visit)
    visit.change(**change)
    assert "steps" not in visit.settings.weights
    assert same(before, weights(visit))
    assert same(before, weights(reopened(visit, monkeypatch)))
    visit.undo()
    assert visit.settings.weights == "steps,10,0.01"
    visit.apply_nearest(Backprop(**{**change, "weights": visit.settings.weights}))
    assert same(before, weights(visit))


def test_back_leads_to_another_recipe_of_the_same_words(visit):
    update(visit, 10)
    visit.reopen({"picture": "1,2,3;4,5,6;7,8,9", "network": "plain", "weights": "steps,10,0.01"})
    assert visit.settings.weights == "steps,10,0.01"


def test_steps_on_a_photo_of_ones_own_stand_as_numbers(visit):
    pixels = np.random.default_rng(1).integers(0, 256, (9, 9, 1)).astype(np.uint8)
    visit.try_settings(Backprop(picture="upload", side=8), Picture(pixels, ()))
    update(visit, 1)
    assert visit.settings.weights.startswith("conv.weight,")


def test_more_steps_than_a_link_may_cost_stand_as_numbers(visit):
    visit.change(rate=1e-6)
    for _ in range(10):
        update(visit, 10)
    assert visit.settings.weights == "steps,100,1e-06"
    before = weights(visit)
    update(visit, 1)
    assert visit.settings.weights.startswith("conv.weight")
    assert not same(before, weights(visit))
    assert recipe.walked("", 10, 0.01, 128 * 128) == ""


@pytest.mark.parametrize(
    "text",
    ["steps,0,0.1", "steps,101,0.1", "steps,5,0", "steps,5,-1", "steps,5,1e7", "steps,5",
     "steps,1.5,1", "steps,٣,1", ";".join(["steps,1,0.1"] * 13)],
)  # fmt: skip
def test_hostile_steps_are_refused(text):
    settings, faults = from_link(Backprop, {"weights": text})
    assert settings.weights == "" and len(faults) == 1


def test_steps_that_can_not_be_taken_give_way(monkeypatch):
    def opened(**query):
        return state.opened("backprop", Backprop, backprop.compute, query)

    runs_away = opened(network="line", weights="steps,10,0.1")
    assert runs_away.settings == Backprop("line")
    assert runs_away.message == (
        "The link asked for a set of weights that does not fit; set of weights as the network "
        "comes is shown."
    )
    dear = opened(picture="astronaut", side="128", weights="steps,100,0.000001")
    assert dear.settings.weights == ""


def test_old_links_with_numbers_open_as_before():
    settings, faults = from_link(Backprop, {"weights": "conv.weight~4,3~7,-1;dense.bias,1,-1"})
    params = settings.build(settings.build_own()).params
    assert faults == ()
    assert params["conv"]["weight"].ravel().tolist() == [1, -1, 1, -1, 3, -1, 1, -1, -1]
    assert params["dense"]["bias"].tolist() == [1, -1]
    assert texts.to_text(params, Backprop().build(settings.build_own()).params) == (
        "conv.weight~4,3~7,-1"
    )
