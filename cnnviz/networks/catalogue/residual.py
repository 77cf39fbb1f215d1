"""Residual networks: blocks whose output is added to what went in.

He et al., "Deep residual learning for image recognition", CVPR 2016, table 1. Where a group of
blocks halves the map, it does so in the 3×3 convolution of its first block, unless it is told to do
it ``last``: in the last block of the group before, as the networks whose fields Araujo, Norris and
Sim list ("Computing receptive fields of convolutional neural networks", Distill 2019, table 1).
"""

from collections.abc import Callable
from types import MappingProxyType

from cnnviz.networks.graph import Network, Node
from cnnviz.ops import (
    Add,
    BatchNorm,
    Conv,
    Dense,
    Flatten,
    GlobalAveragePool,
    Layer,
    MaxPool,
    ReLU,
)

GROUPS = (64, 128, 256, 512)  # maps of the 3×3 convolutions
Block = Callable[["_Builder", str, int, int], None]


class _Builder:
    """The nodes so far; each new one reads the last, unless told otherwise."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.last = "x"
        self.maps = 3

    def add(self, name: str, layer: Layer, *reads: str, maps: int = 1) -> str:
        self.nodes.append(Node(name, layer, reads or (self.last,), maps))
        self.last = name
        return name

    def conv(self, name: str, size: int, maps: int, stride: int = 1) -> str:
        """A convolution that keeps the size at stride 1, and its batch normalisation."""
        self.add(f"{name}.conv", Conv(size, stride, size // 2), maps=maps)
        return self.add(f"{name}.norm", BatchNorm())

    def join(self, name: str, before: str, maps: int, stride: int) -> None:
        """Add what went into a block to its last output, once both are of one shape."""
        inner, self.last = self.last, before
        if self.maps != maps:
            before = self.conv(f"{name}.shortcut", 1, maps, stride)
        elif stride > 1:
            before = self.add(f"{name}.shortcut", MaxPool(1, stride))
        self.add(f"{name}.sum", Add(), inner, before)
        self.add(f"{name}.relu", ReLU())
        self.maps = maps


def resnet(depth: int, classes: int = 1000, *, last: bool = False) -> Network:
    """ResNet-18, -34, -50, -101 or -152 for inputs (N, 3, 224, 224)."""
    block, counts = BLOCKS[depth]
    return _network(block, counts, classes, first=not last)


def resnet_18() -> Network:
    """ResNet-18."""
    return resnet(18)


def resnet_50() -> Network:
    """ResNet-50."""
    return resnet(50)


def resnet_50_stride_last() -> Network:
    """ResNet-50 that halves the map in the last block of a group."""
    return resnet(50, last=True)


def _network(block: Block, counts: tuple[int, ...], classes: int, *, first: bool) -> Network:
    b = _Builder()
    b.conv("stem", 7, 64, 2)
    b.add("stem.relu", ReLU())
    b.add("stem.pool", MaxPool(3, 2, 1))
    b.maps = 64
    for group, (maps, count) in enumerate(zip(GROUPS, counts, strict=True), 1):
        halving = (1 if group > 1 else 0) if first else (count if group < len(GROUPS) else 0)
        for number in range(1, count + 1):
            block(b, f"block{group}.{number}", maps, 2 if number == halving else 1)
    b.add("pool", GlobalAveragePool())
    b.add("flatten", Flatten())
    b.add("dense", Dense(), maps=classes)
    return Network(("x",), tuple(b.nodes), ("dense",))


def _basic(b: _Builder, name: str, maps: int, stride: int) -> None:
    before = b.last
    b.conv(f"{name}.1", 3, maps, stride)
    b.add(f"{name}.1.relu", ReLU())
    b.conv(f"{name}.2", 3, maps)
    b.join(name, before, maps, stride)


def _bottleneck(b: _Builder, name: str, maps: int, stride: int) -> None:
    before = b.last
    b.conv(f"{name}.1", 1, maps)
    b.add(f"{name}.1.relu", ReLU())
    b.conv(f"{name}.2", 3, maps, stride)
    b.add(f"{name}.2.relu", ReLU())
    b.conv(f"{name}.3", 1, 4 * maps)
    b.join(name, before, 4 * maps, stride)


BLOCKS: MappingProxyType[int, tuple[Block, tuple[int, ...]]] = MappingProxyType(
    {
        18: (_basic, (2, 2, 2, 2)),
        34: (_basic, (3, 4, 6, 3)),
        50: (_bottleneck, (3, 4, 6, 3)),
        101: (_bottleneck, (3, 4, 23, 3)),
        152: (_bottleneck, (3, 8, 36, 3)),
    }
)
