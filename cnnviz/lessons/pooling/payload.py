"""From a pooling trace to the bytes that its player steps through.

The header says how things are shown and what is said, the arrays hold every number: values, index
tables of both axes, winners, and the gradients of every rule for ties. The browser looks up, and
multiplies or adds two numbers that are on the screen.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.analysis.rounding import without_dust
from cnnviz.figures.theme import signed_range
from cnnviz.lessons.pooling import words, words_formulas, words_shift
from cnnviz.lessons.pooling.axes import Tables
from cnnviz.lessons.pooling.payload_forgotten import forgotten
from cnnviz.lessons.pooling.records import PooledTrace, Routes, Shifted
from cnnviz.lessons.pooling.settings import PoolingLook
from cnnviz.player import axes, phrases, state
from cnnviz.player.axes import AXES, Arrays
from cnnviz.player.packing import pack
from cnnviz.player.source import Source

LARGEST_OWN = 12  # up to this side the gradient can be typed cell by cell
FINE = 24  # up to this side the shifted maps carry their numbers, above it only their colours
LEVELS = 127
FAMILIES = {"average": "mean", "global_average": "mean", "lp": "norm", "blur": "blur"}


def pooling(
    trace: PooledTrace,
    shifts: dict[str, Shifted],
    *,
    source: Source,
    link: str,
    stride: int,
    title: str = "Input",
    about: str = "",
    look: PoolingLook | None = None,
) -> bytes:
    """The player's bytes for one pooling and what shifts do to it.

    ``link`` is the query that opens these settings, ``title`` stands over the input and ``about``
    beside it. A look without a place stands on the first output of a small map, in the middle of
    a large one.
    """
    arrays: Arrays = {}
    start, shift = _start(trace), _shift(shifts, stride, arrays)
    limit = shift["limit"] if shift else 1.0
    header = {
        "kind": "pooling",
        "pool": trace.kind,
        "family": FAMILIES.get(trace.kind, "max"),
        "picture": source.key,
        "link": link,
        "start": start,
        "state": state.table(_placed(look or PoolingLook(), start, trace), always=("at",)),
        "keys": phrases.keys(words.KEYS),
        "panels": _panels(trace, source, arrays),
        "relations": _relations(trace, arrays),
        "routes": _routes(trace, arrays),
        "shift": shift,
        "words": _words(trace, source) | {"captions": words.captions(trace, title, about, limit)},
        "power": trace.power,
        "tied": trace.maxima is not None and bool((trace.maxima.ties > 1).any()),
        "divisor": _details(trace, arrays),
    }
    return pack(header, arrays)


def _start(trace: PooledTrace) -> tuple[int, int]:
    """Where a new picture opens."""
    rows, columns = trace.y.shape
    return (0, 0) if max(trace.x.shape) <= LARGEST_OWN else (rows // 2, columns // 2)


def _placed(look: PoolingLook, start: tuple[int, int], trace: PooledTrace) -> PoolingLook:
    row, column = (min(at, n - 1) for at, n in zip(look.at or start, trace.y.shape, strict=True))
    return replace(look, at=(row, column))


def _panels(trace: PooledTrace, source: Source, arrays: Arrays) -> list[dict[str, Any]]:
    """How values become colours; the output shares the input's scale unless it has its own."""
    arrays |= {"input": trace.x, "output": trace.y}
    low, high, colour = source.low, source.high, source.colour
    shared = {"colour": colour, "range": [low, high]}
    panels = [{"key": "input", **shared, "about": source.about}, {"key": "output", **shared}]
    if trace.kind == "lp":
        own = "ink" if colour == "signed" else colour
        panels[1] |= {"colour": own, "range": [0.0, float(trace.y.max()) or 1.0]}
    if trace.peaks is not None:
        arrays["peaks"] = trace.peaks
        panels.append({"key": "peaks", **shared})
    return panels


def _relations(trace: PooledTrace, arrays: Arrays) -> list[dict[str, Any]]:
    """What each output reads; for blur pooling also how it reads the maxima, and they the input."""
    relations = [_relation("input", "output", trace.axes, arrays)]
    if trace.blur_axes is not None and trace.peak_axes is not None:
        relations.append(_relation("peaks", "output", trace.blur_axes, arrays))
        relations.append(_relation("input", "peaks", trace.peak_axes, arrays))
    return relations


def _relation(source: str, target: str, tables: Tables, arrays: Arrays) -> dict[str, Any]:
    encoded = [
        axes.encode(f"{source}:{target}:{axis}", table, arrays)
        for axis, table in zip(AXES, tables, strict=True)
    ]
    return {"input": source, "output": target, "rule": "max", "channels": [[0]], "axes": encoded}


def _routes(trace: PooledTrace, arrays: Arrays) -> dict[str, Any]:
    """The gradients on their way back; the user's own only where it can be typed."""
    routes = {"ones": trace.ones}
    if max(trace.y.shape) <= LARGEST_OWN:
        routes["own"] = trace.own
    return {name: _route(name, one, arrays) for name, one in routes.items()}


def _route(name: str, routes: Routes, arrays: Arrays) -> dict[str, Any]:
    arrays[f"dy_{name}"] = routes.dy
    scale = np.abs(routes.dy).max()
    back = {rule: without_dust(dx, scale) for rule, dx in routes.dx.items()}
    for rule, dx in back.items():
        arrays[f"dx_{name}_{rule}"] = dx.astype(np.float32)
    return {
        "sent": float(routes.dy.sum()),
        "arrived": {rule: float(dx.sum()) for rule, dx in back.items()},
        "limit": {rule: signed_range(dx) for rule, dx in back.items()},
    }


def _details(trace: PooledTrace, arrays: Arrays) -> float:
    """What only some kinds of pooling have, and the divisor of a blur, or 0."""
    optional: dict[str, npt.NDArray[Any] | None] = {
        "totals": trace.totals,
        "divisors": trace.divisors,
        "inner_derivative": trace.inner_derivative,
        "outer_derivative": trace.outer_derivative,
    }
    if trace.maxima is not None:
        optional |= {
            "winners": trace.maxima.argmax,
            "ties": trace.maxima.ties,
            "won": trace.maxima.win_count,
            "tied": trace.maxima.tie_count,
        }
    arrays |= {name: values for name, values in optional.items() if values is not None}
    if trace.weights is None:
        return 0.0
    arrays["weights"] = trace.weights / trace.weights.min()
    return float(1 / trace.weights.min() ** 2)


def _shift(shifts: dict[str, Shifted], stride: int, arrays: Arrays) -> dict[str, Any] | None:
    """The maps of each shift; of large ones the colours alone, in 255 levels."""
    if not shifts:
        return None
    limit = max(float(shifted.largest.max()) for shifted in shifts.values()) or 1.0
    fine = max(shifts["max"].y.shape) <= FINE
    middle = shifts["max"].y.shape[1] // 2
    for name in ("max", "blur"):
        change = shifts[name].change
        arrays[f"shift_{name}"] = (
            change if fine else (change * (LEVELS / limit)).round().astype(np.int8)
        )
        arrays[f"profile_{name}"] = shifts[name].y[:, middle].astype(np.float32)
    return {
        "stride": stride,
        "fine": fine,
        "limit": limit,
        "unit": 1.0 if fine else limit / LEVELS,
        "row": middle,
        "mean": {name: shifted.mean.tolist() for name, shifted in shifts.items()},
        "words": words_shift.shift_words(shifts, stride),
    }


def _of(trace: PooledTrace, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts without those of other families."""
    others = {*FAMILIES.values(), "max"} - {FAMILIES.get(trace.kind, "max")}
    return {name: text for name, text in texts.items() if name.split("_")[0] not in others}


def _words(trace: PooledTrace, source: Source) -> dict[str, Any]:
    largest = int(source.high) if source.high == int(source.high) else 256
    norm, kept = words_formulas.norm(trace.power), words.rebuilt(trace)
    forward = {**_of(trace, words.FORWARD), **norm["forward"]}
    special = {name: forward.pop(f"rebuilt_{name}") for name in ("whole", "one", "other")}
    if kept.get("gone") == 0:
        forward["rebuilt"] = special["whole"]
    elif kept.get("kept") == 1:
        forward["rebuilt"] = special["one"]
    elif kept.get("gone") == 1:
        forward["rebuilt"] = special["other"]
    return {
        **phrases.words(
            forward=forward,
            backward={**_of(trace, words.BACKWARD), **norm["backward"]},
            facts=words.FACTS,
            notes=words.NOTES,
            race=_of(trace, words.RACE),
            legend=words.legend(trace),
        ),
        "forgotten": forgotten(trace, largest),
        "rebuilt": kept,
    }
