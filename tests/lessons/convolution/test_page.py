"""The convolution page: what its controls change, and what bad input leaves alone."""

import io

import numpy as np
import pytest
from PIL import Image

from cnnviz.files import samples
from cnnviz.tables import tab_separated
from cnnviz.ui.literal import literal
from tests.pages.fixtures import bring, run, words

SMALL = {"picture": "five_by_five"}
FIVE = samples.load("five_by_five")
HOSTILE = '<img src=x onerror="alert(1)">'


def open_panel(app, key):
    app.session_state[key] = True
    return run(app)


@pytest.fixture
def open_app(open_app):
    """Without a picture in its link the page opens on a photo: these tests name small numbers."""

    def on_numbers(page="", **query):
        return open_app(page, **query) if page else open_app(**(SMALL | query))

    return on_numbers


def file(pixels, kind="PNG"):
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, kind)
    return data.getvalue()


def test_it_opens_on_the_five_by_five_example(open_app, shown):
    open_app()
    assert shown.arrays["output"].tolist() == [[[31, 1, -32], [28, 4, -29], [28, 5, -30]]]
    assert shown.link == SMALL


@pytest.mark.parametrize(
    ("widget", "value", "link"),
    [
        ("convolution-stride-step", 8, {"stride": "8"}),
        ("convolution-padding-step", 2, {"padding": "2"}),
        ("convolution-dilation-step", 2, {"dilation": "2"}),
    ],
)
def test_a_stepper_changes_its_setting(open_app, shown, widget, value, link):
    app = open_app()
    run(app.number_input(key=widget).set_value(value))
    assert shown.link == SMALL | link
    assert shown.message == ""


def test_the_activation_is_one_click(open_app, shown):
    app = open_app()
    run(app.segmented_control(key="convolution-activation-segments").set_value("relu"))
    assert shown.link == SMALL | {"activation": "relu"}
    assert shown.arrays["output"].min() == 0


@pytest.mark.parametrize(
    ("query", "widget", "typed", "sentence"),
    [
        ({}, "stride", 99, "Stride can be 1 to 8 here."),
        ({}, "stride", 0, "Stride can be 1 to 8 here."),
        ({}, "stride", None, "Stride can be 1 to 8 here."),
        ({}, "stride", 2.7, "Stride can be a whole number, 1 to 8 here."),
        ({}, "dilation", 3, "Dilation can be 1 to 2 here."),  # 2·2 + 1 = 5 pixels
        ({"padding": "same"}, "padding", -1, "Padding can be 0 to 14 here."),
        (
            {"kernel": "box-5x5", "dilation": "2", "padding": "2"},
            "padding",
            1,
            "Padding can be 2 to 14 here.",  # 9 pixels = 5 + 2·2
        ),
        ({"kernel": "box-5x5"}, "dilation", 2, "Dilation can be only 1 here."),
    ],
)
def test_a_stepper_ends_where_the_window_stops_fitting_and_says_so(
    open_app, shown, query, widget, typed, sentence
):
    app = open_app(**query)
    stepper = app.number_input(key=f"convolution-{widget}-step")
    before = stepper.value
    run(stepper.set_value(typed))
    assert shown.message == sentence
    assert shown.link == SMALL | query
    assert app.number_input(key=f"convolution-{widget}-step").value == before


def test_a_named_padding_shows_what_it_comes_to(open_app):
    stepper = open_app(padding="full").number_input(key="convolution-padding-step")
    assert (stepper.label, stepper.value) == ("Padding, full", 2)


def test_each_side_is_padded_by_an_amount_of_its_own(open_app, shown):
    app = open_panel(open_app(padding="same", padding_mode="replicate"), "more")
    rule = "convolution-padding-segments"
    run(app.segmented_control(key=rule).set_value("1,1,1,1"))
    assert shown.link == SMALL | {"padding": "1,1,1,1", "padding_mode": "replicate"}
    for side, amount in {"above": 0, "below": 0, "left": 2, "right": 0}.items():
        run(app.number_input(key=f"convolution-padding-{side}-step").set_value(amount))
    assert shown.link == SMALL | {"padding": "0,0,2,0", "padding_mode": "replicate"}
    # Each row begins with two copies of its first number: 0 0 0 1 8, 1 1 1 2 9, 0 0 0 1 7.
    assert shown.arrays["output"][0, 0].tolist() == [0, 4, 31, 1, -32]
    notes = shown.header["words"]["notes"]
    assert notes["size"] == "*3* × *5*"
    assert notes["formula"] == (
        "rows ⌊(5 + 2·0 − 3) / 1⌋ + 1 = *3*; columns ⌊(5 + 2 − 3) / 1⌋ + 1 = *5*"
    )
    assert 'np.pad(image, ((0, 0), (2, 0)), mode="edge")' in notes["numpy"]
    stepper = app.number_input(key="convolution-padding-step")
    assert (stepper.label, stepper.value) == ("Padding, up to", 2)
    run(stepper.set_value(1))
    assert shown.link == SMALL | {"padding": "1", "padding_mode": "replicate"}


@pytest.mark.parametrize(
    ("query", "side", "typed", "sentence"),
    [
        ({}, "left", 15, "Padding left can be 0 to 14 here."),
        ({}, "above", None, "Padding above can be 0 to 14 here."),
        ({"padding_mode": "reflect"}, "below", 5, "Padding below can be 0 to 4 here."),
        ({"kernel": "box-7x7"}, "above", 0, "Padding above can be 1 to 14 here."),
    ],
)
def test_a_side_that_does_not_fit_is_refused_and_stays(
    open_app, shown, query, side, typed, sentence
):
    link = {"padding": "1,1,1,1"} | query
    app = open_panel(open_app(**link), "more")
    stepper = app.number_input(key=f"convolution-padding-{side}-step")
    run(stepper.set_value(typed))
    assert (shown.message, shown.link) == (sentence, SMALL | link)
    assert app.number_input(key=f"convolution-padding-{side}-step").value == 1


def test_small_numbers_and_photo_come_back_as_they_were_left(open_app, shown):
    app = open_app(picture="impulse", padding="2")
    kind = "convolution-kind"
    run(app.segmented_control(key=kind).set_value(False))
    assert shown.link == {"padding": "1"}
    run(app.number_input(key="convolution-padding-step").set_value(3))
    run(app.segmented_control(key=kind).set_value(True))
    assert shown.link == SMALL | {"picture": "impulse", "padding": "2"}
    run(app.segmented_control(key=kind).set_value(False))
    assert shown.link == {"padding": "3"}


def test_a_kernel_too_large_for_the_small_numbers_is_padded_and_says_so(open_app, shown):
    app = open_app(picture="astronaut", kernel="box-15x15")
    run(app.segmented_control(key="convolution-kind").set_value(True))
    assert shown.link == SMALL | {"kernel": "box-15x15", "padding": "same"}
    assert shown.message == "Not everything fits together; padding same is used."


def test_a_typed_grid_is_shown(open_app, shown):
    app = open_panel(open_app(), "convolution-pictures")
    run(app.text_area[0].set_value("1\t2\t3\n4\t5\t6\n7\t8\t9"))
    assert shown.link == SMALL | {"picture": "1,2,3;4,5,6;7,8,9"}
    assert shown.arrays["output"].tolist() == [[[8]]]


def test_a_bad_grid_keeps_the_picture_and_says_which_cell(open_app, shown):
    app = open_panel(open_app(), "convolution-pictures")
    run(app.text_area[0].set_value("1 2\n3 two"))
    assert shown.message == 'Row 1, column 1 says "two", which is not a number.'
    assert shown.picture == [FIVE.tolist()]
    assert app.text_area[0].value == "1 2\n3 two"
    run(app.text_area[0].set_value(tab_separated(FIVE + 1)))
    assert shown.message == ""
    assert shown.picture == [(FIVE + 1).tolist()]


def test_decimal_commas_are_read_and_told(open_app, shown):
    app = open_panel(open_app(kernel="1"), "convolution-pictures")
    run(app.text_area[0].set_value("1,5;2,5\n3,5;4,5"))
    assert shown.picture == [[[1.5, 2.5], [3.5, 4.5]]]
    assert shown.message == "Read with decimal commas: 2 × 2."


def test_numbers_that_can_be_read_in_two_ways_are_asked_about(open_app, shown):
    app = open_panel(open_app(kernel="1"), "convolution-pictures")
    key = app.text_area[0].key
    run(app.text_area[0].set_value("1,5"))
    assert shown.picture == [FIVE.tolist()]
    assert app.text_area[0].value == "1,5"
    run(app.button(key=f"{key}-way-1").click())
    assert shown.picture == [[[1.5]]]
    assert not [button for button in app.button if "-way-" in (button.key or "")]


def test_the_numbers_can_be_copied(open_app):
    app = open_panel(open_app(picture="0,1.5;-2,3", kernel="1"), "convolution-pictures")
    tabs, literal = (block.value for block in app.code)
    assert tabs == "0\t1.5\n-2\t3"
    assert literal == "np.array([[0, 1.5],\n          [-2, 3]])"


def test_a_sample_that_the_kernel_does_not_fit_is_padded(open_app, shown):
    app = open_panel(open_app(), "convolution-pictures")
    run(app.button(key="picture-signal").click())
    assert shown.link == SMALL | {"picture": "signal", "padding": "same"}
    assert shown.message == "Not everything fits together; padding same is used."
    run(app.button(key="picture-impulse").click())
    assert shown.link == SMALL | {"picture": "impulse"}
    assert shown.message == ""


def test_a_padding_set_after_it_gave_way_stays(open_app, shown):
    app = open_panel(open_app(), "convolution-pictures")
    run(app.button(key="picture-signal").click())
    run(app.number_input(key="convolution-padding-step").set_value(2))
    run(app.button(key="picture-impulse").click())
    assert shown.link == SMALL | {"picture": "impulse", "padding": "2"}


def test_an_uploaded_photo_is_shown_with_what_was_done_to_it(open_app, shown):
    app = open_panel(open_app(picture="camera"), "convolution-pictures")
    pixels = np.random.default_rng(0).integers(0, 256, (300, 200, 3), np.uint8)
    bring(app, shown, file(pixels))
    assert shown.link["picture"] == "upload"
    app = open_panel(app, "convolution-pictures")  # it has closed
    assert np.shape(shown.picture) == (1, 128, 85)
    done = (
        "What was done, width × height: resized from 200 × 300 to 85 × 128; "
        "turned grey: 0.299 red + 0.587 green + 0.114 blue, rounded."
    )
    assert app.text[-1].value == done
    assert literal(done) in [caption.value for caption in app.caption]


def test_a_tiny_upload_stays_as_it_is(open_app, shown):
    pixels = np.arange(25, dtype=np.uint8).reshape(5, 5)
    bring(open_app(picture="camera"), shown, file(pixels))
    assert shown.picture == [pixels.tolist()]


def test_a_file_that_is_no_picture_leaves_the_old_one(open_app, shown):
    app = open_app(picture="impulse", padding="1")
    before = shown.picture
    bring(app, shown, f"not a picture {HOSTILE}".encode())
    assert shown.picture == before
    assert shown.message == (
        "This file is no picture that can be read here; bring PNG, JPEG, WebP, GIF, BMP, TIFF,"
        " PGM, PPM or NPY."
    )
    assert HOSTILE not in words(app)


def test_two_sessions_never_see_each_others_photo(open_app, shown):
    dark, bright = (np.full((6, 6), value, np.uint8) for value in (10, 200))
    first, second = (open_app(picture="camera") for _ in range(2))
    bring(first, shown, file(dark))
    bring(second, shown, file(bright))
    run(first)
    assert shown.picture == [dark.tolist()]
    run(second)
    assert shown.picture == [bright.tolist()]
    shown.arriving.append({"kind": "none"})
    open_app(picture="upload")
    assert shown.link == {}
    assert shown.message == (
        "The link asked for a picture that a link can't carry; picture Astronaut is shown."
    )


@pytest.mark.parametrize("name", ["picture", "kernel", "stride", "padding", "at", "by", "bias"])
def test_a_broken_link_shows_one_note_and_nothing_of_what_it_says(open_app, shown, name):
    app = open_app(**{name: HOSTILE})
    assert shown.link == ({} if name == "picture" else SMALL)
    assert shown.message not in words(app)  # said once, by the player
    assert shown.message.startswith("The link asked for a")
    assert shown.message.endswith(" is shown.")
    assert "onerror" not in words(app) + shown.message


def test_a_link_whose_parts_do_not_fit_together_opens_the_nearest_that_do(open_app, shown):
    open_app(kernel="box-15x15", dilation="4")
    assert shown.link == SMALL | {"kernel": "box-15x15", "padding": "same", "dilation": "4"}
    assert shown.message == "The link asked for a padding that does not fit; padding same is shown."
    open_app(kernel="random-c3")
    assert shown.link == SMALL
    assert (
        shown.message == "The link asked for a kernel that does not fit; kernel Sobel x is shown."
    )
    open_app(kernel="box-15x15", padding="3", padding_mode="reflect")
    assert shown.link == SMALL | {"kernel": "box-15x15", "padding": "same"}
    assert shown.message.endswith("the nearest ones are shown.")


def test_the_pinned_step_reaches_the_player(open_app, shown):
    open_app(at="1,2", by="product", done="4")
    values = {line["name"]: line["value"] for line in shown.header["state"]}
    pinned = {"at": [1, 2], "by": "product", "done": 4, "channel": 0, "hide": 0}
    assert values == pinned | {"zoom": "whole", "uses": 0, "hues": 0}
    open_app(at="99,1")
    place = {"name": "at", "default": None, "value": [2, 1], "always": True}
    assert shown.header["state"][0] == place


def test_the_settings_survive_a_visit_to_another_page(open_app, shown):
    app = open_app(stride="2")
    run(app.switch_page("pages/filter_bank.py"))
    run(app.switch_page("pages/convolution.py"))
    assert shown.link == SMALL | {"stride": "2"}
    assert app.number_input(key="convolution-stride-step").value == 2


def test_all_folds_and_panels_open(open_app):
    app = open_app(picture="astronaut", colour="sum", activation="silu")
    for key in (
        "convolution-pictures",
        "convolution-kernels",
        "more",
        "values",
        "convolution-keep",
    ):
        app.session_state[key] = True
    run(app)
    assert [button.label for button in app.get("download_button")][-3:] == [
        "Numbers as CSV",
        "Program as a file",
        "Save this lesson as one file",
    ]
    code = [block.value for block in app.code][-3:]
    assert "np.einsum" in code[0]
    assert "F.conv2d" in code[1]
    assert code[2].startswith('"""Where does each number')


def plain(shown):
    return shown.header["plain"]


def test_it_opens_on_a_photo_with_four_starts(open_app, shown):
    app = open_app("pages/convolution.py")
    assert shown.link == {}
    assert shown.arrays["input"].shape == (1, 128, 128)
    titles = {start["key"]: start["title"] for start in shown.header["starts"]}
    assert list(titles.values()) == ["Blur", "Find edges", "Sharpen", "Draw your own"]
    assert shown.arrays["output"][0, 94, 67] == -740
    assert plain(shown)["less"] == ("Right minus left, three rows summed: darker by *{value}*.")
    for key, kernel in (("box", 1.0), ("sharpen", 5.0), ("sobel_x", 0.0)):
        shown.send({"kind": "select", "key": key})
        run(app)
        assert [start["key"] for start in shown.header["starts"] if start["on"]] == [key]
        assert shown.arrays["kernel"][0, 1, 1] == kernel


def test_a_kernel_of_ones_own_begins_empty_and_says_so(open_app, shown):
    app = open_app("pages/convolution.py")
    shown.send({"kind": "select", "key": "draw"})
    run(app)
    assert shown.arrays["kernel"].tolist() == [[[0, 0, 0], [0, 0, 0], [0, 0, 0]]]
    assert [start["on"] for start in shown.header["starts"]] == [False, False, False, True]
    assert plain(shown)["none"].startswith("Every weight is 0")
    assert not shown.arrays["output"].any()
    shown.send({"kind": "edit", "weight": [[[1, 0, 0], [0, 0, 0], [0, 0, 0]]], "bias": 0})
    run(app)
    assert plain(shown) is None
    shown.send({"kind": "undo"})
    shown.send({"kind": "undo"})
    run(app)
    assert shown.link == {}


@pytest.mark.parametrize(
    ("query", "start"),
    [
        ({"kernel": "sobel_y"}, "Lower minus upper"),
        ({"flip": "True"}, "Left minus right"),
        ({"kernel": "prewitt_y", "flip": "True"}, "Upper minus lower"),
        ({"kernel": "box"}, "The mean of the nine pixels"),
    ],
)
def test_the_plain_sentence_is_of_the_kernel_as_it_is_applied(open_app, shown, query, start):
    open_app(picture="camera", **query)
    assert plain(shown)["more"].startswith(start)


@pytest.mark.parametrize(
    "query",
    [
        {"picture": "five_by_five"},
        {"picture": "camera", "bias": "2"},
        {"picture": "camera", "activation": "relu"},
        {"picture": "coffee", "colour": "sum"},
        {"picture": "camera", "kernel": "box-5x5"},
        {"picture": "camera", "kernel": "1,2;3,4"},
    ],
)
def test_nothing_is_said_that_would_not_be_true(open_app, shown, query):
    open_app(**query)
    assert plain(shown) is None
