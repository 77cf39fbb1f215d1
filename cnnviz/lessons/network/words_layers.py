"""What the table and the drawing of the layers say."""

from collections.abc import Callable
from typing import Any

from cnnviz.lessons.network.settings import TINTS
from cnnviz.lessons.network.trace import Seen

LABELS = {
    "tint": "Colour",
    "wires": "How the layers are joined",
    "measure": "Measure time",
}
HEADS = {
    "name": "Layer",
    "reads": "reads",
    "shape": "Maps",
    "parameters": "Weights",
    "work": "Multiply-adds",
    "field": "Sees",
    "time": "Time (ms)",
}
WORDS: dict[str, Any] = {
    "heads": HEADS,
    "tints": TINTS,
    "scale": {
        "parameters": "{high} weights in a column",
        "work": "{high} multiply-adds in a column",
        "field": "{high} pixels seen along a side",
        "time": "{high} ms in a column",
    },
    "thousand": "{value} k",
    "million": "{value} M",
    "billion": "{value} G",
    "unknown": "−",
    "none": "",
    "whole": "in all",
    "row": "Layer {place}",
    "weights": "{count} weights",
    "adds": "{count} multiply-adds",
    "stack": "{count} maps of {size}",
    "reads": "reads {names}",
    "block": "Block {label}: {count} layers",
    "opens": "Enter opens it",
    "measure": "Measure time",
    "again": "Measure again",
    "waits": "Waits; {ahead} before it.",
    "starts": "Runs once to warm up …",
    "running": "Run {done} of {runs} …",
    "measured": "Time here, now: median of {done} runs.",
}


def overview(seen: Seen, percent: Callable[[float], str]) -> str:
    """Where the weights are, and where the work is."""
    weights = [row.parameters for row in seen.costs]
    work = [row.multiply_adds for row in seen.costs]
    if not sum(weights) or not sum(work):
        return ""
    heavy, busy = weights.index(max(weights)), work.index(max(work))

    def name(layer: int) -> str:
        return f"*Layer {layer + 1}, {seen.layers[layer].label},*"

    def share(counts: list[int], layer: int) -> str:
        return f"*{percent(counts[layer] / sum(counts))}*"

    has = f"{name(heavy)} has {share(weights, heavy)} of the weights and does"
    if heavy == busy:
        return f"{has} {share(work, heavy)} of the work."
    return (
        f"{has} {share(work, heavy)} of the work; {name(busy)} does {share(work, busy)} of the "
        f"work with {share(weights, busy)} of the weights."
    )
