"""The pooling page's settings as a link, and back from whatever a link says."""

import numpy as np
import pytest

from cnnviz.files import grids
from cnnviz.lessons.pooling.settings import PoolingLook, PoolingPage
from cnnviz.settings import from_link, note, to_link


def test_the_defaults_are_the_empty_link():
    assert to_link(PoolingPage()) == ""
    assert from_link(PoolingPage, {}) == (PoolingPage(), ())


def test_a_full_link_comes_back():
    page = PoolingPage(
        picture="1,2;3,4", kernel="sobel_x", activation="none", pool="roi", window=4, stride=3,
        padding=2, ceil_mode=True, counted=False, power=5, blur=5, box=(1, 2, 30, 40), cells=7,
        gradient="1,-2.5",
    )  # fmt: skip
    link = to_link(page)
    assert "box=1,2,30,40" in link
    query = dict(part.split("=") for part in link.split("&"))
    assert from_link(PoolingPage, query) == (page, ())


@pytest.mark.parametrize(
    ("name", "text", "sentence", "nearest"),
    [
        ("pool", "<b>max</b>", "a pooling that does not exist; pooling Max is shown.", {}),
        ("window", "99", "a window that is out of range; window 8 is shown.", {"window": 8}),
        ("window", "0", "a window that is out of range; window 1 is shown.", {"window": 1}),
        ("padding", "9", "a padding that is out of range; padding 4 is shown.", {"padding": 4}),
        ("power", "1e9", "a power that does not exist; power 2 is shown.", {}),
        ("box", "5,5,1,1", "a box that does not exist; box middle is shown.", {}),
        ("box", "1,2,3", "a box that does not exist; box middle is shown.", {}),
        ("box", "²,1,1,1", "a box that does not exist; box middle is shown.", {}),
        ("kernel", "nope", "a feature map that does not exist; feature map none is shown.", {}),
        ("gradient", "1,x", "a gradient that does not exist; gradient as it was is shown.", {}),
    ],
)
def test_a_broken_value_falls_to_the_nearest_with_one_note(name, text, sentence, nearest):
    settings, faults = from_link(PoolingPage, {name: text})
    assert note(faults) == f"The link asked for {sentence}"
    assert settings == PoolingPage(**nearest)


def test_padding_on_each_side_apart_comes_back():
    page = PoolingPage(padding=((1, 0), (2, 1)), padding_mode="replicate")
    assert to_link(page) == "padding=1,0,2,1&padding_mode=replicate"
    query = {"padding": "1,0,2,1", "padding_mode": "replicate"}
    assert from_link(PoolingPage, query) == (page, ())
    settings, faults = from_link(PoolingPage, {"padding": "1,0,2"})
    assert (settings, note(faults)) == (
        PoolingPage(),
        "The link asked for a padding that does not exist; padding 0 is shown.",
    )


def test_the_look_of_the_player_is_read_from_the_link():
    asked = {"at": "3,4", "view": "route", "tie": "all", "dy": "cell", "one": "-2.5", "shift": "3"}
    assert from_link(PoolingLook, asked) == (
        PoolingLook((3, 4), "route", "all", "cell", -2.5, 3),
        (),
    )
    look, faults = from_link(PoolingLook, {"view": "<script>", "shift": "9"})
    assert look == PoolingLook(shift=4)
    assert len(faults) == 2


def test_hostile_values_never_raise():
    rng = np.random.default_rng(5)
    letters = list("0123456789,;-.eE+naif<>&%\"'\n\0²٣")
    for _ in range(500):
        text = "".join(rng.choice(letters, size=rng.integers(0, 12)))
        for page in (PoolingPage, PoolingLook):
            for name in page.__dataclass_fields__:
                assert len(from_link(page, {name: text})[1]) <= 1


def test_the_default_grid_is_the_one_to_check_by_hand():
    assert grids.parse(PoolingPage().picture)[1].tolist() == [0, 2, 7, 5, 3, 1, 0, 6]
    assert grids.parse(PoolingPage().gradient).sum() == 10
