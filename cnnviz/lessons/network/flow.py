"""Who reads what in a network, and which values everything goes through."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.lessons.network.layers import PICTURE, LayerInfo


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Layers, the places of those that read each of them, and the places of `cuts`."""

    layers: Sequence[LayerInfo]
    readers: Sequence[Sequence[int]]
    cuts: set[int]


def flow(layers: Sequence[LayerInfo]) -> Flow:
    """The flow through layers; the picture may be read anywhere."""
    readers: list[list[int]] = [[] for _ in layers]
    for k, info in enumerate(layers):
        for n in sorted(set(info.inputs) - {PICTURE}):
            readers[n].append(k)
    return Flow(layers, readers, cuts(layers, picture=False))


def cuts(layers: Sequence[LayerInfo], picture: bool = True) -> set[int]:
    """The layers that everything goes through: all later ones read nothing from before them.

    With ``picture`` they do not read that, either.
    """
    last = list(range(-1, len(layers)))  # reader of the picture, and of each layer
    for k, info in enumerate(layers):
        for n in info.inputs:
            if picture or n != PICTURE:
                last[n + 1] = k
    found, reach = set(), max(last[0], 0)
    for k in range(len(layers)):
        if reach <= k:
            found.add(k)
        reach = max(reach, last[k + 1])
    return found | {len(layers) - 1}
