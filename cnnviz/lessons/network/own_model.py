"""A model of one's own: read, tried with the usual ways in which pictures go in, and run.

The generators run in a process of the pool: a file from a stranger is read there, not here.
"""

import contextlib
from collections.abc import Iterator, Mapping
from math import prod
from types import MappingProxyType

from cnnviz.analysis.attribution.asked import answered
from cnnviz.files.own_model import OwnModel
from cnnviz.lessons.network.layers import own
from cnnviz.networks.graph import Network
from cnnviz.networks.run import Activations, forward
from cnnviz.ops.arithmetic import Constant
from cnnviz.ops.layer import Array, Shape

MOST_NUMBERS = 200_000_000  # in all layers together: they all come here
BYTES = 8  # of each: four here, and four in the process that computes it
Sent = Array | tuple[str, Shape]

Params = Mapping[str, Mapping[str, Array]]


def tried(model: OwnModel, levels: Array) -> Iterator[list[tuple[int, float]]]:
    """The first class and its share for each recipe, one after the other."""
    found: list[tuple[int, float]] = []
    for recipe in model.recipes:
        values = forward(model.network, model.params, recipe.scaled(levels))
        given = answered(model.network, values)[1]
        best = int(given.argmax())
        found.append((best, float(given[best])))
        yield list(found)


def seen(network: Network, params: Params, x: Array) -> Iterator[dict[str, Sent]]:
    """Every value of a network that looks at a picture, as `received` takes them.

    Raises
    ------
    ValueError
        When it can't, or there are too many numbers.
    """
    shapes: dict[str, Shape] = {}
    with contextlib.suppress(ValueError):  # some layers tell their shape only as they run
        shapes = network.shapes(x.shape, params)
    total = sum(map(prod, shapes.values()))
    if total > MOST_NUMBERS:
        raise ValueError(
            f"All layers together have {total:,} numbers, which would take "
            f"{total * BYTES / 1e9:,.1f} GB; up to {MOST_NUMBERS:,} can be shown, "
            f"{MOST_NUMBERS * BYTES / 1e9:,.1f} GB, so bring a smaller model."
        )
    yield sent(network, forward(network, params, x))


def sent(network: Network, activations: Activations) -> dict[str, Sent]:
    """All values but the constants, which are among the parameters, and each number once.

    An array that has its numbers from an earlier one, such as a flattened map, is told by the name
    of that one and by its own shape.
    """
    constant = {node.name for node in network.nodes if isinstance(node.layer, Constant)}
    first: dict[tuple[int, str, int], str] = {}
    found: dict[str, Sent] = {}
    for name, value in activations.values.items():
        if name in constant:
            continue
        earlier = name
        if value.flags.c_contiguous and value.size:
            earlier = first.setdefault((value.ctypes.data, value.dtype.str, value.nbytes), name)
        found[name] = value if earlier == name else (earlier, value.shape)
    return found


def received(network: Network, params: Params, found: Mapping[str, Sent]) -> Activations:
    """The values that were `sent`, read-only, in the network's order."""
    values: dict[str, Array] = {}
    value: Sent
    for name in (*network.inputs, *(node.name for node in network.nodes)):
        value = found[name] if name in found else params[name]["value"]
        if isinstance(value, tuple):
            earlier, shape = value
            value = values[earlier].reshape(shape)
        values[name] = own(value)
    return Activations(MappingProxyType(values))
