"""Kernels as text that people keep: a pasted table, a print, a CSV or a JSON file."""

import json
import re
from dataclasses import replace

import numpy as np

from cnnviz.kernels.cells import compact, number, plain
from cnnviz.kernels.kernel import MAX_CHANNELS, MAX_SIDE, MAX_WEIGHT, Kernel
from cnnviz.tables import Limits, Reading, only, readings
from cnnviz.tables.writing import numpy_literal, tab_separated

MAX_TEXT = 250_000  # 16 channels of 15 x 15 numbers with every digit take 90,000
MAX_TITLE = 40
LIMITS = Limits("kernel", MAX_SIDE, MAX_CHANNELS, MAX_WEIGHT, MAX_TEXT)

_HEADER = re.compile(r"# (title|divisor|channel):(.*)")
# A title with a comma stands in quotation marks; a spreadsheet fills the row with separators.
_QUOTED = re.compile(r'"(# (?:[^"]|"")*)"[ ,;\t]*')
_OBJECT = re.compile(r'\{\s*"')


def read(text: str | bytes) -> tuple[Reading, ...]:
    """The ways to read a kernel out of what somebody brought; mostly there is one.

    Beside tables and prints (see `cnnviz.tables`) these are our own files: JSON, an object with
    "weight" and, if wanted, "divisor" and "title", and CSV with lines "# title: ...",
    "# divisor: 9" and "# channel: 1" (before that channel's rows).

    Raises
    ------
    ValueError
        One sentence that names the cell (row and column from 0) or the rule.
    """
    text = _decoded(text)
    if _OBJECT.match(text):
        return _from_json(text)
    lines = [_unquoted(line) for line in re.split(r"\r\n?|\n", text)]
    headed = any(map(_HEADER.fullmatch, lines))
    return (_from_csv(lines),) if headed else _kept(readings(text, LIMITS))


def pasted(reading: Reading) -> Kernel:
    """The kernel that was read."""
    title = reading.title or "Pasted kernel"
    return Kernel("custom", title, reading.values, reading.divisor)


def parse(text: str | bytes) -> Kernel:
    """The kernel of a text that can be read in one way only.

    >>> parse("1 0 -1; 2 0 -2; 1 0 -1").size
    (3, 3)
    """
    return pasted(only(read(text)))


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
    lines = [_quoted(f"# title: {_printable(kernel.title)}")]
    lines += [f"# divisor: {compact(kernel.divisor)}", *_channels(kernel, ",")]
    return "\n".join(lines) + "\n"


def to_tabs(kernel: Kernel) -> str:
    """One row a line with tabs between the weights, as a spreadsheet takes it.

    The divisor and the channels are named only where there is something to say.
    """
    divisor = [f"# divisor: {compact(kernel.divisor)}"] if kernel.divisor != 1 else []
    return "\n".join([*divisor, *_channels(kernel, "\t")])


def to_numpy(kernel: Kernel) -> str:
    """The weights as a line of NumPy, with the divisor behind it."""
    weight = kernel.weight[0] if kernel.channels == 1 else kernel.weight
    return numpy_literal(weight, kernel.divisor)


def _channels(kernel: Kernel, mark: str) -> list[str]:
    lines = []
    for channel, rows in enumerate(kernel.weight):
        lines += [f"# channel: {channel}"] if kernel.channels > 1 else []
        lines += tab_separated(rows).replace("\t", mark).split("\n")
    return lines


def _decoded(text: str | bytes) -> str:
    if len(text) > MAX_TEXT:
        raise ValueError(f"The text is too long for a kernel; {MAX_TEXT:,} characters would fit.")
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError:
            raise ValueError("The file is not text; a CSV or JSON file in UTF-8 fits.") from None
    return text.removeprefix("\ufeff").strip(" \r\n")


def _from_json(text: str) -> tuple[Reading, ...]:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("The JSON can't be read; rows such as [[1, 0], [0, -1]] fit.") from None
    if "weight" not in record:
        raise ValueError('The JSON has no "weight".')
    if not isinstance(record["weight"], list):
        raise ValueError("Weights must be a list of rows, each a list of numbers.")
    divisor, title = number(record.get("divisor", 1), "The divisor"), record.get("title")
    named = _printable(title) if isinstance(title, str) else ""
    found = readings(json.dumps(record["weight"]), LIMITS)
    return _kept(tuple(replace(one, divisor=one.divisor * divisor, title=named) for one in found))


def _from_csv(lines: list[str]) -> Reading:
    header: dict[str, str] = {}
    channels: list[list[str]] = [[]]
    for line in lines:
        if match := _HEADER.fullmatch(line):
            key, value = match.groups()
            header[key] = value.strip()
            if key == "channel" and channels[-1]:
                channels.append([])
        elif line.strip():
            channels[-1].append(line)
    divisor = number(header.get("divisor", "1"), "The divisor")
    one = _stacked(["\n".join(rows) for rows in channels])
    whole = replace(one, divisor=one.divisor * divisor, title=_printable(header.get("title", "")))
    return _kept((whole,))[0]


def _stacked(channels: list[str]) -> Reading:
    """Channels one below the other, each a table with commas between its cells."""
    if len(channels) > MAX_CHANNELS:
        raise ValueError(
            f"The kernel has {len(channels)} channels; it can have 1 to {MAX_CHANNELS}."
        )
    found = [readings(text, LIMITS, listed=True)[0] for text in channels]
    if len(found) == 1:
        return found[0]
    sizes = [one.values.shape[1:] for one in found]
    for channel, (height, width) in enumerate(sizes):
        if (height, width) != sizes[0]:
            raise ValueError(
                f"Channel {channel} is {height} × {width}; channel 0 is "
                f"{sizes[0][0]} × {sizes[0][1]}."
            )
    values = np.concatenate([one.values / one.divisor for one in found])
    return replace(found[0], values=values, divisor=1.0)


def _kept(found: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Those that make a kernel; the fault of the first one if there is none."""
    kept, faults = [], []
    for one in found:
        try:
            pasted(one)
        except ValueError as fault:
            faults.append(fault)
        else:
            kept.append(one)
    if not kept:
        raise faults[0]
    return tuple(kept)


def _quoted(line: str) -> str:
    """A line as one cell of a table, whatever parts the cells; none of its parts begins one."""
    return '"' + line.replace('"', '""') + '"' if re.search(r"[,;\t]", line) else line


def _unquoted(line: str) -> str:
    match = _QUOTED.fullmatch(line)
    if match:
        return match[1].replace('""', '"')
    return line.rstrip(" ,;\t") if line.startswith("# ") else line


def _printable(title: str) -> str:
    """A title as data: at most 40 characters, each of them printable."""
    return "".join(c for c in title if c.isprintable())[:MAX_TITLE].strip()
