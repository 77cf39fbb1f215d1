"""How deep a network is: the learned layers on each way from the picture to the answer."""

from collections import Counter
from collections.abc import Mapping
from math import prod

from cnnviz import ops
from cnnviz.networks.graph import Network, Node
from cnnviz.ops.layer import Shape

Lengths = tuple[int, Counter[int]]  # added to each length, and how many ways there are of each
DEEP, VERY_DEEP = 2, 10  # a credit-assignment path is longer than that


def ways(network: Network, shapes: Mapping[str, Shape]) -> dict[int, int]:
    """How many ways there are, by how many learned layers lie on them.

    Ways part where a sum brings two values together. Maps side by side count as one value, and what
    a gate weighs maps with is no way: it does not carry the picture on.

    >>> from cnnviz.networks.catalogue.residual import resnet
    >>> net = resnet(18)
    >>> sum(ways(net, net.shapes((1, 3, 64, 64))).values())
    256
    """
    known: dict[str, Lengths] = {name: (0, Counter({0: 1})) for name in network.inputs}
    for node in network.nodes:
        carried = [known[name] for name in _carried(node, shapes)]
        more, counts = carried[0] if len(carried) == 1 else _together(carried)
        known[node.name] = more + isinstance(node.layer, ops.Conv | ops.Dense), counts
    more, counts = known[network.outputs[0]]
    return {length + more: count for length, count in sorted(counts.items())}


def _together(carried: list[Lengths]) -> Lengths:
    total: Counter[int] = Counter()
    for more, counts in carried:
        for length, count in counts.items():
            total[length + more] += count
    return 0, total


def _carried(node: Node, shapes: Mapping[str, Shape]) -> tuple[str, ...]:
    if isinstance(node.layer, ops.Add):
        return node.inputs
    return (max(node.inputs, key=lambda name: prod(shapes[name][2:])),)


def word(longest: int) -> str:
    """What the depth is called.

    Schmidhuber, "Deep learning in neural networks: an overview", Neural Networks 2015, section 3:
    very deep is a path longer than 10.

    >>> word(2), word(3), word(50)
    ('shallow', 'deep', 'very deep')
    """
    return "very deep" if longest > VERY_DEEP else "deep" if longest > DEEP else "shallow"
