"""What a player's link keeps beside the settings: one typed table, read and written from here.

The table is the lesson's own dataclass of `cnnviz.settings.link.setting` lines, the one that reads
the link. Python sends it with the values to open with; the browser keeps the values and writes the
address from the same table (``js/address.js``), so neither side repeats names or defaults.
"""

from dataclasses import fields
from typing import Any


def table(view: Any, *, always: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The lines of a state: name, default, and the value that ``view`` opens with.

    What differs from its default stands in the address, and ``always`` whatever it is.
    """
    return [
        {"name": line.name, "default": line.default, "value": getattr(view, line.name)}
        | ({"always": True} if line.name in always else {})
        for line in fields(view)
    ]
