"""What a network costs and what each of its nodes sees: one row a node."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from cnnviz.analysis.fields import places, shapes_of
from cnnviz.analysis.places import Seen
from cnnviz.analysis.receptive_field import Fields
from cnnviz.analysis.spans import widest
from cnnviz.networks.graph import Network, Params
from cnnviz.ops import BatchNorm, Constant
from cnnviz.ops.layer import NOTHING, Shape
from cnnviz.ops.normalisation import STATISTICS

# Parameters that are not learned. A constant's value counts where it is read.
GIVEN = frozenset({*STATISTICS, "boxes", "index", "scale", "value", "zero"})


@dataclass(frozen=True, slots=True)
class Row:
    """One node.

    Parameters
    ----------
    name, kind : the node's name, and its layer's, such as "Conv"
    output_shape : (N, C, *spatial)
    parameters : int
        How many numbers are learned, those of a constant array where it is first read. The running
        statistics of a normalisation are not, nor is a bias right before one, which takes it away
        again.
    multiply_adds : int
        How many multiplications of an input with a weight one forward pass makes.
    receptive_field : one `Field` per axis of the input (``size``, ``jump``, ``start``), or None
    sees : how many pixels of the picture the unit that sees most sees, along each axis; none where
        that is not defined
    """

    name: str
    kind: str
    output_shape: Shape
    parameters: int
    multiply_adds: int
    receptive_field: Fields | None
    sees: tuple[int, ...]


def table(
    network: Network,
    input_shape: Shape | Mapping[str, Shape],
    params: Params | None = None,
    axes: Sequence[int] = (),
) -> tuple[Row, ...]:
    """A row for each node, in the network's order.

    Weights are counted in ``params`` where there are any, else as each node's ``out_channels`` has
    them. ``input_shape`` may be the shapes of all values; for ``axes`` see `places`.

    Raises
    ------
    ValueError
        When a layer does not fit; the message begins with the node's name.

    Examples
    --------
    >>> from cnnviz.networks.graph import sequential
    >>> from cnnviz.ops import Conv
    >>> row = table(sequential((Conv(5), 6)), (1, 1, 32, 32))[0]
    >>> row.parameters, row.multiply_adds, row.receptive_field[0].size
    (156, 117600, 5)
    """
    shapes = shapes_of(network, input_shape, params)
    first = shapes[network.inputs[0]]
    parameters = network.parameter_shapes(first) if params is None else _shapes(params)
    seen = places(network, shapes, params, axes=axes, exact=True)
    picture = [first[axis] for axis in axes or range(2, len(first))]
    normalised = {node.inputs[0] for node in network.nodes if isinstance(node.layer, BatchNorm)}
    learned = {
        node.name: _learned(parameters.get(node.name, {}), node.name in normalised)
        for node in network.nodes
    }
    given, apart = _given(network, shapes, learned, _whole(network, params or NOTHING))
    return tuple(
        Row(
            name=node.name,
            kind=type(node.layer.plain(node.read(shapes))).__name__,
            output_shape=shapes[node.name],
            parameters=0 if node.name in apart else learned[node.name] + given[node.name],
            multiply_adds=node.layer.multiply_adds(
                node.read(shapes), parameters.get(node.name, NOTHING)
            ),
            receptive_field=_fields(seen[node.name]),
            sees=_sees(seen[node.name], shapes[node.name], picture),
        )
        for node in network.nodes
    )


def _fields(seen: Seen | None) -> Fields | None:
    return None if seen is None else tuple(field for _, field in seen)


def _sees(seen: Seen | None, shape: Shape, picture: Sequence[int]) -> tuple[int, ...]:
    return tuple(
        widest(field, 1 if at is None else shape[at], n)
        for (at, field), n in zip(seen or (), picture, strict=False)
    )


def _given(
    network: Network,
    shapes: Mapping[str, Shape],
    learned: Mapping[str, int],
    settings: set[str],
) -> tuple[dict[str, int], set[str]]:
    """How many numbers of values that do not come from the input, by who first reads them.

    Such a value is a constant array, or follows from some: those are counted, or where there are
    none, as for weights that are filled in or made of whole numbers, what follows. A single number
    is a setting, such as the 2 of a square.

    Parameters
    ----------
    learned : by node
    settings : the constants that hold whole numbers

    Returns
    -------
    read, and the names of the nodes that do not come from the input
    """
    apart: dict[str, dict[str, int]] = {}
    read: dict[str, int] = {}
    counted: set[str] = set()
    for node in network.nodes:
        sources = {k: n for name in node.inputs for k, n in apart.get(name, {}).items()}
        if all(name in apart for name in node.inputs):
            own = learned[node.name]
            if isinstance(node.layer, Constant):
                own = 0 if node.name in settings else prod(shapes[node.name])
            elif not (own or sources):
                own = prod(shapes[node.name])
            apart[node.name] = {**sources, **({node.name: own} if own > 1 else {})}
            continue
        read[node.name] = sum(n for name, n in sources.items() if name not in counted)
        counted.update(sources)
    return read, set(apart)


def _whole(network: Network, params: Params) -> set[str]:
    """The constants that hold whole numbers: places, lengths, quantised weights."""
    constants = [node.name for node in network.nodes if isinstance(node.layer, Constant)]
    kinds = {k: np.asarray(params[k]["value"]).dtype.kind for k in constants if k in params}
    return {name for name, kind in kinds.items() if kind in "biu"}


def _shapes(params: Params) -> dict[str, dict[str, Shape]]:
    return {node: {name: np.shape(a) for name, a in own.items()} for node, own in params.items()}


def _learned(shapes: dict[str, Shape], normalised: bool) -> int:
    given = {*GIVEN, "bias"} if normalised else GIVEN
    return sum(prod(shape) for name, shape in shapes.items() if name not in given)
