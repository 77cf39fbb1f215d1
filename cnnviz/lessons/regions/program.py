"""A region's way to its class as NumPy, step by step and as a program that runs as it is."""

import numpy as np

from cnnviz.files.numpy_given import given
from cnnviz.lessons.regions.trace import Region

CELL = "cell = maps[:, {rows}, {columns}].max((1, 2))"


def step(seen: Region, place: int) -> str:
    """One step in a line."""
    left, top, right, bottom = seen.box
    last, cells = seen.looked.stride, list(np.ndindex(seen.pooled.shape[1:]))
    if place == 0:
        return f"region = photo[:, {top}:{bottom + 1}, {left}:{right + 1}]"
    if place == 1:
        ends = ", ".join(map(str, seen.box))
        return f"left, top, right, bottom = np.array([{ends}]) // {last}"
    if place - 2 < len(cells):
        return _cell(seen, *cells[place - 2])
    return (
        "means = pooled.mean((1, 2))"
        if place == len(cells) + 2
        else "scores = weight @ means + bias"
    )


def _cell(seen: Region, i: int, j: int) -> str:
    rows, columns = (f"{one.start}:{one.stop}" for one in (seen.rows[i], seen.columns[j]))
    return CELL.format(rows=rows, columns=columns)


def whole(seen: Region) -> str:
    """The score of the best class from all maps under the region; it prints it."""
    left, top, right, bottom = seen.on_maps
    best = seen.best[0]
    maps = seen.looked.maps[:, top : bottom + 1, left : right + 1]
    rows, columns = (
        [(one.start - first, one.stop - first) for one in axis]
        for axis, first in ((seen.rows, top), (seen.columns, left))
    )
    return (
        "import numpy as np\n\n"
        f"{given('maps', maps)}\n{given('weight', seen.looked.weight[best])}\n\n"
        f"rows, columns = {rows}, {columns}\n"
        "cells = [maps[:, r:s, c:d].max((1, 2)) for r, s in rows for c, d in columns]\n"
        "means = np.mean(cells, axis=0)\n"
        f"print(weight @ means + {float(seen.looked.bias[best])!r})  # {seen.looked.names[best]}\n"
    )
