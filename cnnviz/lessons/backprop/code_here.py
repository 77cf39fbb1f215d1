"""The program that ends with the number which a step of the lesson tells of."""

from collections import defaultdict
from typing import Any

import numpy as np

from cnnviz.lessons.backprop import code as notebook
from cnnviz.lessons.backprop.chain import ChainTrace, Stage
from cnnviz.lessons.backprop.payload_layers import repeats
from cnnviz.lessons.backprop.payload_segments import segments


def program(trace: ChainTrace, step: int, *, scatter: bool = False) -> str:
    """The network in NumPy, from its picture up to this step; the last line prints its number.

    Where a step writes a whole array, such as a flatten, all of it is printed.
    """
    segment, k = located(trace, step, scatter=scatter)
    until, number = _ends(trace, segment, k, scatter)
    return notebook.program(trace, until, number)


def located(trace: ChainTrace, step: int, *, scatter: bool = False) -> tuple[dict[str, Any], int]:
    """The stretch of a step and the step's number in it; beyond the last it is the last."""
    every = segments(trace, defaultdict(str), {})
    for segment in every:
        count = steps_of(segment, scatter)
        if step < count:
            return segment, step
        step -= count
    return every[-1], steps_of(every[-1], scatter) - 1


def steps_of(segment: dict[str, Any], scatter: bool) -> int:
    """How many steps a stretch has in one of the two views."""
    count: int = segment["scatter"] if scatter and segment["scatter"] else segment["count"]
    return count


def _ends(trace: ChainTrace, segment: dict[str, Any], k: int, scatter: bool) -> tuple[str, str]:
    """After which part of the program it ends, and what it prints."""
    last, name = trace.stages[-1], segment["id"]
    if name == "start":
        return "x", "x"
    if name == "softmax":
        powers = f"np.exp({last.name} - {last.name}.max())"
        return "loss", f"({powers} / {powers}.sum())[{k}]"
    if name == "loss":
        return "loss", "loss"
    if name == "error":
        return "loss", _at(f"d_{last.name}", last.y.shape, k)
    if name == "update":
        return "update", _updated(trace, k)
    stage = trace.stages[segment["layer"]]
    part = name.rpartition(":")[2]
    if part == "forward":
        whole = segment["kind"] == "flatten"
        return f"{stage.name}", stage.name if whole else _at(stage.name, stage.y.shape, k)
    sends = repeats(stage) or (scatter and bool(segment["scatter"]))
    return f"d_{stage.name}", _back(trace, stage, part, k, sends)


def _back(trace: ChainTrace, stage: Stage, part: str, k: int, scatter: bool) -> str:
    before = f"d_{trace.network.node(stage.name).inputs[0]}"
    if part in stage.params:
        return _at(f"d_{stage.name}_{part}", stage.params[part].shape, k)
    if part == "route":
        return _at(f"d_{stage.name}", stage.y.shape, k)
    if part == "unflatten" or scatter:
        return before
    return _at(before, stage.x.shape, k)


def _updated(trace: ChainTrace, k: int) -> str:
    """The weight that is updated in this step; after the last one the loss."""
    for stage in trace.stages:
        for name, array in stage.params.items():
            if k < array.size:
                return _at(f"{stage.name}_{name}", array.shape, k)
            k -= array.size
    return "loss"


def _at(name: str, shape: tuple[int, ...], k: int) -> str:
    return f"{name}[{', '.join(str(int(i)) for i in np.unravel_index(k, shape))}]"
