"""The page without a browser: what its player asks for, and what is taken home."""

import contextlib
import io

import numpy as np
import pytest

from cnnviz.lessons.architectures import code, controls, controls_keep, payload
from cnnviz.lessons.architectures.layers import layout
from cnnviz.networks.catalogue.famous import BY_KEY, FAMOUS
from tests.pages.fixtures import run


@pytest.fixture
def page(open_app):
    return open_app("pages/architectures.py")


def test_the_player_gets_every_network_and_the_one_that_is_looked_at(page, shown):
    assert list(shown.header["nets"]) == [one.key for one in FAMOUS]
    assert shown.header["own"]["totals"] == ["25,557,032", "4.09 G", "427"]
    columns = shown.header["columns"]
    rows = shown.arrays["rows:own"]
    assert rows[:, columns.index("parameters")].sum() == 25_557_032
    assert rows[:, columns.index("work")].sum() == 4_089_184_256
    assert len(rows) == len(shown.header["said"])
    assert shown.header["own"]["names"].split("\n")[1] == "stem"


def test_another_network_side_and_number_of_classes_can_be_taken_back(page, shown):
    shown.send({"kind": "network", "key": "vgg-16"})
    run(page)
    assert shown.link == {"network": "vgg-16"}
    shown.send({"kind": "size", "classes": "10"})
    run(page)
    assert shown.header["own"]["parameters"] == 134_301_514
    shown.send({"kind": "size", "side": "256"})
    run(page)
    assert shown.link == {"network": "vgg-16", "classes": "10", "side": "256"}
    shown.send({"kind": "undo"})
    shown.send({"kind": "undo"})
    run(page)
    assert shown.link == {"network": "vgg-16"}
    shown.send({"kind": "size", "side": "224"})  # what it was made for
    assert shown.visit.settings.side == 0


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"kind": "size", "side": "3"}, ""),
        ({"kind": "size", "side": "1000000000"}, "from 1 to 1,024; it stays 224."),
        ({"kind": "size", "side": "-2"}, "from 1 to 1,024; it stays 224."),
        ({"kind": "size", "classes": "0"}, "from 1 to 100,000; it stays 1,000."),
        ({"kind": "size", "classes": "２"}, "from 1 to 100,000; it stays 1,000."),
        ({"kind": "size", "classes": ["<b>"]}, "from 1 to 100,000; it stays 1,000."),
        ({"kind": "network", "key": "resnet-5000"}, "There is no such network."),
        ({"kind": "network", "key": ["vgg-16"]}, "There is no such network."),
    ],
)
def test_what_can_not_be_is_refused_in_one_sentence(page, shown, event, sentence):
    before = shown.visit.settings
    shown.send(event)
    run(page)
    assert shown.visit.message.endswith(sentence)
    assert not sentence or shown.visit.settings == before


def test_a_link_to_too_small_a_picture_opens_at_the_usual_one_and_says_so(open_app, shown):
    open_app("pages/architectures.py", network="vgg-16", side="20")
    assert shown.header["own"]["side"] == 224
    assert "that does not fit" in shown.visit.message
    shown.send({"kind": "size", "side": "20"})
    assert shown.visit.message == (
        "A picture of 20² is used up in pool5 of VGG-16: it needs at least 32²."
    )
    shown.send({"kind": "network", "key": "neocognitron"})
    shown.send({"kind": "size", "classes": "5"})
    assert shown.visit.message == "The Neocognitron here has four figures as its classes."


@pytest.mark.parametrize("key", ["lenet-5-partly", "alexnet-halves", "resnet-18"])
def test_the_program_counts_what_the_table_counts(key):
    one, told = layout(BY_KEY[key]), io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(code.program(one), {})
    assert told.getvalue().split() == [str(one.parameters), str(one.work)]


def test_the_tables_that_are_taken_home_have_names_and_sums():
    lines = code.layers(layout(BY_KEY["lenet-5"])).splitlines()
    assert lines[0] == "# LeNet-5 for pictures of 32 px and 10 classes"
    assert lines[3] == "C1,conv,5,1,0,1,1,6,28,156,117600,5"
    assert lines[-1] == "in all,,,,,,,,,61706,416520,"
    whole = code.networks(list(controls.every().values())).splitlines()
    assert len(whole) == 2 + len(FAMOUS)
    assert whole[2] == "Neocognitron,1980,16,4,2,188,12816,9,2"


def test_the_drawing_has_a_mark_for_each_layer():
    one = layout(BY_KEY["resnet-18"])
    drawn = controls_keep.take(one, __file__).drawn
    assert list(drawn) == ["ResNet-18", "All networks"]
    shapes = drawn["ResNet-18"]("dark").shapes
    assert all(np.isfinite((s.x, s.y)).all() and s.x >= 0 for s in shapes)
    boxes = [s for s in shapes if hasattr(s, "thick")]
    # side and what hangs for each of 21 marks, a kernel for 18 of them, three lines an arc
    assert len(boxes) == 2 * 21 + 18 + 3 * 8
    assert payload.table(one).shape[0] == len(one.rows)
