"""Undo and redo: exact, one step for each gesture, and bounded."""

import random
from contextlib import suppress
from dataclasses import fields

import numpy as np
import pytest
import streamlit as st

from cnnviz.files.images import Picture
from cnnviz.lessons.backprop import controls_show as backprop
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.convolution import controls as convolution
from cnnviz.lessons.convolution.settings import Convolution
from cnnviz.lessons.equivariance import controls as equivariance
from cnnviz.lessons.equivariance.settings import Equivariance
from cnnviz.lessons.filter_bank import controls as filter_bank
from cnnviz.lessons.filter_bank.settings import FilterBank
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.lessons.pooling import controls as pooling
from cnnviz.lessons.pooling.settings import PoolingPage
from cnnviz.lessons.receptive_field import controls_show as receptive_field
from cnnviz.lessons.receptive_field.settings import ReceptiveField
from cnnviz.lessons.regions.settings import Regions
from cnnviz.lessons.transposed_convolution import controls as transposed_convolution
from cnnviz.lessons.transposed_convolution.settings import Transposed
from cnnviz.player.packing import with_message
from cnnviz.ui import intake, memory
from cnnviz.ui.history import MOST_CHANGES, MOST_PHOTOS
from cnnviz.ui.player import answer
from cnnviz.ui.state import PageState

LESSONS = {
    Convolution: convolution.compute,
    FilterBank: filter_bank.compute,
    PoolingPage: pooling.compute,
    ReceptiveField: receptive_field.compute,
    Equivariance: equivariance.compute,
    Backprop: backprop.compute,
    Transposed: transposed_convolution.LESSON._result,
    # What networks make of a picture takes long.
    NetworkPage: lambda settings, own: intake.picture(settings.picture, own),
    Regions: lambda settings, own: intake.picture(settings.picture, own),
}
# Texts of a link for every kind of field; each field takes those that it can read.
TEXTS = [
    *map(str, range(-3, 40)), "", "True", "False", "same", "valid", "full", "zeros", "reflect",
    "relu", "none", "tanh", "max", "average", "lp", "global_average", "circular", "five_by_five",
    "arrow", "impulse", "1,2,3;4,5,6;7,8,9", "0,1,0,2;3,0,1,0;0,2,0,1;1,0,3,0", "astronaut", "box",
    "sobel_y", "random", "0,1,0;1,-4,1;0,1,0", "c3,m2,c3", "c5,c3s2", "alexnet", "box~sobel_x",
    "random-c2", "he", "equal", "kernel", "shift", "turn", "scale", "strided", "plain", "pooled",
    "line", "two_blocks", "conv.bias,-1", "0.5", "squared", "cross_entropy", "convolved-1",
    "0,0,2,2", "64", "128", "224", "sum", "each", "rgb", "grey", "100", "150", "200", "square",
    "score", "digits", "clothes", "digits-1400", "clothes-7", "coffee", "0a" * 16, "flip",
    "move,3,-2", "erase,3,1,2,black", "picture,cat",
]  # fmt: skip


def visit(page):
    return PageState(page.__name__, page(), LESSONS[page])


def photo(seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (20, 24, 3), np.uint8)
    return Picture(pixels, ())


PHOTOS = [photo(seed) for seed in range(MOST_PHOTOS - 1)]


def act(seen, chance):
    """One thing that a person could do: a photo, a control, or several of them at once."""
    if chance.random() < 0.1:
        seen.apply_nearest(
            type(seen.settings)(picture="upload", **_small(seen)), chance.choice(PHOTOS)
        )
        return
    changes = {}
    for line in chance.sample(fields(seen.settings), chance.choice((1, 1, 1, 2))):
        changes[line.name] = chance.choice([*_readable(line.metadata["codec"])])
    seen.change(**changes)


def _readable(codec):
    for text in TEXTS:
        with suppress(ValueError):
            yield codec.read(text)[0]


def _small(seen):
    sides = next((line for line in fields(seen.settings) if line.name == "side"), None)
    return {"side": min(_readable(sides.metadata["codec"]))} if sides else {}


def state(seen):
    return seen.settings, seen.uploaded, dict(seen.relaxed), dict(seen.kept)


@pytest.mark.parametrize("page", LESSONS, ids=lambda page: page.__name__)
def test_undoing_all_of_200_actions_gives_the_first_state_and_redoing_the_last(page):
    seen, chance = visit(page), random.Random(page.__name__)
    states = [state(seen)]
    while len(states) <= 200:
        act(seen, chance)
        if state(seen)[:2] != states[-1][:2]:
            seen.kept["noted"] = len(states)  # what the controls remember goes with it
            states.append(state(seen))
    for expected in states[-2::-1]:
        seen.undo()
        assert state(seen) == expected and seen.message == ""
    assert seen.settings == page() and seen.uploaded is None
    seen.undo()
    assert seen.message == "There is nothing to undo." and seen.settings == page()
    for expected in states[1:]:
        seen.redo()
        assert state(seen) == expected
    seen.redo()
    assert seen.message == "There is nothing to redo."


def test_a_new_change_forgets_what_was_undone():
    seen = visit(Convolution)
    for stride in (2, 3):
        seen.change(stride=stride)
    seen.undo()
    seen.change(padding=1)
    seen.redo()
    assert seen.message == "There is nothing to redo."
    assert seen.settings == Convolution(stride=2, padding=1)


def test_what_is_typed_in_one_gesture_is_one_change():
    seen = visit(Convolution)

    def typed(bias, gesture):
        answer(seen, {"kind": "edit", "bias": bias, "gesture": gesture}, change)

    def change(event):
        seen.change(bias=float(event["bias"]))

    for bias, gesture in ((1, 4), (12, 4), (12.5, 4), (7, 5)):
        typed(bias, gesture)
    for bias in (12.5, 0):
        seen.undo()
        assert seen.settings.bias == bias
    assert not seen.history.past


def test_an_edit_that_was_taken_back_while_it_was_typed_is_no_change():
    seen = visit(Convolution)
    seen.change(stride=2)
    for bias in (1, 0):  # Escape
        answer(seen, {"gesture": 9}, lambda _, bias=bias: seen.change(bias=float(bias)))
    seen.undo()
    assert seen.settings == Convolution()


def test_neither_changes_nor_photos_are_kept_without_end():
    seen = visit(Convolution)
    for seed in range(MOST_PHOTOS + 4):
        seen.apply_nearest(Convolution(picture="upload", side=64), photo(seed))
    assert len({id(one.uploaded) for one in seen.history.past if one.uploaded}) == MOST_PHOTOS
    for number in range(MOST_CHANGES + 7):
        seen.change(bias=float(number + 1))
    assert len(seen.history.past) == MOST_CHANGES


def test_an_address_of_before_brings_all_of_it_back_and_a_new_one_is_a_change():
    seen = visit(Convolution)
    seen.apply_nearest(Convolution(picture="upload", side=64), photo(1))
    mine, own = seen.settings, seen.uploaded
    seen.change(picture="five_by_five", stride=2)
    seen.reopen({"picture": "upload", "side": "64", "at": "3,4"})
    assert (seen.settings, seen.uploaded, seen.start.at) == (mine, own, (3, 4))
    seen.reopen({"stride": "2"})
    assert seen.settings == Convolution(stride=2)
    seen.reopen({"stride": "4", "kernel": "box"})
    assert seen.settings == Convolution(stride=4, kernel="box")
    seen.undo()
    assert seen.settings == Convolution(stride=2)
    assert seen.opening == 3


@pytest.mark.parametrize("page", LESSONS, ids=lambda page: page.__name__)
def test_events_that_no_player_sends_change_nothing(page, monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    seen = visit(page)
    odd = [None, 3, 1e999, "x" * 50_000, "\ud800", ["a"], {"a": "b"}, {"x" * 999: "?a=1"}, {3: 4}]
    for kind in ("undo", "redo", "save", "remember"):
        for value in odd:
            event = {"kind": kind, "query": value, "lessons": value, "mine": value}
            answer(seen, {**event, "gesture": value}, pytest.fail)
            with_message(b"", seen.message, saved=seen.saved)
    assert seen.settings == page() and not seen.history.past
    assert memory.left("a") == {} and memory.left("x" * 999) == {}
