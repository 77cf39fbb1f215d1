"""Maps side by side on one sheet, 1,600 px on its longer side."""

from collections.abc import Sequence

from cnnviz.figures.grid import FOOT, GUTTER, HEAD, SMALL, TITLE, Map, headed
from cnnviz.figures.theme import TOKENS
from cnnviz.files import lettering
from cnnviz.files.drawing import Drawing, Shape, Text

LONGER = 1600  # px
EDGE, BETWEEN, LINE = 40, 48, 48  # px: around all, between two maps, for the line below
LEAST = 160  # px: as wide as a scale
FLATTEST = 0.5  # no sheet is flatter than this


def sheet(maps: Sequence[Map], scheme: str = "light", note: str = "") -> Drawing:
    """Maps side by side with cells of one size, and a line below that says where they are from."""
    cell = _cell(maps, bool(note))
    widths = [max(GUTTER + m.shape[1] * cell, GUTTER + LEAST, _titled(m)) for m in maps]
    inner = sum(widths) + BETWEEN * (len(maps) - 1)
    tallest = max(m.shape[0] for m in maps) * cell
    high = HEAD + tallest + FOOT + (LINE if note else 0)
    width, height = _page(inner + 2 * EDGE, high + 2 * EDGE)
    x, y = (width - inner) / 2, (height - high) / 2
    if note:
        below = Text(x + GUTTER, y + high - SMALL / 2, SMALL, note, TOKENS[scheme]["ink2"])
    shapes: list[Shape] = [below] if note else []
    for drawn, wide in zip(maps, widths, strict=True):
        shapes += headed(drawn, x, y, cell, scheme)
        x += wide + BETWEEN
    title = " and ".join(m.title for m in maps)
    return Drawing(width, height, TOKENS[scheme]["bg"], title, tuple(shapes))


def _cell(maps: Sequence[Map], noted: bool) -> float:
    """As large as the sheet allows; whole px where a cell has at least one."""
    beside = 2 * EDGE + BETWEEN * (len(maps) - 1) + GUTTER * len(maps)
    above = 2 * EDGE + HEAD + FOOT + (LINE if noted else 0)
    across = (LONGER - beside) / sum(m.shape[1] for m in maps)
    down = (LONGER - above) / max(m.shape[0] for m in maps)
    cell = min(across, down)
    return int(cell) if cell >= 1 else cell


def _titled(drawn: Map) -> float:
    return GUTTER + lettering.width(drawn.title, TITLE)


def _page(width: float, height: float) -> tuple[int, int]:
    """The longer side in full; the shorter as it is, so long as it does not become a strip."""
    least = LONGER * FLATTEST
    if width >= height:
        return LONGER, round(max(height, least))
    return round(max(width, least)), LONGER
