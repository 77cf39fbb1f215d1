"""Small grids of numbers, typed, pasted from a spreadsheet or carried in a link."""

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cnnviz.tables import Limits, Reading, readings
from cnnviz.tables.writing import number_text

MAX_SIDE = 64
LARGEST = 1_000_000
MAX_CHARACTERS = 100_000
LIMITS = Limits("grid", MAX_SIDE, 1, LARGEST, MAX_CHARACTERS, divided=True)


def read(text: str) -> tuple[Reading, ...]:
    """The ways to read what somebody typed or pasted, 1 to 64 a side; mostly there is one.

    Raises ``ValueError`` in one sentence, which names the cell, when there is none.
    """
    return readings(text, LIMITS)


@lru_cache(maxsize=32)  # a page asks for its grid each time it runs
def parse(text: str, limits: Limits = LIMITS) -> npt.NDArray[np.float64]:
    """Read a grid as `to_text` writes it into a link, as a read-only array (H, W).

    Semicolons and line ends stand between rows; commas, tabs or spaces between cells.

    >>> parse("0,1;2,3").tolist() == parse("0 1; 2 3").tolist() == parse("0,1\\n2,3").tolist()
    True

    Raises
    ------
    ValueError
        One sentence; it names the cell, rows and columns counted from 0.
    """
    rows = re.sub(r";(?=\s*$)|;\n", "\n", text).replace(";", "\n")
    return readings(rows, limits, listed=True)[0].grid


def to_text(grid: npt.ArrayLike) -> str:
    """Write a grid (H, W) so that :func:`parse` reads the same numbers back.

    >>> to_text([[0, 1.0], [-0.5, 3]])
    '0,1;-0.5,3'
    """
    rows = np.asarray(grid, np.float64).tolist()
    return ";".join(",".join(map(number_text, row)) for row in rows)
