"""A network that another lesson hands over, up to the layer of one of its units.

What a unit sees is asked of windows and of places where branches meet. So of the network those
nodes stay that have rows and columns; what looks at whole maps, such as the gate of a
squeeze-and-excitation block, is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cnnviz.analysis.looking import EACH_BY_ITSELF, STATISTICAL
from cnnviz.files import own_model
from cnnviz.fixed import fixed
from cnnviz.lessons.receptive_field.trace import Known
from cnnviz.networks.graph import Network, Node, Params
from cnnviz.networks.in_a_row import without_turn
from cnnviz.ops import Add, Concat, Conv, Identity, Multiply
from cnnviz.ops.border import Pad
from cnnviz.ops.layer import Layer, Shape
from cnnviz.store import stored

Shapes = Mapping[str, Shape]
MEETING = (Add, Concat, Multiply)


@dataclass(frozen=True, slots=True, eq=False)
class Handed:
    """The network that runs, up to the unit's layer, and the one whose windows are followed.

    ``gated`` says whether something was left out that takes part.
    """

    title: str
    network: Network
    params: Params
    windows: Network
    known: Known
    input_shape: Shape
    gated: bool


@stored(max_entries=4, max_bytes=400_000_000)
def handed(model: str, until: int = 0) -> Handed:
    """The model up to a node, counted from 1; with 0 up to the last one that is a picture.

    Raises
    ------
    ValueError
        In one sentence: the model is no longer here, or there is nothing to follow.
    """
    given = own_model.find(model)
    network = without_turn(given.network) if given.channels_last else given.network
    input_shape = (1, *given.shape)
    shapes = network.shapes(input_shape, given.params)
    windows = _pictured(network, shapes)
    last = _last(network, windows, until)
    part, whole = windows.ending_at(last), network.ending_at(last)
    found = Handed(
        given.title,
        whole,
        {node.name: given.params[node.name] for node in whole.nodes if node.name in given.params},
        part,
        Known(network, shapes, given.params),
        input_shape,
        _is_gated(whole, part),
    )
    return fixed(found)


def layer_number(given: Handed, name: str) -> int:
    """The place of a node, counted from 1, among those that take from the picture."""
    seen, count = set(given.network.inputs), 0
    for node in given.network.nodes:
        if seen.intersection(node.inputs):
            seen.add(node.name)
            count += 1
        if node.name == name:
            break
    return count


def _last(network: Network, windows: Network, until: int) -> str:
    """The node up to which fields are followed."""
    names = [node.name for node in windows.nodes]
    if not names:
        raise ValueError("This network has no layer that looks at a picture's rows and columns.")
    if not until:
        return names[-1]
    if until > len(network.nodes) or network.nodes[until - 1].name not in names:
        raise ValueError("This layer has no rows and columns: each of its numbers sees all of it.")
    return network.nodes[until - 1].name


def _pictured(network: Network, shapes: Shapes) -> Network:
    """The nodes that have rows and columns, each with what it reads of these."""
    kept: dict[str, Node] = {}
    there = set(network.inputs)
    for node in network.nodes:
        read = tuple(name for name in node.inputs if name in there)
        if not read or len(shapes[node.name]) != 4:
            continue
        own = _followed(node, read, shapes)
        if own is None:
            continue
        kept[node.name] = own
        there.add(node.name)
    return Network(network.inputs, tuple(kept.values()), ([*network.inputs, *kept][-1],))


def _followed(node: Node, read: tuple[str, ...], shapes: Shapes) -> Node | None:
    """The node with a layer whose windows tell what it reads, or None for one without any."""
    sides = shapes[node.name][2:]
    if len(node.inputs) > 1:
        same = tuple(name for name in read if shapes[name][2:] == sides)
        meeting: Layer = node.layer if isinstance(node.layer, MEETING) else Add()
        layer = meeting if len(same) > 1 else Identity()
        return replace(node, layer=layer, inputs=same) if same else None
    before = shapes[read[0]][2:]
    if isinstance(node.layer, Pad):
        above, left = node.layer.padding[2:]
        border = Conv(1, padding=(above, left))
        fits = min(*above, *left) >= 0 and not any(map(any, node.layer.padding[:2]))
        return replace(node, layer=border, inputs=read) if fits else None
    if isinstance(node.layer, (*EACH_BY_ITSELF, *STATISTICAL)) and before == sides:
        return replace(node, layer=Identity(), inputs=read)
    return node if node.layer.windows(before) else None


def _is_gated(network: Network, windows: Network) -> bool:
    """Whether anything that takes part, and takes from the picture, is left out."""
    followed = {node.name for node in windows.nodes}
    seen = set(network.inputs)
    for node in network.nodes:
        if seen.intersection(node.inputs):
            seen.add(node.name)
    return bool(seen - followed - set(network.inputs))
