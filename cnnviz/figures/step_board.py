"""One step of a convolution on one sheet: window, kernel, products, sum and result."""

from collections.abc import Iterator

from cnnviz.figures.grid import Map, grid, marked
from cnnviz.figures.names import ACTIVATION_NAMES
from cnnviz.figures.numbers import factor, number
from cnnviz.figures.theme import TOKENS, signed_range
from cnnviz.files import lettering
from cnnviz.files.drawing import Drawing, Shape, Text
from cnnviz.geometry import Window
from cnnviz.traces import ConvolutionTrace, Terms

WIDTH, HEIGHT, EDGE = 1600, 900, 48  # px
LEFT, RIGHT = 400, 560  # px: how wide the maps are, and where the products begin
HEADING, NAME = 52, 32  # px: sizes of letters
SIGN = 56  # px between two tables, for the sign there
MAPS = (120, 480, 330)  # px: the tops of both maps, and how high they are
TABLES, END = 120, 640  # px: from where to where the tables reach
LARGEST, APART = 150, 12  # px: no cell of a table is larger; between two rows of tables


def step_board(
    trace: ConvolutionTrace, x: Map, y: Map, at: tuple[int, int, int], scheme: str = "light"
) -> Drawing:
    """Draw how the output at ``at`` (filter, row, column) comes about.

    ``x`` and ``y`` are input and output as they are drawn.
    """
    name = _name(trace, at)
    tokens = TOKENS[scheme]
    result = float(trace.y[at])
    heading = f"{name} = {number(result)}"
    shapes: list[Shape] = [Text(EDGE, 60, HEADING, heading, tokens["ink"])]
    shapes += _maps(trace, x, y, at, scheme)
    terms = trace.terms(*at)
    shapes += _tables(x, terms, scheme)
    shapes += _sum(trace, terms, at, scheme)
    return Drawing(WIDTH, HEIGHT, tokens["bg"], heading, tuple(shapes))


def _name(trace: ConvolutionTrace, at: tuple[int, int, int]) -> str:
    place = at if len(trace.y) > 1 else at[1:]
    return f"output[{', '.join(map(str, place))}]"


def _maps(
    trace: ConvolutionTrace, x: Map, y: Map, at: tuple[int, int, int], scheme: str
) -> Iterator[Shape]:
    """Input and output, with the window and the place of its result in a frame."""
    _, row, column = at
    window = reach(trace.windows[0], row) + reach(trace.windows[1], column)
    here = marked(y, (row, row + 1, column, column + 1))
    for drawn, top in zip((marked(x, window), here), MAPS[:2], strict=True):
        rows, columns = drawn.shape
        cell = min(LEFT / columns, (MAPS[2] - NAME - 20) / rows)
        title = f"{drawn.title}, {rows} by {columns}"
        yield Text(EDGE, top, NAME, title, TOKENS[scheme]["ink2"])
        yield from grid(drawn, EDGE, top + NAME, cell, scheme)


def reach(window: Window, output: int) -> tuple[int, int]:
    """From where to where, exclusive, a window lies in the input; padding is outside of it."""
    first = output * window.stride - window.pad[0]
    return first, first + window.span


def _cell(terms: Terms) -> float:
    """The side of a cell: three tables beside each other, a row of them for each channel."""
    channels, rows, columns = terms.inputs.shape
    across = (WIDTH - EDGE - RIGHT - 2 * SIGN) / (3 * columns)
    each = (END - TABLES - NAME) / channels
    return float(min(across, (each - APART) / rows, LARGEST))


def _tables(x: Map, terms: Terms, scheme: str) -> Iterator[Shape]:
    """Window · kernel = products, one row of tables for each input channel."""
    channels, rows, _ = terms.inputs.shape
    cell = _cell(terms)
    weight = signed_range(terms.weights)
    product = signed_range(terms.products)
    colour = "grey" if x.colour == "rgb" else x.colour
    for channel in range(channels):
        tables = (
            Map("Window", terms.inputs[channel], colour, x.low, x.high),
            Map("Kernel", terms.weights[channel], "signed", -weight, weight),
            Map("Products", terms.products[channel], "signed", -product, product),
        )
        top = TABLES + NAME + channel * (rows * cell + APART)
        yield from _row(tables, top, cell, scheme, titled=channel == 0)


def _row(
    tables: tuple[Map, ...], top: float, cell: float, scheme: str, titled: bool
) -> Iterator[Shape]:
    x, tokens = float(RIGHT), TOKENS[scheme]
    for table, sign in zip(tables, ("·", "=", ""), strict=True):
        rows, columns = table.shape
        if titled:
            yield Text(x, top - NAME, NAME, table.title, tokens["ink2"])
        yield from grid(table, x, top, cell, scheme)
        x += columns * cell + SIGN
        middle = top + rows * cell / 2
        yield Text(x - SIGN / 2, middle, HEADING, sign, tokens["ink"], "middle")


def _sum(
    trace: ConvolutionTrace, terms: Terms, at: tuple[int, int, int], scheme: str
) -> Iterator[Shape]:
    """The sum, what happens to it, and the result."""
    ink, quiet = TOKENS[scheme]["ink"], TOKENS[scheme]["ink2"]
    channels, rows, _ = terms.inputs.shape
    y = TABLES + NAME + channels * (rows * _cell(terms) + APART) + 110
    yield Text(RIGHT, y - 44, NAME, f"Sum of the {terms.products.size} products", quiet)
    steps = [number(terms.total)]
    if trace.divisor != 1:
        steps.append(f"/ {number(trace.divisor)}")
    if trace.bias[at[0]]:
        steps.append(f"+ {factor(trace.bias[at[0]])}")
    if trace.activation != "none":
        steps = [f"{ACTIVATION_NAMES[trace.activation]}({' '.join(steps)})"]
    exact = number(terms.total) if len(steps) == 1 and trace.activation == "none" else ""
    text = " ".join(steps) if exact else f"{' '.join(steps)} gives {number(trace.y[at])}"
    size = min(72.0, (WIDTH - RIGHT - EDGE) / max(lettering.width(text, 1), 1e-9))
    yield Text(RIGHT, y + 24, size, text, ink)
