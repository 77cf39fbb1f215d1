"""One geometry, painted and written: what is drawn where, in which colour and in which letters."""

import xml.etree.ElementTree as ET
from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz.files import lettering, names, png, svg
from cnnviz.files.drawing import Box, Drawing, Raster, Text
from cnnviz.files.painting import paint

SVG = "{http://www.w3.org/2000/svg}"
INK, PAPER = "#102030", "#FFFFFF"
TWO = np.array([[[255, 0, 0], [0, 0, 255]]], np.uint8)


def drawn(*shapes, width=40, height=30, title="A drawing"):
    return Drawing(width, height, PAPER, title, shapes)


def pixels(*shapes, scale=1.0):
    return np.asarray(paint(drawn(*shapes), scale))


def dark(image):
    """Where something was drawn: first and last row, first and last column."""
    rows, columns = np.nonzero((image != 255).any(axis=-1))
    return rows.min(), rows.max(), columns.min(), columns.max()


def test_a_box_fills_just_its_pixels_at_every_scale():
    assert dark(pixels(Box(4, 6, 10, 5, INK))) == (6, 10, 4, 13)
    assert dark(pixels(Box(4, 6, 10, 5, INK), scale=2)) == (12, 21, 8, 27)
    assert pixels(Box(4, 6, 10, 5, INK))[6, 4].tolist() == [0x10, 0x20, 0x30]


def test_a_frame_lies_inside_its_edges():
    image = pixels(Box(4, 6, 10, 8, INK, 2))
    assert dark(image) == (6, 13, 4, 13)
    assert (image[8:12, 6:12] == 255).all()
    assert (image[6:8, 4:14] != 255).any(axis=-1).all()


def test_a_raster_is_sharp_and_may_shrink():
    image = pixels(Raster(2, 2, 20, 10, TWO))
    assert (image[2:12, 2:12] == [255, 0, 0]).all()
    assert (image[2:12, 12:22] == [0, 0, 255]).all()
    mixed = np.full((8, 8, 3), 255, np.uint8)
    mixed[::2] = 0
    assert (pixels(Raster(0, 0, 4, 4, mixed))[:4, :4] == 128).all()


def test_text_is_as_wide_as_measured_wherever_it_is_anchored():
    wide = lettering.width("08", 20)
    assert 18 < wide < 26
    for anchor, start in (("start", 5), ("middle", 5 + wide / 2), ("end", 5 + wide)):
        top, bottom, left, right = dark(pixels(Text(start, 15, 20, "08", INK, anchor)))
        assert abs((top + bottom) / 2 - 15) <= 1  # y is the middle of the digits
        assert left == pytest.approx(6, abs=1)
        assert right == pytest.approx(4 + wide, abs=1.5)


def test_a_minus_is_a_line_as_wide_as_a_plus():
    assert lettering.width("\N{MINUS SIGN}1", 20) == pytest.approx(lettering.width("+1", 20))
    top, bottom, left, right = dark(pixels(Text(5, 15, 20, "\N{MINUS SIGN}", INK)))
    assert bottom - top <= 2
    assert right - left >= 7


def test_what_the_font_lacks_is_written_out():
    assert list(lettering.runs("∞ × −2")) == ["inf x ", "\N{MINUS SIGN}", "2"]


def test_svg_has_the_same_geometry_and_its_text_as_text():
    shapes = (Box(4, 6, 10, 8, INK, 2), Text(5, 15, 20, 'a<b & "−1"', INK, "end"))
    root = ET.fromstring(svg.encode(drawn(*shapes, title="<x>"), 'Arial, "A B"'))
    assert root.get("viewBox") == "0 0 40 30"
    assert root.find(f"{SVG}title").text == "<x>"
    group = root.find(f"{SVG}g")
    assert group.get("font-family") == 'Arial, "A B"'
    box, text = group
    assert [box.get(n) for n in ("x", "y", "width", "height")] == ["5", "7", "8", "6"]
    assert box.get("stroke-width") == "2"
    assert (text.get("x"), text.get("y"), text.get("text-anchor")) == ("5", "22", "end")
    assert text.text == 'a<b & "−1"'


def test_svg_carries_the_pixels_of_a_raster():
    root = ET.fromstring(svg.encode(drawn(Raster(1, 2, 20, 10, TWO)), "serif"))
    (image,) = root.find(f"{SVG}g")
    data = image.get("{http://www.w3.org/1999/xlink}href").partition(",")[2]
    assert np.array_equal(np.asarray(Image.open(BytesIO(b64decode(data)))), TWO)


def test_a_png_has_the_size_of_its_drawing():
    assert Image.open(BytesIO(png.drawn(drawn(width=70)))).size == (70, 30)


@pytest.mark.parametrize("part", ["../../x", "a\\b:c", "=1+1", "CON .", "∂L/∂x", "\N{CAT}" * 400])
def test_names_of_files_are_plain(part):
    name = names.safe("pooling", part, "3 by 3", ending="csv")
    assert name.startswith("pooling_")
    assert name.endswith(".csv")
    assert name.isascii()
    assert set(name.removesuffix(".csv")) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")
    assert len(name) <= names.LONGEST + 4
