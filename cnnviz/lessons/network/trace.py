"""A trained network on one picture: every layer's values, and the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.analysis import cost
from cnnviz.analysis.attribution.asked import answered
from cnnviz.figures.theme import signed_range
from cnnviz.lessons.network import reach, unit
from cnnviz.lessons.network.layers import PICTURE, LayerInfo, as_maps, described
from cnnviz.lessons.network.maps import Glance, glance
from cnnviz.lessons.network.strip import Column, columns
from cnnviz.lessons.network.unit import Unit
from cnnviz.networks import run
from cnnviz.networks.graph import Network, Params
from cnnviz.networks.run import Activations
from cnnviz.ops.layer import Array

SHOWN = 5  # classes of the answer


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """One class: its place, the score before softmax, and its share after it."""

    number: int
    name: str
    score: float
    share: float


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Seen:
    """What a network makes of a picture.

    ``square`` uint8 (C, H, W) is the picture as the network gets it, ``values`` hold that of
    ``x`` and of every node; ``glances`` belong to the columns, ``costs`` to the layers.
    """

    network: Network
    params: Params
    square: Array
    values: Activations
    layers: tuple[LayerInfo, ...]
    columns: tuple[Column, ...]
    glances: tuple[Glance, ...]
    costs: tuple[cost.Row, ...]
    scores: Array
    shares: Array
    names: tuple[str, ...]

    def maps(self, layer: int) -> Array:
        """The maps (C, H, W) of a layer, or of the picture."""
        if layer != PICTURE:
            return as_maps(self.values.values[self.layers[layer].name])
        maps = as_maps(self.values.values[self.network.inputs[0]])
        return np.moveaxis(maps, -1, 0) if self.channels_last else maps

    @property
    def channels_last(self) -> bool:
        """Whether the network reads the picture's channels last."""
        return channels_last(self.values.values[self.network.inputs[0]], self.square)

    def reach(self, layer: int) -> float:
        """How far the common scale of a layer's maps goes."""
        faces = [column.face for column in self.columns]
        if layer in faces:
            return self.glances[faces.index(layer)].reach
        return signed_range(self.maps(layer))

    def answers(self, count: int = SHOWN) -> list[Answer]:
        """The classes with the highest scores, the best first."""
        order = np.argsort(-self.scores, kind="stable")[:count]
        return [self.answer(int(k)) for k in order]

    def answer(self, number: int) -> Answer:
        """One class of the answer."""
        score, share = float(self.scores[number]), float(self.shares[number])
        return Answer(number, self.names[number], score, share)

    def class_of(self, layer: int, number: int) -> str:
        """The class that a number of the last layers stands for, or nothing."""
        info = self.layers[layer]
        last = info.point and info.maps == len(self.names) and layer >= len(self.layers) - 2
        return self.names[number] if last else ""

    def unit(self, layer: int, number: int) -> Unit:
        """How a map of a layer is computed."""
        info = self.layers[layer]
        node, values = self.network.node(info.name), self.values.values
        inputs = tuple(values[name] for name in node.inputs)
        return unit.unit(info, number, inputs, self.params.get(info.name, {}), values[info.name])

    def boxes(self, layer: int) -> dict[int, tuple[Array, Array]]:
        """What the units of a layer see of the picture and of the columns' maps before it."""
        source = self.network.inputs[0]
        before = [k for c in self.columns if (k := c.face) < layer and not self.layers[k].point]
        names = {source: PICTURE} | {self.layers[k].name: k for k in before}
        if self.maps(PICTURE).shape[1:] == (1, 1):
            return {}
        shapes = {name: value.shape for name, value in self.values.values.items()}
        name = self.layers[layer].name
        found = reach.boxes(
            self.network, shapes, self.params, list(names), name, self.channels_last
        )
        return {names[name]: axes for name, axes in found.items()}


def trace(network: Network, params: Params, x: Array, square: Array, names: Sequence[str]) -> Seen:
    """Run a network on ``x`` (1, C, H, W); ``names`` are those of its classes.

    Raises
    ------
    ValueError
        When the picture does not fit, or the answer is not finite.
    """
    return whole(network, params, run.forward(network, params, x), square, names)


def whole(
    network: Network, params: Params, values: Activations, square: Array, names: Sequence[str]
) -> Seen:
    """The same of a network that was run already."""
    layers = described(network, values.values)
    shown = columns(layers)
    scores, given = answered(network, values)
    if not np.isfinite(scores).all():
        raise ValueError(
            "The answer is no number on this picture: "
            "somewhere in the network numbers grow too large."
        )
    at = [as_maps(values.values[layers[column.face].name]) for column in shown]
    return Seen(
        network,
        params,
        square,
        values,
        layers,
        shown,
        tuple(map(glance, at)),
        costs(network, params, values, square, layers),
        scores,
        given,
        named(names, len(scores)),
    )


def channels_last(x: Array, square: Array) -> bool:
    """Whether a picture (C, H, W) went in as (1, H, W, C)."""
    return x.shape[1:] == (*square.shape[1:], square.shape[0]) != square.shape


def costs(
    network: Network,
    params: Params,
    values: Activations,
    square: Array,
    layers: Sequence[LayerInfo],
) -> tuple[cost.Row, ...]:
    """What each layer costs and sees of the picture, in the layers' order."""
    shapes = {name: value.shape for name, value in values.values.items()}
    last = channels_last(values.values[network.inputs[0]], square)
    rows = cost.table(network, shapes, params, (1, 2) if last else ())
    by_name = {row.name: row for row in rows}
    return tuple(by_name[info.name] for info in layers)


def named(names: Sequence[str], count: int) -> tuple[str, ...]:
    """A name for each class: those given where their number is right, else numbers."""
    return tuple(names) if len(names) == count else tuple(f"class {k}" for k in range(count))
