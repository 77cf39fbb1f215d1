"""Why the network answers so: one reason after the other, each with its check.

What takes long is told of while it goes on: `reasons` is what a process of the pool runs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cnnviz.analysis.attribution.activation_maps import METHODS, accounts, class_map, even, layers
from cnnviz.analysis.attribution.asked import Asked, ask
from cnnviz.analysis.attribution.discs import Discs, discs
from cnnviz.analysis.attribution.gradient import gradient, input_times_gradient, nudge
from cnnviz.analysis.attribution.integrated import integrated_gradients
from cnnviz.analysis.attribution.occlusion import Squares, occlusion
from cnnviz.analysis.attribution.rectifiers import guided
from cnnviz.analysis.attribution.relevance import relevance
from cnnviz.analysis.attribution.shuffling import shuffled
from cnnviz.networks.graph import Network
from cnnviz.networks.run import Gradients, forward
from cnnviz.ops.layer import Array

NUDGE = 0.1  # of the numbers that the network reads
SEED = 1  # of the shuffled weights
ACROSS = 7  # squares that would cover the picture side by side; they overlap by half
TOLD = 6  # squares from one time to the next that something is told
FINE = 28 * 28  # numbers on a map up to which every method is worked out at once

Scores = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, so small that it can go from one process to another.

    ``versus`` is the class that is set against ``label``, or None; ``grey`` and ``black`` are what
    a channel holds where the picture is covered, and where it is black.
    """

    network: Network
    params: Mapping[str, Mapping[str, Array]]
    x: Array
    label: int
    versus: int | None
    faces: tuple[str, ...]
    grey: tuple[float, ...]
    black: tuple[float, ...]
    shuffled: bool = False

    def asked(self) -> Asked:
        """The question with all values of the network."""
        params = shuffled(self.network, self.params, SEED) if self.shuffled else self.params
        values = forward(self.network, params, self.x)
        return ask(self.network, params, values, self.label, self.versus)


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """A layer's heat, one number a unit, by method, with the check of the first one."""

    heats: Mapping[str, Array]
    discs: Discs
    total: float
    product: float
    even: bool


@dataclass(frozen=True, slots=True, eq=False)
class Reasons:
    """What is known so far. Pixel maps are sums over channels, (H, W).

    ``pixels`` has the gradient and its kin by name; ``classes`` the heat of each layer by name;
    ``starts`` and ``size`` are the squares, of rows and columns; ``drops`` (rows, columns) how far
    the score falls with each covered, NaN where that is not known yet, and ``left`` what share the
    class still has; ``gains`` (H, W) are integrated gradients after ``points_done`` of ``points``.
    """

    score: float
    share: float
    pixels: Mapping[str, Array]
    classes: Mapping[str, Class]
    starts: tuple[tuple[int, ...], tuple[int, ...]]
    size: int
    drops: Array
    left: Array
    gains: Array | None = None
    gain: float = 0.0
    points_done: int = 0
    points: int = 0
    complete: bool = False
    over: bool = False

    @property
    def done(self) -> int:
        """How many squares have been covered."""
        return int(np.isfinite(self.drops).sum())


def reasons(question: Question) -> Iterator[Reasons]:
    """All reasons: gradients and class maps, covered squares, shares, and the gradient's kin."""
    asked = question.asked()
    gradients = asked.gradients()
    found = _first(asked, gradients, question.faces)
    yield found
    kin = {"guided": _of_guided, "relevance": _of_relevance}
    more = {name: pixels for name, make in kin.items() if (pixels := make(asked)) is not None}
    found = replace(found, pixels={**found.pixels, **more})
    for drops, left in _covering(asked, question.grey):
        found = replace(found, drops=drops, left=left)
        yield found
    for step in integrated_gradients(asked, np.reshape(question.black, (-1, 1, 1))):
        found = replace(
            found,
            gains=_flat(step.shares),
            gain=step.gain,
            points_done=step.done,
            points=step.points,
            complete=step.complete,
        )
        if step.done % 4 == 0 or step.done == step.points:
            yield found
    yield replace(found, over=True)


def measured(question: Question, box: tuple[int, int, int, int]) -> Iterator[tuple[float, float]]:
    """What the score does when a square gets brighter by `NUDGE`: foretold, and measured."""
    asked = question.asked()
    first_row, last_row, first_column, last_column = box
    place = (slice(first_row, last_row + 1), slice(first_column, last_column + 1))
    found = nudge(asked, asked.gradients(), place, NUDGE)
    yield found.foretold, found.measured


def squares_of(spatial: Sequence[int]) -> Squares:
    """Squares of about a seventh of the picture, half over each other.

    >>> squares_of((224, 224)), squares_of((8, 8))
    (Squares(size=32, step=16, fill=0.0), Squares(size=2, step=1, fill=0.0))
    """
    size = max(min(2, *spatial), min(spatial) // ACROSS)
    return Squares(size, max(1, size // 2))


def _first(asked: Asked, gradients: Gradients, faces: tuple[str, ...]) -> Reasons:
    spatial = asked.picture.shape[2:]
    squares = squares_of(spatial)
    windows = squares.windows(spatial)
    counts = [w.output_length(n) for w, n in zip(windows, spatial, strict=True)]
    rows, columns = (
        tuple(k * w.stride for k in range(n)) for w, n in zip(windows, counts, strict=True)
    )
    pixels = {
        "gradient": _flat(gradient(asked, gradients)),
        "times": _flat(input_times_gradient(asked, gradients)),
    }
    unknown = np.full(counts, np.nan)
    share = float(asked.shares(asked.scores)[asked.label])
    maps = {name: _class(asked, gradients, name) for name in _with_places(asked, faces)}
    return Reasons(
        asked.score, share, pixels, maps, (rows, columns), squares.size, unknown, unknown
    )


def _with_places(asked: Asked, faces: tuple[str, ...]) -> list[str]:
    known = set(layers(asked))
    return [name for name in faces if name in known]


def _class(asked: Asked, gradients: Gradients, layer: str) -> Class:
    count = int(np.prod(asked.activations.values[layer].shape[2:]))
    methods = METHODS if count <= FINE else ("grad_cam",)
    heats = {
        method: class_map(asked, gradients, layer, method).astype(np.float32) for method in methods
    }
    both = accounts(asked, gradients, layer, class_map(asked, gradients, layer))
    where = discs(asked, layer)
    return Class(heats, where, both.heat, both.product, even(asked, gradients, layer))


def _covering(asked: Asked, grey: tuple[float, ...]) -> Iterator[tuple[Scores, Scores]]:
    """How far the score falls, and the share that is left, from time to time."""
    squares = replace(squares_of(asked.picture.shape[2:]), fill=grey)
    told = 0
    for covered in occlusion(asked, squares):
        if covered.done - told < TOLD and covered.done < covered.count:
            continue
        told = covered.done
        yield covered.drops(asked), covered.shares(asked)


def _of_guided(asked: Asked) -> Array | None:
    try:
        return _flat(guided(asked))
    except ValueError:  # a network without rectifiers
        return None


def _of_relevance(asked: Asked) -> Array | None:
    try:
        return _flat(relevance(asked)[asked.network.inputs[0]][0])
    except ValueError:  # a layer for which there is no rule
        return None


def _flat(pixels: Array) -> Array:
    total: Array = pixels.astype(np.float64).sum(axis=0).astype(np.float32)
    return total


def in_squares(pixels: Array, found: Reasons) -> Scores:
    """The sum of a pixel map in each square, (rows, columns)."""
    rows, columns = found.starts
    total: Scores = np.array(
        [
            [pixels[r : r + found.size, c : c + found.size].sum(dtype=np.float64) for c in columns]
            for r in rows
        ]
    )
    return total
