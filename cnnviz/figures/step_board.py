"""One step of a convolution on one sheet: window, kernel, products, sum and result."""

from collections.abc import Iterator

from cnnviz.figures.board import (
    APART,
    EDGE,
    FINAL,
    HEADING,
    LEFT,
    NAME,
    RIGHT,
    WIDTH,
    cell_of,
    tabled,
)
from cnnviz.figures.grid import Map, grid, marked
from cnnviz.figures.names import ACTIVATION_NAMES
from cnnviz.figures.numbers import factor, number
from cnnviz.figures.theme import TOKENS, signed_range
from cnnviz.files import lettering
from cnnviz.files.drawing import Drawing, Shape, Text
from cnnviz.geometry import Window
from cnnviz.traces import ConvolutionTrace, Terms

HEIGHT = 900  # px
MAPS = (120, 480, 330)  # px: the tops of both maps, and how high they are
TABLES, END = 120, 640  # px: from where to where the tables reach
SIGNS = ("·", "=")


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
    tables = _tables(x, terms)
    shapes += tabled(tables, SIGNS, TABLES, END, scheme)
    below = TABLES + NAME + len(tables) * (tables[0][0].shape[0] * _cell(tables) + APART)
    shapes += _sum(trace, terms, at, below, scheme)
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


def _cell(tables: tuple[tuple[Map, ...], ...]) -> float:
    return cell_of(tables, SIGNS, END - TABLES)


def _tables(x: Map, terms: Terms) -> tuple[tuple[Map, ...], ...]:
    """Window · kernel = products, one row of tables for each input channel."""
    weight = signed_range(terms.weights)
    product = signed_range(terms.products)
    colour = "grey" if x.colour == "rgb" else x.colour
    return tuple(
        (
            Map("Window", terms.inputs[channel], colour, x.low, x.high),
            Map("Kernel", terms.weights[channel], "signed", -weight, weight),
            Map("Products", terms.products[channel], "signed", -product, product),
        )
        for channel in range(len(terms.inputs))
    )


def _sum(
    trace: ConvolutionTrace, terms: Terms, at: tuple[int, int, int], below: float, scheme: str
) -> Iterator[Shape]:
    """The sum, what happens to it, and the result."""
    ink, quiet = TOKENS[scheme]["ink"], TOKENS[scheme]["ink2"]
    y = below + 110
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
    size = min(FINAL, (WIDTH - RIGHT - EDGE) / max(lettering.width(text, 1), 1e-9))
    yield Text(RIGHT, y + 24, size, text, ink)
