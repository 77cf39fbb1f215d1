"""One cell of a table as a number, and every fault by its row and column, counted from 0."""

import re

QUOTED = 20
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.A)  # 1,234, which may be 1234 or 1.234

# No two parts can match the same digits, so a long cell is refused in linear time.
_POINT = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?", re.A | re.I)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?:[ .,'’\u00a0\u202f\u2009])\d{3})+(?:[.,]\d*)?", re.A)
_MINUS = re.compile(r"[\N{MINUS SIGN}\N{EN DASH}\N{FULLWIDTH HYPHEN-MINUS}](?=[\d.,])")

Ratio = tuple[float, float]


def with_plain_minus(text: str) -> str:
    """The text with "-" for every other sign that stands for minus before a number.

    >>> with_plain_minus("\N{MINUS SIGN}1 \N{EN DASH}.5")
    '-1 -.5'
    """
    return _MINUS.sub("-", text)


def is_number(cell: str, *, comma: bool = False) -> bool:
    """Whether a cell is a number or a fraction; with ``comma`` a decimal comma is the only mark."""
    parts = cell.split("/")
    return len(parts) <= 2 and all(_plain(part, comma=comma) for part in parts)


def ratio(cell: str, where: str, *, comma: bool = False) -> Ratio:
    """A cell as numerator and denominator, which is 1 for what is no fraction.

    Raises
    ------
    ValueError
        One sentence that says where the cell is and what it says.
    """
    if not cell:
        raise ValueError(f"{where} is empty.")
    if not is_number(cell, comma=comma):
        raise ValueError(f"{where} says {quoted(cell)}, {_fault(cell, comma=comma)}.")
    above, _, below = cell.replace(",", ".").partition("/")
    numerator, denominator = float(above), float(below or 1)
    if denominator == 0:
        raise ValueError(f"{where} says {quoted(cell)}, which divides by 0.")
    return numerator, denominator


def quoted(cell: str) -> str:
    """The first characters of a cell, without any that could move or hide text around them."""
    shown = "".join(filter(str.isprintable, cell))
    return f'"{shown[:QUOTED]}…"' if len(shown) > QUOTED else f'"{shown}"'


def _plain(cell: str, *, comma: bool) -> bool:
    if comma:
        return "." not in cell and bool(_POINT.fullmatch(cell.replace(",", ".")))
    return bool(_POINT.fullmatch(cell))


def _fault(cell: str, *, comma: bool) -> str:
    if _grouped(cell):
        return "with a mark between thousands; write it without, such as 1234.5"
    if comma and is_number(cell):
        return "with a decimal point, where others have a comma; use one of the two"
    # A space within: commas parted the row, and some were meant as decimal commas.
    hint = "; write a decimal point, not a comma" if re.search(r"[,\s]", cell) else ""
    return f"which is not a number{hint}"


def _grouped(cell: str) -> bool:
    """Whether thousands are marked: twice, or by another mark than the decimals."""
    match = _GROUPED.fullmatch(cell)
    marks = re.findall(r"[.,'’\s]", cell)
    return bool(match) and (len(marks) > 1 or marks[0] not in ".,")
