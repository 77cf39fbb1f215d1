"""The receptive-field page: what its controls and its player change, and what bad input leaves."""

import io

import numpy as np
import pytest
from PIL import Image

from cnnviz.analysis import effective_field
from cnnviz.lessons.receptive_field import controls as field_controls
from cnnviz.lessons.receptive_field.settings import PRESETS, ReceptiveField, ViewState
from cnnviz.settings import from_link, to_link
from tests.pages.fixtures import bring, run, words

PAGE = "pages/receptive_field.py"
HOSTILE = '<img src=x onerror="alert(1)">'


def layer(kind="conv", **changes):
    usual = {"maps": 1, "kernel_size": 3, "stride": 1, "dilation": 1, "padding": 1}
    return {"kind": kind, **usual, **changes}


def sizes(shown):
    return [stage["axes"][0]["size"] for stage in shown.header["stages"]]


def opens(shown):
    """The state that the player opens with."""
    return {line["name"]: line["value"] for line in shown.header["state"]}


def send(app, shown, **event):
    """What the player sends, and the run that answers."""
    shown.send(event)
    return run(app)


def open_panel(app, key):
    app.session_state[f"receptive_field-{key}"] = True
    return run(app)


def press(app, label):
    return run(next(b for b in app.button if b.label == label).click())


def test_it_opens_on_a_photo_under_a_stack_that_can_be_checked_by_hand(open_app, shown):
    open_app(PAGE)
    assert shown.arrays["photo"].shape == (3, 128, 128)
    assert sizes(shown) == [5, 6, 14, 16, 32]
    assert [stage["axes"][0]["units"] for stage in shown.header["stages"]] == [124, 62, 58, 29, 25]
    assert opens(shown)["unit"] == [5, 4, 12]
    assert shown.link == {}


def test_two_small_kernels_and_one_large_are_one_click_apart(open_app, shown):
    app = open_app(PAGE)
    chooser = app.segmented_control(key="receptive_field-preset")
    run(chooser.set_value("two-3x3"))
    assert sizes(shown) == [3, 5]
    assert shown.header["total"] == "*18* weights, 73\u202f728 products"  # 2 · 9 · 64 · 64
    assert shown.header["comparison"].startswith("one 5×5 with this field: *25* weights, 102")
    run(chooser.set_value("one-5x5"))
    assert sizes(shown) == [5]
    assert shown.header["total"].startswith("*25* weights, 102\u202f400 products")
    assert shown.header["comparison"].startswith("2 layers of 3×3 with this field: *18* weights")


@pytest.mark.parametrize(
    ("name", "title", "size", "side"),
    [
        ("alexnet", "AlexNet", 195, 224),
        ("vgg-16", "VGG-16", 212, 224),
        ("resnet-18", "ResNet-18", 435, 448),
        ("resnet-50", "ResNet-50", 427, 448),
        ("resnet-50-stride-last", "ResNet-50, stride last", 483, 448),
    ],
)
def test_a_published_network_comes_with_a_photo_of_fitting_size(
    open_app, shown, name, title, size, side
):
    app = open_panel(open_app(PAGE), "networks")
    press(app, title)
    assert sizes(shown)[-1] == size
    assert shown.link == {"stack": name, "side": str(side)}
    assert shown.arrays["photo"].shape[1:] == (side, side)


def test_an_edit_in_the_table_is_a_new_stack_in_the_link(open_app, shown):
    app = open_app(PAGE, stack="two-3x3")
    app = send(app, shown, kind="stack", layers=[layer(), layer(), layer(dilation=2, padding=2)])
    assert shown.link == {"stack": "c3p1,c3p1,c3d2p2"}
    assert sizes(shown) == [3, 5, 9]
    send(app, shown, kind="stack", layers=[layer(), layer()])
    assert shown.link == {"stack": "two-3x3"}  # a preset by its name, whoever typed it


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ([], "A stack has 1 to 20 layers."),
        ([layer()] * 21, "A stack has 1 to 20 layers."),
        ("c3", "A stack has 1 to 20 layers."),
        ([HOSTILE], "A layer of a stack is a convolution, or a max or average pooling."),
        ([layer(HOSTILE)], "A layer of a stack is a convolution, or a max or average pooling."),
        ([layer(kernel_size=0.5)], "The kernel size of a layer is a number from 1 to 15."),
        ([layer(kernel_size=True)], "The kernel size of a layer is a number from 1 to 15."),
        ([layer(stride=10**9)], "The stride of a layer is a number from 1 to 8."),
        ([layer(padding=-1)], "The padding of a layer is a number from 0 to 32."),
        ([layer(dilation=None)], "The dilation of a layer is a number from 1 to 32."),
        ([{"kind": "conv"}], "A layer has 1 to 4096 maps."),
    ],
)
def test_a_layer_that_cannot_be_is_refused_and_the_stack_stays(open_app, shown, layers, sentence):
    app = open_app(PAGE)
    app = send(app, shown, kind="stack", layers=layers)
    assert shown.message == sentence
    assert sizes(shown) == [5, 6, 14, 16, 32]
    assert "onerror" not in words(app)


def test_a_refusal_is_still_said_while_what_comes_yet_is_looked_for(open_app, shown):
    app = send(open_app(PAGE), shown, kind="stack", layers=[])
    app = send(app, shown, kind="look")
    assert shown.message == "A stack has 1 to 20 layers."
    send(app, shown, kind="stack", layers=[layer()])
    assert shown.message == ""


def test_a_stack_that_shrinks_to_nothing_names_its_layer_and_what_would_fit(open_app, shown):
    stack = ",".join(["m2"] * 6 + ["c3"])
    open_app(PAGE, stack=stack)  # 128 → 64 → 32 → 16 → 8 → 4 → 2, and 3 do not fit
    assert shown.header["why"] == (
        "Layer 7 has nothing left to look at. A window of 3 (kernel size 3, dilation 1) does not "
        "fit in an input of 2 padded to 2: add 1 more padding, or use a kernel size of at most 2."
    )
    assert len(shown.header["stages"]) == 6 and len(shown.header["stack"]) == 7
    assert shown.link == {"stack": stack}
    assert shown.message == ""


def test_a_stack_of_which_no_layer_fits_still_shows_its_photo(open_app, shown):
    open_app(PAGE, stack="c15d32")
    assert shown.header["stages"] == []
    assert shown.header["why"].startswith("Layer 1 has nothing left to look at.")


def test_the_gradient_of_a_unit_is_followed_when_the_player_asks(open_app, shown):
    app = open_app(PAGE)
    assert shown.header["effective"] is None
    app = send(app, shown, kind="effective", unit=[5, 6, 12])
    found = shown.header["effective"]
    assert found["unit"] == [5, 6, 12]
    assert found["origin"] == [24, 48]
    assert shown.arrays["strength"].shape == (32, 32)
    # Equal weights: the ways along an axis are those of two pools and three 5s; the sum is 1.
    assert float(shown.arrays["strength"].sum()) == pytest.approx(1, rel=1e-4)
    assert 0 < found["half"] < found["reached"] == 1024
    send(app, shown, kind="effective", unit=[1, 0, 0])
    assert shown.header["effective"]["origin"] == [0, 0]


@pytest.mark.parametrize(
    "unit", [None, [], [5, 6], [5, 6, 12, 1], ["5", 6, 12], [5, 6, 1e9], [True, 1, 1], HOSTILE]
)
def test_a_unit_that_is_none_is_refused(open_app, shown, unit):
    send(open_app(PAGE), shown, kind="effective", unit=unit)
    assert shown.message == "There is no such unit."
    assert shown.header["effective"] is None


@pytest.mark.parametrize("unit", [[0, 0, 0], [6, 0, 0], [5, 25, 0], [-1, 0, 0]])
def test_a_unit_outside_the_network_has_no_gradient(open_app, shown, unit):
    send(open_app(PAGE), shown, kind="effective", unit=unit)
    assert shown.header["effective"] is None


def test_a_long_computation_is_announced_before_it_starts(open_app, shown, monkeypatch):
    monkeypatch.setattr(effective_field, "SECONDS", 1e-9)
    app = send(open_app(PAGE), shown, kind="effective", unit=[5, 6, 12])
    why = shown.header["effective"]["why"]
    assert why == "To follow this unit's gradient takes about 0 s and 0.0 GB."
    assert shown.header["effective"]["sure"] is True
    assert "strength" not in shown.arrays
    send(app, shown, kind="effective", unit=[5, 6, 12], sure=True)
    assert "strength" in shown.arrays


def test_what_needs_too_much_memory_is_not_begun(open_app, shown, monkeypatch):
    monkeypatch.setattr(effective_field, "BYTES", 10)
    send(open_app(PAGE), shown, kind="effective", unit=[5, 6, 12], sure=True)
    found = shown.header["effective"]
    assert "too much to begin: choose a smaller picture or kernel." in found["why"]
    assert found["sure"] is False and "strength" not in shown.arrays
    assert shown.message == ""


def test_maps_that_would_take_too_long_are_left_out(open_app, shown, monkeypatch):
    open_app(PAGE, stack="dilated")
    assert "map" in shown.header["stages"][0]
    monkeypatch.setattr(effective_field, "SECONDS", 1e-9)
    open_app(PAGE, stack="dilated")
    assert "map" not in shown.header["stages"][0]


def test_weights_by_chance_are_drawn_again(open_app, shown):
    app = open_panel(open_app(PAGE, weights="he"), "weights")
    before = shown.arrays["map_2"].tolist()
    press(app, "Draw again")
    assert shown.link == {"weights": "he", "seed": "1"}
    assert shown.arrays["map_2"].tolist() != before


def test_one_s_own_kernel_fills_the_layers(open_app, shown):
    app = open_panel(open_app(PAGE, weights="kernel", kernel="1,0,-1;2,0,-2;1,0,-1"), "weights")
    assert shown.link["kernel"] == "1,0,-1;2,0,-2;1,0,-1"
    assert app.selectbox[0].options[-1].startswith("Edited kernel")
    run(app.selectbox[0].select("Sobel y"))
    assert shown.link == {"weights": "kernel", "kernel": "sobel_y"}


def test_the_kernel_of_the_convolution_page_is_offered(open_app, shown):
    app = open_app(kernel="1,0,-1;2,0,-3")
    app.switch_page(PAGE)
    app.query_params["weights"] = "kernel"
    app = open_panel(run(app), "weights")
    assert "Edited kernel, as on the convolution page" in app.selectbox[0].options


def test_the_layers_are_saved_as_a_table(open_app, shown):
    app = open_app(PAGE)
    app.session_state["receptive_field-keep"] = True
    assert [button.label for button in run(app).get("download_button")][-2] == "Layers as CSV"


def file(pixels):
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, "PNG")
    return data.getvalue()


def test_one_s_own_photo_is_looked_at(open_app, shown):
    pixels = np.random.default_rng(1).integers(0, 256, (60, 90, 3), dtype=np.uint8)
    app = bring(open_app(PAGE), shown, file(pixels))
    assert shown.link == {"picture": "upload"}
    assert np.array_equal(shown.arrays["photo"], pixels.transpose(2, 0, 1))
    assert [axis["units"] for axis in shown.header["stages"][4]["axes"]] == [8, 16 - 1]
    send(app, shown, kind="effective", unit=[5, 0, 0])
    assert shown.arrays["strength"].shape == (32, 32)


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (4, 4)])
def test_a_photo_too_small_for_the_first_layer_says_so(open_app, shown, shape):
    app = bring(open_app(PAGE), shown, file(np.zeros(shape, np.uint8)))
    assert shown.header["stages"] == []
    assert shown.header["why"].startswith("Layer 1 has nothing left to look at. A window of 5")
    send(app, shown, kind="stack", layers=[layer(), layer()])
    assert sizes(shown) == [3, 5]


def test_what_is_no_photo_leaves_the_one_that_was_there(open_app, shown):
    bring(open_app(PAGE), shown, b"<svg onload=alert(1)>")
    assert shown.link == {}
    assert shown.message.endswith(".") and "alert" not in shown.message


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_survives_its_link(name):
    settings = ReceptiveField(stack=name, side=448, weights="he", seed=7, kernel="box-5x5")
    query = dict(part.split("=") for part in to_link(settings).split("&"))
    assert from_link(ReceptiveField, query) == (settings, ())


@pytest.mark.parametrize(
    "query",
    [
        {"stack": HOSTILE},
        {"stack": "c3," * 5000},
        {"stack": "c99"},
        {"side": "1e9"},
        {"weights": "**bold**"},
        {"picture": HOSTILE},
        {"unit": HOSTILE},
        {"unit": "5,6"},
        {"lock": "NaN,1,2"},
        {"mode": "sideways", "view": "x-ray"},
        {"pixel": "-1,4"},
    ],
)
def test_a_broken_link_opens_something_legal_with_one_sentence(open_app, shown, query):
    app = open_app(PAGE, **query)
    assert sizes(shown) == [5, 6, 14, 16, 32]
    assert shown.message.startswith("The link asked for")
    assert all(value[:30] not in words(app) for value in query.values())


def test_a_link_shows_its_unit_its_lock_and_its_mode(open_app, shown):
    open_app(PAGE, unit="3,10,20", lock="5,1,2", mode="reach", pixel="46,62", view="effective")
    start = opens(shown)
    assert (start["unit"], start["lock"]) == ([3, 10, 20], [5, 1, 2])
    assert (start["mode"], start["pixel"], start["view"]) == ("reach", [46, 62], "effective")
    assert shown.header["effective"]["unit"] == [3, 10, 20]


def test_a_unit_or_a_pixel_outside_is_moved_inside(open_app, shown):
    open_app(PAGE, unit="9,10,20", lock="5,99,2", pixel="9999,9999")
    start = opens(shown)
    assert (start["unit"], start["lock"], start["pixel"]) == ([5, 25 - 1, 25 - 1], None, [127, 127])
    assert shown.message == (
        "The link asked for settings that can't be had; the nearest ones are shown."
    )


@pytest.mark.parametrize(
    ("query", "shows"),
    [
        ({"unit": "9,999,999"}, "a unit that is out of range; unit (5,4,12)"),
        ({"unit": "5,25,0"}, "a unit that is out of range; unit (5,4,12)"),
        ({"pixel": "3,128"}, "a pixel that is out of range; pixel (3,127)"),
        ({"lock": "6,0,0"}, "a second unit that is out of range; one unit alone"),
    ],
)
def test_a_place_that_the_network_does_not_have_is_said(open_app, shown, query, shows):
    open_app(PAGE, **query)
    assert shown.message == f"The link asked for {shows} is shown."


def test_alexnet_is_said_to_have_the_maps_of_torchvision(open_app, shown):
    open_app(PAGE, stack="alexnet", side="224")
    assert shown.header["stages"][0]["maps"] == 64
    assert "64 maps in layer 1" in shown.header["note"] and "96" in shown.header["note"]
    open_app(PAGE, stack="vgg-16", side="224")
    assert shown.header["note"] == ""


def test_layers_of_an_event_are_whole_numbers():
    (one,) = field_controls.layers_of([layer(kernel_size=5.0)])  # as JSON may write a 5
    assert one.kernel_size == 5


def test_what_a_look_says_can_be_written_and_read():
    look = ViewState((5, 6, 12), (46, 62), (1, 0, 0), "reach", "effective", 1)
    query = dict(part.split("=") for part in to_link(look).split("&"))
    assert from_link(ViewState, query) == (look, ())
