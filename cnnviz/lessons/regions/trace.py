"""One region of a photo: its place on the last maps, what is pooled from there, and its classes."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnviz.analysis import cost
from cnnviz.files.images import stretched
from cnnviz.files.recipe import Recipe
from cnnviz.files.trained import Loaded
from cnnviz.lessons.regions.settings import Box
from cnnviz.networks import run
from cnnviz.networks.graph import Network
from cnnviz.ops import RoIMaxPool, Softmax
from cnnviz.ops.layer import Array

SHOWN = 5  # classes


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """A photo ``square`` uint8 (3, H, W) and what a network makes of it before and after its mean.

    ``maps`` (C, h, w) are the last ones, ``stride`` px lie between neighbours on them; ``weight``
    (K, C) and ``bias`` (K,) give a score to each class. ``work`` and ``head`` are the multiply-adds
    of the whole network and of its last layer.
    """

    square: Array
    maps: Array
    weight: Array
    bias: Array
    shares: Array
    names: tuple[str, ...]
    stride: int
    work: int
    head: int


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A region through all stages.

    ``on_maps`` is where it lies on the last maps, ends inside; ``rows`` and ``columns`` are what
    the cells cover there. ``pooled`` (C, n, n) and ``winner``, flat places on the map, (C, n, n);
    ``means`` (C,); ``scores`` and ``shares`` (K,). ``number`` is, of the maps whose cells differ,
    the one that adds most to the best class. ``part`` uint8 (3, H, W) is the region cut out and
    resized, ``alone`` (K,) what the network says of it, both None where nobody asked.
    """

    looked: Looked
    box: Box
    on_maps: Box
    rows: tuple[slice, ...]
    columns: tuple[slice, ...]
    pooled: Array
    winner: Array
    means: Array
    scores: Array
    shares: Array
    number: int
    part: Array | None = None
    alone: Array | None = None

    @property
    def best(self) -> list[int]:
        """The classes with the highest scores, the best first."""
        return [int(k) for k in np.argsort(-self.scores, kind="stable")[:SHOWN]]


def look(loaded: Loaded, recipe: Recipe, square: Array) -> Looked:
    """Run a network that ends in maps, their means and a dense layer on a photo (3, H, W)."""
    network, params = loaded.network, loaded.params
    maps, dense = _ends(network)
    x = recipe.scaled(square)
    values = run.forward(network, params, x).values
    rows = {row.name: row for row in cost.table(network, x.shape, params)}
    field = rows[maps].receptive_field
    assert field is not None
    return Looked(
        square,
        values[maps][0].astype(np.float64),
        params[dense]["weight"],  # the network's own: a copy of them for each photo were too much
        params[dense]["bias"],
        _softmax(values[dense][0].astype(np.float64)),
        loaded.classes,
        field[0].jump,
        sum(row.multiply_adds for row in rows.values()),
        rows[dense].multiply_adds,
    )


def region(looked: Looked, box: Box, cells: int) -> Region:
    """Pool a region (left, top, right, bottom in pixels) from the last maps and score it."""
    on_maps: Any = tuple(place // looked.stride for place in box)
    layer, boxes = RoIMaxPool(cells), {"boxes": np.array([[0, *on_maps]])}
    x = looked.maps[None]
    pooled, winner = layer.forward(x, boxes)[0], layer.mask(x, boxes)[0]
    ((rows, columns),) = layer.cells(x.shape, boxes)
    means = pooled.mean(axis=(1, 2))
    scores = looked.weight @ means + looked.bias
    number = _telling(looked.weight[scores.argmax()] * means, pooled)
    rest = pooled, winner, means, scores, _softmax(scores), number
    for array in rest[:5]:
        array.setflags(write=False)
    return Region(looked, box, on_maps, tuple(rows), tuple(columns), *rest)


def cut_out(square: Array, box: Box) -> Array:
    """The pixels of a region, resized to all of the square as R-CNN did: uint8 (3, H, W)."""
    left, top, right, bottom = box
    return stretched(square[:, top : bottom + 1, left : right + 1], square.shape[1:])


def _telling(added: Array, pooled: Array) -> int:
    """The map that adds most; one with equal cells, which shows little, only where all are so."""
    differ = np.ptp(pooled, axis=(1, 2)) > 0
    return int(np.where(differ, added, -np.inf).argmax() if differ.any() else added.argmax())


def _ends(network: Network) -> tuple[str, str]:
    """The names of the last maps and of the layer that gives the scores."""
    *_, mean, dense = network.nodes
    return mean.inputs[0], dense.name


def _softmax(scores: Array) -> Array:
    shares: Array = Softmax().forward(scores[None])[0]
    return shares
