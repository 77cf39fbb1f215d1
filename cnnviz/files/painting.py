"""A drawing painted into pixels with Pillow."""

from PIL import Image, ImageDraw

from cnnviz.files import lettering
from cnnviz.files.drawing import DROP, Box, Drawing, Raster, Text

# Of the size of letters: how far above its line a minus lies, half its thickness, its end's gap.
AXIS, HALF, GAP = 0.31, 0.035, 0.07
WAVES, HEAD = 0.1, 0.17  # and how far two waves lie from there, and how long an arrow's head is


def paint(drawing: Drawing, scale: float = 1.0) -> Image.Image:
    """The drawing in RGB, ``scale`` pixels for each of its px."""
    size = round(drawing.width * scale), round(drawing.height * scale)
    image = Image.new("RGB", size, drawing.paper)
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        if isinstance(shape, Box):
            _box(pen, shape, scale)
        elif isinstance(shape, Text):
            _text(pen, shape, scale)
        else:
            _raster(image, shape, scale)
    return image


def _box(pen: ImageDraw.ImageDraw, box: Box, scale: float) -> None:
    left, top, right, bottom = _edges(box, scale)
    corners = (left, top, max(left, right - 1), max(top, bottom - 1))  # Pillow's has both ends
    if box.thick:
        pen.rectangle(corners, outline=box.colour, width=max(1, round(box.thick * scale)))
    else:
        pen.rectangle(corners, fill=box.colour)


def _text(pen: ImageDraw.ImageDraw, line: Text, scale: float) -> None:
    size = line.size * scale
    wide = lettering.width(line.text, size)
    x = line.x * scale - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[line.anchor]
    base = line.y * scale + DROP * size
    for run in lettering.runs(line.text):
        step = lettering.width(run, size)
        if lettering.DRAWN.match(run):
            _sign(pen, run, (x, base), step, size, line.colour)
        else:
            pen.text((x, base), run, line.colour, lettering.font(max(1, round(size))), anchor="ls")
        x += step


def _sign(
    pen: ImageDraw.ImageDraw,
    sign: str,
    at: tuple[float, float],
    step: float,
    size: float,
    colour: str,
) -> None:
    """A sign that the font lacks: a minus, an arrow, or two waves."""
    (x, base), gap, half = at, GAP * size, HALF * size
    y = base - AXIS * size
    if sign == lettering.NEARLY:
        font = lettering.font(max(1, round(size)))
        for line in (-WAVES, WAVES):
            pen.text((x + step / 2, y + line * size), "~", colour, font, anchor="mm")
        return
    pen.rectangle(tuple(map(round, (x + gap, y - half, x + step - gap, y + half))), fill=colour)
    if sign == lettering.ARROW:
        tip, back = x + step - gap / 2, HEAD * size
        pen.polygon([(tip, y), (tip - back, y - back), (tip - back, y + back)], fill=colour)


def _raster(image: Image.Image, raster: Raster, scale: float) -> None:
    left, top, right, bottom = _edges(raster, scale)
    size = (max(1, right - left), max(1, bottom - top))
    height, width = raster.pixels.shape[:2]
    small = size[0] < width or size[1] < height
    how = Image.Resampling.BOX if small else Image.Resampling.NEAREST
    image.paste(Image.fromarray(raster.pixels).resize(size, how), (left, top))


def _edges(shape: Box | Raster, scale: float) -> tuple[int, int, int, int]:
    ends = (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
    left, top, right, bottom = (round(end * scale) for end in ends)
    return left, top, right, bottom
