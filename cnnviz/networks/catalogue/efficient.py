"""EfficientNet: blocks that widen, look at each map by itself, weigh it and narrow again.

Tan and Le, "EfficientNet: rethinking model scaling for convolutional neural networks", ICML 2019,
table 1 and section 3.3. Where a map is halved, the border is padded evenly on both sides.
"""

from dataclasses import dataclass
from math import ceil

from cnnviz.networks.graph import Network, Node
from cnnviz.ops import (
    Add,
    BatchNorm,
    Conv,
    Dense,
    Flatten,
    GlobalAveragePool,
    Layer,
    Multiply,
    Sigmoid,
    SiLU,
)

ALPHA, BETA, GAMMA = 1.2, 1.1, 1.15  # depth, width and side for one step of φ, section 3.3
# Width, depth and side of B0 to B7 as their authors rounded them.
SCALES = (
    (1.0, 1.0, 224), (1.0, 1.1, 240), (1.1, 1.2, 260), (1.2, 1.4, 300),
    (1.4, 1.8, 380), (1.6, 2.2, 456), (1.8, 2.6, 528), (2.0, 3.1, 600),
)  # fmt: skip
STEM, HEAD = 32, 1280
# Times it widens, kernel, stride of its first block, maps, blocks.
STAGES = (
    (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3),
    (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
)  # fmt: skip


def rounded(maps: int, width: float) -> int:
    """So many times the maps, as a multiple of 8 that loses at most a tenth.

    >>> rounded(32, 1.1), rounded(40, 1.4)
    (32, 56)
    """
    wanted = maps * width
    found = max(8, int(wanted + 4) // 8 * 8)
    return found + 8 if found < 0.9 * wanted else found


def efficientnet(width: float = 1.0, depth: float = 1.0, classes: int = 1000) -> Network:
    """A network of the family, for inputs (N, 3, side, side); ``width`` and ``depth`` are times."""
    made = _Maker(rounded(STEM, width))
    made.conv("stem", "x", Conv(3, 2, 1), made.maps)
    for stage, (widens, size, stride, maps, count) in enumerate(STAGES, 1):
        for number in range(1, ceil(count * depth) + 1):
            name, step = f"stage{stage}.{number}", stride if number == 1 else 1
            made.block(_Block(name, widens, size, step, rounded(maps, width)))
    made.conv("head", made.last, Conv(1), 4 * made.maps)
    pooled = made.add("pool", GlobalAveragePool(), made.last)
    made.add("dense", Dense(), made.add("flatten", Flatten(), pooled), maps=classes)
    return Network(("x",), tuple(made.nodes), ("dense",))


@dataclass(frozen=True, slots=True)
class _Block:
    name: str
    widens: int
    size: int
    stride: int
    maps: int


class _Maker:
    """The nodes so far, the last of them, and how many maps it has."""

    def __init__(self, maps: int) -> None:
        self.nodes: list[Node] = []
        self.last = "x"
        self.maps = maps

    def add(self, name: str, layer: Layer, *reads: str, maps: int = 1) -> str:
        self.nodes.append(Node(name, layer, reads, maps))
        self.last = name
        return name

    def conv(self, name: str, reads: str, layer: Conv, maps: int, *, bent: bool = True) -> str:
        """A convolution, its normalisation and, if ``bent``, its activation."""
        self.add(f"{name}.conv", layer, reads, maps=maps)
        self.add(f"{name}.norm", BatchNorm(), self.last)
        return self.add(f"{name}.swish", SiLU(), self.last) if bent else self.last

    def block(self, block: _Block) -> None:
        before, wide = self.last, self.maps * block.widens
        inner = before
        if block.widens > 1:
            inner = self.conv(f"{block.name}.widen", before, Conv(1), wide)
        each = Conv(block.size, block.stride, block.size // 2, groups=wide)
        inner = self.conv(f"{block.name}.each", inner, each, wide)
        inner = self.gate(f"{block.name}.gate", inner, max(1, self.maps // 4), wide)
        inner = self.conv(f"{block.name}.narrow", inner, Conv(1), block.maps, bent=False)
        if block.stride == 1 and block.maps == self.maps:
            self.add(f"{block.name}.sum", Add(), inner, before)
        self.maps = block.maps

    def gate(self, name: str, reads: str, few: int, maps: int) -> str:
        """Each map times a number from 0 to 1 that the means of all maps make.

        Hu, Shen and Sun, "Squeeze-and-excitation networks", CVPR 2018, section 3.
        """
        self.add(f"{name}.mean", GlobalAveragePool(), reads)
        self.add(f"{name}.squeeze", Conv(1), self.last, maps=few)
        self.add(f"{name}.swish", SiLU(), self.last)
        self.add(f"{name}.excite", Conv(1), self.last, maps=maps)
        self.add(f"{name}.sigmoid", Sigmoid(), self.last)
        return self.add(f"{name}.times", Multiply(), reads, self.last)
