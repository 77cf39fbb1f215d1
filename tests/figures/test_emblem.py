"""A picture in cells: each run of equal cells is one stroke, light and dark in one file."""

from base64 import b64decode
from xml.etree import ElementTree

from cnnviz.figures import emblem
from cnnviz.figures.theme import RAMP, TOKENS


def drawn(*rows):
    """The root of the SVG that an address holds."""
    head, _, data = emblem.address(rows).partition(",")
    assert head == "data:image/svg+xml;base64"
    return ElementTree.fromstring(b64decode(data))


def test_cells_of_one_kind_that_touch_are_one_stroke_of_dashes():
    svg = drawn("##.*", ".::#")
    paths = {path.get("class"): path.get("d") for path in svg.findall("{*}path")}
    # Cells are 5 wide with a gap of 1: two of them reach from 0 to 11, the fourth starts at 18.
    assert paths == {"ink": "M0 2.5h11M18 8.5h5", "focus": "M18 2.5h5", "line": "M6 8.5h11"}
    assert (svg.get("width"), svg.get("height")) == ("24", "12")


def test_each_colour_is_the_themes_in_both_schemes():
    style = drawn("*+-").findtext("{*}style")
    light, dark = style.split("@media(prefers-color-scheme:dark)")
    for text, scheme in ((light, "light"), (dark, "dark")):
        assert f".focus{{stroke:{TOKENS[scheme]['focus']}}}" in text
        assert f".positive{{stroke:{RAMP[scheme]['positive'][2]}}}" in text
        assert f".negative{{stroke:{RAMP[scheme]['negative'][2]}}}" in text
