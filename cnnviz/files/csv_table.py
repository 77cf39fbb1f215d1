"""A map as a table of comma-separated values, every digit kept."""

import csv
import io
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cnnviz.tables.writing import number_text

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with these a spreadsheet's formula begins

UNQUOTED = r"[\s,;\"]+"  # what would part the cells of a title, or have to be quoted


def encode(
    array: npt.NDArray[np.generic],
    title: str,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
) -> str:
    """Write a map (H, W): its title, the names of its columns, then each row after its name.

    Each number reads back as the very same float; the title is a comment for whoever reads it.

    >>> print(encode(np.array([[1.0, -0.25], [3.0, 0.1]]), "Output"), end="")
    # Output
    ,column 0,column 1
    row 0,1,-0.25
    row 1,3,0.1
    """
    if array.ndim != 2:
        raise ValueError(f"A table has rows and columns; this array has shape {array.shape}.")
    height, width = array.shape
    numbers = [list(map(number_text, row)) for row in array.tolist()]
    named = rows or [f"row {row}" for row in range(height)]
    heads = columns or [f"column {column}" for column in range(width)]
    return table(title, heads, dict(zip(named, numbers, strict=True)))


def table(title: str, columns: Sequence[str], rows: dict[str, list[str]]) -> str:
    """Write a title, the names of the columns and each row after its name."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    file.write(f"# {re.sub(UNQUOTED, ' ', title)}\n")
    writer.writerow(["", *map(plain, columns)])
    writer.writerows([plain(name), *cells] for name, cells in rows.items())
    return file.getvalue()


def plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> plain("=1+1"), plain("Output")
    ("'=1+1", 'Output')
    """
    return f"'{text}" if text.startswith(FORMULA) else text
