"""What a picture is compared with: each edit by hand, and as a link carries it."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.lessons.network import (
    compare,
    edits,
)
from cnnviz.lessons.network.edits import Other
from cnnviz.lessons.network.settings import NetworkPage, View
from cnnviz.settings import UPLOAD, from_link, short

DIGITS = NetworkPage(network="digits", picture="digits-50")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("erase,1,0,1,white", [[0, 255, 20], [30, 40, 50]]),
        ("erase,9,5,-5,black", [[0, 0, 20], [0, 0, 50]]),
        ("move,1,0", [[0, 10, 20], [0, 10, 20]]),
        ("move,0,-1", [[10, 20, 20], [40, 50, 50]]),
        ("move,0,99", [[0, 0, 0], [30, 30, 30]]),
        ("mirror", [[20, 10, 0], [50, 40, 30]]),
        ("flip", [[30, 40, 50], [0, 10, 20]]),
        ("turn,180", [[50, 40, 30], [20, 10, 0]]),
        # The middle is at row 0.5, column 1: the first place comes from row 1.5, which is beyond
        # the border, so 1, and column 0.5, between 30 and 40.
        ("turn,90", [[35, 20, 5], [45, 30, 15]]),
        ("light,210", [[210, 220, 230], [240, 250, 255]]),
        ("light,-30", [[0, 0, 0], [0, 10, 20]]),
        ("contrast,0", [[128, 128, 128], [128, 128, 128]]),
        ("contrast,200", [[0, 0, 0], [0, 0, 0]]),
        ("contrast,50", [[64, 69, 74], [79, 84, 89]]),
    ],
)
def test_each_edit_by_hand(text, expected):
    """Contrast 50 % of 10: 127.5 - 117.5 / 2 = 68.75, rounded 69."""
    levels = np.array([[[0, 10, 20], [30, 40, 50]]], np.uint8)
    found = edits.edited(levels, edits.fitted(edits.parse(text), 2, 3))
    assert found[0].tolist() == expected
    assert found.dtype == np.uint8


def test_quarter_turns_only_move_levels():
    levels = np.random.default_rng(0).integers(0, 256, (3, 6, 6)).astype(np.uint8)
    for degrees, quarters in ((90, -1), (-90, 1), (180, 2), (0, 0)):
        other = Other("turn", (degrees,), "")
        expected = np.rot90(levels, quarters, axes=(1, 2))
        np.testing.assert_array_equal(edits.edited(levels, other), expected)
        np.testing.assert_array_equal(compare.turning(other)(levels), expected)
    assert compare.turning(Other("turn", (45,), "")) is None


@pytest.mark.parametrize(
    "text",
    ["", "erase,", "erase,3", "erase,1,2,3,4,grey", "erase,a,b,c,grey", "erase,1,1,1,<b>", "move,1",
     "move,1,2,3", "move,1e3,0", "turn,", "turn,nan", "picture,", "picture,../x", "network,unicorn",
     "picture,coffee,cat", "network,upload", "shear,3", "mirror,1", "\x00", "picture,digits-9999"],
)  # fmt: skip
def test_nonsense_in_a_link_opens_the_usual_edit(text):
    found, faults = from_link(NetworkPage, {"other": text})
    assert found.other == Other().text() and len(faults) == 1


def test_links_carry_the_comparison_and_the_nearest_that_can_be_had():
    for text in ("erase,3,1,2,black", "move,-3,8", "flip", "picture,chelsea", "network,digits"):
        page = replace(DIGITS, other=text)
        link = dict(part.split("=") for part in short(page).split("&"))
        assert from_link(NetworkPage, link) == (page, ())
    assert from_link(NetworkPage, {"other": "turn,-999"})[0].other == "turn,-180"
    own = from_link(NetworkPage, {"other": f"picture,{UPLOAD}"})
    assert own[0].other == Other().text() and "can't carry" in own[1][0].reason
    assert from_link(View, {"view": "compare", "against": "after"})[0].against == "after"
