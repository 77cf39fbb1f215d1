"""The equivariance page: what its controls change and send, and what bad input leaves alone."""

import numpy as np
import pytest

from cnnviz.files import grids, samples
from cnnviz.lessons.equivariance.controls import compute
from cnnviz.lessons.equivariance.settings import (
    ANGLES,
    EQUIVARIANCE_LAYERS,
    SCALES,
    Equivariance,
)
from tests.lessons.convolution.test_page import file
from tests.pages.fixtures import bring, run, words

PAGE = "pages/equivariance.py"
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def page(open_app):
    return lambda **query: open_app(PAGE, **query)


def opened(shown):
    """The state that the player opens with, by name."""
    return {line["name"]: line["value"] for line in shown.header["state"]}


def counts(shown, **where):
    """What the counts are at the step with these parts."""
    step = next(
        step
        for step in shown.header["steps"]
        if all(step[name] == value for name, value in where.items())
    )
    frame = shown.header["frames"][step["frame"]]
    return frame["inside"], frame["everywhere"]


def test_it_opens_on_the_arrow_with_every_shift_at_hand(page, shown):
    page()
    assert shown.message == ""
    assert shown.arrays["picture"].tolist() == samples.load("arrow").tolist()
    assert len(shown.header["steps"]) == len(shown.header["frames"]) == 81
    assert counts(shown, down=0, right=1) == ([0, 30, 0.0], [4, 64, 3.0])
    assert shown.header["link"] == ""


@pytest.mark.parametrize(
    ("layer", "inside"),
    [
        ("convolution", [0, 30, 0.0]),
        ("strided", [6, 6, 6.0]),
        ("max", [6, 12, 1.0]),
        ("average", [6, 12, 0.25]),
        ("blur", [2, 2, 0.0625]),
        ("dense", [56, 56, 27.0]),
    ],
)
def test_each_layer_is_one_click(page, shown, layer, inside):
    app = page()
    run(app.segmented_control(key="equivariance-layer").set_value(layer))
    assert shown.header["subject"]["layer"] == layer
    assert counts(shown, down=0, right=1)[0] == inside
    assert shown.link == ({} if layer == "convolution" else {"layer": layer})


@pytest.mark.parametrize(
    ("move", "steps"), [("turn", [*ANGLES]), ("scale", [*SCALES]), ("shift", None)]
)
def test_each_kind_of_move_brings_its_steps(page, shown, move, steps):
    app = page(move="turn" if move == "shift" else "shift")
    run(app.segmented_control(key="equivariance-move-segments").set_value(move))
    name = {"turn": "angle", "scale": "scale"}.get(move)
    if name:
        assert [step[name] for step in shown.header["steps"]] == steps
    assert shown.header["subject"]["move"] == move


def test_a_large_photo_sends_what_lies_around_and_the_rest_when_asked(page, shown):
    page(picture="camera", side="256")
    held = [step["right"] for step in shown.header["steps"] if step["frame"] >= 0]
    assert held == [0, 1]
    assert {step["down"] for step in shown.header["steps"] if step["frame"] >= 0} == {0}
    shown.send({"kind": "move", "down": 2, "right": 4, "angle": 15, "scale": 150, "view": "square"})
    assert opened(shown)["right"] == 1  # until the page runs again


def test_what_the_player_asks_for_is_shown_on_the_next_run(page, shown):
    app = page(picture="camera", side="256")
    shown.send({"kind": "move", "down": 2, "right": 4, "angle": 15, "scale": 150, "view": "square"})
    run(app)
    held = [(s["down"], s["right"]) for s in shown.header["steps"] if s["frame"] >= 0]
    assert held == [(2, right) for right in (3, 4)]
    assert opened(shown) == {
        "down": 2, "right": 4, "angle": 15, "scale": 150, "view": "square", "at": None, "hide": 0,
    }  # fmt: skip


def test_the_player_can_turn_picture_and_kernel_together(page, shown):
    app = page(move="turn")
    assert counts(shown, angle=90)[0] == [24, 36, 12.0]
    shown.send({"kind": "quarter", "turned": True})
    run(app)
    assert counts(shown, angle=90) == ([0, 36, 0.0], [0, 64, 0.0])
    assert opened(shown)["angle"] == 90
    assert shown.link == {"move": "turn", "turned": "True"}


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "move"},
        {"kind": "move", "down": 99, "right": "x", "angle": None, "scale": [], "view": HOSTILE},
        {"kind": "quarter", "turned": "yes"},
        {"kind": HOSTILE},
        {},
    ],
)
def test_a_strangers_event_changes_nothing_that_is_not_legal(page, shown, event):
    app = page()
    shown.send(event)
    run(app)
    assert "onerror" not in words(app) + shown.message
    assert opened(shown)["down"] in range(-4, 5)
    assert opened(shown)["view"] == "square"


def test_a_dense_layer_takes_a_smaller_photo_and_gives_it_back(page, shown):
    app = page(picture="camera")
    layer = "equivariance-layer"
    run(app.segmented_control(key=layer).set_value("dense"))
    assert shown.arrays["picture"].shape == (32, 32)
    assert shown.message == "Not everything fits together; picture size 32 is used."
    run(app.segmented_control(key=layer).set_value("max"))
    assert shown.arrays["picture"].shape == (128, 128)
    assert shown.message == ""


def test_small_numbers_and_photo_are_one_click(page, shown):
    app = page()
    run(app.segmented_control(key="equivariance-kind").set_value(False))
    assert shown.arrays["picture"].shape == (128, 128)
    assert counts(shown, down=0, right=1)[0][::2] == [0, 0.0]
    run(app.segmented_control(key="equivariance-kind").set_value(True))
    assert shown.link == {}


def test_an_uploaded_photo_goes_both_ways(page, shown):
    app = page(picture="camera", side="64")
    pixels = np.random.default_rng(0).integers(0, 256, (20, 24), np.uint8)
    bring(app, shown, file(pixels))
    assert shown.arrays["picture"].tolist() == pixels.tolist()
    assert counts(shown, down=0, right=1)[0] == [0, 18 * 21, 0.0]


def test_a_bad_grid_keeps_the_picture_and_says_which_cell(page, shown):
    app = page()
    app.session_state["equivariance-pictures"] = True
    run(app)
    run(app.text_area[0].set_value("1 2\n3 two"))
    assert shown.message == 'Row 1, column 1 says "two", which is not a number.'
    assert shown.arrays["picture"].shape == (8, 8)
    run(app.text_area[0].set_value("1 2 3\n4 5 6\n7 8 9"))
    assert shown.arrays["picture"].tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert {step["right"] for step in shown.header["steps"]} == {-2, -1, 0, 1, 2}


@pytest.mark.parametrize("picture", ["7", "1,2,3", "1;2"])
@pytest.mark.parametrize("layer", [*EQUIVARIANCE_LAYERS])
def test_the_smallest_pictures_open_with_every_layer(page, shown, picture, layer):
    page(picture=picture, layer=layer)
    assert shown.arrays["picture"].tolist() == grids.parse(picture).tolist()
    fits = layer not in ("max", "average", "blur")  # these halve a picture of 2 by 2 or more
    assert shown.header["subject"]["layer"] == (layer if fits else "convolution")
    refused = "The link asked for a layer that does not fit; layer Convolution is shown."
    assert shown.message == ("" if fits else refused)
    moves = {(step["down"], step["right"]) for step in shown.header["steps"]}
    rows, columns = shown.arrays["picture"].shape
    assert moves == {
        (down, right) for down in range(1 - rows, rows) for right in range(1 - columns, columns)
    }


def test_a_circular_border_has_no_differences_at_all(page, shown):
    page(padding_mode="circular")
    for frame in shown.header["frames"]:
        assert frame["everywhere"] == [0, 64, 0.0]


@pytest.mark.parametrize(
    "name",
    [
        "picture", "side", "layer", "kernel", "stride", "padding", "padding_mode", "activation",
        "pool", "move", "down", "right", "angle", "scale", "turned", "view", "at",
    ],
)  # fmt: skip
def test_a_broken_link_shows_one_note_and_nothing_of_what_it_says(page, shown, name):
    app = page(**{name: HOSTILE})
    assert shown.link == {}
    assert shown.message.startswith("The link asked for a")
    assert shown.message.endswith(" is shown.")
    assert "onerror" not in words(app) + shown.message


def test_a_link_opens_the_view_the_move_and_the_cell(page, shown):
    page(layer="max", move="turn", angle="90", view="score", at="3,99", hide="1")
    assert opened(shown) == {
        "down": 0, "right": 1, "angle": 90, "scale": 150, "view": "score", "at": [3, 3], "hide": 1,
    }  # fmt: skip
    assert shown.link == {"layer": "max", "move": "turn"}


def test_panels_open(page):
    app = page()
    for name in ("pictures", "kernels", "more", "keep"):
        app.session_state[f"equivariance-{name}"] = True
    run(app)
    assert [button.label for button in app.get("download_button")][-2] == "Numbers as CSV"
    assert "Does the map move with the picture?" in app.code[-2].value
    assert app.code[-1].value.startswith('"""If the picture moves')
    labels = [box.label for box in app.selectbox]
    assert "What lies beyond the border" in labels
    assert "Kernel" in labels


def test_the_stride_is_stepped_and_the_layer_is_named_after_it(page, shown):
    app = page(layer="strided")
    app.session_state["equivariance-more"] = True
    run(app)
    run(app.number_input(key="equivariance-stride-step").set_value(3))
    assert shown.link == {"layer": "strided", "stride": "3"}
    assert "Stride 3" in app.segmented_control(key="equivariance-layer").options
    assert counts(shown, down=0, right=3)[0][::2] == [0, 0.0]
    run(app.number_input(key="equivariance-stride-step").set_value(5))
    assert shown.message == "Stride can be 2 to 4 here."


def test_the_kernel_can_be_another_one(page, shown):
    page(kernel="laplacian", right="-2")
    assert shown.arrays["kernel"].tolist() == [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
    assert counts(shown, down=0, right=-2)[0] == [0, 24, 0.0]


def test_moves_that_are_all_at_hand_are_computed_once_wherever_one_stands():
    here, there = (compute(Equivariance(right=right), None)[1] for right in (1, -3))
    assert here.square is there.square and len(here.square.moves) == len(here.steps)
    apart = [compute(Equivariance(picture="astronaut", down=d), None)[1] for d in (-3, 3)]
    assert apart[0].square.moves != apart[1].square.moves
