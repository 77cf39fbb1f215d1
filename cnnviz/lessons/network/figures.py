"""The pictures that are taken home: all maps of a layer, and the answer with its reasons."""

from collections.abc import Iterator, Sequence

import numpy as np

from cnnviz.analysis.attribution.discs import Discs
from cnnviz.figures.coloured import Pixels, coloured
from cnnviz.figures.numbers import number
from cnnviz.figures.theme import TOKENS, signed_range
from cnnviz.files import lettering
from cnnviz.files.drawing import Box, Drawing, Raster, Shape, Text
from cnnviz.lessons.network.maps import shrunk
from cnnviz.lessons.network.payload_why import CELLS
from cnnviz.ops.layer import Array

WIDE, EDGE, GAP = 1600, 40, 8  # px
TITLE, SMALL, LINE = 32, 22, 30  # px: letters, and from one line to the next
LABELLED = 44  # px: a map that has room for its number
LABEL = 22
STRONGEST, PALE, FAINT = 0.62, 0.5, 0.06  # as in why.js: of the ramp, of the photo, of the heat
DISC = 0.52  # of the distance between two
CARD = 360  # px: a reason; its pixels are drawn so fine, too

Part = tuple[str, Pixels, Sequence[str]]  # title, pixels, lines below


def all_maps(maps: Array, title: str, reach: float | None, scheme: str) -> Drawing:
    """Maps (C, H, W) in their own order; ``reach`` ends their common scale, None for one each."""
    across, side = _fitted(len(maps), maps.shape[2] / maps.shape[1])
    high = side * maps.shape[1] / maps.shape[2]
    label = LABEL if side >= LABELLED else 0
    step = side + (GAP if side >= LABELLED else 1), high + label + (GAP if side >= LABELLED else 1)
    tokens, top = TOKENS[scheme], EDGE + TITLE + 24
    shapes: list[Shape] = [Text(EDGE, EDGE + TITLE / 2, TITLE, title, tokens["ink"])]
    for place, one in enumerate(maps):
        row, column = divmod(place, across)
        x, y = EDGE + column * step[0], top + row * step[1]
        shapes.append(Raster(x, y, side, high, coloured(one, scheme, reach or signed_range(one))))
        if label:
            shapes.append(Text(x, y + high + 12, 18, str(place), tokens["ink2"]))
    bottom = top + -(-len(maps) // across) * step[1] + 12
    text = (
        f"From {number(-reach)} to {number(reach)}" if reach else "Each map on a scale of its own"
    )
    shapes.append(Text(EDGE, bottom + 14, SMALL, text, tokens["ink2"]))
    return Drawing(WIDE, round(bottom + EDGE + 20), tokens["bg"], title, tuple(shapes))


def _fitted(count: int, flat: float) -> tuple[int, float]:
    """How many maps stand in a row, and how wide each is, on a sheet that is about square."""
    across = max(1, min(count, round((count / flat) ** 0.5 * 1.2 + 0.4)))
    across = -(-count // -(-count // across))  # as few gaps in the last row as can be
    gap = GAP if (WIDE - 2 * EDGE) / across >= LABELLED + GAP else 1
    return across, min(480.0, (WIDE - 2 * EDGE - (across - 1) * gap) / across)


def reasons(
    question: str, picture: Pixels, answers: Sequence[tuple[str, str, float]],
    cards: Sequence[Part], box: tuple[int, int, int, int], scheme: str,
) -> Drawing:  # fmt: skip
    """The question, the picture with its answer, and a card for each reason.

    ``answers`` are names, shares as text and as numbers; ``box`` is the square that all cards tell
    of: first row, row after the last, first column, column after, in pixels of the picture.
    """
    tokens = TOKENS[scheme]
    shapes: list[Shape] = [
        Text(EDGE, EDGE + TITLE / 2, TITLE, cut(question, WIDE - 2 * EDGE, TITLE), tokens["ink"])
    ]
    top = EDGE + TITLE + 24
    shapes.append(Raster(EDGE, top, 260, 260, rgb(picture)))
    shapes += answer_bars(answers, EDGE + 260 + 32, top, scheme)
    down, step = top + 260 + 40, (WIDE - 2 * EDGE - CARD) / 3
    for k, (title, pixels, lines) in enumerate(cards):
        shapes += _card(EDGE + k * step, down, (title, pixels, lines), scheme)
        shapes += _square(EDGE + k * step, down + 44, box, picture.shape, tokens["focus"])
    deepest = max((len(lines) for _, _, lines in cards), default=0)
    height = round(down + 44 + CARD + 20 + deepest * LINE + EDGE)
    return Drawing(WIDE, height, tokens["bg"], question, tuple(shapes))


def answer_bars(
    answers: Sequence[tuple[str, str, float]], x: float, y: float, scheme: str
) -> Iterator[Shape]:
    """Classes under each other: name, share as text, and the share (0 to 1) as a bar."""
    tokens, width = TOKENS[scheme], 620.0
    for k, (name, text, share) in enumerate(answers):
        ink, at = tokens["ink" if k == 0 else "ink2"], y + 52 * k
        yield Text(x, at + 14, 28 if k == 0 else SMALL, cut(name, width - 110, 28), ink)
        yield Text(x + width, at + 14, 28 if k == 0 else SMALL, text, ink, "end")
        yield Box(x, at + 32, width, 6, tokens["line"])
        yield Box(x, at + 32, width * share, 6, tokens["ink"])


def _card(x: float, y: float, part: Part, scheme: str) -> Iterator[Shape]:
    title, pixels, lines = part
    tokens = TOKENS[scheme]
    yield Text(x, y + 16, 26, title, tokens["ink"])
    yield Raster(x, y + 44, CARD, CARD, pixels)
    for k, line in enumerate(lines):
        ink = tokens["ink" if k == 0 else "ink2"]
        yield Text(x, y + 44 + CARD + 28 + k * LINE, SMALL, line, ink)


def _square(
    x: float, y: float, box: tuple[int, int, int, int], shape: tuple[int, ...], colour: str
) -> Iterator[Shape]:
    top, bottom, left, right = box
    down, across = CARD / shape[0], CARD / shape[1]
    size = (right - left) * across, (bottom - top) * down
    yield Box(x + left * across, y + top * down, *size, colour, 4)


def cut(text: str, width: float, size: float) -> str:
    """A text that fits, its end left out if need be."""
    if lettering.width(text, size) <= width:
        return text
    while text and lettering.width(f"{text} …", size) > width:
        text = text[:-1]
    return f"{text} …"


# ---- what lies over the picture


def rgb(picture: Pixels) -> Pixels:
    """A picture (H, W, 1) or (H, W, C) in three channels."""
    found: Pixels = np.repeat(picture, 3, axis=2) if picture.shape[2] == 1 else picture[..., :3]
    return found


def pale(picture: Pixels, scheme: str) -> Array:
    """The picture in grey, half on the paper, as fine as a card: float (CARD, CARD, 3)."""
    weights = np.array([0.299, 0.587, 0.114]) if picture.shape[2] == 3 else np.ones(1)
    grey = (picture[..., : len(weights)].astype(float) @ weights)[..., None]
    paper = np.array(list(bytes.fromhex(TOKENS[scheme]["bg"][1:])), float)
    return _fine(PALE * grey + (1 - PALE) * paper)


def _fine(cells: Array) -> Array:
    """The nearest cell for each pixel of a card."""
    rows, columns = (np.arange(CARD) * n // CARD for n in cells.shape[:2])
    return np.asarray(cells[rows][:, columns])


def _over(base: Array, sign: Array, part: Array, scheme: str) -> Pixels:
    """Colours by sign over a picture, ``part`` of them (0 to 1)."""
    colours = coloured(np.sign(sign) * STRONGEST, scheme, 1.0).astype(float)
    found: Pixels = np.rint(base + part[..., None] * (colours - base)).astype(np.uint8)
    return found


def pixels(base: Array, values: Array, scheme: str) -> Pixels:
    """A map of pixels (H, W) in the cells that are shown."""
    cells = shrunk(values[None], CELLS)[0]
    ordered = np.sort(np.abs(cells).ravel())
    reach = float(ordered[int(ordered.size * 0.99)]) or 1.0
    part = np.minimum(1, np.abs(cells) / reach)
    return _over(base, _fine(cells), _fine(np.where(part > FAINT, np.sqrt(part), 0)), scheme)


def discs(base: Array, heat: Array, where: Discs, shape: Sequence[int], scheme: str) -> Pixels:
    """A disc for each unit: its area goes with its number."""
    scale = [CARD / length for length in shape[:2]]
    largest = min(jump * px for jump, px in zip(where.jump, scale, strict=True)) * DISC
    most = float(np.abs(heat).max()) or 1.0
    place = np.arange(CARD) + 0.5
    sign, part = np.zeros((CARD, CARD)), np.zeros((CARD, CARD))
    for (row, column), value in np.ndenumerate(heat):
        y, x = ((where.centres[k][n] + 0.5) * scale[k] for k, n in enumerate((row, column)))
        inside = (place[:, None] - y) ** 2 + (place - x) ** 2 <= largest**2 * abs(value) / most
        sign[inside], part[inside] = value, 1
    return _over(base, sign, part, scheme)


def squares(
    base: Array,
    drops: Array,
    starts: Sequence[Sequence[int]],
    size: int,
    shape: Sequence[int],
    scheme: str,
) -> Pixels:
    """The middle of each square that was covered: how far the score falls."""
    scale, known = [CARD / length for length in shape[:2]], np.nan_to_num(drops)
    most = float(np.abs(known).max()) or 1.0
    sign, part = np.zeros((CARD, CARD)), np.zeros((CARD, CARD))
    step = starts[1][1] - starts[1][0] if len(starts[1]) > 1 else size
    for (i, j), value in np.ndenumerate(known):
        at = (starts[k][n] + (size - step) / 2 for k, n in enumerate((i, j)))
        ends = (
            slice(round(a * px), round((a + step) * px)) for a, px in zip(at, scale, strict=True)
        )
        there = tuple(ends)
        sign[there], part[there] = value, 0.85 * abs(value) / most
    return _over(base, sign, part, scheme)
