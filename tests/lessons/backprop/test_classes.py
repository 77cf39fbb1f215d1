"""Classes of one's own: what they are as text, what they teach, and what strangers send."""

import json
from itertools import pairwise

import numpy as np
import pytest
import streamlit as st

from cnnviz.files import lesson_file
from cnnviz.files.images import Picture, square
from cnnviz.lessons.backprop import classes, controls_classes, words_classes
from cnnviz.lessons.backprop import controls_show as backprop
from cnnviz.lessons.backprop.controls_events import on_event
from cnnviz.lessons.backprop.settings import NETWORKS, Backprop
from cnnviz.networks.run import forward
from cnnviz.player.phrases import STAYS
from cnnviz.settings import class_names, fits, from_link, parts, private, short, to_link
from cnnviz.store import Store
from cnnviz.ui import memory, own_photo, state
from cnnviz.ui.caching import RESULTS
from cnnviz.ui.state import PageState

GREY = np.arange(784, dtype=np.uint8).reshape(28, 28)
OWN = classes.encoded(GREY)


def opened(network="pooled"):
    visit = PageState("backprop", Backprop(network), backprop.compute)
    controls_classes._open(visit)
    return visit


@pytest.fixture
def visit():
    return opened()


def send(visit, kind, **event):
    on_event(visit, {"kind": f"class_{kind}", **event})
    return visit


def told(visit):
    return controls_classes.told(visit, visit.result()[1])


def taught(visit, times=10):
    send(visit, "made")
    return send(visit, "teach", times=times)


def photo(seed=0, shape=(40, 30, 3)):
    pixels = np.random.default_rng(seed).integers(0, 256, shape).astype(np.uint8)
    return Picture(pixels, ())


def bring(visit, monkeypatch, picture, place="", queued=False):
    """A photo that arrives while a place of the classes waits for it."""
    brought = own_photo.Brought(picture, 1, "")
    monkeypatch.setattr(own_photo.photos, "receive", lambda event: brought)
    monkeypatch.setattr(own_photo.photos, "brought", lambda: None)
    monkeypatch.setattr(own_photo.photos, "cancel", lambda before: None)
    own_photo.on_event(visit, {"kind": "photo", "place": place, "queued": queued})


# --- the numbers


def by_hand(x, labels, kernel, bias, weight, offset, rate):
    """One step of conv → ReLU → dense with cross-entropy, in plain loops over the photos.

    The gradient is the mean of the photos' gradients. Returns the loss before it, and all weights.
    """
    n, side, count = len(x), x.shape[-1] - 2, len(weight)
    dk, db, dw, do = (np.zeros_like(array) for array in (kernel, bias, weight, offset))
    loss = 0.0
    for picture, label in zip(x[:, 0], labels, strict=True):
        z = np.zeros((side, side))
        for i in range(side):
            for j in range(side):
                z[i, j] = (picture[i : i + 3, j : j + 3] * kernel).sum() + bias
        flat = np.maximum(z, 0).ravel()
        scores = weight @ flat + offset
        shares = np.exp(scores) / np.exp(scores).sum()
        loss -= np.log(shares[label]) / n
        error = (shares - np.eye(count)[label]) / n
        dw += np.outer(error, flat)
        do += error
        dz = (weight.T @ error).reshape(side, side) * (z > 0)
        db += dz.sum()
        for m in range(3):
            for k in range(3):
                dk[m, k] += (dz * picture[m : m + side, k : k + side]).sum()
    return loss, kernel - rate * dk, bias - rate * db, weight - rate * dw, offset - rate * do


def test_three_steps_are_those_of_a_plain_loop():
    visit = taught(opened("plain"), 3)
    lesson = visit.result()[1]
    start, examples = lesson.start.params, lesson.examples
    now = (
        start["conv"]["weight"][0, 0],
        start["conv"]["bias"][0],
        start["dense"]["weight"],
        start["dense"]["bias"],
    )
    losses = []
    for _ in range(3):
        loss, *now = by_hand(examples.x, examples.labels, *now, lesson.trace.rate)
        losses.append(loss)
    losses.append(by_hand(examples.x, examples.labels, *now, 0.0)[0])
    params = lesson.trace.params
    assert np.allclose(told(visit)["losses"], losses, rtol=1e-12, atol=0)
    assert np.allclose(params["conv"]["weight"][0, 0], now[0], rtol=1e-11, atol=1e-14)
    assert np.allclose(params["conv"]["bias"], now[1], rtol=1e-11, atol=1e-14)
    assert np.allclose(params["dense"]["weight"], now[2], rtol=1e-11, atol=1e-14)
    assert np.allclose(params["dense"]["bias"], now[3], rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("network", [name for name in NETWORKS if name != "line"])
@pytest.mark.parametrize("third", [False, True])
def test_ten_steps_on_the_example_lower_the_loss_each_time(network, third):
    visit = send(opened(network), "made")
    if third:
        send(visit, "add")
    before = told(visit)["losses"]
    send(visit, "teach", times=10)
    losses = told(visit)["losses"]
    assert losses[:1] == before and len(losses) == 11
    assert all(b < a or b == 0 for a, b in pairwise(losses))


def test_the_example_is_told_apart_after_ten_steps_and_the_board_agrees(visit):
    taught(visit)
    places = told(visit)["places"]
    assert all(place["right"] for place in places)
    for place, there in enumerate(places):
        send(visit, "look", place=place)
        trace = visit.result()[1].trace
        assert there["taken"] == int(trace.target) == place // 3
        assert abs(there["share"] - trace.shares[place // 3]) < 1e-12
        assert visit.settings.weights == "teach,10,0.002"


def test_a_class_photo_is_known_by_the_name_of_its_class(visit):
    send(send(visit, "made"), "name", index=1, name="stands")
    send(visit, "look", place=5)
    start = visit.result()[1].start
    assert (start.classes, start.known, int(start.target)) == (("lying", "stands"), True, 1)


def test_ten_at_once_are_ten_and_a_link_opens_them_to_the_last_bit(visit, monkeypatch):
    taught(visit)
    others = send(opened(), "made")
    for _ in range(10):
        send(others, "teach", times=1)
    assert others.settings == visit.settings
    assert told(others)["losses"] == told(visit)["losses"]
    link = short(visit.settings)
    assert link == (
        "picture=class-0&weights=teach,10,0.002&classes=lying,upright&photos=~;~;~;~;~;~"
    )
    monkeypatch.setattr(backprop, "RESULTS", Store(RESULTS.max_entries, RESULTS.max_bytes))
    again = state.opened("backprop", Backprop, backprop.compute, parts(link))
    assert (again.settings, again.message) == (visit.settings, "")
    assert told(again)["losses"] == told(visit)["losses"]
    for node, own in visit.result()[1].trace.params.items():
        for name, array in own.items():
            assert np.array_equal(again.result()[1].trace.params[node][name], array)


def test_a_squared_error_is_taught_too(visit):
    visit.change(loss="squared")
    taught(visit, 2)
    losses = told(visit)["losses"]
    assert len(losses) == 3 and losses[2] < losses[0]
    examples, start = visit.result()[1].examples, visit.result()[1].start
    scores = np.array([backprop_scores(start, x) for x in examples.x])
    wanted = np.eye(2)[examples.labels]
    assert abs(losses[0] - np.square(scores - wanted).mean()) < 1e-12


def backprop_scores(start, x):
    return forward(start.network, start.params, x[None]).values["dense"][0]


def test_a_hundred_steps_are_the_most(visit):
    send(visit, "made")
    for _ in range(11):
        send(visit, "teach", times=10)
    assert visit.message == controls_classes.ENOUGH
    assert visit.settings.weights == "teach,100,0.002"


def test_steps_that_run_away_stop_and_say_so():
    visit = send(opened("exploding"), "made")
    visit.change(rate=1e6)
    before = visit.settings
    send(visit, "teach", times=10)
    assert visit.message.startswith("Stopped before the first step")
    assert visit.settings == before


# --- photos


def test_a_photo_becomes_the_square_in_its_middle():
    """A 2 × 4 picture: the middle 2 × 2 is kept, each pixel 14 × 14 of the 28 × 28."""
    grey = np.array([[9, 10, 200, 9], [9, 60, 120, 9]], np.uint8)
    pixels = square(Picture(grey[:, :, None], ()), 28)
    assert pixels.shape == (28, 28) and pixels.dtype == np.uint8
    assert [pixels[0, 0], pixels[0, 27], pixels[27, 0], pixels[27, 27]] == [10, 200, 60, 120]
    red = np.zeros((5, 5, 3), np.uint8)
    red[:, :, 0] = 100
    assert (square(Picture(red, ()), 28) == 30).all()  # 0.299 of 100, rounded


def test_photos_land_where_they_are_wanted_and_then_in_the_next_free_place(visit, monkeypatch):
    for seed, place in enumerate((4, "", "", 4)):
        bring(visit, monkeypatch, photo(seed), place)
    examples = visit.settings.examples()
    assert examples.places == (0, 1, 4, 5)
    for k, seed in enumerate((1, 2, 0, 3)):
        assert np.array_equal(examples.x[k, 0] * 64, square(photo(seed), 28))
    assert visit.settings.picture == "class-4"  # the first that came is shown
    visit.undo()
    assert visit.settings.examples().places == (0, 1, 4)


def test_several_photos_land_behind_each_other_and_what_is_said_of_one_stays(visit, monkeypatch):
    for seed in range(3):
        bring(visit, monkeypatch, photo(seed), 4, queued=seed > 0)
    assert visit.settings.examples().places == (0, 4, 5)
    visit.message = "One of them is damaged."
    for seed in range(3, 6):
        bring(visit, monkeypatch, photo(seed), 4, queued=True)
        assert visit.message == "One of them is damaged."
    bring(visit, monkeypatch, photo(6), 4, queued=True)
    assert visit.message == own_photo.FULL
    for place, seed in zip(visit.settings.examples().places, (2, 3, 4, 5, 0, 1), strict=True):
        assert np.array_equal(visit.settings.examples().x[place, 0] * 64, square(photo(seed), 28))


def test_without_a_place_that_waits_a_photo_is_shown_as_ever(visit, monkeypatch):
    monkeypatch.setattr(own_photo.photos, "brought", lambda: own_photo.Brought(photo(), 1, ""))
    assert visit.settings.with_photo(None, photo()) is None
    assert Backprop().with_photo("", photo()) is None
    assert send(visit, "made").settings.with_photo("", photo()) is None  # all places are full


def test_a_removed_photo_leaves_its_place_and_the_next_one_is_shown(visit):
    taught(visit)
    send(visit, "remove", place=0)
    assert visit.settings.photos == ";~;~;~;~;~" and visit.settings.picture == "class-1"
    assert told(visit)["places"][0] is None
    # What was taught with it stays, as numbers, and the next steps begin there.
    assert visit.settings.weights.startswith("conv.weight")
    assert len(told(visit)["losses"]) == 1
    for place in range(1, 6):
        send(visit, "remove", place=place)
    assert (visit.settings.photos, visit.settings.picture) == ("", "own")


def test_what_the_photos_can_teach_is_said(visit):
    assert told(visit)["said"] == words_classes.BRING
    places = visit.settings.with_place(0, classes.MADE)
    visit.apply_nearest(places)
    assert told(visit)["said"] == words_classes.WAITS and not told(visit)["ready"]
    send(visit, "teach", times=1)
    assert visit.message == "Give two classes a photo each; then there is something to learn."
    send(visit, "made")
    assert told(visit)["said"].startswith("6 photos can teach the network to tell these 6 apart")


# --- links, files and undo


def test_own_photos_stay_out_of_links_and_travel_in_a_file(visit, monkeypatch):
    for seed in range(6):
        bring(visit, monkeypatch, photo(seed))
    send(visit, "teach", times=10)
    assert OWN not in short(visit.settings) and len(short(visit.settings)) < 100
    assert not fits(visit.settings) and visit.stays == "photos" and visit.stays in STAYS
    assert private(visit.settings).startswith("photos=") and len(private(visit.settings)) < 7_000
    saved = lesson_file.read(visit.file("?step=7&classes=other").encode())
    again = state.opened("backprop", Backprop, backprop.compute, saved.parts)
    assert (again.settings, again.message) == (visit.settings, "")
    assert told(again)["losses"] == told(visit)["losses"]
    assert saved.parts["step"] == "7"
    bare = state.opened("backprop", Backprop, backprop.compute, parts(short(visit.settings)))
    assert bare.settings == Backprop(classes="A,B")
    assert bare.message.startswith("The link asked for settings that can't be had")


def test_back_to_an_address_keeps_the_photos_that_it_can_not_carry(visit, monkeypatch):
    for seed in range(6):
        bring(visit, monkeypatch, photo(seed))
    before = visit.settings
    address = parts(short(before))
    send(visit, "teach", times=1)
    visit.history.past.clear()  # as after a reload
    visit.reopen(address)
    assert (visit.settings, visit.message) == (before, "")
    visit.reopen({"classes": "C,D"})
    assert visit.settings == Backprop(classes="C,D")


def test_undo_takes_back_each_thing_and_redo_brings_it(visit, monkeypatch):
    seen = [visit.settings]
    bring(visit, monkeypatch, photo(1))
    bring(visit, monkeypatch, photo(2), 3)
    for kind, event in (
        ("name", {"index": 0, "name": "cat"}),
        ("teach", {"times": 1}),
        ("teach", {"times": 10}),
        ("add", {}),
        ("made", {}),
        ("remove", {"place": 2}),
        ("leave", {}),
    ):
        seen.append(visit.settings)
        send(visit, kind, **event)
        assert visit.message == "", kind
    last = visit.settings
    for before in reversed(seen[1:]):
        visit.undo()
        assert visit.settings == before
    for _ in seen[1:]:
        visit.redo()
    assert visit.settings == last


def test_classes_that_are_left_come_back(visit):
    send(send(visit, "made"), "leave")
    assert visit.settings == Backprop() and told(visit) is None
    controls_classes._open(visit)
    assert (visit.settings.classes, visit.settings.photos) == ("lying,upright", "~;~;~;~;~;~")
    assert visit.settings.picture == "class-0"


@pytest.mark.parametrize("door", ["the classes", "your photo"])
def test_forgotten_photos_are_nowhere(visit, monkeypatch, door):
    monkeypatch.setattr(st, "session_state", {})
    for seed in range(3):
        bring(visit, monkeypatch, photo(seed))
    send(visit, "leave")
    controls_classes._open(visit)
    assert classes.has_own(visit.settings.photos)
    memory.remember({"backprop": "?classes=A,B"}, {"backprop": f"?photos={visit.settings.photos}"})
    if door == "the classes":
        send(visit, "forget")
    else:
        st.session_state["backprop"] = visit
        own_photo.on_event(opened(), {"kind": "forget"})
        assert memory.left("backprop") == {"classes": "A,B"}
    everything = [visit.settings, visit.kept, *visit.history.past, *visit.history.future]
    assert not any(
        classes.encoded(square(photo(seed), 28)) in repr(everything) for seed in range(3)
    )
    assert visit.settings == Backprop(classes="A,B")


def test_a_third_class_and_another_network_keep_the_photos(visit, monkeypatch):
    bring(visit, monkeypatch, photo(1))
    send(visit, "add")
    assert visit.settings.class_names == ("A", "B", "C")
    assert len(visit.result()[1].trace.stages[-1].y) == 3
    send(visit, "add")
    assert visit.message == "There can be 2 to 3 classes."
    visit.apply_nearest(Backprop("line", classes="A,B"))
    assert visit.settings == Backprop("line")


# --- hostile input


@pytest.mark.parametrize(
    "name", ["", " ", "a" * 13, "a,b", "<b>x</b>", "*bold*", "a_b", "$x$", "[x](y)", "a\u202eb",
             "a:b", "`x`", "{name}", "@at", "a\nb\x00", "&amp;", "=1+1", 5, None, ["a"]],
)  # fmt: skip
def test_a_name_is_refused_that_is_none(visit, name):
    before = visit.settings
    send(visit, "name", index=0, name=name)
    if name in (5, None):  # read as the words that they are
        return
    assert (visit.settings, visit.message) == (before, class_names.NAME)


@pytest.mark.parametrize("name", ["cat", "Grüße 7", "猫", "  two   words ", "a" * 12])
def test_a_name_is_taken_that_is_one(visit, name):
    send(visit, "name", index=0, name=name)
    assert visit.settings.class_names == (" ".join(name.split()), "B")
    link = to_link(visit.settings)
    assert from_link(Backprop, parts(link)) == (visit.settings, ())


def test_two_classes_of_one_name_are_refused(visit):
    send(visit, "name", index=0, name="B")
    assert visit.message == "Each class needs a name of its own."


@pytest.mark.parametrize(
    "query",
    [{"classes": text} for text in ("A", "A,B,C,D", "A,A", "A,,B", ",", "<i>,B", "A,B,", "x" * 500)]
    + [{"classes": "A,B", "photos": text} for text in ("~" * 9, ";" * 9, "x", OWN[:-1], OWN + "A",
       OWN[:-1] + "é", OWN[:-1] + "x", "~;~;~;~;~;~;~;~;~;~")]
    + [{"picture": text} for text in ("class-9", "class--1", "class-", "class-00")],
)  # fmt: skip
def test_what_a_link_can_not_have_gives_way(query):
    settings, faults = from_link(Backprop, query)
    assert len(faults) == 1
    assert settings in (Backprop(), Backprop(classes="A,B"))


@pytest.mark.parametrize(
    "query",
    [{"picture": "class-4"}, {"picture": "class-4", "classes": "A,B"}, {"weights": "teach,5,0.1"},
     {"classes": "A,B", "weights": "teach,5,0.1", "picture": "class-0"},
     {"classes": "A,B", "photos": "~;;;~", "weights": "teach,5,0.1"},
     {"classes": "A,B", "photos": "~;;;~", "picture": "class-8"},
     {"classes": "A,B,C", "network": "line"}, {"photos": "~;~;~;~;~;~"},
     {"classes": "A,B", "photos": "~;;;~", "picture": "class-0", "weights": "teach,50,1000"},
     {"classes": "A,B,C", "target": "2", "loss": "squared", "stride": "4", "kernel_size": "7"}],
)  # fmt: skip
def test_every_link_opens(query):
    visit = state.opened("backprop", Backprop, backprop.compute, query)
    json.dumps(told(visit), allow_nan=False)
    assert visit.settings.picture in ("own", "class-0")


@pytest.mark.parametrize("kind", controls_classes.ANSWERS)
@pytest.mark.parametrize(
    "value", [None, -1, 6, 10**30, 1.0, True, "0", [0], {"a": 1}, float("nan")]
)
def test_forged_events_change_nothing_or_what_they_may(visit, kind, value):
    on_event(visit, {"kind": kind, "index": value, "place": value, "times": value, "name": value})
    assert visit.message == "" or visit.message.endswith(".")
    visit.result()
    bare = PageState("backprop", Backprop(), backprop.compute)
    on_event(bare, {"kind": kind, "index": value, "place": value, "times": value, "name": value})
    assert bare.message == "" or bare.message.endswith(".")
    assert np.isfinite(bare.result()[1].trace.value)
