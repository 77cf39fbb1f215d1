"""Small grids of numbers, typed, pasted from a spreadsheet or carried in a link."""

import re

import numpy as np
import numpy.typing as npt

from cnnviz.files.csv_table import number_text
from cnnviz.kernels.cells import counted

MAX_SIDE = 64
LARGEST = 1_000_000
MAX_CHARACTERS = 100_000
QUOTED = 20

# No two parts can match the same digits, so a long cell is refused in linear time.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LINE_END = re.compile(r"\r\n?|\n")


def parse(text: str) -> npt.NDArray[np.float64]:
    """Read rows of numbers as a read-only array (H, W), 1 to 64 a side.

    Cells stand between tabs, commas or spaces; rows between line ends or semicolons. A table of
    several lines with a single number between its semicolons has them between cells.

    >>> parse("0 1; 2 3").tolist() == parse("0,1\\n2,3").tolist() == parse("0;1\\n2;3").tolist()
    True

    Raises
    ------
    ValueError
        One sentence; it names the cell, rows and columns counted from 0.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(
            f"The grid has {len(text)} characters; at most {MAX_CHARACTERS} can be read."
        )
    rows = _rows(text)
    if not any(cell for row in rows for cell in row):
        raise ValueError("The grid is empty; write rows of numbers such as 0, 1, 2.")
    # First the cells: one with a decimal comma says more than the ragged rows that it makes.
    cells = [[_number(cell, i, j) for j, cell in enumerate(row)] for i, row in enumerate(rows)]
    _check_shape(cells)
    grid = np.array(cells)
    grid.setflags(write=False)
    return grid


def to_text(grid: npt.ArrayLike) -> str:
    """Write a grid (H, W) so that :func:`parse` reads the same numbers back.

    >>> to_text([[0, 1.0], [-0.5, 3]])
    '0,1;-0.5,3'
    """
    rows = np.asarray(grid, np.float64).tolist()
    return ";".join(",".join(map(number_text, row)) for row in rows)


def _rows(text: str) -> list[list[str]]:
    # Tabs stay at the ends: in a spreadsheet they stand beside an empty cell.
    lines = _LINE_END.split(text.lstrip("\ufeff").strip("\r\n "))
    lines = [line.rstrip(" ").removesuffix(";") for line in lines]
    table = [[cell.strip() for cell in line.split(";")] for line in lines]
    if len(lines) > 1 and all(not re.search(r"[\s,]", cell) for row in table for cell in row):
        return table
    return [_cells(row) for line in lines for row in line.split(";")]


def _cells(row: str) -> list[str]:
    for separator in "\t,":
        if separator in row:
            return [cell.strip() for cell in row.split(separator)]
    return row.split()


def _check_shape(rows: list[list[float]]) -> None:
    width = len(rows[0])
    for i, row in enumerate(rows):
        if len(row) != width:
            raise ValueError(
                f"Row {i} has {counted(len(row), 'cell')} and row 0 has {width};"
                " all rows need as many."
            )
    if len(rows) > MAX_SIDE or width > MAX_SIDE:
        raise ValueError(
            f"The grid has {counted(len(rows), 'row')} and {counted(width, 'column')};"
            f" each can be 1 to {MAX_SIDE}."
        )


def _number(cell: str, row: int, column: int) -> float:
    where = f"The cell in row {row}, column {column}"
    if not cell:
        raise ValueError(f"{where} is empty; write a number such as 3 or -0.5.")
    text = cell.replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(text):
        # A space within: commas parted the row, and some were meant as decimal commas.
        hint = ", with a decimal point and not a comma" if re.search(r"[,\s]", cell) else ""
        raise ValueError(
            f"{where} says {_quoted(cell)}, which is not a number;"
            f" write a number such as 3 or -0.5{hint}."
        )
    value = float(text) + 0.0  # + 0.0 turns -0 into 0
    if abs(value) > LARGEST:
        raise ValueError(
            f"{where} says {_quoted(cell)}, which is too large;"
            f" write a number from -{LARGEST} to {LARGEST}."
        )
    return value


def _quoted(cell: str) -> str:
    """The first characters of a cell, without any that could move or hide text around them."""
    shown = "".join(filter(str.isprintable, cell))
    return f'"{shown[:QUOTED]}…"' if len(shown) > QUOTED else f'"{shown}"'
