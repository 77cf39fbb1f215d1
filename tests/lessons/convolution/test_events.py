"""What the player sends changes the kernel, or one sentence says why it can't."""

import pytest

from cnnviz import kernels
from cnnviz.lessons.convolution.controls import compute
from cnnviz.lessons.convolution.controls_events import on_event
from cnnviz.lessons.convolution.settings import Convolution
from cnnviz.settings import parts, short
from cnnviz.ui.kernels import choose, current
from cnnviz.ui.state import PageState, opened

SOBEL = [[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]]


@pytest.fixture
def visit():
    visit = PageState("convolution", Convolution(picture="five_by_five"), compute)
    choose(visit, kernels.build("sobel_x"))
    return visit


def weights(visit):
    return visit.settings.build_kernel().weight.tolist()


def test_an_edited_weight_and_bias_are_taken_over(visit):
    on_event(visit, {"kind": "edit", "weight": [[[-1, 0, 1], [-2, 9, 2], [-1, 0, 1]]], "bias": -2})
    assert visit.settings.kernel == "-1,0,1;-2,9,2;-1,0,1"
    assert visit.settings.bias == -2
    _, trace = visit.result()
    assert trace.y[0, 0, 0] == 31 + 9 * 2 - 2
    assert current(visit).title == "Sobel x, edited"


def test_editing_back_to_the_bank_gives_it_its_name_back(visit):
    on_event(visit, {"kind": "edit", "weight": [[[5]]], "bias": 0})
    on_event(visit, {"kind": "edit", "weight": SOBEL, "bias": 0})
    assert current(visit).title == "Sobel x"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rotate_quarter", [[[-1, -2, -1], [0, 0, 0], [1, 2, 1]]]),
        ("negate", [[[1, 0, -1], [2, 0, -2], [1, 0, -1]]]),
        ("transpose", [[[-1, -2, -1], [0, 0, 0], [1, 2, 1]]]),
        ("restore", SOBEL),
    ],
)
def test_an_action_changes_the_whole_kernel(visit, name, expected):
    on_event(visit, {"kind": "action", "name": name})
    assert weights(visit) == expected
    assert visit.settings.bias == 0


def test_restore_brings_back_what_was_last_chosen(visit):
    on_event(visit, {"kind": "select", "key": "box"})
    on_event(visit, {"kind": "edit", "weight": [[[7]]], "bias": 1.5})
    on_event(visit, {"kind": "action", "name": "restore"})
    assert (visit.settings.kernel, visit.settings.bias) == ("box", 1.5)


def test_a_reload_and_a_link_still_know_what_a_kernel_was_made_from(visit):
    on_event(visit, {"kind": "select", "key": "box"})
    on_event(visit, {"kind": "edit", "weight": [[[7, 1]]], "bias": 0})
    on_event(visit, {"kind": "edit", "weight": [[[7, 2]]], "bias": 0})
    assert (visit.settings.kernel, visit.settings.origin) == ("7,2/9", "box")
    again = opened("convolution", Convolution, compute, parts(short(visit.settings)))
    assert current(again).title == "Box blur, edited"
    on_event(again, {"kind": "action", "name": "restore"})
    assert (again.settings.kernel, again.settings.origin) == ("box", "")
    again.undo()
    assert current(again).title == "Box blur, edited"


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ({"kernel": "1,2", "origin": "sobel_x"}, "Sobel x, edited"),
        ({"kernel": "1,2", "origin": "3,4"}, "Edited kernel"),  # weights: too long for a link
        ({"kernel": "1,2", "origin": "<b>"}, "Edited kernel"),
        ({"kernel": "box", "origin": "sobel_x"}, "Box blur"),
    ],
)
def test_an_origin_in_a_link_names_edited_kernels_only(query, title):
    assert current(opened("convolution", Convolution, compute, query)).title == title


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"weight": "x", "bias": 0}, "Weights must be a list of rows, each a list of numbers."),
        ({"weight": [[[1, None]]], "bias": 0}, "Row 0, column 1 is empty."),
        ({"weight": [[[float("nan")]]], "bias": 0},
         "Row 0, column 0 is NaN, which is not a number."),
        ({"weight": [[[1e9]]], "bias": 0}, "Row 0, column 0 is too large; weights go from "
         "-100000000 to 100000000."),
        ({"weight": SOBEL, "bias": "<b>"}, "The bias is not a number."),
        ({"weight": SOBEL, "bias": float("inf")}, "The bias can be from -100000000 to 100000000."),
        ({"weight": SOBEL, "bias": float("nan")}, "The bias can be from -100000000 to 100000000."),
        ({"weight": [[[1] * 9] * 9], "bias": 0}, "A window of 9 (kernel size 9, dilation 1) does "
         "not fit in an input of 5 padded to 5: add 4 more padding, or use a kernel size of at "
         "most 5."),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_says_why_and_changes_nothing(visit, event, sentence):
    before = visit.settings
    on_event(visit, {"kind": "edit", **event})
    assert visit.message == sentence
    assert visit.settings == before


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"kind": "select"},
        {"kind": "select", "key": "../x"},
        {"kind": "select", "key": ["box"]},
        {"kind": "action", "name": "__class__"},
        {"kind": ["edit"], "name": {}},
    ],
)
def test_an_event_that_means_nothing_changes_nothing(visit, event):
    before = visit.settings
    on_event(visit, event)
    assert (visit.settings, visit.message) == (before, "")


def test_one_changed_pixel_changes_the_result(visit):
    visit.change(picture="0,0,0;0,0,0;0,0,0")
    _, before = visit.result()
    visit.change(picture="0,0,0;0,0,0;0,0,1e-06")
    _, after = visit.result()
    assert before.y.tolist() == [[[0]]]
    assert after.y.tolist() == [[[1e-06]]]
