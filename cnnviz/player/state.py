"""What a player's link keeps beside the settings: one typed table, read and written from here.

The table is the lesson's own dataclass of `cnnviz.settings.link.setting` lines, the one that reads
the link. Python sends it with the values to open with; the browser keeps the values and writes the
address from the same table (``js/address.js``), so neither side repeats names or defaults.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from typing import Any
from urllib.parse import parse_qsl


def table(view: Any, *, always: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The lines of a state: name, default, and the value that ``view`` opens with.

    What differs from its default stands in the address, and ``always`` whatever it is.
    """
    return [
        {"name": line.name, "default": line.default, "value": getattr(view, line.name)}
        | ({"always": True} if line.name in always else {})
        for line in fields(view)
    ]


def told(
    lines: Sequence[Mapping[str, Any]], link: str, here: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The lines with the values that an address ``here`` has, if it is one of the same settings.

    ``link`` is the query of the settings; a value that can't be read stays as it was.
    """
    names = {line["name"] for line in lines}
    settings = {name: text for name, text in here.items() if name not in names}
    if not here or settings != dict(parse_qsl(link, keep_blank_values=True)):
        return list(map(dict, lines))
    return [{**line, "value": _value(line, here.get(line["name"]))} for line in lines]


def _value(line: Mapping[str, Any], text: str | None) -> Any:
    """A text as a value of the same kind as the default; a place is a list of whole numbers."""
    usual, value = line["default"], line["value"]
    if text is None:  # an address leaves out what is as usual, where there is a usual
        return value if line.get("always") else usual
    with suppress(ValueError):
        if isinstance(usual, str):
            return text
        if isinstance(usual, int | float):
            return type(usual)(text)
        return [int(part) for part in text.split(",")] if text else None
    return value
