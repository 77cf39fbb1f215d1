"""From a trace to the bytes that the browser player steps through.

The header names panels (arrays with a picture), relations (how outputs, taps and inputs meet, as
index tables) and segments (which of the three is fixed at each step, and what is written). The
browser looks indices up, multiplies two numbers that are on screen and fills templates; it computes
no geometry. Pooling, receptive fields and the backward pass add relations and segments, not code.
"""

from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.figures.theme import signed_range
from cnnviz.geometry import Window
from cnnviz.kernels import MAX_WEIGHT, Kernel
from cnnviz.player import gallery as galleries
from cnnviz.player.gallery import Gallery
from cnnviz.player.packing import pack
from cnnviz.player.source import Source
from cnnviz.player.window import words
from cnnviz.traces import ConvolutionTrace, PoolingTrace

Arrays = dict[str, npt.NDArray[Any]]
SMALL = 12  # up to this side a map is built cell by cell, from its first cell


@dataclass(frozen=True, slots=True)
class Step:
    """Where the player stands: output row and column, and how many products are added up."""

    row: int
    column: int
    by: str = "pixel"
    done: int = 0
    channel: int = 0


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
) -> bytes:
    """The player's bytes for one convolution.

    ``kernel`` is what the person typed, ``link`` the query that opens these settings, ``numpy`` a
    template of this step's code; ``fixed_bias`` shows the bias without letting it be edited.
    Without ``start`` the player stands on the first output of a small map or on a strong response
    near the middle of a large one.
    """
    arrays: Arrays = {
        "input": trace.x,
        "kernel": kernel.weight,
        "weight": trace.applied,
        "output": trace.y,
        "cells": _typed_cells(trace),
    }
    relation = {
        "in": "input",
        "by": "kernel",
        "weight": "weight",
        "out": "output",
        "reduce": "sum",
        "channels": [list(trace.channels(f)) for f in range(len(trace.weight))],
        "axes": _axes(trace.windows, trace.x.shape[1:], trace.padding_mode, arrays),
    }
    limit = float(np.abs(kernel.weight).max()) or 1.0
    header = {
        "kind": "convolution",
        "panels": [
            _input_panel(source, trace.x.shape),
            {
                "key": "kernel",
                "kind": "parameter",
                "colour": "signed",
                "range": [-limit, limit],
                "title": kernel.title,
            },
            _output_panel(trace.y),
        ],
        "relations": [relation],
        "segments": [_segment("convolve", ["input", "kernel"])],
        "divisor": trace.divisor,
        "bias": trace.bias.tolist(),
        "activation": trace.activation,
        "flipped": trace.flipped,
        "padding_mode": trace.padding_mode,
        "actions": words.ACTIONS,
        "limit": MAX_WEIGHT,
        "fixed_bias": fixed_bias,
        **_common(source, link, start or _first_step(trace.y, trace.x.shape[1:])),
        **_worded(trace, trace.padding_mode, numpy, trace.activation),
    }
    return pack({**header, "gallery": _gallery(gallery, arrays)}, arrays)


def pooling(
    trace: PoolingTrace,
    *,
    source: Source,
    link: str,
    start: Step | None = None,
    gallery: Gallery | None = None,
) -> bytes:
    """The player's bytes for one max pooling: each output fixes a window, the maximum is kept."""
    arrays: Arrays = {"input": trace.x, "output": trace.y, "winners": trace.winners}
    relation = {
        "in": "input",
        "out": "output",
        "winners": "winners",
        "reduce": "max",
        "channels": [[c] for c in range(len(trace.x))],
        "axes": _axes(trace.windows, trace.x.shape[1:], "zeros", arrays),
    }
    header = {
        "kind": "pooling",
        "panels": [_input_panel(source, trace.x.shape), _output_panel(trace.y)],
        "relations": [relation],
        "segments": [_segment("pool", ["input"])],
        "divisor": 1.0,
        "bias": [0.0] * len(trace.x),
        "activation": "none",
        "flipped": False,
        "padding_mode": "zeros",
        "actions": (),
        **_common(source, link, start or Step(0, 0)),
        **_worded(trace, "zeros", "", "none"),
    }
    return pack({**header, "gallery": _gallery(gallery, arrays)}, arrays)


def _common(source: Source, link: str, start: Step) -> dict[str, Any]:
    return {"picture": source.key, "link": link, "start": asdict(start)}


def _segment(name: str, reads: list[str]) -> dict[str, Any]:
    return {
        "id": name,
        "relation": 0,
        "fix": "output",
        "writes": "output",
        "reads": reads,
        "direction": 1,
    }


def _input_panel(source: Source, shape: tuple[int, ...]) -> dict[str, Any]:
    return {
        "key": "input",
        "kind": "value",
        "title": "Input",
        "about": f"{source.about}, {shape[1]} by {shape[2]}",
        "colour": source.colour,
        "range": [source.low, source.high],
        "names": list(source.names),
    }


def _output_panel(y: npt.NDArray[np.floating]) -> dict[str, Any]:
    limit = signed_range(y)
    finite = np.abs(y[np.isfinite(y)])
    return {
        "key": "output",
        "kind": "value",
        "title": "Output",
        "about": f"feature map, {y.shape[1]} by {y.shape[2]}",
        "colour": "signed",
        "range": [-limit, limit],
        "clipped": bool(finite.size and finite.max() > limit),
    }


def _axes(
    windows: tuple[Window, Window], shape: tuple[int, ...], padding_mode: str, arrays: Arrays
) -> list[dict[str, Any]]:
    """The index tables of both axes, put into ``arrays``; the header names them."""
    axes = []
    for name, window, n in zip(("row", "column"), windows, shape, strict=True):
        consumers = window.consumers(n, padding_mode)
        padded = window.padded(n, padding_mode)
        places = Window(window.kernel_size, window.stride, window.dilation).input_indices(
            padded.size
        )
        tables = {
            "places": places,
            "padded": padded,
            "feed_start": consumers.indptr,
            "feed_output": consumers.output,
            "feed_tap": consumers.kernel_index,
        }
        arrays.update({f"{name}_{table}": values for table, values in tables.items()})
        axes.append({table: f"{name}_{table}" for table in tables} | {"before": window.pad[0]})
    return axes


def _typed_cells(trace: ConvolutionTrace) -> npt.NDArray[np.int32]:
    """For each applied tap the flat index of the typed kernel cell behind it."""
    height, width = trace.weight.shape[2:]
    cells = np.arange(height * width, dtype=np.int32).reshape(height, width)
    return cells[::-1, ::-1] if trace.flipped else cells


def _first_step(y: npt.NDArray[np.floating], shape: tuple[int, ...]) -> Step:
    """The first output of a small map; of a large one the strongest near its middle."""
    if max(shape) <= SMALL:
        return Step(0, 0)
    height, width = y.shape[1:]
    top, left = height // 4, width // 4
    middle = np.abs(np.nan_to_num(y[0, top : height - top, left : width - left]))
    row, column = np.unravel_index(int(middle.argmax()), middle.shape)
    return Step(top + int(row), left + int(column))


def _worded(
    trace: ConvolutionTrace | PoolingTrace, padding_mode: str, numpy: str, activation: str
) -> dict[str, Any]:
    """Everything that is said about the geometry of a trace, its numbers put in."""
    windows, shape = trace.windows, (trace.x.shape[1], trace.x.shape[2])
    name = words.ACTIVATION_NAMES[activation]
    counts = _read_counts(windows, shape, padding_mode)
    flipped = isinstance(trace, ConvolutionTrace) and trace.flipped
    texts = {
        **words.SENTENCES,
        "input": words.SENTENCES["input_flipped" if flipped else "input"],
        "activation": words.SENTENCES["activation"].replace("{activation}", name),
        "activation_name": name,
        "formula": words.formulas(windows, shape),
        "formula_title": "floor((input + padding − window) / stride) + 1",
        "left_over": words.left_over(windows, shape),
        "coverage": words.coverage(*counts),
        "numpy": numpy,
    }
    least, most = (int(np.prod([f(axis) for axis in counts])) for f in (np.min, np.max))
    return {"words": texts, "coverage": {"least": least, "most": max(most, 1)}}


def _read_counts(
    windows: tuple[Window, Window], shape: tuple[int, int], padding_mode: str
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """How often each row and each column is read; a pixel is read their product of times."""
    rows, columns = (
        np.diff(window.consumers(n, padding_mode).indptr)
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
    return {"groups": groups, "selected": gallery.selected, "place": gallery.place}


def _item(item: galleries.Item, arrays: Arrays) -> dict[str, Any]:
    header: dict[str, Any] = {"key": item.key, "title": item.title, "why": item.why}
    if item.map is not None:
        name = f"thumbnail_{item.key}"
        limit = signed_range(item.map)
        levels = arrays[name] = galleries.levels(galleries.thumbnail(item.map), limit)
        stamp = blake2b(levels.tobytes(), digest_size=8).hexdigest()
        header |= {"array": name, "range": limit, "stamp": stamp}
    return header
