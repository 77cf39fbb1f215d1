"""What the layers of the famous networks are called, by the nodes of the engine's graphs."""

import re
from collections.abc import Iterator, Mapping

from cnnviz import ops
from cnnviz.networks.catalogue.famous import Famous
from cnnviz.networks.graph import Network, Node

LENET = ("C1", "S2", "C3", "S4", "C5", "F6", "output")
KINDS = (
    ops.Conv,
    ops.Dense,
    ops.MaxPool,
    ops.AveragePool,
    ops.GlobalAveragePool,
    ops.GlobalMaxPool,
)
INNER = re.compile(r"layer3\.(map)?\d")  # of a convolution that reads some maps only
ENDS = {"dense1": "fc6", "dense2": "fc7", "dense3": "output", "dense": "output", "pool": "mean"}
ROLES = {
    "widen": "widen",
    "each": "each map",
    "narrow": "narrow",
    "squeeze": "gate, squeeze",
    "excite": "gate, excite",
    "shortcut": "on the arc",
}


def listed(network: Network) -> list[str]:
    """The nodes that are layers as people count them."""
    return [node.name for node in network.nodes if _counts(node)]


def _counts(node: Node) -> bool:
    if INNER.match(node.name) or node.name.endswith("gate.mean"):
        return False
    kinds = (*KINDS, ops.Concat) if node.name == "layer3" else KINDS
    return isinstance(node.layer, kinds) and not node.name.endswith("shortcut")


def named(famous: Famous, network: Network) -> dict[str, str]:
    """The name of each layer, by its node."""
    nodes = listed(network)
    if famous.family == "lenet":
        return dict(zip(nodes, LENET, strict=True))
    if famous.family == "neocognitron":
        return {node: node.removesuffix(" sums") for node in nodes}
    if famous.family in ("alexnet", "vgg"):
        return dict(zip(nodes, _stacked(famous.family, network, nodes), strict=True))
    known = {node.name: node for node in network.nodes}
    return {node: _in_block(node, known) for node in nodes}


def _stacked(family: str, network: Network, nodes: list[str]) -> Iterator[str]:
    """As the papers call them: conv1 to conv5, or conv1_1 to conv5_3 between the poolings."""
    group, number = 1, 0
    for node in nodes:
        layer = network.node(node).layer
        if isinstance(layer, ops.Dense):
            yield ENDS[node]
        elif isinstance(layer, ops.Conv):
            number += 1
            yield f"conv{number}" if family == "alexnet" else f"conv{group}_{number}"
        else:
            yield f"pool{number if family == 'alexnet' else group}"
            group, number = group + 1, number if family == "alexnet" else 0


def _in_block(node: str, known: Mapping[str, Node]) -> str:
    """A layer of a block: its group and number, its kernel, what it does there."""
    if node in ENDS:
        return ENDS[node]
    if node.startswith("stem"):
        return {"stem.conv": "stem", "stem.pool": "pool"}[node]
    if node == "head.conv":
        return "head"
    kind, group, number, role = re.fullmatch(
        r"(block|stage)(\d+)\.(\d+)\.(?:gate\.)?(\w+)(?:\.conv)?", node
    ).groups()  # type: ignore[union-attr]
    size = known[node].layer.kernel_size  # type: ignore[attr-defined]
    if kind == "stage":
        return f"{group}.{number} {ROLES[role]}" + (f" {size}×{size}" if role == "each" else "")
    place = f"{int(group) + 1}.{number}"
    after = f"block{group}.{number}.{int(role) + 1}.conv" if role.isdigit() else node
    last = after not in known
    return f"{place} {ROLES.get(role, '')} {size}×{size}".replace("  ", " ") + " out" * last


def place(node: str) -> str:
    """Where a layer stands: in the "main" line, on an "arc" or in a "gate"."""
    return "gate" if ".gate." in node else "arc" if ".shortcut" in node else "main"


def block(node: str) -> str:
    """The block that a layer belongs to; its own name where there is none."""
    found = re.match(r"(block|stage)\d+\.\d+", node)
    return found[0] if found else node


def parts(node: Node) -> tuple[str, ...]:
    """The parts that a layer is computed in, where some of its maps read only some maps."""
    return node.inputs if isinstance(node.layer, ops.Concat) else ()
