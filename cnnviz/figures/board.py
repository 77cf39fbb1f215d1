"""A step on one sheet: what it reads and writes on the left, its numbers in large tables beside."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cnnviz.figures.grid import Map, grid
from cnnviz.figures.theme import TOKENS
from cnnviz.files import lettering
from cnnviz.files.drawing import Drawing, Shape, Text

WIDTH, HEIGHT, EDGE = 1600, 1000, 48  # px
LEFT, RIGHT = 400, 560  # px: how wide the maps are, and where the tables begin
HEADING, NAME, SAID, FINAL = 52, 32, 36, 72  # px: sizes of letters
LINE = 48  # px from one line of the sentence to the next
SIGN = 56  # px between two tables, for the sign there
LARGEST, APART = 150, 12  # px: no cell of a table is larger; between two rows of tables
TOP, MOST = 262, 3  # px: where maps and tables begin below the sentence, of so many lines
FOOT = 200  # px below the tables, for what they come to


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """What is drawn of a step.

    ``where`` stands above the ``sentence``. ``maps`` are panels, each of one or more maps with one
    title. ``tables`` are rows of tables with ``signs`` between them, and below stands what they
    come to: ``result``, and in small letters before it ``label``. Without tables the panels are
    large.
    """

    where: str
    sentence: str
    maps: tuple[tuple[Map, ...], ...]
    tables: tuple[tuple[Map, ...], ...] = ()
    signs: tuple[str, ...] = ()
    label: str = ""
    result: str = ""


def board(drawn: Board, scheme: str = "light") -> Drawing:
    """The sheet, 1,600 px wide."""
    tokens = TOKENS[scheme]
    shapes: list[Shape] = [
        Text(EDGE, 48, fitted(drawn.where, NAME, WIDTH - 2 * EDGE), drawn.where, tokens["ink2"])
    ]
    for place, line in enumerate(wrapped(drawn.sentence, SAID, WIDTH - 2 * EDGE)[:MOST]):
        shapes.append(Text(EDGE, 104 + place * LINE, SAID, line, tokens["ink"]))
    if drawn.tables:
        shapes += stacked(drawn.maps, TOP, HEIGHT - EDGE, scheme)
        shapes += tabled(drawn.tables, drawn.signs, TOP, HEIGHT - FOOT, scheme)
        shapes += _result(drawn, scheme)
    else:
        shapes += beside(drawn.maps, TOP, HEIGHT - EDGE, scheme)
    return Drawing(WIDTH, HEIGHT, tokens["bg"], drawn.sentence, tuple(shapes))


def wrapped(text: str, size: float, width: float) -> list[str]:
    """A text in lines of this width.

    >>> wrapped("one two three", 10, 50)
    ['one two', 'three']
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and lettering.width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def fitted(text: str, size: float, room: float) -> float:
    """The size of letters, or a smaller one with which the line has room."""
    return min(size, room / max(lettering.width(text, 1), 1e-9))


def stacked(
    panels: Sequence[tuple[Map, ...]], top: float, bottom: float, scheme: str
) -> Iterator[Shape]:
    """Panels below each other, each with its title."""
    each = (bottom - top) / max(len(panels), 1)
    for panel in panels:
        yield from _panel(panel, (EDGE, top), (LEFT, each - NAME - 20), scheme)
        top += each


def beside(
    panels: Sequence[tuple[Map, ...]], top: float, bottom: float, scheme: str
) -> Iterator[Shape]:
    """Panels beside each other, each with its title."""
    each = (WIDTH - EDGE) / max(len(panels), 1) - EDGE
    for place, panel in enumerate(panels):
        at = EDGE + place * (each + EDGE), top
        yield from _panel(panel, at, (each, bottom - top - NAME), scheme)


def _panel(
    panel: tuple[Map, ...], at: tuple[float, float], room: tuple[float, float], scheme: str
) -> Iterator[Shape]:
    """Maps of one size beside each other, below the title of the first."""
    x, y = at
    rows, columns = panel[0].shape
    width = (room[0] - APART * (len(panel) - 1)) / len(panel)
    cell = min(width / columns, room[1] / rows, LARGEST)
    title = panel[0].title
    yield Text(x, y, fitted(title, NAME, room[0]), title, TOKENS[scheme]["ink2"])
    for drawn in panel:
        yield from grid(drawn, x, y + NAME, cell, scheme)
        x += columns * cell + APART


def tabled(
    tables: Sequence[tuple[Map, ...]],
    signs: Sequence[str],
    top: float,
    bottom: float,
    scheme: str,
) -> Iterator[Shape]:
    """Rows of tables of one size, with signs between; titles above the first row."""
    cell = cell_of(tables, signs, bottom - top)
    for place, row in enumerate(tables):
        y = top + NAME + place * (row[0].shape[0] * cell + APART)
        yield from _row(row, signs, y, cell, scheme, titled=place == 0)


def cell_of(tables: Sequence[tuple[Map, ...]], signs: Sequence[str], room: float) -> float:
    """The side of a cell: all tables of a row beside each other, and the rows below each other."""
    rows, columns = tables[0][0].shape
    many = len(tables[0])
    across = (WIDTH - EDGE - RIGHT - sum(map(_wide, signs))) / (many * columns)
    down = ((room - NAME) / len(tables) - APART) / rows
    return float(min(across, down, LARGEST))


def _wide(sign: str) -> float:
    return max(SIGN, lettering.width(sign, HEADING) + 20)


def _row(
    row: tuple[Map, ...], signs: Sequence[str], top: float, cell: float, scheme: str, titled: bool
) -> Iterator[Shape]:
    x, tokens = float(RIGHT), TOKENS[scheme]
    for table, sign in zip(row, (*signs, ""), strict=True):
        rows, columns = table.shape
        if titled:
            room = columns * cell + (_wide(sign) if sign else 0) - APART
            size = fitted(table.title, NAME, room)
            yield Text(x, top - NAME, size, table.title, tokens["ink2"])
        yield from grid(table, x, top, cell, scheme)
        x += columns * cell + _wide(sign) / 2
        if sign:
            yield Text(x, top + rows * cell / 2, HEADING, sign, tokens["ink"], "middle")
        x += _wide(sign) / 2


def _result(drawn: Board, scheme: str) -> Iterable[Shape]:
    tokens = TOKENS[scheme]
    size = fitted(drawn.result, FINAL, WIDTH - RIGHT - EDGE)
    return (
        Text(RIGHT, HEIGHT - 160, NAME, drawn.label, tokens["ink2"]),
        Text(RIGHT, HEIGHT - 92, size, drawn.result, tokens["ink"]),
    )
