"""The short tour: its captions, its twelve steps, and that they are the most telling ones."""

import numpy as np
import pytest

from cnnviz.lessons.backprop import words
from cnnviz.lessons.backprop.settings import NETWORKS
from cnnviz.networks.presets import PRESETS
from tests.lessons.backprop.test_chain import run
from tests.lessons.backprop.test_payload import pack_up


def stops(name):
    header, _ = pack_up(run(PRESETS[name]()))
    return header["tour"], header["segments"]


@pytest.mark.parametrize("name", NETWORKS)
def test_four_captions_then_twelve_steps_in_order_one_of_each_kind(name):
    tour, segments = stops(name)
    assert [bool(stop["caption"]) for stop in tour] == [True] * 4 + [False] * 12
    assert all(stop["caption"] in words.CAPTIONS for stop in tour[:4])
    steps = [(stop["segment"], stop["k"]) for stop in tour[4:]]
    assert steps == sorted(steps)
    kinds = [segments[at]["kind"] for at, _ in steps]
    assert len(set(kinds)) == 12 and kinds[-1] == "update"
    for stop in tour:
        segment = segments[stop["segment"]]
        assert 0 <= stop["k"] < segment["count"]
        assert 0 <= stop["scatter"] < (segment["scatter"] or segment["count"]) or (
            segment["kind"] not in ("conv_input",)
        )


def test_the_tour_of_the_worked_example():
    tour, segments = stops("pooled")
    assert [segments[stop["segment"]]["kind"] for stop in tour[4:]] == [
        "conv", "activation", "pool", "dense", "loss", "error", "dense_weight", "route", "gate",
        "conv_weight", "conv_input", "update",
    ]  # fmt: skip
    dx = run(PRESETS["pooled"]()).stages[0].dx
    assert np.abs(dx.ravel()[tour[-2]["k"]]) == np.abs(dx).max()


def test_the_first_layer_of_a_kind_is_shown():
    tour, segments = stops("two_blocks")
    layers = {segments[stop["segment"]]["kind"]: segments[stop["segment"]]["id"] for stop in tour}
    assert layers["conv"] == "conv1:forward" and layers["conv_weight"] == "conv1:weight"
    assert layers["pool"] == "pool1:forward" and layers["route"] == "pool1:route"


def test_a_squared_loss_has_a_caption_of_its_own():
    assert pack_up(run(PRESETS["line"]()))[0]["tour"][1]["caption"] == "squared"
