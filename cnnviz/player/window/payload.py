"""From a trace to the bytes that the window player steps through.

One relation says how outputs, weights and inputs meet: a sum for a convolution, a maximum for the
filter bank's pooled maps. The browser looks indices up, multiplies two numbers that are on screen
and fills templates; it computes no geometry.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.figures.names import ACTIVATION_NAMES
from cnnviz.figures.theme import signed_range
from cnnviz.geometry import Window
from cnnviz.kernels import MAX_WEIGHT, Kernel
from cnnviz.player import axes, phrases, state
from cnnviz.player import gallery as galleries
from cnnviz.player.axes import AXES, Arrays
from cnnviz.player.gallery import Gallery
from cnnviz.player.packing import pack
from cnnviz.player.source import Source
from cnnviz.player.window import words
from cnnviz.settings import Step
from cnnviz.traces import ConvolutionTrace, MaxPoolTrace

SMALL = 12  # up to this side a map is built cell by cell, from its first cell
Trace = ConvolutionTrace | MaxPoolTrace


@dataclass(frozen=True, slots=True)
class Beside:
    """What a lesson sends beside all this: entries of the header, their arrays, lines of state."""

    header: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    state: tuple[dict[str, Any], ...] = ()


NOTHING = Beside()


def convolution(
    trace: ConvolutionTrace,
    *,
    kernel: Kernel,
    source: Source,
    link: str,
    numpy: str = "",
    start: Step | None = None,
    gallery: Gallery | None = None,
    fixed_bias: bool = False,
    beside: Beside = NOTHING,
) -> bytes:
    """The player's bytes for one convolution.

    ``kernel`` is what the person typed, ``link`` the query that opens these settings, ``numpy`` a
    template of this step's code; ``fixed_bias`` shows the bias without letting it be edited.
    Without a place in ``start`` the player stands on the first output of a small map or on a strong
    response near the middle of a large one.
    """
    limit = float(np.abs(kernel.weight).max()) or 1.0
    scale: dict[str, Any] = {"kind": "parameter", "colour": "signed", "range": [-limit, limit]}
    panels = [
        ({"key": "kernel", "title": kernel.title, **scale}, kernel.weight),
        ({"key": "weight", **scale}, trace.applied),
    ]
    header = {
        "divisor": trace.divisor,
        "bias": trace.bias.tolist(),
        "activation": trace.activation,
        "flipped": trace.flipped,
        "padding_mode": trace.padding_mode,
        "actions": words.ACTIONS,
        "limit": MAX_WEIGHT,
        "fixed_bias": fixed_bias,
    }
    relation = {
        "rule": "sum",
        "weight": "weight",
        "channels": [list(trace.channels(f)) for f in range(len(trace.weight))],
    }
    arrays: Arrays = {"cells": _typed_cells(trace)}
    at = _first_place(trace.y, trace.x.shape[1:])
    common = _common(trace, source, link, _started(start, at), gallery, beside, arrays)
    return _pack({**header, **common}, panels, relation, arrays, trace, source, numpy)


def max_pooling(
    trace: MaxPoolTrace,
    *,
    source: Source,
    link: str,
    start: Step | None = None,
    gallery: Gallery | None = None,
    beside: Beside = NOTHING,
) -> bytes:
    """The player's bytes for one max pooling: each output takes the maximum of its window."""
    header = {
        "divisor": 1.0,
        "bias": [0.0] * len(trace.x),
        "activation": "none",
        "flipped": False,
        "padding_mode": "zeros",
        "actions": (),
    }
    relation = {"rule": "max", "argmax": "argmax", "channels": [[c] for c in range(len(trace.x))]}
    first = np.arange(len(trace.x))[:, None, None] * (trace.x.shape[1] * trace.x.shape[2])
    arrays: Arrays = {"argmax": trace.argmax + first}
    common = _common(trace, source, link, _started(start, (0, 0)), gallery, beside, arrays)
    return _pack({**header, **common}, [], relation, arrays, trace, source, "")


def _common(
    trace: Trace,
    source: Source,
    link: str,
    start: Step,
    gallery: Gallery | None,
    beside: Beside,
    arrays: Arrays,
) -> dict[str, Any]:
    arrays |= beside.arrays
    return {
        "picture": source.key,
        "link": link,
        "state": [*state.table(start, always=("at",)), *beside.state],
        "keys": phrases.keys(words.KEYS),
        "gallery": _gallery(gallery, arrays),
        **beside.header,
    }


def _pack(
    header: dict[str, Any],
    panels: list[tuple[dict[str, Any], npt.NDArray[Any]]],
    relation: dict[str, Any],
    arrays: Arrays,
    trace: Trace,
    source: Source,
    numpy: str,
) -> bytes:
    """The header and arrays of input, what meets it and output, with their relation."""
    mode = trace.padding_mode if isinstance(trace, ConvolutionTrace) else "zeros"
    size = trace.x.shape[1:]
    tables = [
        axes.encode(name, axes.sliding(window, n, mode), arrays)
        for name, window, n in zip(AXES, trace.windows, size, strict=True)
    ]
    all_panels = [
        (_input_panel(source, trace.x.shape), trace.x),
        *panels,
        (_output_panel(trace.y), trace.y),
    ]
    arrays |= {panel["key"]: values for panel, values in all_panels}
    whole = {
        **header,
        "panels": [panel for panel, _ in all_panels],
        "relations": [{"input": "input", "output": "output", **relation, "axes": tables}],
        **_worded(trace, mode, numpy),
    }
    return pack(whole, arrays)


def _input_panel(source: Source, shape: tuple[int, ...]) -> dict[str, Any]:
    return {
        "key": "input",
        "title": "Input",
        "about": f"{source.about}, {shape[1]} by {shape[2]}",
        "colour": source.colour,
        "range": [source.low, source.high],
        "names": list(source.names),
        "short": [words.short(name) for name in source.names],
    }


def _output_panel(y: npt.NDArray[np.floating]) -> dict[str, Any]:
    limit = signed_range(y)
    finite = np.abs(y[np.isfinite(y)])
    return {
        "key": "output",
        "title": "Output",
        "about": f"feature map, {y.shape[1]} by {y.shape[2]}",
        "colour": "signed",
        "range": [-limit, limit],
        "clipped": bool(finite.size and finite.max() > limit),
    }


def _typed_cells(trace: ConvolutionTrace) -> npt.NDArray[np.int32]:
    """For each applied tap the flat index of the typed kernel cell behind it."""
    height, width = trace.weight.shape[2:]
    cells = np.arange(height * width, dtype=np.int32).reshape(height, width)
    return cells[::-1, ::-1] if trace.flipped else cells


def _started(start: Step | None, at: tuple[int, int]) -> Step:
    """The step to open with, ``at`` where the link names no place."""
    start = start or Step()
    return replace(start, at=at) if start.at is None else start


def _first_place(y: npt.NDArray[np.floating], shape: tuple[int, ...]) -> tuple[int, int]:
    """The first output of a small map; of a large one the strongest near its middle."""
    if max(shape) <= SMALL:
        return 0, 0
    height, width = y.shape[1:]
    top, left = height // 4, width // 4
    middle = np.abs(np.nan_to_num(y[0, top : height - top, left : width - left]))
    row, column = np.unravel_index(int(middle.argmax()), middle.shape)
    return top + int(row), left + int(column)


def _worded(trace: Trace, padding_mode: str, numpy: str) -> dict[str, Any]:
    """What is said about the geometry of a trace, its numbers put in, and how often it reads."""
    windows, shape = trace.windows, (trace.x.shape[1], trace.x.shape[2])
    counts = _read_counts(windows, shape, padding_mode)
    activation = trace.activation if isinstance(trace, ConvolutionTrace) else "none"
    notes = {
        "activation": ACTIVATION_NAMES[activation],
        "formula": words.formulas(windows, shape),
        "size": words.size(windows, shape),
        "formula_title": "floor((input + padding − window) / stride) + 1",
        "left_over": words.left_over(windows, shape),
        "coverage": words.coverage(*counts),
        "numpy": numpy,
    }
    least, most = (int(np.prod([f(axis) for axis in counts])) for f in (np.min, np.max))
    return {
        "words": {"notes": notes},
        "coverage": {"least": least, "most": max(most, 1)},
    }


def _read_counts(
    windows: tuple[Window, Window], shape: tuple[int, int], padding_mode: str
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """How often each row and each column is read; a pixel is read their product of times."""
    rows, columns = (
        np.diff(axes.sliding(window, n, padding_mode).consumers()[0])
        for window, n in zip(windows, shape, strict=True)
    )
    return rows, columns


def _gallery(gallery: Gallery | None, arrays: Arrays) -> dict[str, Any] | None:
    """The gallery's header; its thumbnails go into ``arrays``."""
    if gallery is None:
        return None
    groups = [
        {"title": group.title, "items": [_item(item, arrays) for item in group.items]}
        for group in gallery.groups
    ]
    tabs = [{"key": key, "title": title} for key, title in gallery.tabs]
    header = {"groups": groups, "selected": gallery.selected, "place": gallery.place}
    return {**header, "tabs": tabs}


def _item(item: galleries.Item, arrays: Arrays) -> dict[str, Any]:
    header: dict[str, Any] = {"key": item.key, "title": item.title, "why": item.why}
    if item.map is not None:
        name = f"thumbnail_{item.key}"
        arrays[name] = item.map.levels
        header |= {"array": name, "range": item.map.limit, "stamp": item.map.stamp}
    return header
