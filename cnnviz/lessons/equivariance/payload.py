"""From the two ways round the square, and the scores, to the bytes that the player shows.

Every picture is laid out on the places of the still one: output i of a map is as large as the
stride and stands in the middle of its window. The browser looks up, subtracts two shown numbers
and fills templates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.figures.theme import signed_range
from cnnviz.kernels import Kernel, rotate_quarter
from cnnviz.lessons.equivariance import words
from cnnviz.lessons.equivariance.moves import Move, centres
from cnnviz.lessons.equivariance.score import ScoreTrace, different
from cnnviz.lessons.equivariance.settings import View
from cnnviz.lessons.equivariance.trace import Count, SquareTrace
from cnnviz.lessons.equivariance.words import Subject
from cnnviz.player import axes, phrases, state
from cnnviz.player.axes import Arrays
from cnnviz.player.packing import pack
from cnnviz.player.source import Source

POOLING = ("max", "average", "blur")


def square(
    trace: SquareTrace,
    score: ScoreTrace,
    *,
    steps: Sequence[Move],
    columns: int,
    subject: Subject,
    kernel: Kernel | None,
    pool: str,
    source: Source,
    link: str,
    view: View,
) -> bytes:
    """The player's bytes; ``link`` is the query that opens these settings.

    ``steps`` are all moves in reading order, ``columns`` to a row; the trace holds some of them.
    ``kernel`` is the one of the still picture, None for a layer without one.
    """
    shown = _shown(trace, source)
    arrays: Arrays = {
        **shown,
        "inside": np.packbits(trace.inside),  # read by flat index: frame, row, column
        "origin_rows": trace.origin_rows.astype(np.float32),
        "origin_columns": trace.origin_columns.astype(np.float32),
        "field": score.field,
        "pooled": score.pooled,
        "dense": score.dense,
    }
    if kernel is not None:
        arrays["kernel"] = kernel.weight[0]
        arrays["kernel_turned"] = rotate_quarter(kernel).weight[0]
    held = {move: n for n, move in enumerate(trace.moves)}
    header = {
        "picture": source.key,
        "link": link,
        "state": state.table(view),
        "keys": phrases.keys(words.KEYS, without=words.OTHERWISE),
        "about": source.about,
        "subject": asdict(subject),
        "kernel_title": kernel.title if kernel else "",
        "divisor": kernel.divisor if kernel else 1.0,
        "steps": [_step(move, held.get(move, -1)) for move in steps],
        "columns": columns,
        "frames": [_frame(trace, n, subject) for n in range(len(trace.moves))],
        "tolerance": _tolerance(trace, shown),
        "axes": _axes(trace, arrays),
        "places": _places(trace),
        "colours": _colours(trace, source, subject.layer),
        "score": _score(score, pool, subject.layer),
        "words": phrases.words(predict=words.PREDICT, sentences=words.SENTENCES),
    }
    return pack(header, arrays)


def _shown(trace: SquareTrace, source: Source) -> Arrays:
    """The numbers of the pictures; a photo's are not sent more exactly than anybody can see."""
    exact = {"map": trace.y, "moved": trace.moved, "before": trace.before, "after": trace.after}
    dtype = np.float32 if source.colour == "grey" else np.float64
    return {"picture": trace.x} | {name: values.astype(dtype) for name, values in exact.items()}


def _tolerance(trace: SquareTrace, shown: Arrays) -> float:
    """Up to where two numbers that are shown are one number, rounded."""
    limit = max(float(np.abs(shown[name]).max()) for name in ("before", "after"))
    exact = all(np.array_equal(shown[name], getattr(trace, name)) for name in ("before", "after"))
    return trace.tolerance if exact else float(np.finfo(np.float32).eps) * limit


def _step(move: Move, frame: int) -> dict[str, Any]:
    """A move as the slider knows it; ``frame`` is where the trace holds it, -1 if it does not."""
    return {
        "down": move.down,
        "right": move.right,
        "angle": round(move.degrees),
        "scale": round(100 * move.scale),
        "name": words.name(move),
        "frame": frame,
    }


def _frame(trace: SquareTrace, n: int, subject: Subject) -> dict[str, Any]:
    inside, everywhere = trace.counts(n)
    return {
        "inside": _count(inside),
        "everywhere": _count(everywhere),
        "verdict": words.verdict(subject, trace.moves[n], inside),
    }


def _count(count: Count) -> list[float]:
    return [count.differing, count.cells, count.largest]


def _axes(trace: SquareTrace, arrays: Arrays) -> list[dict[str, Any]]:
    """What each output reads along rows and columns.

    Every output of a dense layer reads the whole picture: one of them stands for all.
    """
    windows = zip(axes.AXES, trace.stage.windows, trace.x.shape, strict=True)
    whole = trace.stage.everywhere
    return [
        axes.encode(name, axes.whole(n) if whole else axes.sliding(window, n), arrays)
        for name, window, n in windows
    ]


def _places(trace: SquareTrace) -> dict[str, Any]:
    """How large a cell of the map is, where its first one begins, and the box that holds all."""
    starts, lows, lengths = [], [], []
    for window, n in zip(trace.stage.windows, trace.x.shape, strict=True):
        middles = centres(window, n)
        start = float(middles[0]) + 0.5 - window.stride / 2
        starts.append(start)
        lows.append(min(0.0, start))
        lengths.append(max(float(n), start + window.stride * len(middles)) - lows[-1])
    return {
        "cell": trace.stage.windows[0].stride,
        "starts": starts,
        "low": lows,
        "length": lengths,
    }


def _colours(trace: SquareTrace, source: Source, layer: str) -> Mapping[str, Any]:
    """Picture, map and difference: a pooled map keeps the picture's colours, others are signed."""
    picture = {"colour": source.colour, "range": [source.low, source.high]}
    if layer in POOLING and source.colour != "signed":
        limit = max(abs(source.low), abs(source.high))
        return {"picture": picture, "map": picture, "limit": limit}
    limit = signed_range(trace.y)
    signed = {"colour": "signed", "range": [-limit, limit]}
    return {"picture": picture, "map": signed, "limit": limit}


def _score(score: ScoreTrace, pool: str, layer: str) -> dict[str, Any]:
    """The places of the score view, and what is said of all scores together."""
    return {
        "steps": [_step(move, 0) for move in score.moves],
        "columns": len({move.right for move in score.moves}),
        "pool": pool,
        "weights": int(score.weight.size),
        "verdict": words.score_verdict(different(score.pooled), layer),
        "limit": float(np.abs([score.pooled, score.dense]).max()) or 1.0,
        "pooled": _spread(score.pooled),
        "dense": _spread(score.dense),
    }


def _spread(scores: npt.NDArray[np.floating]) -> dict[str, Any]:
    return {
        "different": different(scores),
        "least": float(scores.min()),
        "most": float(scores.max()),
    }
