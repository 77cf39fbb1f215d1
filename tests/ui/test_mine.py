"""What a person made stays in a row of its own, whatever is clicked."""

import numpy as np
import pytest
import streamlit as st

from cnnviz.lessons.backprop.settings import OWN_PICTURE, Backprop
from cnnviz.lessons.convolution import controls as convolution
from cnnviz.lessons.convolution.settings import Convolution
from cnnviz.lessons.filter_bank.settings import BANK, EXAMPLES, SETS
from cnnviz.lessons.pooling.settings import MAP, PoolingPage
from cnnviz.lessons.receptive_field.settings import PRESETS, STACK
from cnnviz.settings.shared import KERNEL, PICTURE
from cnnviz.ui import mine
from cnnviz.ui.player import answer
from cnnviz.ui.state import PageState
from tests.pages.fixtures import run

CROSS = "0,1,0;1,-4,2;0,1,0"
GRID = "1,2,3,4;5,6,7,8;9,1,2,3;4,5,6,7"


@pytest.fixture
def visit(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    return PageState("convolution", Convolution(), convolution.compute)


@pytest.mark.parametrize(
    ("codec", "own", "others"),
    [
        (PICTURE, GRID, ("five_by_five", "astronaut", "upload")),
        (OWN_PICTURE, GRID, ("own", "arrow", "upload")),
        (KERNEL, CROSS, ("box", "sobel_x-5x5", "random-s3")),
        (MAP, CROSS, ("", "box")),
        (STACK, "c3,m2", tuple(PRESETS)),
        (BANK, ("box", "box"), (*SETS.values(), *(one["bank"] for one in EXAMPLES.values()))),
    ],
)
def test_what_somebody_made_is_told_from_what_the_app_has(codec, own, others):
    assert codec.own(own)
    assert [other for other in others if codec.own(other)] == []


def test_what_is_left_behind_is_kept_newest_first_and_once(visit):
    for kernel in (CROSS, "box", "1,2,1", "sobel_y", CROSS, "box"):
        assert visit.change(kernel=kernel)
    visit.change(picture=GRID)
    visit.change(picture="arrow")
    assert mine.of("kernel") == (CROSS, "1,2,1")
    assert mine.of("picture") == (GRID,)


def test_of_a_kernel_that_is_edited_only_the_last_state_is_kept(visit):
    for gesture, kernel in enumerate((CROSS, "0,1,0;1,-4,3;0,1,0", "0,1,0;1,-4,4;0,1,0")):
        change = {"kernel": kernel}
        answer(visit, {"gesture": gesture}, lambda _, change=change: visit.change(**change))
    assert mine.of("kernel") == ()
    visit.change(kernel="1,1,2")  # pasted: another thing
    assert mine.of("kernel") == ("0,1,0;1,-4,4;0,1,0",)


def test_the_numbers_that_a_page_opens_with_are_nobodys(visit):
    for page in (PoolingPage, Backprop):
        mine.note(page(), page(picture="arrow"), drawing=False)
    assert mine.of("picture") == ()


def test_no_more_than_a_row_is_kept(visit):
    for number in range(mine.MOST + 5):
        mine.keep("kernel", f"{number}")
    assert mine.of("kernel") == tuple(str(n) for n in reversed(range(5, mine.MOST + 5)))


def test_what_a_tab_tells_is_taken_and_nonsense_is_not(visit):
    mine.keep("kernel", "1,2")
    mine.keep("picture", "1," * 5_000)
    told = mine.told()
    assert told == {"kernel": ["1,2"]}
    st.session_state.clear()
    for nonsense in (None, 3, [], {"kernel": 3, "x": ["1"]}, {"kernel": [None, {}, "9" * 5_000]}):
        mine.remember(nonsense)
    assert mine.told() == {}
    mine.remember({"kernel": ["<b>", *told["kernel"]]})
    assert mine._values(KERNEL) == ["1,2"]  # read where it is shown


def test_a_click_brings_own_numbers_and_kernels_back(open_app, shown):
    app = open_app(picture=GRID, kernel=CROSS)
    app.session_state["convolution-pictures"] = True
    run(run(app).button(key="picture-arrow").click())
    assert shown.link["picture"] == "arrow"
    run(tiles(app, "picture")[0].click())
    assert shown.link["picture"] == GRID
    assert shown.picture == [np.array([row.split(",") for row in GRID.split(";")], float).tolist()]
    app.session_state["convolution-kernels"] = True
    run(run(app).selectbox(key="convolution-family").set_value("box"))
    assert shown.link["kernel"] == "box"
    run(tiles(app, "kernel")[0].click())
    assert shown.link["kernel"] == CROSS


def test_a_click_that_was_on_its_way_brings_what_was_clicked_on(open_app, shown):
    app = open_app(kernel="box")
    app.session_state["convolution-kernels"] = True
    app.session_state["mine"] = {"kernel": (CROSS,)}
    (key,) = (tile.key for tile in tiles(run(app), "kernel"))
    app.session_state["mine"] = {"kernel": ("1,2,1", CROSS)}  # meanwhile another one was left
    assert len(tiles(run(app), "kernel")) == 2
    run(app.button(key=key).click())
    assert shown.link["kernel"] == CROSS


def tiles(app, kind):
    return [button for button in app.button if str(button.key).startswith(f"mine-{kind}-")]
