"""What a unit sees of the picture, and of every map on the way to it."""

from collections.abc import Mapping, Sequence

import numpy as np

from cnnviz.analysis.fields import fields
from cnnviz.analysis.spans import Ends, ends
from cnnviz.geometry import Indices
from cnnviz.networks.graph import Network, Params
from cnnviz.ops.layer import Shape

Boxes = tuple[Indices, Indices]
AXES = (2, 3), (1, 2)  # of rows and columns: channels first, channels last


def boxes(
    network: Network,
    shapes: Mapping[str, Shape],
    params: Params,
    seen: Sequence[str],
    name: str,
    last: bool = False,
) -> dict[str, Boxes]:
    """First and last row, and first and last column, that each unit of ``name`` sees of others.

    Parameters
    ----------
    shapes : of all values, by name
    seen : names of the input and of nodes with maps; those that ``name`` does not read are left out
    last : whether the picture's channels come last

    Returns
    -------
    {name: ((rows, 2), (columns, 2))}, first and last place, cut off at the borders; -1 for both
    where a unit sees nothing. A unit that is a single number has one row.
    """
    network = network.ending_at(name)
    return {
        other: found
        for other in seen
        if other != name
        and (
            found := _boxes(
                network, shapes, params, other, name, AXES[last and other in network.inputs]
            )
        )
    }


def _boxes(
    network: Network,
    shapes: Mapping[str, Shape],
    params: Params,
    other: str,
    name: str,
    axes: tuple[int, int],
) -> Boxes | None:
    if len(shapes[other]) != 4 or len(shapes[name]) not in (2, 4):
        return None
    found = fields(network, shapes, params, start=other, axes=axes)[name]
    if found is None:
        return None
    units = shapes[name][2:] or (1, 1)
    lengths = [shapes[other][axis] for axis in axes]
    rows, columns = (
        _cut(*ends(field, count, n)) for field, count, n in zip(found, units, lengths, strict=True)
    )
    return rows, columns


def _cut(first: Ends, last: Ends) -> Indices:
    nothing = first > last
    found = np.stack([first, last], 1)
    found[nothing] = -1
    return found.astype(np.int32)
