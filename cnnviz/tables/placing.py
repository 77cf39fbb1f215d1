"""A block of numbers pasted onto a cell of others: it lies there from that cell on."""

from cnnviz.tables.limits import Array, Limits
from cnnviz.tables.readings import only, readings


def placed(text: str, onto: Array, row: int, column: int, limits: Limits) -> Array:
    """``onto`` (H, W) with the numbers of ``text`` from (row, column) on, as a new array.

    Of several ways to read the text, those that find room count.

    Raises
    ------
    ValueError
        In one sentence: the text can't be read, or there is no room for it.
    """
    ways = readings(text, limits)
    room = onto.shape[0] - row, onto.shape[1] - column
    fitting = tuple(w for w in ways if w.grid.shape[0] <= room[0] and w.grid.shape[1] <= room[1])
    if not fitting:
        height, width = ways[0].grid.shape
        raise ValueError(
            f"These are {height} × {width} numbers; from row {row}, column {column} on there is "
            f"room for {room[0]} × {room[1]}."
        )
    way = only(fitting)
    result = onto.copy()
    height, width = way.grid.shape
    result[row : row + height, column : column + width] = way.grid / way.divisor
    return result
