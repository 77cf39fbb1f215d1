"""The two ends of a network: where its picture has channels first, and where its scores are."""

from cnnviz.networks.graph import Network
from cnnviz.networks.run import Activations
from cnnviz.ops import (
    Dropout,
    Flatten,
    Identity,
    LogSoftmax,
    Reshape,
    Sigmoid,
    Softmax,
    Squeeze,
    Transpose,
    Unsqueeze,
)
from cnnviz.ops.deciding import ArgMax
from cnnviz.ops.layer import Array, Layer
from cnnviz.ops.quantising import Cast
from cnnviz.ops.shaping import AsMatrix

SHARES: tuple[type[Layer], ...] = (Softmax, LogSoftmax, Sigmoid)
# What may stand behind them without being an answer of its own.
LAST: tuple[type[Layer], ...] = (
    ArgMax,
    AsMatrix,
    Cast,
    Dropout,
    Flatten,
    Identity,
    Reshape,
    Squeeze,
    Unsqueeze,
)


def scores_node(network: Network) -> str:
    """The value that holds the scores: what the last softmax or sigmoid reads, else the output.

    Behind it a file may only change the shape, or name the class with the largest share.
    """
    return _ending(network)[0]


def separate(network: Network) -> bool:
    """Whether a sigmoid makes each class's share by itself, so that they need not sum to 1."""
    return _ending(network)[1] is Sigmoid


def _ending(network: Network) -> tuple[str, type[Layer] | None]:
    """The value with the scores, and the kind of layer that makes shares of them."""
    name = found = network.outputs[0]
    nodes = {node.name: node for node in network.nodes}
    while name in nodes and isinstance(nodes[name].layer, SHARES + LAST):
        (below,) = nodes[name].inputs
        if isinstance(nodes[name].layer, SHARES):
            return below, type(nodes[name].layer)
        if isinstance(nodes[name].layer, ArgMax):
            found = below
        name = below
    return found, None


def from_maps(network: Network, activations: Activations) -> Network:
    """The network from where its picture has channels first, as a file may begin by moving them."""
    (name,) = network.inputs
    readers = [node for node in network.nodes if name in node.inputs]
    if len(readers) != 1 or name in network.outputs:
        return network
    (first,) = readers
    if not _makes_maps(first.layer, activations.values[name].ndim, activations.values[first.name]):
        return network
    rest = tuple(node for node in network.nodes if node is not first)
    return from_maps(Network((first.name,), rest, network.outputs), activations)


def depending(network: Network) -> frozenset[str]:
    """The input and the nodes that depend on it; all others are constants."""
    found = set(network.inputs)
    for node in network.nodes:
        if not found.isdisjoint(node.inputs):
            found.add(node.name)
    return frozenset(found)


def _makes_maps(layer: Layer, rank: int, maps: Array) -> bool:
    """Whether a layer only makes (1, C, *spatial) of a picture that came in in another shape."""
    if isinstance(layer, Transpose) and rank > 2:
        return layer.permutation == (0, rank - 1, *range(1, rank - 1))
    return isinstance(layer, Reshape | Unsqueeze) and len(maps) == 1 and rank < maps.ndim in (3, 4)
