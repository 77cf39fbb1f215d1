"""How small a picture a network can read, and what is said of one that is too small."""

import re

from cnnviz.lessons.architectures import names
from cnnviz.networks.catalogue.famous import Famous
from cnnviz.networks.graph import Network

USED_UP = "A picture of {side}² is used up in {layer} of {name}: it needs at least {least}²."


def least_side(famous: Famous, network: Network) -> int:
    """The smallest picture that all layers fit: a larger one fits as well."""
    low, high = 1, famous.side
    while low < high:
        middle = (low + high) // 2
        try:
            network.shapes((1, famous.channels, middle, middle))
            high = middle
        except ValueError:
            low = middle + 1
    return low


def used_up(famous: Famous, network: Network, side: int, problem: str) -> str:
    """What is said of a picture that a layer finds nothing left of; ``problem`` names the node."""
    at = re.match(r'At "([^"]+)"', problem)
    node = at[1] if at else network.nodes[0].name
    known = names.named(famous, network)
    layer = known.get(node) or known.get(node.rpartition(".")[0], node)
    return USED_UP.format(
        side=side, layer=layer, name=famous.name, least=least_side(famous, network)
    )
