"""The pooling page: what its controls change, and what bad input leaves alone."""

import pytest

from cnnviz.lessons.pooling.words import EDGE_OF_MAXIMUM
from tests.pages.fixtures import run

PAGE = "pages/pooling.py"


def open_panel(app, key):
    app.session_state[key] = True
    return run(app)


def test_it_opens_on_the_hand_test(open_app, shown):
    open_app(PAGE)
    assert shown.header["kind"] == "pooling"
    assert shown.arrays["output"].tolist() == [[7, 7, 8], [6, 5, 8], [6, 6, 7]]
    assert shown.header["routes"]["own"]["arrived"] == {"first": 10, "split": 10, "all": 17}
    assert shown.link == {}


def test_kind_window_and_stride_are_one_click(open_app, shown):
    app = open_app(PAGE)
    run(app.segmented_control(key="pooling-pool-segments").set_value("average"))
    assert shown.header["pool"] == "average"
    run(app.number_input(key="pooling-window-step").set_value(2))
    run(app.number_input(key="pooling-stride-step").set_value(4))
    assert shown.link == {"pool": "average", "window": "2", "stride": "4"}
    assert shown.arrays["output"].tolist() == [
        [1.5, 1.25],
        [2.75, 3.75],
    ]  # (3 + 1 + 0 + 2) / 4, ...


def test_a_window_that_does_not_fit_is_refused_in_a_sentence(open_app, shown):
    app = open_app(PAGE, picture="1,2;3,4", window="2")
    run(app.number_input(key="pooling-window-step").set_value(3))
    assert shown.message.startswith(
        "A window of 3 (kernel size 3, dilation 1) does not fit in an input of 2"
    )
    assert shown.link == {"picture": "1,2;3,4", "window": "2"}
    run(app.number_input(key="pooling-window-step").set_value(99))
    assert shown.message == "Window can be 1 to 8 here."


def test_the_panel_has_every_kind_and_what_belongs_to_it(open_app, shown):
    app = open_panel(open_app(PAGE), "pooling-more")
    run(app.selectbox(key="pooling-pool-list").set_value("roi"))
    assert shown.header["words"]["captions"]["mask"][2][1] == "the box cut into *2 × 2*"
    run(app.text_input(key="pooling-box").set_value("1, 1, 6, 6"))
    assert shown.link == {"pool": "roi", "box": "1,1,6,6"}
    run(app.text_input(key="pooling-box").set_value("<b>"))
    assert shown.message == (
        "A box is four whole numbers: left, top, right, bottom, such as 1, 1, 6, 6."
    )
    run(app.text_input(key="pooling-box").set_value("0,0,8,8"))
    assert shown.message.endswith("it must lie in rows 0 to 7 and columns 0 to 7.")
    assert shown.link == {"pool": "roi", "box": "1,1,6,6"}
    run(app.selectbox(key="pooling-pool-list").set_value("lp"))
    run(app.number_input(key="pooling-power-step").set_value(3))
    assert shown.header["power"] == 3
    run(app.selectbox(key="pooling-pool-list").set_value("max"))
    run(app.number_input(key="pooling-padding-step").set_value(1))
    run(app.segmented_control(key="pooling-ceil_mode-segments").set_value(True))
    assert shown.arrays["output"].shape == (5, 5)


def test_each_side_has_its_own_padding_and_it_can_repeat_the_edge(open_app, shown):
    app = open_panel(open_app(PAGE, pool="average"), "pooling-more")
    run(app.number_input(key="pooling-padding-step").set_value(1))
    assert shown.arrays["output"][0, 0] == 6 / 9  # 3, 1, 0 and 2 beside five zeros
    run(app.segmented_control(key="pooling-each").set_value(True))
    run(app.number_input(key="pooling-padding-above-step").set_value(0))
    assert shown.link["padding"] == "0,1,1,1"
    assert shown.arrays["output"][0, 0] == 12 / 9  # 3 1, 0 2 and 1 5
    run(app.selectbox(key="pooling-padding_mode-list").set_value("replicate"))
    assert shown.arrays["output"].shape == (4, 4)
    with pytest.raises(KeyError):  # what is repeated always counts
        app.segmented_control(key="pooling-counted-segments")
    about = shown.header["words"]["captions"]["mask"][0][1]
    assert about.endswith("padding 0 above, 1 below, 1 left, 1 right, repeating the edge")
    assert shown.header["words"]["forgotten"] == {}
    run(app.number_input(key="pooling-padding-left-step").set_value(9))
    assert shown.message == "Padding left can be 0 to 4 here."
    run(app.number_input(key="pooling-padding-left-step").set_value(2))
    assert shown.message == (
        "Padding (2, 1) was asked for a pooling kernel of size 3: at most half of it, 1, fits."
    )
    run(app.segmented_control(key="pooling-each").set_value(False))
    assert shown.link["padding"] == "1"
    run(app.selectbox(key="pooling-pool-list").set_value("max"))
    assert EDGE_OF_MAXIMUM in [caption.value for caption in app.caption]


def test_a_feature_map_is_pooled(open_app, shown):
    app = open_panel(open_app(PAGE), "pooling-map")
    run(app.selectbox(key="pooling-kernel-list").set_value("sobel_x"))
    assert shown.link == {"kernel": "sobel_x"}
    assert shown.header["words"]["captions"]["mask"][0][0] == "Feature map"
    assert shown.arrays["input"].min() == 0
    run(app.segmented_control(key="pooling-activation-segments").set_value("none"))
    # Row 1, column 1: 0 − 3 + 2 · (7 − 0) + 2 − 1 = 12; the corner looks at padding.
    assert shown.arrays["input"][1, 1] == 12
    assert shown.arrays["input"].min() < 0


def test_a_typed_gradient_reaches_the_input(open_app, shown):
    app = open_app(PAGE)
    shown.send({"kind": "gradient", "row": 1, "column": 1, "value": -4})
    run(app)
    assert shown.arrays["dy_own"].tolist() == [[1, 2, -1], [3, -4, 2], [-2, 1, 3]]
    assert shown.arrays["dx_own_first"][4, 3] == -4
    assert shown.link == {"gradient": "1,2,-1;3,-4,2;-2,1,3"}


def test_a_drawn_box_is_pooled(open_app, shown):
    app = open_app(PAGE, pool="roi", cells="1")
    shown.send({"kind": "box", "left": 1, "top": 0, "right": 3, "bottom": 2})
    run(app)
    assert shown.arrays["output"].tolist() == [[7]]


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"kind": "gradient"},
        {"kind": "gradient", "row": 9, "column": 0, "value": 1},
        {"kind": "gradient", "row": float("nan"), "column": 0, "value": 1},
        {"kind": "gradient", "row": 0, "column": 0, "value": "<script>"},
        {"kind": "gradient", "row": [1], "column": 0, "value": 1},
        {"kind": "box", "left": 1e300, "top": 0, "right": float("inf"), "bottom": 2},
        {"kind": "box", "left": 5, "top": 5, "right": 900, "bottom": 900},
        {"kind": "evil", "value": 3},
    ],
)
def test_a_hostile_event_changes_nothing(open_app, shown, event):
    app = open_app(PAGE, pool="roi")
    shown.send(event)
    run(app)
    assert shown.link in ({"pool": "roi"}, {"pool": "roi", "gradient": "1,1;1,1"})
    assert "script" not in shown.message


def test_links_open_the_view_or_the_nearest(open_app, shown):
    open_app(PAGE, view="route", tie="split", dy="own", at="2,1")
    look = {line["name"]: line["value"] for line in shown.header["state"]}
    assert (look["view"], look["tie"], look["dy"]) == ("route", "split", "own")
    assert tuple(look["at"]) == (2, 1)
    assert shown.message == ""
    open_app(PAGE, view="<b>")
    assert {line["name"]: line["value"] for line in shown.header["state"]}["view"] == "mask"
    assert shown.message == (
        "The link asked for a view that does not exist; view Forward mask is shown."
    )


def test_a_link_that_does_not_fit_together_opens_with_one_note(open_app, shown):
    open_app(PAGE, picture="7", window="8", padding="2", pool="blur")
    assert shown.arrays["output"].tolist() == [[7]]
    assert shown.message.startswith("The link asked for")


def test_the_questions_reveal_their_answers_after_a_choice(open_app):
    app = open_app(PAGE)
    app.session_state["pooling-ask"] = True
    app = run(app)
    texts = "\n".join(text.value for text in app.text)
    assert "Which single window does the same?" in texts
    assert "25 of 25" not in texts
    app = run(app.segmented_control(key="pooling-twice-3-1").set_value("6 × 6"))
    texts = "\n".join(text.value for text in app.text)
    assert "It is 5 × 5. The second window reads 3 outputs" in texts
    assert "On this map 16 of 16 outputs are equal." in texts
    app = run(app.segmented_control(key="pooling-route-3-1").set_value("2 and 0"))
    assert "Yes. 3 won" in "\n".join(text.value for text in app.text)


def test_small_numbers_and_photo_come_back_as_they_were_left(open_app, shown):
    app = open_app(PAGE)
    run(app.segmented_control(key="pooling-kind").set_value(False))
    assert shown.link == {"picture": "astronaut"}  # a photo is not padded unasked
    assert shown.arrays["input"].shape == (128, 128)
    run(app.segmented_control(key="pooling-kind").set_value(True))
    assert shown.link == {}


def test_a_row_of_numbers_is_pooled_by_a_window_of_one_row(open_app, shown):
    open_app(
        "pages/pooling.py", picture="3,0,4,2,0", window="1", width="3", gradient=".7,.9", dy="own"
    )
    assert shown.arrays["output"].tolist() == [[4, 4]]
    assert shown.visit.result()[1].own.dx["first"].tolist() == [[0, 0, 1.6, 0, 0]]
    assert shown.link["width"] == "3"
    assert shown.message == ""
