"""Headers of panels and relations for ``js/panel.js`` and ``js/relation.js``, with their arrays."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.figures.theme import signed_range
from cnnviz.player import axes, state
from cnnviz.player.axes import AXES, Arrays, AxisTable
from cnnviz.player.packing import pack
from cnnviz.player.source import Source


def panel(
    key: str, values: npt.NDArray[np.floating], arrays: Arrays, **header: Any
) -> dict[str, Any]:
    """A map or kernel (…, rows, columns), in signed colours unless ``header`` says otherwise."""
    reach = signed_range(values)
    arrays[key] = values.reshape(-1, *values.shape[-2:])
    return {"key": key, "colour": "signed", "range": [-reach, reach], **header}


def relation(
    name: str, tables: Sequence[AxisTable], arrays: Arrays, **header: Any
) -> dict[str, Any]:
    """How three panels meet: ``input``, ``weight`` and ``output`` are their keys.

    ``channels`` lists the input channels of each filter; one channel and one filter unless given.
    """
    encoded = [
        axes.encode(f"{name}:{axis}", table, arrays)
        for axis, table in zip(AXES, tables, strict=True)
    ]
    usual: Mapping[str, Any] = {"rule": "sum", "channels": [[0]]}
    return {**usual, **header, "axes": encoded}


def pack_lesson(
    header: Mapping[str, Any], arrays: Arrays, *, source: Source, link: str, view: Any
) -> bytes:
    """A lesson's header with what every player needs in it, packed with its arrays.

    ``view`` is the table of the state with the values to open with, see `cnnviz.player.state`.
    """
    common = {"picture": source.key, "link": link, "state": state.table(view)}
    return pack({**common, **header}, arrays)
