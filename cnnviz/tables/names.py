"""What stands in a table beside its numbers: comments, names of rows and columns, a factor."""

import re
from dataclasses import dataclass, replace

from cnnviz.tables.cells import is_number, ratio
from cnnviz.tables.lines import Guess

# A spreadsheet's fault such as #DIV/0! is no comment.
_COMMENT = re.compile(
    r"(?:^|(?<=[\s;,\]]))(?:#(?!\S*[!?]|N/?[AV]\b)|//|%(?=[^\n]*[A-Za-z])|(?<![^\n])%).*", re.M
)
_NAME = re.compile(r"[^\W\d_][^\t;,|]{0,39}")
_NO_NAMES = {"nan", "inf", "infinity", "null", "none", "true", "false", "na"}
_SUMMARY = re.compile(r"\.\.\.|…|⋮")
_PARTS = re.compile(r"^Columns? \d+ (?:through|to|and) \d+", re.M | re.I)
_LATEX = re.compile(r"\\(?:begin|end)\{[a-z]{1,20}\}|\\[\[\]]|\$")
_JULIA = re.compile(r"\A\d+×\d+ [A-Za-z]\w*\{[^\n]*\}:\n")
_R_ROW = re.compile(r"^\[\d{1,4},\]", re.M)
_R_COLUMNS = re.compile(r"^\[,\d{1,4}\](?: \[,\d{1,4}\])*$", re.M)
_ASSIGNED = re.compile(r"\A\s*[A-Za-z_][\w.:<>*& ]{0,60}(?:\[\w{0,6}\]){0,4}\s{0,9}=(?!=)", re.A)
_PARAMETER = re.compile(r"\A\s*Parameter containing:")
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?"
_FACTOR = rf"(?:\(\s*)?({_NUMBER}(?:/{_NUMBER})?)(?:\s*\))?"
_BEFORE = re.compile(rf"\s*{_FACTOR}\s*(?:[*×·∙]\s*|(?=[\[{{]))", re.A | re.I)
_AFTER = re.compile(rf"(?<=[\])}}])\s*([*×·/÷])\s*{_FACTOR}\s*[;.]?\s*$", re.A | re.I)


@dataclass(frozen=True)
class Bare:
    """A text without what is no cell of it, and the factor that stood before or behind it."""

    text: str
    numerator: float = 1.0
    denominator: float = 1.0


def without_comments(text: str) -> str:
    """The text without what stands behind #, % or //.

    >>> without_comments("1 2 # first\\n#DIV/0! 4")
    '1 2 \\n#DIV/0! 4'
    """
    return _COMMENT.sub("", text)


def bare(text: str) -> Bare:
    """Take an assignment and a factor such as 1/9 off.

    >>> bare("K = 1/9 * [1 1; 1 1]")
    Bare(text='[1 1; 1 1]', numerator=1.0, denominator=9.0)

    Raises
    ------
    ValueError
        For a print that leaves numbers out, or has its columns in several parts.
    """
    text = re.sub(r" */ *(?=[\d(])", "/", text)
    if _PARTS.search(text):
        raise ValueError(
            "The columns were printed in parts (“Columns 1 through 8”); "
            "print the table in one part, with mat2str for example."
        )
    if _SUMMARY.search(text):
        raise ValueError("The print leaves numbers out (“...”); print all of them.")
    text = _LATEX.sub("", _JULIA.sub("", text)).replace("\\\\", "\n")
    if _R_COLUMNS.search(text):
        text = _R_ROW.sub("", _R_COLUMNS.sub("", text))
    text = _PARAMETER.sub("", _ASSIGNED.sub("", text))
    return _without_factor(text)


def _without_factor(text: str) -> Bare:
    if match := _BEFORE.match(text):
        return Bare(text[match.end() :], *ratio(match[1], "The factor"))
    if match := _AFTER.search(text[-200:]):
        above, below = ratio(match[2], "The factor")
        rest = text[: len(text) - len(text[-200:]) + match.start()]
        return Bare(rest, above, below) if match[1] not in "/÷" else Bare(rest, below, above)
    return Bare(text)


@dataclass(frozen=True)
class Unnamed:
    """Lines without names, what was left out, and whether commas parted the names."""

    lines: list[str]
    said: tuple[str, ...] = ()
    by_commas: bool = False


def without_header(lines: list[str]) -> Unnamed:
    """Lines without a first one of names, and without a name before each of the others."""
    if len(lines) < 2:
        return Unnamed(lines)
    header, by_commas = lines[0], False
    named = _is_header(header) and any(map(str.isdigit, "".join(lines[1:])))
    if named:
        by_commas = "," in header and not re.search(r"[\t;|]", header)
        lines = lines[1:]
    rests = _without_first(lines, _mark(header)) if named and _fewer(header, lines[0]) else None
    rests = rests or (_without_column(lines) if len(lines) > 1 else None)
    skipped = ["row"] * named + ["column"] * bool(rests)
    said = f"without the {' and the '.join(skipped)} of names"
    return Unnamed(rests or lines, (said,) if skipped else (), by_commas)


def _mark(line: str) -> str:
    """What parts the first cell from the others."""
    return next((mark for mark in "\t;," if mark in line), " ")


def _fewer(header: str, line: str) -> bool:
    """Whether the first column has no name: its cells are names themselves, or count the rows."""
    mark = _mark(header)
    names, cells = (text.split(mark) for text in (header, line))
    return len(names) == len(cells) - 1 or (len(names) == len(cells) and not names[0].strip())


def _without_first(lines: list[str], mark: str) -> list[str] | None:
    """Each line without its first cell, whatever that is."""
    cut = [line.partition(mark) for line in lines]
    return [rest for *_, rest in cut] if all(rest for *_, rest in cut) else None


def _without_column(lines: list[str]) -> list[str] | None:
    """Each line without its first cell, where that is a name in all of them."""
    for mark in ("\t", ";", ",", " "):
        cut = [line.partition(mark) for line in lines]
        if all(_is_name(name, mark) and rest for name, _, rest in cut):
            return [rest for *_, rest in cut]
    return None


def without_count(guess: Guess) -> Guess:
    """Without a row and a column that count 0, 1, 2 …, as pandas prints them."""
    first, *rest = guess.rows
    if len(rest) < 1 or len(first) < 1:
        return guess
    header = first[1:] if first[0] == "" else first
    if first[0] != "" and any(len(row) != len(first) + 1 for row in rest):
        return guess
    if not header or not _counts(header) or not _counts([row[0] for row in rest if row]):
        return guess
    said = ("without the row and the column that count",)
    return replace(guess, rows=[row[1:] for row in rest], said=guess.said + said)


def _counts(cells: list[str]) -> bool:
    return cells in ([str(k + start) for k in range(len(cells))] for start in (0, 1))


def _is_header(line: str) -> bool:
    """Whether each of its cells is a name, or empty."""
    cells = [cell.strip().strip('"') for cell in re.split(r"[\t;,|]", line)]
    words = cells if len(cells) > 1 else line.split()
    return any(words) and all(not word or _is_name(word, "\t") for word in words)


def _is_name(cell: str, mark: str) -> bool:
    cell = cell.strip().strip('"')
    if mark in ", " and re.search(r"\s", cell):
        return False
    return bool(_NAME.fullmatch(cell)) and cell.lower() not in _NO_NAMES and not is_number(cell)
