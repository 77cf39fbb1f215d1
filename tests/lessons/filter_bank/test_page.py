"""The filter bank page: both examples in one click, and every map's numbers."""

import numpy as np

from cnnviz.kernels import CHAPTER_BANK
from tests.pages.fixtures import run

PAGE = "pages/filter_bank.py"


def titles(shown):
    groups = shown.header["gallery"]["groups"]
    return {group["title"]: [item["title"] for item in group["items"]] for group in groups}


def tabs(shown):
    return {tab["title"]: tab["key"] for tab in shown.header["gallery"]["tabs"]}


def test_a_tab_keeps_the_kernel_and_shows_the_maps_of_its_stage(open_app, shown):
    app = open_app(PAGE, shown="convolved-2", second="random-c4")
    assert tabs(shown)["Pooled"] == "pooled-2"
    shown.send({"kind": "select", "key": "pooled-2"})
    run(app)
    assert list(titles(shown)) == ["After 2 × 2 max pooling"]
    assert shown.header["gallery"]["selected"] == "pooled-2"
    assert tabs(shown)["Layer 2"] == "second"
    assert shown.arrays["thumbnail_pooled-2"].shape == (16, 16)
    assert not any(name.startswith("thumbnail_convolved") for name in shown.arrays)


def test_the_chapters_example_is_there_at_once(open_app, shown):
    open_app(PAGE)
    names = ["Horizontal edge", "Vertical edge", "Box blur", "Sharpen"]
    assert titles(shown) == {"Feature maps": names}
    assert tabs(shown) == {
        "Maps": "convolved-0",
        "Activated": "activated-0",
        "Pooled": "pooled-0",
    }
    assert shown.arrays["kernel"].tolist() == CHAPTER_BANK[0].weight.tolist()


def test_the_cross_is_found_in_one_click(open_app, shown):
    app = open_app(PAGE)
    run(app.segmented_control(key="filter_bank-example").set_value("Find a cross"))
    assert titles(shown)["Second layer"] == ["Cross"]
    assert shown.header["gallery"]["selected"] == "second"
    assert shown.arrays["input"].shape == (2, 12, 12)
    row, column = next(line["value"] for line in shown.header["state"] if line["name"] == "at")
    y = shown.arrays["output"][0]
    assert y[row, column] == y.max() == 16
    run(app.segmented_control(key="filter_bank-example").set_value("Four kernels"))
    assert shown.link == {}


def test_a_second_layer_is_looked_at_at_once_and_restored_to_what_was_chosen(open_app, shown):
    app = open_app(PAGE)
    layer = app.segmented_control(key="filter_bank-second")
    run(layer.set_value("random-c4"))
    assert shown.link == {"second": "random-c4", "shown": "second"}
    shown.send({"kind": "action", "name": "negate"})
    run(app)
    assert shown.link["second"] != "random-c4"
    shown.send({"kind": "action", "name": "restore"})
    run(app)
    assert shown.link == {"second": "random-c4", "shown": "second"}
    run(app.segmented_control(key="filter_bank-second").set_value(""))
    assert shown.link == {}
    assert shown.header["gallery"]["selected"] == "convolved-0"


def test_more_kernels_than_a_row_are_numbered(open_app, shown):
    open_app(PAGE, bank="~".join(f"random-s{seed}" for seed in range(1, 8)))
    assert titles(shown)["Feature maps"][:2] == ["0 Random, seed 1", "1 Random, seed 2"]


def test_the_bias_of_a_bank_is_fixed(open_app, shown):
    open_app(PAGE)
    assert shown.header["fixed_bias"]


def test_choosing_a_map_shows_its_numbers(open_app, shown):
    app = open_app(PAGE)
    shown.send({"kind": "select", "key": "pooled-3"})
    run(app)
    assert shown.header["relations"][0]["rule"] == "max"
    assert shown.link == {"shown": "pooled-3"}
    for key in ("pooled-9", "<b>", "", None, [1]):
        shown.send({"kind": "select", "key": key})
        run(app)
        assert shown.header["gallery"]["selected"] == "convolved-0"


def test_an_edit_changes_one_kernel_of_the_bank_and_restore_brings_it_back(open_app, shown):
    app = open_app(PAGE, shown="activated-1")
    shown.send({"kind": "edit", "weight": [[[1, 2], [3, 4]]], "bias": 0})
    run(app)
    assert shown.link["bank"] == "horizontal_edge~1,2;3,4~box~sharpen"
    assert shown.arrays["kernel"].tolist() == [[[1, 2], [3, 4]]]
    shown.send({"kind": "action", "name": "restore"})
    run(app)
    assert "bank" not in shown.link


def test_an_edited_kernel_keeps_its_name_and_origin_also_after_a_reload(open_app, shown):
    app = open_app(PAGE, shown="convolved-2", second="random-c4")
    nine = [[[9] * 3] * 3]
    shown.send({"kind": "edit", "weight": nine, "bias": 0})
    run(app)
    assert titles(shown)["Feature maps"][2] == "Box blur, edited"
    shown.send({"kind": "select", "key": "second"})
    run(app)
    shown.send({"kind": "edit", "weight": nine * 4, "bias": 0})
    run(app)
    assert shown.link["origins"] == "~~box~~random-c4"
    again = open_app(PAGE, **shown.link)
    assert titles(shown) == {"Second layer": ["Random, seed 0, edited"]}
    shown.send({"kind": "action", "name": "restore"})
    run(again)
    assert (shown.link["second"], shown.link["origins"]) == ("random-c4", "~~box")
    shown.send({"kind": "select", "key": "convolved-2"})
    run(again)
    assert titles(shown)["Feature maps"][2] == "Box blur, edited"
    shown.send({"kind": "action", "name": "restore"})
    run(again)
    assert titles(shown)["Feature maps"][2] == "Box blur"
    assert not {"bank", "origins"} & set(shown.link)


def test_a_bank_has_no_bias_and_says_so(open_app, shown):
    app = open_app(PAGE)
    shown.send({"kind": "edit", "weight": [[[1]]], "bias": 3})
    run(app)
    assert shown.message == "The kernels of a bank have no bias here; the convolution page does."
    assert shown.link == {}


def test_a_second_layer_that_fits_no_more_is_left_out(open_app, shown):
    app = open_app(PAGE, second="random-c4")
    app.session_state["filter_bank-kernels"] = True
    run(app)
    run(app.multiselect(key="filter_bank-bank").set_value(["box", "sobel_x"]))
    assert shown.link == {"bank": "box~sobel_x"}
    assert shown.message == "Not everything fits together; second layer none is used."
    run(app.multiselect(key="filter_bank-bank").set_value([]))
    assert shown.message == "A bank holds 1 to 16 kernels, this one 0."
    assert shown.link == {"bank": "box~sobel_x"}


def test_a_broken_bank_in_a_link_opens_the_chapters(open_app, shown):
    open_app(PAGE, bank="box~<script>")
    assert shown.link == {}
    assert shown.message.startswith("The link asked for a bank of kernels that does not exist;")
    open_app(PAGE, bank="~".join(["identity"] * 20), pool="0")
    assert np.shape(titles(shown)["Feature maps"]) == (16,)


def test_a_stage_switched_off_shows_the_same_kernel_and_edits_it(open_app, shown):
    app = open_app("pages/filter_bank.py", shown="activated-2", activation="none")
    assert shown.header["gallery"]["selected"] == "convolved-2"
    kernel = shown.arrays["kernel"].tolist()
    kernel[0][0][0] = 5
    shown.send({"kind": "edit", "weight": kernel, "bias": 0})
    run(app)
    assert shown.arrays["kernel"].tolist() == kernel


def test_a_photo_opens_where_a_kernel_answers_inside_the_picture(open_app, shown):
    open_app("pages/filter_bank.py", picture="coffee")
    values = {line["name"]: line["value"] for line in shown.header["state"]}
    strength = np.abs(shown.arrays["output"][0])
    row, column = values["at"]
    assert strength.argmax() // strength.shape[1] in (0, len(strength) - 1)  # the padded border
    assert strength[row, column] == strength[1:-1, 1:-1].max()


def test_a_bank_is_padded_by_an_amount_or_side_by_side(open_app, shown):
    query = {"picture": "five_by_five", "pool": "0", "bank": "identity-1x1~box"}
    app = open_app(PAGE, **query)
    app.session_state["bank-more"] = True
    run(app)
    stepper = app.number_input(key="filter_bank-padding-step")
    assert (stepper.label, stepper.value) == ("Padding, same", 0)  # of the first kernel
    run(app.segmented_control(key="filter_bank-padding-segments").set_value("0,0,0,0"))
    run(app.number_input(key="filter_bank-padding-left-step").set_value(2))
    assert shown.link == query | {"padding": "0,0,2,0"}
    assert shown.arrays["output"][0, 0].tolist() == [0, 0, 0, 1, 8, 2, 0]
    run(app.number_input(key="filter_bank-stride-step").set_value(2))
    assert shown.arrays["output"][0, 0].tolist() == [0, 0, 8, 0]
