"""Rows of cells out of lines of text: what parts the cells, and what a comma means.

Tabs part cells before semicolons, semicolons before commas, commas before spaces. Where something
else than a comma parts them, a comma is a decimal comma. Where two ways are possible both are
given, the likelier one first.
"""

import re
from dataclasses import dataclass

from cnnviz.tables.cells import THOUSANDS, is_number

Rows = list[list[str]]

_SIMPLE = re.compile(r"[+-]?\d*(?:,\d+)?(?:[eE][+-]?\d+)?", re.A)  # a number, one comma at most
_LEADING_ZERO = re.compile(r",0\d", re.A)  # 0625 is written after a comma only
_COMMA = re.compile(r" *, *")
_QUOTED = re.compile(r'"([^"\n]*)"')


@dataclass(frozen=True)
class Guess:
    """One way to read a text: its rows of cells, and whether commas are decimal commas.

    ``flat`` says that a row is a list whose shape the text does not tell.
    """

    rows: Rows
    comma: bool = False
    flat: bool = False
    said: tuple[str, ...] = ()


def guesses(lines: list[str], *, listed: bool = False) -> list[Guess]:
    """The ways to read lines of numbers, the likeliest first.

    With ``listed`` each line is a row, and commas part its cells whatever else they could mean.

    >>> [guess.rows for guess in guesses(["0,5;1", "2;1,5"])]
    [[['0,5', '1'], ['2', '1,5']]]
    """
    lines = [_unquoted(line) for line in lines]
    text = "\n".join(lines)
    if "\t" in text:
        return _decimals([_split(line, "\t") for line in lines])
    lines = [line.strip() for line in lines]
    if "&" in text:  # LaTeX, without its \\
        return [Guess([_split(line, "&") for line in lines])]
    if all(line.startswith("|") for line in lines):
        return _decimals([_split(line.strip("|"), "|") for line in lines if "--" not in line])
    if ";" in text:
        return _semicolons(lines, listed=listed)
    return _commas(lines, listed=listed)


def _unquoted(line: str) -> str:
    """A line without quotation marks; a number with a comma in them has a decimal comma."""

    def cell(match: re.Match[str]) -> str:
        inner = match[1].strip()
        return inner.replace(",", ".") if is_number(inner, comma=True) else inner

    return _QUOTED.sub(cell, line)


def _split(line: str, mark: str) -> list[str]:
    return [cell.strip() for cell in line.split(mark)]


def _words(line: str) -> list[str]:
    # Not split(): a narrow space may stand between thousands.
    return [word for word in line.split(" ") if word] or [""]


def _semicolons(lines: list[str], *, listed: bool) -> list[Guess]:
    """Semicolons part cells in several lines, unless rows of several numbers stand between."""
    lines = [line.removesuffix(";").rstrip() for line in lines]
    table = [_split(line, ";") for line in lines]
    pieces = [piece for row in table for piece in row]
    if len(pieces) == len(lines):
        return _commas(lines, listed=listed)
    single = not any(re.search(r"[\s,]", piece) for piece in pieces)
    decimal = single or all(map(_SIMPLE.fullmatch, pieces))
    if decimal and (listed or len(lines) > 1):
        return _decimals(table)
    if single:
        return [Guess(table, flat=True), Guess([[piece] for piece in pieces])]
    rows = _commas(pieces, listed=True)
    return rows + _decimals(table) if decimal else rows


def _commas(lines: list[str], *, listed: bool) -> list[Guess]:
    """Commas and spaces alone: which of them part the cells?"""
    text = "\n".join(lines)
    if "," not in text:
        return [Guess([_words(line) for line in lines], flat=len(lines) == 1)]
    if len(lines) > 1 and all(line.endswith(",") for line in lines[:-1]):
        lines = [line.removesuffix(",").rstrip() for line in lines]
    spaced = [_words(line) for line in lines]
    if any(len(row) > 1 for row in spaced) and not re.search(r" ,|, ", text):
        return _spaces(lines, spaced)
    cells = Guess([_COMMA.split(line) for line in lines], flat=len(lines) == 1)
    return [cells] if listed else _points(lines, cells)


def _spaces(lines: list[str], spaced: Rows) -> list[Guess]:
    """Spaces and commas, no comma beside a space: "1,5 2,5", or whole rows as "1,2,3 4,5,6"."""
    tokens = [token for row in spaced for token in row]
    if all(token.count(",") <= 1 for token in tokens):
        return _decimals(spaced)
    if len(lines) == 1:
        return [Guess([_split(token, ",") for token in tokens])]
    return [Guess([_split(line, ",") for line in lines])]


def _points(lines: list[str], cells: Guess) -> list[Guess]:
    """Commas part the cells, or they are the decimal commas of one column."""
    text = "\n".join(lines)
    if all(map(_SIMPLE.fullmatch, lines)):
        column = Guess([[line] for line in lines], comma=True)
        return [column] if _LEADING_ZERO.search(text) else [cells, column]
    parts = [re.split(r" *, +", line) for line in lines]
    pieces = [piece for row in parts for piece in row]
    if any("," in piece for piece in pieces) and all(map(_SIMPLE.fullmatch, pieces)):
        return [cells, *_decimals(parts)]  # 1,5, 2,5
    return [cells]


def _decimals(rows: Rows) -> list[Guess]:
    """Cells that commas do not part: a comma is decimal, or may also stand between thousands."""
    cells = [cell for row in rows for cell in row]
    with_comma = [cell for cell in cells if "," in cell]
    decimal = Guess(rows, comma=bool(with_comma))
    small = (cell.lstrip("+-").isdigit() and len(cell.lstrip("+-")) < 4 for cell in cells)
    thousands = map(THOUSANDS.fullmatch, cells)
    if not with_comma or not all(a or b for a, b in zip(small, thousands, strict=True)):
        return [decimal]
    whole = [[cell.replace(",", "") for cell in row] for row in rows]
    return [decimal, Guess(whole, said=("with commas between thousands",))]
