"""The steps of a chain: stretches of one kind of sum, each writing a panel number by number."""

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.lessons.backprop.chain import ChainTrace, Stage
from cnnviz.lessons.backprop.mistakes import is_wrong
from cnnviz.lessons.backprop.payload_layers import kind, repeats
from cnnviz.player.axes import Arrays

MANY = 64  # of a longer stretch, "next number" visits only the most telling numbers
AROUND = 1  # rings around the strongest
SAME = ("activation", "pool", "flatten")  # layers with one way back


@dataclass(frozen=True, slots=True)
class Segment:
    """``count`` steps of one ``kind``, each writing a number of panel ``writes``.

    ``layer`` is an index into the layers, -1 at the ends of the chain; ``scatter`` the number of
    steps where the other view of an input gradient has its own; ``visits`` names the array of
    steps that "next number" stops at, "" for all.
    """

    id: str
    kind: str
    direction: int
    label: str
    count: int
    writes: str
    layer: int = -1
    scatter: int = 0
    visits: str = ""
    scatter_visits: str = ""


def segments(trace: ChainTrace, names: dict[str, str], arrays: Arrays) -> list[dict[str, Any]]:
    """The header of every stretch in order. Visits go into ``arrays``."""
    return [_header(_visited(segment, trace, arrays)) for segment in sequence(trace, names)]


def sequence(trace: ChainTrace, names: dict[str, str]) -> tuple[Segment, ...]:
    """Every stretch in order; ``names`` are the panels' by key."""
    there = [_forward(stage, layer) for layer, stage in enumerate(trace.stages)]
    back = [s for layer in reversed(range(len(there))) for s in _backward(trace, layer, names)]
    numbers = sum(own.size for stage in trace.stages for own in stage.params.values())
    update = Segment("update", "update", -1, "update", numbers + 1, "")
    start = Segment("start", "start", 1, "start", 1, "")
    return (start, *there, *_turn(trace), *back, update)


def _header(segment: Segment) -> dict[str, Any]:
    """All but visits where there are none."""
    return {
        name: value
        for name, value in asdict(segment).items()
        if value or not name.endswith("visits")
    }


def _forward(stage: Stage, layer: int) -> Segment:
    labels = {"conv": "convolve", "pool": "max pool", "flatten": "flatten", "dense": "dense"}
    what = kind(stage)
    label = labels.get(what, stage.layer.title)
    count = 1 if what == "flatten" else stage.y.size
    return Segment(f"{stage.name}:forward", what, 1, label, count, stage.name, layer)


def _turn(trace: ChainTrace) -> list[Segment]:
    """Softmax, the loss, and the first error on the way back."""
    last = trace.stages[-1]
    softmax = Segment("softmax", "softmax", 1, "softmax", last.y.size, "shares")
    error = Segment("error", "error", -1, "p − t", last.y.size, f"d:{last.name}")
    if trace.shares is None:
        error = Segment("error", "miss", -1, "miss", last.y.size, f"d:{last.name}")
        return [Segment("loss", "squared", 1, "loss", 1, "loss"), error]
    return [softmax, Segment("loss", "loss", 1, "loss", 1, "loss"), error]


def _backward(trace: ChainTrace, layer: int, names: dict[str, str]) -> list[Segment]:
    stage, what = trace.stages[layer], kind(trace.stages[layer])
    into = f"d:{trace.stages[layer - 1].name if layer else 'x'}"

    def one(
        part: str, count: int, label: str = "", writes: str = into, scatter: int = 0
    ) -> Segment:
        named = part if what in SAME else f"{what}_{part}"
        label = label or names[writes]
        return Segment(f"{stage.name}:{part}", named, -1, label, count, writes, layer, scatter)

    if what == "activation":
        return [one("gate", stage.x.size, f"{stage.layer.title} gate")]
    if what == "pool":
        return [one("route", stage.y.size, "route")]
    if what == "flatten":
        return [one("unflatten", 1, "unflatten")]
    own = [
        one(key, stage.params[key].size, writes=f"d:{stage.name}.{key}")
        for key in ("weight", "bias")
        if key in stage.params
    ]
    if repeats(stage):  # one view only, in which each output sends
        return [*own, one("input", stage.y.size, scatter=stage.y.size)]
    # There is one way only to leave it unflipped.
    views = what == "conv" and not (trace.mistake == "flip" and is_wrong(stage.layer, "flip"))
    return [*own, one("input", stage.x.size, scatter=stage.y.size if views else 0)]


def _visited(segment: Segment, trace: ChainTrace, arrays: Arrays) -> Segment:
    """The segment with its visits, where it is long."""
    if segment.count > MANY:
        arrays[f"{segment.id}:visits"] = _telling(segment, trace)
        segment = replace(segment, visits=f"{segment.id}:visits")
    if segment.scatter > MANY:
        arrays[f"{segment.id}:scatter"] = _block(trace.stages[segment.layer].dy)
        segment = replace(segment, scatter_visits=f"{segment.id}:scatter")
    return segment


def _telling(segment: Segment, trace: ChainTrace) -> npt.NDArray[np.int32]:
    if segment.kind == "update":
        return np.array([*range(MANY // 4), segment.count - 1], np.int32)
    stage = trace.stages[segment.layer]
    if segment.kind in ("softmax", "error", "miss"):
        return _block(trace.stages[-1].dy)
    if segment.kind.endswith(("_weight", "_bias")):
        return _block(stage.grads[segment.kind.split("_")[1]])
    return _block(stage.dx if segment.kind in ("gate", "conv_input", "dense_input") else stage.dy)


def _block(gradient: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
    """Flat indices of the strongest number and its neighbours in its map, in reading order."""
    strength = np.nan_to_num(np.abs(gradient))
    best = np.unravel_index(int(strength.argmax()), strength.shape)
    axes = []
    for axis, (at, length) in enumerate(zip(map(int, best), strength.shape, strict=True)):
        around = AROUND if axis >= strength.ndim - 2 else 0
        axes.append(range(max(0, at - around), min(length, at + around + 1)))
    grid = np.meshgrid(*axes, indexing="ij")
    return np.ravel_multi_index([part.ravel() for part in grid], strength.shape).astype(np.int32)
