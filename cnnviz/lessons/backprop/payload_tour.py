"""A first minute in four captions, and a short tour of twelve steps, one of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.lessons.backprop.chain import ChainTrace
from cnnviz.lessons.backprop.payload_segments import Segment
from cnnviz.traces import Array

STEPS = 12
CAPTIONS = ("start", "loss", "squared", "conv_weight", "result")  # of the losses one is there
# The kinds of step that a tour has first, and those that fill it up where a network lacks some.
KINDS = (
    "conv", "activation", "pool", "dense", "loss", "squared", "error", "miss", "dense_weight",
    "route", "gate", "conv_weight", "conv_input", "result",
)  # fmt: skip
SPARE = ("dense_input", "softmax", "conv_bias", "dense_bias", "unflatten", "flatten")


@dataclass(frozen=True, slots=True)
class Stop:
    """A step of the tour: its segment, its number ``k`` there, and perhaps a caption for it.

    ``scatter`` is its number where an input gradient is seen from the side of the outputs.
    """

    segment: int
    k: int
    scatter: int
    caption: str = ""


def tour(trace: ChainTrace, segments: Sequence[Segment]) -> tuple[Stop, ...]:
    """The stops with captions, then the steps, both in the order of the lesson."""
    places = _places(segments)
    names = [name for name in KINDS if name in places]
    names += [name for name in SPARE if name in places][: STEPS - len(names)]
    first = [_stop(trace, segments, places, name, name) for name in CAPTIONS if name in places]
    steps = [_stop(trace, segments, places, name) for name in names]
    return (*first, *sorted(steps, key=lambda stop: (stop.segment, stop.k)))


def _places(segments: Sequence[Segment]) -> dict[str, int]:
    """The segment of each kind that belongs to the first layer of that kind in the network."""
    places: dict[str, int] = {"result": len(segments) - 1}
    for at, segment in enumerate(segments):
        if segment.direction < 0 or segment.kind not in places:
            places[segment.kind] = at
    return places


def _stop(
    trace: ChainTrace,
    segments: Sequence[Segment],
    places: dict[str, int],
    name: str,
    caption: str = "",
) -> Stop:
    """The most telling step of a segment: that of the largest gradient."""
    at = places[name]
    segment = segments[at]
    if name == "result":
        return Stop(at, segment.count - 1, segment.count - 1, caption)
    if segment.count == 1:
        return Stop(at, 0, 0, caption)
    sent = trace.stages[segment.layer].dy
    return Stop(at, _strongest(_gradient(trace, segment)), _strongest(sent), caption)


def _gradient(trace: ChainTrace, segment: Segment) -> Array:
    """The gradients that belong to the steps of a segment, in their order."""
    stage = trace.stages[segment.layer]
    if segment.kind.endswith(("_weight", "_bias")):
        return stage.grads[segment.kind.split("_")[1]]
    return stage.dx if segment.kind in ("gate", "conv_input", "dense_input") else stage.dy


def _strongest(gradient: Array) -> int:
    return int(np.nan_to_num(np.abs(gradient)).argmax())
