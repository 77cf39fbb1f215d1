"""One step of a chain as numbers: what is read, what is multiplied, what is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.figures.numbers import number
from cnnviz.figures.shown import fine
from cnnviz.lessons.backprop.payload_moment import Moment
from cnnviz.lessons.backprop.payload_panels import Panel
from cnnviz.lessons.backprop.pooling_trace import MaxPoolBackward
from cnnviz.ops.activation import Activation
from cnnviz.traces import Array

PRECISE = ("softmax", "loss", "squared", "error", "miss", "update")  # up to four decimals
OUTSIDE = -1  # the flat index of a zero that is put there
Places = npt.NDArray[np.integer]
NOTHING: Array = np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A panel and which of its numbers are read or written, by flat index; outside is negative."""

    panel: Panel
    flats: Places


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What is done in one step.

    ``seen`` are the panels with what is read of them, what is written comes last. ``factors`` are
    the two numbers of each product, (groups, rows, columns) both; of other rules ``values`` has the
    numbers that they take. ``facts`` are what the sentence is told beside all that.
    """

    seen: tuple[Seen, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    total: float | None = None
    factors: tuple[Array, Array] | None = None
    values: Array = field(default_factory=lambda: NOTHING)
    bias: float = 0.0


def seen(panel: Panel, *flats: int) -> Seen:
    """A panel with some of its numbers."""
    return Seen(panel, np.array(flats, int))


def whole(panel: Panel) -> Seen:
    """A panel with all of its numbers."""
    return Seen(panel, np.arange(panel.values.size))


def text(moment: Moment, found: Step) -> str:
    """The number of the step as it is written."""
    if found.total is None:
        return ""
    precise = moment.kind in PRECISE
    return fine(found.total) if precise else number(found.total)


def ends(moment: Moment) -> tuple[Panel, Panel]:
    """The panels that the layer reads and writes on the way forward."""
    return moment.panel(moment.before), moment.panel(moment.stage.name)


def slopes(moment: Moment) -> Array:
    layer = moment.stage.layer
    assert isinstance(layer, Activation)
    return np.asarray(layer.derivative(moment.stage.x))


def gates(moment: Moment) -> bool:
    """Whether the activation lets a number through or not, and nothing between."""
    return bool(np.isin(slopes(moment), (0, 1)).all())


def under(moment: Moment) -> tuple[Array, Places, int]:
    """The numbers under the window of a pooling, -inf outside, their flat inputs, the winner's."""
    stage, k = moment.stage, moment.k
    flats = moment.flat(np.array([k]), np.array([[k // stage.y[0].size]]))[0]
    values = np.where(flats >= 0, stage.x.ravel()[flats], -np.inf)
    assert isinstance(stage.back, MaxPoolBackward)
    got = stage.back.winners[0].ravel()[k] + (k // stage.y[0].size) * stage.x[0].size
    return values, flats, int(got)


def shaped(values: Array, panel: Panel) -> Array:
    """A vector as its panel stands; an upright one lies."""
    rows, columns = panel.values.shape[-2:]
    return values.reshape(1, *((1, rows) if columns == 1 else (rows, columns)))


def title(panel: Panel, flat: int) -> str:
    """ "W[1, 2]", or "L" for a single number: only the axes that are longer than one."""
    place = position(flat, panel.values)
    index = [at for at, length in zip(place, panel.values.shape, strict=True) if length > 1]
    return f"{panel.name}[{', '.join(map(str, index))}]" if index else panel.name


def position(flat: int, array: Array) -> tuple[int, ...]:
    return tuple(int(at) for at in np.unravel_index(flat, array.shape))


def region(x: Array, channels: Sequence[int], rows: Places, columns: Places) -> Places:
    """Flat indices of a grid in maps (C, H, W), negative where it lies outside."""
    height, width = x.shape[1:]
    c, row, column = np.ix_(np.asarray(channels), rows, columns)
    return np.where(
        (row >= 0) & (column >= 0), (c * height + row) * width + column, OUTSIDE
    ).ravel()


def single(value: float) -> Array:
    return np.full((1, 1, 1), value)
