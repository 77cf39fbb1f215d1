"""From a chain's trace to the bytes that its player steps through.

The header names panels (arrays with a picture), layers (with their index tables) and segments
(stretches of steps that write one panel). The browser looks indices up, multiplies two numbers that
are on screen, adds them up and fills templates; it computes no geometry.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from cnnviz.analysis.gradient_report import Report, summary
from cnnviz.kernels import MAX_WEIGHT
from cnnviz.lessons.backprop import words
from cnnviz.lessons.backprop.chain import ChainTrace
from cnnviz.lessons.backprop.check import Checked, disagreements, place_of
from cnnviz.lessons.backprop.mistakes import MISTAKES
from cnnviz.lessons.backprop.payload_layers import finite, layers
from cnnviz.lessons.backprop.payload_panels import panels, shift
from cnnviz.lessons.backprop.payload_segments import segments, sequence
from cnnviz.lessons.backprop.payload_tour import tour
from cnnviz.lessons.backprop.settings import ViewState
from cnnviz.lessons.backprop.words_fitting import fitted
from cnnviz.ops import LogSoftmax, SoftmaxCrossEntropy
from cnnviz.player import phrases, state
from cnnviz.player.axes import Arrays
from cnnviz.player.packing import pack
from cnnviz.player.source import Source


def chain(
    trace: ChainTrace,
    *,
    source: Source,
    classes: Sequence[str],
    known: bool = True,
    random: bool = False,
    link: str,
    start: ViewState | None = None,
    check: Checked | None = None,
    report: Report | None = None,
    steps_taken: int = 0,
    losses: Sequence[float] = (),
    editable_x: bool = True,
    teach: dict[str, Any] | None = None,
) -> bytes:
    """The player's bytes for one chain.

    ``classes`` are the names of the outputs, ``known`` whether the picture is known to be of the
    target's class, ``random`` whether any weights were drawn, ``link`` the query that opens
    these settings, ``check`` and ``report`` what a gradient check found, ``losses`` the loss after
    each of the ``steps_taken``, ``teach`` what is shown of the person's own classes. Without
    ``start`` the player stands on the first step.
    """
    arrays: Arrays = {}
    shown = panels(trace, source, editable_x)
    names = {panel.key: panel.name for panel in shown}
    header = {
        "picture": source.key,
        "link": link,
        "state": state.table(start or ViewState()),
        "keys": phrases.keys(words.KEYS, without=frozenset({"Z"})),
        "layers": layers(trace, arrays),
        "segments": segments(trace, names, arrays),
        "tour": [asdict(stop) for stop in tour(trace, sequence(trace, names))],
        "classes": list(classes),
        **_loss(trace),
        "rate": trace.rate,
        "value": finite(trace.value),
        "after": finite(trace.loss_after),
        "predicted_change": finite(trace.predicted_change),
        "change": finite(trace.change),
        "taken": steps_taken,
        "losses": [finite(loss) for loss in losses],
        "limit": MAX_WEIGHT,
        "check": _check(check, arrays),
        "teach": teach,
        "report": _report(report, trace),
        "mistake": words.MISTAKE.format(what=MISTAKES[trace.mistake]) if trace.mistake else "",
        "words": fitted(trace, classes, known, random),
    }
    arrays |= {panel.key: panel.values for panel in shown}
    return pack({**header, "panels": [panel.header() for panel in shown]}, arrays)


def _loss(trace: ChainTrace) -> dict[str, Any]:
    """What the browser has to know of the loss to write its terms."""
    outputs = trace.stages[-1].y
    if isinstance(trace.loss, SoftmaxCrossEntropy):
        logarithms = LogSoftmax().forward(outputs[None])[0]
        return {
            "loss": "softmax",
            "truth": int(trace.target),
            "shift": shift(outputs),
            "log_shares": [finite(value) for value in logarithms],
        }
    share = {"mean": 1 / outputs.size}.get(trace.loss.reduction, 1.0)  # type: ignore[attr-defined]
    return {"loss": "squared", "share": share, "factor": 2 * share}


def _check(check: Checked | None, arrays: Arrays) -> dict[str, Any] | None:
    if check is None:
        return None
    arrays["check:offsets"], arrays["check:losses"] = check.offsets, check.losses
    numbers = ("value", "analytic", "numeric", "left", "right", "relative_error")
    moved = ("step", "loss_up", "loss_down")
    return {
        "array": check.array,
        "index": list(check.index),
        "verdict": check.verdict,
        "kinks": list(check.kinks),
        **{name: finite(getattr(check, name)) for name in (*numbers, *moved)},
    }


def _report(report: Report | None, trace: ChainTrace) -> dict[str, Any] | None:
    if report is None:
        return None
    text = _found(report) if trace.mistake else summary(report)
    errors = report.relative_error
    worst = max((e for e in errors.values() if not math.isnan(e)), default=0.0)
    return {
        "count": len(report.probes),
        "kinks": [str(kink) for kink in report.kinks],
        "worst": finite(worst),
        "verdict": report.verdict,
        "text": text,
        "wrong": _wrong(report, trace),
    }


def _found(report: Report) -> str:
    """How many gradients are wrong on purpose, in words."""
    judged, wrong = sum(not probe.kinks for probe in report.probes), len(disagreements(report))
    text = words.FOUND["one" if wrong == 1 else "several" if wrong else "none"]
    return text.format(wrong=wrong, count=judged)


def _wrong(report: Report, trace: ChainTrace) -> dict[str, dict[int, float | str]]:
    """By gradient panel and flat index: what the loss really does where a gradient is wrong."""
    shapes = {"x": trace.x.shape} | {stage.name: stage.y.shape for stage in trace.stages}
    for stage in trace.stages:
        shapes |= {f"{stage.name}.{name}": array.shape for name, array in stage.params.items()}
    found: dict[str, dict[int, float | str]] = {}
    for probe in disagreements(report):
        flat = int(np.ravel_multi_index(place_of(probe), shapes[probe.array]))
        found.setdefault(f"d:{probe.array}", {})[flat] = finite(probe.numeric)
    return found
