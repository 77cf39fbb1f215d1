"""A famous network laid out: its layers as people count them, its skips, its depth and its totals.

What counts, here and on all of the page: a learned layer is a convolution or a dense layer; a
normalisation belongs to the convolution before it and adds two numbers a map. Multiply-adds are the
products of convolutions and dense layers, those of gates too; biases, norms, activations, poolings
and sums are left out, as the published counts do. A field leaves out what a gate adds, which is all
of the picture for every unit alike.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cnnviz import ops
from cnnviz.analysis.fields import fields
from cnnviz.analysis.receptive_field import Fields
from cnnviz.lessons.architectures import depth, names, room
from cnnviz.networks.catalogue import residual
from cnnviz.networks.catalogue.famous import Famous
from cnnviz.networks.graph import Network, Node
from cnnviz.ops.layer import Shape
from cnnviz.ops.normalisation import STATISTICS

POOLS = (ops.MaxPool, ops.AveragePool)
GLOBAL = (ops.GlobalAveragePool, ops.GlobalMaxPool)
ALL = 0  # as a field: all of the picture


@dataclass(frozen=True, slots=True)
class Row:
    """One layer.

    ``kind`` is "input", "conv", "pool", "mean" (of each whole map) or "dense", ``place`` "main",
    "arc" or "gate", and ``slot`` the mark of the drawing that it belongs to. ``reads`` and ``maps``
    count channels, ``inputs`` how many numbers one output adds up. ``field`` is `ALL` after a layer
    that sees everything. ``normed`` tells two numbers a map from one bias.
    """

    name: str
    kind: str
    place: str
    slot: int
    size: int
    stride: int
    padding: int
    groups: int
    reads: int
    maps: int
    side: int
    inputs: int
    parameters: int
    work: int
    field: int
    normed: bool = False
    partly: bool = False

    @property
    def learned(self) -> bool:
        return self.kind in ("conv", "dense")


@dataclass(frozen=True, slots=True)
class Skip:
    """An arc past the marks from ``first`` to ``last``; ``learned`` with a convolution on it."""

    first: int
    last: int
    learned: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A network for pictures of one side.

    ``ways`` has how many ways lead from picture to answer, by the learned layers on them; ``gated``
    is the longest through the gates, ``field`` what a unit of the last map sees, ``halving_last``
    what it sees where a residual network halves its maps in the last blocks of groups, else 0.
    """

    famous: Famous
    side: int
    classes: int
    rows: tuple[Row, ...]
    skips: tuple[Skip, ...]
    ways: Mapping[int, int]
    field: int
    halving_last: int = 0

    @property
    def marks(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.place == "main")

    @property
    def parameters(self) -> int:
        return sum(row.parameters for row in self.rows)

    @property
    def work(self) -> int:
        return sum(row.work for row in self.rows)

    @property
    def learned(self) -> int:
        """The longest credit-assignment path."""
        return max(self.ways)

    @property
    def hidden(self) -> int:
        """All learned layers on that path but the last."""
        return self.learned - 1

    @property
    def shortest(self) -> int:
        return min(self.ways)

    @property
    def gated(self) -> int:
        return self.learned + sum(row.place == "gate" for row in self.rows)


def layout(famous: Famous, side: int = 0, classes: int = 0) -> Layout:
    """The network for this side and so many classes; 0 for what it was made for.

    Raises
    ------
    ValueError
        One sentence that names the layer that the picture does not reach, and what would fit.
    """
    side, classes = side or famous.side, classes or famous.classes
    network = famous.build(classes)
    shape = (1, famous.channels, side, side)
    try:
        shapes = network.shapes(shape)
    except ValueError as problem:
        raise ValueError(room.used_up(famous, network, side, str(problem))) from problem
    seen = fields(network, shape, local=True)
    parameters = network.parameter_shapes(shape)
    rows = tuple(_Rows(famous, network, shapes, parameters, seen).rows())
    skips, ways = tuple(_skips(rows, network)), depth.ways(network, shapes)
    last = _halving_last(famous, shape)
    return Layout(famous, side, classes, rows, skips, ways, _last_field(rows), last)


def _last_field(rows: tuple[Row, ...]) -> int:
    """What a unit of the last map sees; where that map is one unit, one of the map before it."""
    maps = [row for row in rows if row.place == "main" and row.field]
    return next((row.field for row in reversed(maps) if row.side > 1), maps[-1].field)


def _halving_last(famous: Famous, shape: Shape) -> int:
    if famous.family != "resnet":
        return 0
    network = residual.resnet(int(famous.name.rpartition("-")[2]), last=True)
    trunk = network.ending_at(next(n.name for n in reversed(network.nodes) if ".sum" in n.name))
    seen = fields(trunk, shape)[trunk.outputs[0]]
    return seen[0].size if seen else 0


class _Rows:
    """The rows of a network, made of its nodes."""

    def __init__(
        self,
        famous: Famous,
        network: Network,
        shapes: Mapping[str, Shape],
        parameters: Mapping[str, Mapping[str, Shape]],
        seen: Mapping[str, Fields | None],
    ) -> None:
        self.famous, self.network = famous, network
        self.shapes, self.parameters, self.seen = shapes, parameters, seen
        self.names = names.named(famous, network)
        norms = (node for node in network.nodes if isinstance(node.layer, ops.BatchNorm))
        self.normed = {norm.inputs[0]: norm.name for norm in norms}

    def rows(self) -> Iterator[Row]:
        channels, side = self.shapes["x"][1], self.shapes["x"][2]
        yield Row("input", "input", "main", 0, 0, 1, 0, 1, channels, channels, side, 0, 0, 0, 1)
        slot = 0
        for node in self.network.nodes:
            if node.name in self.names:
                place = names.place(node.name)
                slot += place == "main"
                yield self._row(node, place, slot)

    def _row(self, node: Node, place: str, slot: int) -> Row:
        parts = [self.network.node(name) for name in names.parts(node)]
        shown = parts[-1] if parts else node  # the last one reads all maps
        layer: Any = shown.layer
        x, y = self.shapes[shown.inputs[0]], self.shapes[node.name]
        window = layer.windows(x[2:])[0] if x[2:] else None
        field, kind = self.seen[node.name], _kind(layer)
        sees_all = kind in ("dense", "mean") or place == "gate" or not field
        return Row(
            name=self.names[node.name],
            kind=kind,
            place=place,
            slot=slot,
            size=window.kernel_size if window else 0,
            stride=window.stride if window else 1,
            padding=window.pad[0] if window else 0,
            groups=getattr(layer, "groups", 1),
            reads=x[1],
            maps=y[1],
            side=y[2] if y[2:] else 1,
            inputs=_inputs(self.parameters.get(shown.name, {})),
            parameters=sum(map(self._learned, parts or [node])),
            work=sum(map(self._work, parts or [node])),
            field=ALL if sees_all or not field else field[0].size,
            normed=node.name in self.normed,
            partly=bool(parts),
        )

    def _learned(self, node: Node) -> int:
        """Weights with biases, or with the two numbers a map of the norm that follows."""
        own = self.parameters.get(node.name, {})
        normed = node.name in self.normed
        count = sum(_product(s) for name, s in own.items() if not (normed and name == "bias"))
        if normed:
            shapes = self.parameters[self.normed[node.name]]
            count += sum(_product(s) for name, s in shapes.items() if name not in STATISTICS)
        return count

    def _work(self, node: Node) -> int:
        if not isinstance(node.layer, ops.Conv | ops.Dense):
            return 0
        own = self.parameters.get(node.name, {})
        return node.layer.multiply_adds(node.read(self.shapes), own)


def _kind(layer: Any) -> str:
    if isinstance(layer, GLOBAL):
        return "mean"
    return (
        "pool" if isinstance(layer, POOLS) else "dense" if isinstance(layer, ops.Dense) else "conv"
    )


def _inputs(own: Mapping[str, Shape]) -> int:
    return _product(own["weight"][1:]) if "weight" in own else 0


def _product(shape: Shape) -> int:
    count = 1
    for n in shape:
        count *= n
    return count


def _skips(rows: tuple[Row, ...], network: Network) -> Iterator[Skip]:
    """An arc for each sum: past the marks of its block."""
    known = {node.name for node in network.nodes}
    blocks: dict[str, list[int]] = {}
    for node, row in zip(names.listed(network), rows[1:], strict=True):
        if row.place == "main":
            blocks.setdefault(names.block(node), []).append(row.slot)
    for block, slots in blocks.items():
        if f"{block}.sum" in known:
            yield Skip(slots[0], slots[-1], f"{block}.shortcut.conv" in known)
