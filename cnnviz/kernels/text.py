"""Kernels as text that people keep: a pasted table, a CSV or a JSON file."""

import json
import re

from cnnviz.kernels.cells import compact, from_lists, from_rows, number, plain
from cnnviz.kernels.kernel import Kernel
from cnnviz.kernels.weights import Weight

MAX_TEXT = 250_000  # 16 channels of 15 x 15 numbers with every digit take 90,000
MAX_TITLE = 40

_HEADER = re.compile(r"# (title|divisor|channel):(.*)")


def parse(text: str | bytes) -> Kernel:
    """A kernel from a spreadsheet paste, CSV or JSON.

    A table has one row a line; tabs, semicolons, commas or spaces part its cells (the first of
    these that occurs). A single line may part its rows by semicolons. Lines "# title: ...",
    "# divisor: 9" and "# channel: 1" (before that channel's rows) may stand in it. JSON is the
    weights, nested as (rows, columns) or (channels, rows, columns), or an object with "weight"
    and, if wanted, "divisor" and "title".

    Raises
    ------
    ValueError
        One sentence that names the cell (row and column from 0) or the rule.

    >>> parse("1 0 -1; 2 0 -2; 1 0 -1").size
    (3, 3)
    """
    text = _decoded(text)
    if text[:1] in ("[", "{"):
        return _from_json(text)
    return _from_table(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def to_json(kernel: Kernel) -> str:
    """An object with title, divisor and weight that `parse` reads back exactly."""
    weight = [[[plain(w) for w in row] for row in c] for c in kernel.weight.tolist()]
    record = {
        "title": kernel.title,
        "divisor": plain(kernel.divisor),
        "weight": weight[0] if kernel.channels == 1 else weight,
    }
    return json.dumps(record)


def to_csv(kernel: Kernel) -> str:
    """One row a line under title and divisor, that `parse` reads back exactly."""
    lines = [f"# title: {_printable(kernel.title)}", f"# divisor: {compact(kernel.divisor)}"]
    for channel, rows in enumerate(kernel.weight.tolist()):
        lines += [f"# channel: {channel}"] if kernel.channels > 1 else []
        lines += [",".join(map(compact, row)) for row in rows]
    return "\n".join(lines) + "\n"


def _decoded(text: str | bytes) -> str:
    if len(text) > MAX_TEXT:
        raise ValueError(f"The text is too long for a kernel; {MAX_TEXT} characters would fit.")
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError:
            raise ValueError("The file is not text; a CSV or JSON file in UTF-8 fits.") from None
    text = text.removeprefix("\ufeff").strip(" \r\n")
    if not text.strip():
        raise ValueError("There are no numbers; paste rows such as 1 0 -1.")
    return text


def _from_json(text: str) -> Kernel:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("The JSON can't be read; rows such as [[1, 0], [0, -1]] fit.") from None
    if not isinstance(record, dict):
        record = {"weight": record}
    if "weight" not in record:
        raise ValueError('The JSON has no "weight".')
    divisor = number(record.get("divisor", 1), "The divisor")
    return _kernel(from_lists(record["weight"]), divisor, record.get("title"))


def _from_table(lines: list[str]) -> Kernel:
    header: dict[str, str] = {}
    channels: list[list[str]] = [[]]
    for line in lines:
        if match := _HEADER.fullmatch(line):
            key, value = match.groups()
            header[key] = value.strip(" \t,;")  # a spreadsheet fills the row with separators
            if key == "channel" and channels[-1]:
                channels.append([])
        else:
            channels[-1].append(line)
    divisor = number(header.get("divisor", "1"), "The divisor")
    return _kernel(_table(channels), divisor, header.get("title"))


def _table(channels: list[list[str]]) -> Weight:
    if sum(map(len, channels)) == 1:
        (line,) = channels[0]
        rows = [row.strip() for row in line.split(";")]
        if len(rows) > 1 and any(re.search(r"[\t, ]", row) for row in rows):
            channels = [rows]
    text = "\n".join(line for rows in channels for line in rows)
    separator = next((mark for mark in "\t;," if mark in text), None)
    return from_rows([[_cells(line, separator) for line in rows] for rows in channels])


def _cells(line: str, separator: str | None) -> list[object]:
    return [cell.strip().strip('"') for cell in line.split(separator)]


def _kernel(weight: Weight, divisor: float, title: object) -> Kernel:
    named = _printable(title) if isinstance(title, str) else ""
    return Kernel("custom", named or "Pasted kernel", weight, divisor)


def _printable(title: str) -> str:
    """A title as data: at most 40 characters, each of them printable."""
    return "".join(c for c in title if c.isprintable())[:MAX_TITLE].strip()
