"""A transposed convolution that adds up several maps and a bias, in the player of its lesson."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.figures.numbers import number
from cnnviz.lessons.transposed_convolution import payload, words
from cnnviz.lessons.transposed_convolution.settings import View
from cnnviz.lessons.transposed_convolution.trace import TransposedTrace, trace
from cnnviz.ops.layer import Array
from cnnviz.player import phrases
from cnnviz.player.source import Source

PLAYER = Path(payload.__file__).with_name("player.js")
# Where several maps are added up.
OF_MAPS = {
    "scatter": words.SENTENCES["scatter"].replace("{factor} · w", "{factor} · w[{map}]"),
    "outside": words.SENTENCES["outside"].replace("{factor} · w", "{factor} · w[{map}]"),
    "numpy_scatter": "y[{rows}, {columns}] += x[{map}, {at}] * w[{map}]",
    "numpy_gather": "y[{at}] = (spread[:, {rows}, {columns}] * w[:, ::-1, ::-1]).sum()",
}


def encode(x: Array, kernels: Array, *, bias: float, source: Source, **sizes: Any) -> bytes:
    """The player's bytes for maps ``x`` (C, H, W), each with its kernel of ``kernels`` (C, kH, kW).

    Raises
    ------
    ValueError
        Where the settings do not fit together.
    """
    grown = trace(x, kernels, **sizes)
    said = phrases.words(
        sentences=_sentences(len(x), bias),
        notes=words.notes(grown) | {"adjoint": _adjoint(grown, bias)},
    )
    shown = replace(grown, y=grown.y + bias)
    return payload.encode(shown, source=source, link="", view=View(), words=said, bias=bias)


def _sentences(maps: int, bias: float) -> dict[str, str]:
    """The lesson's sentences for so many maps, with what is said of a bias."""
    said = words.SENTENCES | (OF_MAPS if maps > 1 else {})
    if not bias:
        return said
    own = f", with the bias {number(bias)}"
    said["scatter"] = said["scatter"].replace(" so far.", f" so far{own}.")
    said["gather"] = said["gather"].replace("*{total}*;", f"*{{total}}*{own};")
    said["gather_none"] = f"*{{name}} = {number(bias)}*, the bias: no input reaches this place."
    said["numpy_gather"] += f" {'+' if bias > 0 else '-'} {abs(bias)!r}"
    return said


def _adjoint(grown: TransposedTrace, bias: float) -> str:
    """That A undoes the shape and not the numbers, and that Aᵀ is its adjoint; without the bias."""
    products = np.vdot(grown.back, grown.x), np.vdot(grown.y, grown.y)
    back, x, left, right = map(number, (grown.back.flat[0], grown.x.flat[0], *products))
    undone = "the shape, not the numbers" if back != x else "the shape"
    first = "x[0, 0, 0]" if len(grown.x) > 1 else "x[0, 0]"
    y, convolved = ("y − b", "w ∗ (y − b)") if bias else ("y", "w ∗ y")
    return (
        f"Convolving {y} with w undoes {undone}: {first} = {x} comes back as {back}. "
        f"It is the adjoint: ⟨{convolved}, x⟩ = *{left}* and ⟨{y}, {y}⟩ = *{right}*."
    )
