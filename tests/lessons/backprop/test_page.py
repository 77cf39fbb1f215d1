"""The backprop page: its controls, its folds, its player's events, links good and bad."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from cnnviz.lessons.backprop.settings import NETWORKS
from tests.pages.fixtures import bring, run, words

HOSTILE = '<img src=x onerror="alert(1)">'
FOLDS = ("sizes", "worked", "check-all", "backprop-keep")


def opened(shown):
    """Where the player opens."""
    return {line["name"]: line["value"] for line in shown.header["state"]}


@pytest.fixture
def open_page(open_app):
    return lambda **query: open_app("pages/backprop.py", **query)


def open_panel(app, key):
    app.session_state[key] = True
    return run(app)


def send(app, shown, **event):
    shown.send(event)
    return run(app)


def test_it_opens_on_the_worked_example(open_page, shown):
    open_page()
    assert shown.message == ""
    assert shown.link == {}
    assert shown.header["value"] == pytest.approx(np.log(2))
    assert (shown.header["rate"], shown.header["taken"]) == (0.01, 0)
    assert shown.header["classes"] == ["7", "1"]


@pytest.mark.parametrize("name", NETWORKS)
def test_each_network_is_one_choice_away(open_page, shown, name):
    app = open_page(network="plain" if name == "pooled" else "pooled")
    run(app.selectbox(key="backprop-network").set_value(name))
    assert shown.link == ({} if name == "pooled" else {"network": name})
    assert shown.message == ""


def test_the_truth_the_step_size_and_the_loss(open_page, shown):
    app = open_page()
    run(app.segmented_control(key="backprop-target").set_value(1.0))
    assert shown.link == {"target": "1"}
    run(app.segmented_control(key="backprop-rate").set_value(1.0))
    assert shown.header["rate"] == 1
    app = open_panel(app, "backprop-more")
    run(app.selectbox(key="backprop-loss-list").set_value("squared"))
    assert shown.header["value"] == 2.5  # ((2 - 0)² + (2 - 1)²) / 2
    assert shown.link == {"target": "1", "rate": "1", "loss": "squared"}


def test_a_wanted_output_and_a_step_size_are_typed(open_page, shown):
    app = open_page(network="line")
    run(app.text_input(key="backprop-target-typed").set_value("2.5"))
    assert shown.header["value"] == 1.5**2
    app = open_panel(app, "backprop-more")
    run(app.text_input(key="backprop-rate-typed").set_value("0.003"))
    assert shown.header["rate"] == 0.003
    assert app.segmented_control(key="backprop-rate").value is None
    run(app.text_input(key="backprop-rate-typed").set_value("fast"))
    assert shown.message == "Write a number such as 0.01 or 1e-3."
    assert shown.header["rate"] == 0.003
    run(app.text_input(key="backprop-rate-typed").set_value("1e9"))
    assert shown.message == "That is out of range; 1000000 is used."


def test_a_typed_grid_and_a_digit_are_shown(open_page, shown):
    app = open_panel(open_page(), "backprop-pictures")
    run(app.text_area[0].set_value("0 0 1 0\n0 1 1 0\n0 0 1 0\n0 0 1 0"))
    assert shown.link["picture"] == "0,0,1,0;0,1,1,0;0,0,1,0;0,0,1,0"
    run(app.button(key="picture-written_3").click())
    assert shown.link == {"picture": "written_3"}
    assert shown.header["classes"][shown.header["truth"]] == "3"
    run(app.button(key="picture-own").click())
    assert shown.link == {}


def test_a_picture_too_small_is_not_taken_and_says_so(open_page, shown):
    app = open_panel(open_page(), "backprop-pictures")
    run(app.text_area[0].set_value("1 2\n3 4"))
    assert shown.message == (
        "A picture of 2 × 2 shrinks to nothing on its way through this network; choose a larger "
        "one."
    )
    assert shown.link == {}
    assert app.text_area[0].value == "1 2\n3 4"  # what was typed stays


def test_a_photo_of_ones_own_at_every_size(open_page, shown):
    app = open_page(network="two_blocks")
    pixels = np.random.default_rng(0).integers(0, 256, (50, 40, 3), np.uint8)
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, "PNG")
    bring(app, shown, data.getvalue())
    assert shown.link == {"network": "two_blocks", "picture": "upload"}
    app = open_panel(app, "backprop-pictures")
    for side in (8, 128):
        run(app.segmented_control(key="backprop-side-segments").set_value(side))
        assert np.isfinite(shown.header["value"])
    bring(app, shown, b"<svg onload=alert(1)>")
    assert shown.message.endswith(".") and "alert" not in words(app)
    assert shown.link["picture"] == "upload"


def test_editing_stepping_and_undoing_from_the_player(open_page, shown):
    app = open_page()
    send(app, shown, kind="edit", array="conv.bias", values=[-1])
    assert shown.link == {"weights": "conv.bias,-1"}
    send(app, shown, kind="update", times=1)
    assert shown.header["taken"] == 1
    assert shown.header["losses"] == [shown.header["value"]]
    send(app, shown, kind="update", times=10)
    assert shown.header["taken"] == 11
    for _ in range(3):
        send(app, shown, kind="undo")
    assert shown.link == {} and shown.header["taken"] == 0
    send(app, shown, kind="undo")
    assert shown.message == "There is nothing to undo."
    send(app, shown, kind="target", value=1)
    assert (shown.link, shown.message) == ({"target": "1"}, "")


def test_a_check_from_the_player(open_page, shown):
    app = open_page()
    assert shown.header["check"] is None
    send(app, shown, kind="check", array="conv.weight", index=[0, 0, 1, 0])
    assert (shown.header["check"]["verdict"], shown.header["check"]["analytic"]) == ("good", 3)
    send(app, shown, kind="check_all")
    assert shown.header["report"]["count"] == 98
    send(app, shown, kind="edit", array="conv.bias", values=[-1])
    assert shown.header["check"] is None and shown.header["report"] is None


@pytest.mark.parametrize("name", NETWORKS)
def test_every_fold_opens_for_every_network(open_page, name):
    app = open_page(network=name)
    for fold in FOLDS:
        app.session_state[fold] = True
    app = run(app)
    assert "gradients agree to seven digits" in words(app)
    assert any("langle" in formula.value for formula in app.get("latex"))
    assert "def convolve_forward" in words(app)


def test_the_chapters_matrices_are_multiplied_out(open_page):
    app = open_panel(open_page(network="line"), "worked")
    formulas = [formula.value for formula in app.get("latex")]
    dz_dw = r"0 & 1 & 2 & 0 & -1 \\ 1 & 2 & 0 & -1 & 1 \\ 2 & 0 & -1 & 1 & 0"
    dl_da, product = r"6 \\ -6 \\ 12 \\ 6 \\ 6", r"-12 \\ 0 \\ 12"
    (rule,) = (f for f in formulas if "underbrace" in f)
    matrices = re.findall(r"\\begin{pmatrix}(.*?)\\end{pmatrix}", rule)
    assert [matrices[0], *matrices[2:]] == [dz_dw, dl_da, product]
    assert any("6 + (-12) + 6 = 0" in f for f in formulas)
    assert any("= 24 = " in f and f.rstrip("$\n ").endswith("= 24") for f in formulas)


@pytest.mark.parametrize("name", ["pooled", "two_blocks", "vanishing"])
def test_every_fold_opens_for_a_large_photo(open_page, name):
    app = open_page(network=name, picture="camera", side="128")
    for fold in FOLDS:
        app.session_state[fold] = True
    assert "gradients agree to seven digits" in words(run(app))


def test_the_worked_fold_leads_to_the_chapters_network(open_page, shown):
    app = open_panel(open_page(), "worked")
    run(next(b for b in app.button if "chapter" in b.label).click())
    assert shown.link == {"network": "line"}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "vanishing",
            "The gradients vanish: at the first map they are 219 times smaller than at ",
        ),
        (
            "exploding",
            "The gradients explode: at the first map they are 117 times larger than at ",
        ),
        ("pooled", "The error keeps about its size on the way back."),
    ],
)
def test_the_sizes_name_what_goes_wrong(open_page, name, sentence):
    assert sentence in words(open_panel(open_page(network=name), "sizes"))


BROKEN = [
    {"network": HOSTILE}, {"picture": HOSTILE}, {"side": "0"}, {"weights": HOSTILE},
    {"weights": "conv.weight~99,1"}, {"weights": "nope.weight,1"}, {"target": "99"},
    {"target": "nan"}, {"loss": "x"}, {"rate": "-1"}, {"rate": "1e999"}, {"step": "-1"},
    {"view": HOSTILE}, {"hide": "9"}, {"network": "line", "picture": "astronaut"},
    {"network": "line", "loss": "cross_entropy"}, {"picture": "1,2;3,4"},
    {"weights": "conv.weight" + ",100000000" * 9, "network": "exploding", "picture": "camera"},
]  # fmt: skip


@pytest.mark.parametrize("query", BROKEN, ids=str)
def test_a_broken_link_opens_the_nearest_legal_page_with_one_sentence(open_page, shown, query):
    app = open_page(**query)
    assert shown.message.startswith("The link asked for ")
    assert shown.message.count(".") >= 1 and "\n" not in shown.message
    assert "onerror" not in words(app).replace("python", "")
    assert np.isfinite(shown.header["value"])


def test_the_step_of_a_link_reaches_the_player_until_something_changes(open_page, shown):
    app = open_page(step="84", view="scatter", hide="1")
    at_start = {"tour": 0, "large": 0, "teach": 0}
    assert opened(shown) == {"step": 84, "view": "scatter", "hide": 1} | at_start
    send(app, shown, kind="edit", array="conv.bias", values=[-1])
    assert opened(shown)["step"] == 0


@pytest.mark.parametrize(("view", "last"), [("gather", 146), ("scatter", 126)])
def test_a_step_beyond_the_last_is_the_last_and_says_so(open_page, shown, view, last):
    open_page(step="5000", view=view)
    assert opened(shown)["step"] == last
    assert shown.message == f"The link asked for a step that does not exist; step {last} is shown."


def test_weights_too_many_for_a_link_are_left_out_of_it(open_page, shown):
    app = open_page(network="pooled", picture="camera", side="128")
    send(app, shown, kind="update", times=1)
    assert shown.header["taken"] == 1
    truth = 1 - shown.header["truth"]
    app = send(app, shown, kind="target", value=truth)  # the step went to another truth
    assert shown.link == {"picture": "camera", "side": "128", "target": str(truth)}
    app = open_panel(app, "backprop-keep")
    assert "too many for a link" in words(app)


def test_the_first_convolution_is_set_in_more(open_page, shown):
    app = open_panel(open_page(), "backprop-more")
    run(app.number_input(key="backprop-stride-step").set_value(2))
    assert shown.link == {"stride": "2"}
    assert shown.header["layers"][0]["places"] == ["2i+m", "2j+n"]
    run(app.number_input(key="backprop-kernel_size-step").set_value(2))
    assert shown.link == {"kernel_size": "2", "stride": "2"}
    run(app.number_input(key="backprop-stride-step").set_value(1))
    assert shown.link == {"kernel_size": "2"}  # the network's own is not in the link
    run(app.number_input(key="backprop-padding-step").set_value(9))
    assert shown.message == "Padding can be 0 to 4 here."
    run(app.number_input(key="backprop-kernel_size-step").set_value(7))
    assert shown.message.startswith("A picture of 6 × 6 shrinks to nothing")
    assert shown.link == {"kernel_size": "2"}


def test_weights_that_no_longer_fit_give_way_to_the_networks_own(open_page, shown):
    app = open_panel(open_page(network="plain", weights="dense.bias,3,0"), "backprop-more")
    run(app.number_input(key="backprop-padding-step").set_value(1))
    assert shown.link == {"network": "plain", "weights": "dense.bias,3,0", "padding": "1"}
    send(app, shown, kind="edit", array="conv.weight", values=[9] * 9)
    run(app.number_input(key="backprop-kernel_size-step").set_value(2))
    assert shown.link == {"network": "plain", "kernel_size": "2", "padding": "1"}
    assert shown.message == (
        "The changed weights do not fit this size; the network's own are used."
    )


def test_in_a_link_what_does_not_fit_gives_way(open_page, shown):
    open_page(network="plain", dilation="4")
    assert shown.message == (
        "The link asked for a dilation that does not fit; dilation as the network comes is shown."
    )
    assert shown.link == {"network": "plain"}


def test_backprop_is_made_wrong_and_right_again_by_one_click(open_page, shown):
    app = open_panel(open_page(network="strided"), "backprop-fail")
    radio = app.radio(key="backprop-mistake")
    assert radio.options == [
        "Nothing is wrong", "The kernel is not flipped", "The ReLU gate is ignored",
        "Parts are not added up, the last one stays",
    ]  # fmt: skip
    run(radio.set_value("flip"))
    assert shown.link == {"network": "strided", "mistake": "flip"}
    header = shown.header
    assert header["mistake"] == "Backprop is wrong on purpose: the kernel is not flipped."
    assert header["report"]["wrong"].keys() == {"d:x"}
    count = len(header["report"]["wrong"]["d:x"])
    assert header["report"]["text"].startswith(f"The check finds {count} of ")
    send(app, shown, kind="right")
    assert shown.link == {"network": "strided"}
    assert shown.header["mistake"] == "" and shown.header["report"] is None


@pytest.mark.parametrize("mistake", ["flip", "gate", "tie", "sum"])
def test_every_fold_shows_right_numbers_while_backprop_is_wrong(open_page, shown, mistake):
    app = open_page(network="two_blocks", mistake=mistake)
    for fold in FOLDS:
        app.session_state[fold] = True
    assert "def convolve_forward" in words(run(app))
    assert shown.header["mistake"].startswith("Backprop is wrong on purpose: ")


def test_a_mistake_without_a_layer_for_it_gives_way(open_page, shown):
    open_page(network="line", mistake="tie")
    assert shown.message == (
        "The link asked for a mistake that does not fit; mistake nothing is wrong is shown."
    )


@pytest.mark.parametrize(("mistake", "view"), [("flip", "scatter"), ("sum", "gather")])
def test_the_last_step_of_a_lesson_with_one_view_can_be_taken_home(open_page, shown, mistake, view):
    app = open_page(mistake=mistake, view=view, step="5000")
    app.session_state["backprop-keep"] = True
    run(app)
    steps = sum(
        (mistake == "sum" and segment["scatter"]) or segment["count"]
        for segment in shown.header["segments"]
    )
    assert opened(shown)["step"] == steps - 1


def test_a_step_and_a_stretch_of_steps_can_be_taken_home_as_pictures(open_page, shown):
    app = open_page(mistake="gate", step="40")
    app.session_state["backprop-keep"] = True
    shown.send({"kind": "here", "query": "?mistake=gate&step=40"})
    app = run(app)
    assert "Step: 41 of 147" in [text.value for text in app.text]
    assert [button.label for button in app.get("download_button")][2:4] == [
        "Step as PNG",
        "Step as SVG",
    ]
    first, last = (box for box in app.number_input if "step" in box.label and "-keep-" in box.key)
    assert (first.value, last.value) == (35, 46)
    last.set_value(37)
    app = run(app.button(key="backprop-keep-gif").click())
    while not any(b.label.startswith("Save the GIF") for b in app.get("download_button")):
        assert "Cancel" in [b.label for b in app.button]
        app = run(app)  # a slice of the work


def test_the_first_convolution_is_padded_on_each_side_and_by_repeating(open_page, shown):
    app = open_panel(open_page(), "backprop-more")
    run(app.segmented_control(key="backprop-each").set_value(True))
    assert shown.link == {"padding": "0,0,0,0"}
    run(app.number_input(key="backprop-padding-left-step").set_value(2))
    run(app.selectbox(key="backprop-padding_mode-list").set_value("replicate"))
    assert shown.link == {"padding": "0,0,2,0", "padding_mode": "replicate"}
    assert shown.arrays["conv"].shape == (1, 4, 6)
    run(app.number_input(key="backprop-padding-above-step").set_value(5))
    assert shown.message == "Padding above can be 0 to 4 here."
    run(app.segmented_control(key="backprop-each").set_value(False))
    assert shown.link == {"padding": "2", "padding_mode": "replicate"}
    run(app.number_input(key="backprop-padding-step").set_value(0))
    assert shown.link == {"padding_mode": "replicate"}
