"""Which pixels of the picture each value of a network sees, whatever its layers do."""

from collections.abc import Mapping, Sequence
from math import prod

from cnnviz.analysis.looking import STATISTICAL, Step
from cnnviz.analysis.places import Seen
from cnnviz.analysis.receptive_field import Field, Fields
from cnnviz.networks.graph import Network, Node, Params
from cnnviz.ops.layer import NOTHING, Shape


def fields(
    network: Network,
    input_shape: Shape | Mapping[str, Shape],
    params: Params | None = None,
    local: bool = False,
    start: str = "",
    axes: Sequence[int] = (),
) -> dict[str, Fields | None]:
    """The field of every network input and node, one for each spatial axis of the input.

    After a layer that looks at its whole input (dense, global pooling) it covers everything. It is
    None where no field is defined: for a layer that moves its input about as its numbers say, and
    for all that comes after it; for a constant, too, which takes nothing from what it is put
    together with. A network from a file needs its ``params``: only they say how many maps its
    layers have.

    With ``local``, what reaches all units of a layer alike is left out, such as the gate of a
    squeeze-and-excitation block or the statistics of a normalisation: a field is then centred where
    its unit stands. It is None where a value has no rows and columns in their usual places.

    Parameters
    ----------
    input_shape : or the shapes of all values, by name, where they are known
    start : a value in the network to start from in place of the input: the fields are those on its
        maps, and None for what does not read it or has no rows and columns in their usual places
    axes : see `places`

    Raises
    ------
    ValueError
        When a layer does not fit; the message begins with the node's name.
    """
    shapes = shapes_of(network, input_shape, params)
    usual = local or bool(start)
    found = places(network, shapes, params, local, start, axes, exact=bool(start))
    return {
        name: tuple(field for _, field in seen)
        if seen is not None and not (usual and _turned(seen, shapes[name]))
        else None
        for name, seen in found.items()
    }


def shapes_of(
    network: Network, input_shape: Shape | Mapping[str, Shape], params: Params | None
) -> Mapping[str, Shape]:
    """The shapes of all values, worked out where they are not known."""
    if isinstance(input_shape, Mapping):
        return input_shape
    return network.shapes(input_shape, params)


def places(
    network: Network,
    shapes: Mapping[str, Shape],
    params: Params | None = None,
    local: bool = False,
    start: str = "",
    axes: Sequence[int] = (),
    exact: bool = False,
) -> dict[str, Seen | None]:
    """As `fields`, each with the axis along which a value's units see other pixels.

    Parameters
    ----------
    axes : along which axes of its array the picture lies, where not along all from the third on
    exact : bool
        Whether fields are also cut off at the borders of the layers between: a pixel at the border
        that a layer leaves out, as its step does not come out even, is not seen by later ones.
    """
    first = start or network.inputs[0]
    along = tuple(axes) or tuple(range(2, len(shapes[first])))
    pixel: Seen = tuple((axis, Field()) for axis in along)
    picture = tuple(shapes[first][axis] for axis in along)
    known: dict[str, Seen | None] = dict.fromkeys(network.inputs, None if start else pixel)
    known[first] = pixel
    apart = set(network.inputs) - {first} if start else set()  # what takes nothing from the picture
    for node in network.nodes:
        if node.name == start:
            continue
        left_out = apart | {n for n in node.inputs if local and _spread(node, n, shapes)}
        names = tuple(n for n in node.inputs if n not in left_out)
        below = [found for name in names if (found := known[name]) is not None]
        if not names:
            apart.add(node.name)
        known[node.name] = None
        if names and len(below) == len(names):
            own = (params or NOTHING).get(node.name, NOTHING)
            step = Step(node, names, shapes, picture, own, exact)
            alike = local and isinstance(step.layer, STATISTICAL)
            known[node.name] = below[0] if alike else step.after(below)
    return known


def _turned(seen: Seen, shape: Shape) -> bool:
    """Whether a value's units along an axis of the picture are not along the usual axis."""
    lengths = (*shape[2:], *(1,) * len(seen))
    return any(
        at not in (None, 2 + k) or (at is None and n > 1)
        for k, ((at, _), n) in enumerate(zip(seen, lengths, strict=False))
    )


def _spread(node: Node, name: str, shapes: Mapping[str, Shape]) -> bool:
    """Whether a node takes the same of an input to all of its positions."""
    before, after = shapes[name][2:], shapes[node.name][2:]
    return len(node.inputs) > 1 and prod(before) == 1 < prod(after)
