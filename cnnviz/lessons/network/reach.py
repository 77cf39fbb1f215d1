"""What a unit sees of the picture, and of every map on the way to it."""

from collections.abc import Mapping, Sequence

import numpy as np

from cnnviz.analysis.receptive_field import Field, field_after, union
from cnnviz.geometry import Indices
from cnnviz.networks.graph import Network
from cnnviz.ops.layer import Shape

AXES = (0, 1)


def boxes(
    network: Network, shapes: Mapping[str, Shape], seen: Sequence[str], name: str
) -> dict[str, tuple[Indices, Indices]]:
    """First and last row, and first and last column, that each unit of ``name`` sees of others.

    Parameters
    ----------
    shapes : of all values, by name
    seen : names of inputs and nodes with maps; those that ``name`` does not read are left out

    Returns
    -------
    {name: ((rows, 2), (columns, 2))}, first and last place, cut off at the borders; a unit that is
    a single number has one row
    """
    return {
        other: (found[0], found[1])
        for other in seen
        if other != name and (found := _boxes(network, shapes, other, name))
    }


def _boxes(
    network: Network, shapes: Mapping[str, Shape], other: str, name: str
) -> list[Indices] | None:
    found = []
    for axis in AXES:
        n = shapes[other][2:][axis]
        field = _field(network, shapes, other, name, axis)
        if field is None:
            return None
        spatial = shapes[name][2:]
        units = np.arange(spatial[axis] if spatial else 1)
        first = units * field.jump - field.window.pad[0]
        ends = np.stack([first, first + field.size - 1], 1)
        found.append(np.clip(ends, 0, n - 1).astype(np.int32))
    return found


def _field(
    network: Network, shapes: Mapping[str, Shape], other: str, name: str, axis: int
) -> Field | None:
    """The field of ``name`` on ``other`` along an axis, or None where none leads there."""
    known: dict[str, Field] = {other: Field()}
    for node in network.nodes:
        below = {k: known[k] for k in node.inputs if k in known}
        if below and node.name not in known:
            known[node.name] = (
                field_after(node, below, shapes, axis)
                if len(node.inputs) == 1
                else union(list(below.values()))
            )
        if node.name == name:
            break
    return known.get(name)
