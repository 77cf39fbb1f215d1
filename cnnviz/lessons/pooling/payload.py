"""From a pooling trace to the bytes that its player steps through.

The header says how things are shown and what is said, the arrays hold every number: values, index
tables of both axes, winners, and the gradients of every rule for ties. The browser looks up, and
multiplies or adds two numbers that are on the screen.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.figures.theme import signed_range
from cnnviz.lessons.pooling import words
from cnnviz.lessons.pooling.payload_forgotten import forgotten
from cnnviz.lessons.pooling.records import PoolAxis, PooledTrace, Routes, Shifted
from cnnviz.player.packing import pack
from cnnviz.player.source import Source

Arrays = dict[str, npt.NDArray[Any]]
LARGEST_OWN = 12  # up to this side the gradient can be typed cell by cell
FINE = 24  # up to this side the shifted maps carry their numbers, above it only their colours
LEVELS = 127
AXES = ("row", "column")
FAMILIES = {"average": "mean", "global_average": "mean", "lp": "norm", "blur": "blur"}


@dataclass(frozen=True, slots=True)
class ViewState:
    """Where the player stands and what it shows: all that never asks the server."""

    row: int = -1
    column: int = -1
    view: str = "mask"
    tie: str = "first"
    dy: str = "ones"
    one: float = 1.0
    shift: int = 1


def pooling(
    trace: PooledTrace,
    shifts: dict[str, Shifted],
    *,
    source: Source,
    link: str,
    stride: int,
    title: str = "Input",
    look: ViewState | None = None,
) -> bytes:
    """The player's bytes for one pooling and what shifts do to it.

    ``link`` is the query that opens these settings, ``title`` stands over the input. A look
    without a place stands on the first output of a small map, in the middle of a large one.
    """
    arrays: Arrays = {"input": trace.x, "output": trace.y}
    header = {
        "kind": "pooling",
        "pool": trace.kind,
        "family": FAMILIES.get(trace.kind, "max"),
        "title": title,
        "picture": source.key,
        "link": link,
        "look": asdict(_placed(look or ViewState(), trace)),
        "scales": {
            "input": _scale(source),
            "output": _scale(source, trace.y if trace.kind == "lp" else None),
        },
        "axes": [_axis(name, axis, arrays) for name, axis in zip(AXES, trace.axes, strict=True)],
        "routes": _routes(trace, arrays),
        "shift": _shift(shifts, stride, arrays),
        "words": _words(trace, source),
        "power": trace.power,
        "tied": trace.maxima is not None and bool((trace.maxima.ties > 1).any()),
        **_details(trace, arrays),
    }
    return pack(header, arrays)


def _placed(look: ViewState, trace: PooledTrace) -> ViewState:
    rows, columns = trace.y.shape
    if look.row < 0:
        small = max(trace.x.shape) <= LARGEST_OWN
        row, column = (0, 0) if small else (rows // 2, columns // 2)
    else:
        row, column = min(look.row, rows - 1), min(look.column, columns - 1)
    return ViewState(row, column, look.view, look.tie, look.dy, look.one, look.shift)


def _scale(source: Source, values: npt.NDArray[np.floating] | None = None) -> dict[str, Any]:
    """How values become colours; the output shares the input's scale unless it has its own."""
    low, high, colour = source.low, source.high, source.colour
    if values is not None:
        high = float(values.max()) or 1.0
        low, colour = 0.0, "ink" if colour == "signed" else colour
    return {"colour": colour, "range": [low, high], "about": source.about}


def _axis(name: str, axis: PoolAxis, arrays: Arrays, what: str = "") -> dict[str, Any]:
    """The tables of one axis, put into ``arrays``; the header names them."""
    name = f"{what}{name}"
    start, output = _feeds(axis)
    tables = {
        "index": axis.index,
        "first": axis.first,
        "taps": axis.extent,
        "left": axis.left,
        "width": axis.width,
        "feed_start": start,
        "feed_output": output,
    }
    arrays.update({f"{name}_{table}": values for table, values in tables.items()})
    return {table: f"{name}_{table}" for table in tables}


def _feeds(axis: PoolAxis) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """For each position the outputs that read it, each once: ``output[start[x]:start[x + 1]]``."""
    outputs = np.indices(axis.index.shape)[0]
    inside = axis.index >= 0
    pairs = np.unique(np.stack([axis.index[inside], outputs[inside]]), axis=1)
    length = int(pairs[0].max()) + 1 if pairs.size else 0
    start = np.concatenate([[0], np.cumsum(np.bincount(pairs[0], minlength=length))])
    return start, pairs[1]


def _routes(trace: PooledTrace, arrays: Arrays) -> dict[str, Any]:
    """The gradients on their way back; the user's own only where it can be typed."""
    routes = {"ones": trace.ones}
    if max(trace.y.shape) <= LARGEST_OWN:
        routes["own"] = trace.own
    return {name: _route(name, one, arrays) for name, one in routes.items()}


def _route(name: str, routes: Routes, arrays: Arrays) -> dict[str, Any]:
    arrays[f"dy_{name}"] = routes.dy
    for rule, dx in routes.dx.items():
        arrays[f"dx_{name}_{rule}"] = dx.astype(np.float32)
    return {
        "sent": float(routes.dy.sum()),
        "arrived": {rule: float(dx.sum()) for rule, dx in routes.dx.items()},
        "reach": {rule: signed_range(dx) for rule, dx in routes.dx.items()},
    }


def _details(trace: PooledTrace, arrays: Arrays) -> dict[str, Any]:
    """What only some kinds of pooling have."""
    optional: dict[str, npt.NDArray[Any] | None] = {
        "totals": trace.totals,
        "divisors": trace.divisors,
        "inner_derivative": trace.inner_derivative,
        "outer_derivative": trace.outer_derivative,
        "peaks": trace.peaks,
    }
    if trace.maxima is not None:
        optional |= {
            "winners": trace.maxima.argmax,
            "ties": trace.maxima.ties,
            "won": trace.maxima.win_count,
            "tied": trace.maxima.tie_count,
        }
    arrays.update({name: values for name, values in optional.items() if values is not None})
    if trace.blur_axes is None or trace.peak_axes is None or trace.weights is None:
        return {}
    arrays["weights"] = trace.weights / trace.weights.min()
    return {
        "blur": [_axis(n, r, arrays, "blur_") for n, r in zip(AXES, trace.blur_axes, strict=True)],
        "peak": [_axis(n, r, arrays, "peak_") for n, r in zip(AXES, trace.peak_axes, strict=True)],
        "blur_divisor": float(1 / trace.weights.min() ** 2),
    }


def _shift(shifts: dict[str, Shifted], stride: int, arrays: Arrays) -> dict[str, Any] | None:
    """The maps of each shift; of large ones the colours alone, in 255 levels."""
    if not shifts:
        return None
    limit = max(float(shifted.largest.max()) for shifted in shifts.values()) or 1.0
    fine = max(shifts["max"].y.shape) <= FINE
    for name in ("max", "blur"):
        change = shifts[name].change
        arrays[f"shift_{name}"] = (
            change if fine else (change * (LEVELS / limit)).round().astype(np.int8)
        )
    middle = shifts["max"].y.shape[1] // 2
    return {
        "stride": stride,
        "fine": fine,
        "reach": limit,
        "unit": 1.0 if fine else limit / LEVELS,
        "row": middle,
        "profiles": {
            name: np.round(shifts[name].y[:, middle], 4).tolist() for name in ("max", "blur")
        },
        "mean": {name: shifted.mean.tolist() for name, shifted in shifts.items()},
        "words": words.shift_words(shifts, stride),
    }


def _words(trace: PooledTrace, source: Source) -> dict[str, Any]:
    kept = _rebuilt(trace)
    forward = dict(words.FORWARD)
    whole = forward.pop("rebuilt_whole")
    if kept.get("gone") == 0:
        forward["rebuilt"] = whole
    largest = int(source.high) if source.high == int(source.high) else 256
    norm = words.norm(trace.power)
    return {
        "forward": {**forward, **norm["forward"]},
        "backward": {**words.BACKWARD, **norm["backward"]},
        "facts": dict(words.FACTS),
        "formula": words.formulas(trace),
        "mask_note": words.mask_note(trace),
        "forgotten": forgotten(trace, largest),
        "rebuilt": kept,
    }


def _rebuilt(trace: PooledTrace) -> dict[str, Any]:
    """How many numbers unpooling brings back, and how far off it is at those that are gone."""
    if trace.rebuilt is None or trace.maxima is None:
        return {}
    gone = trace.maxima.win_count == 0
    missed = np.abs(trace.rebuilt - trace.x)[gone]
    return {
        "kept": int(gone.size - gone.sum()),
        "of": trace.x.size,
        "gone": int(gone.sum()),
        "error": words.number(float(missed.mean())) if missed.size else "0",
    }
