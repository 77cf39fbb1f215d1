"""A drawing as SVG 1.1: text stays text, https://www.w3.org/TR/SVG11/."""

import re
from base64 import b64encode
from html import escape

from cnnviz.files import png
from cnnviz.files.drawing import DROP, Box, Drawing, Raster, Text

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def encode(drawing: Drawing, font: str) -> str:
    """Write a drawing; ``font`` lists the families of its text.

    >>> from cnnviz.files.drawing import Drawing, Text
    >>> text = Text(2, 10, 20, "a < b", "#000000")
    >>> print(encode(Drawing(30, 20, "#FFFFFF", "One line", (text,)), "serif").splitlines()[4])
    <text x="2" y="17" font-size="20" fill="#000000" text-anchor="start">a &lt; b</text>
    """
    size = f'width="{drawing.width}" height="{drawing.height}"'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'{size} viewBox="0 0 {drawing.width} {drawing.height}" role="img">',
            f"<title>{_plain(drawing.title)}</title>",
            f'<rect {size} fill="{drawing.paper}"/>',
            f'<g font-family="{escape(font)}">',
            *map(_shape, drawing.shapes),
            "</g>",
            "</svg>\n",
        )
    )


def _plain(text: str) -> str:
    """A text without the characters that XML 1.0 has no way to write."""
    return escape(_ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text))


def _shape(shape: Box | Text | Raster) -> str:
    if isinstance(shape, Text):
        place = f'x="{_short(shape.x)}" y="{_short(shape.y + DROP * shape.size)}"'
        letters = f'font-size="{_short(shape.size)}" fill="{shape.colour}"'
        return f'<text {place} {letters} text-anchor="{shape.anchor}">{_plain(shape.text)}</text>'
    if isinstance(shape, Box):
        inset = shape.thick / 2
        frame = _area(shape, inset)
        line = f'fill="none" stroke="{shape.colour}" stroke-width="{_short(shape.thick)}"'
        return f"<rect {frame} {line if inset else _filled(shape.colour)}/>"
    data = b64encode(png.encode(shape.pixels)).decode()
    stretched = 'preserveAspectRatio="none" style="image-rendering:pixelated"'
    return f'<image {_area(shape, 0)} {stretched} xlink:href="data:image/png;base64,{data}"/>'


def _filled(colour: str) -> str:
    return f'fill="{colour}"'


def _area(shape: Box | Raster, inset: float) -> str:
    x, y, width, height = shape.x, shape.y, shape.width, shape.height
    numbers = (x + inset, y + inset, width - 2 * inset, height - 2 * inset)
    names = ("x", "y", "width", "height")
    return " ".join(f'{n}="{_short(v)}"' for n, v in zip(names, numbers, strict=True))


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
