"""The arrays of a chain as panels: what each is called, how it is shown, what may be changed."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.figures.theme import signed_range
from cnnviz.lessons.backprop.chain import ChainTrace, Stage
from cnnviz.ops import Conv, Dense, Flatten, MaxPool
from cnnviz.player.source import Source

ENDS = ("loss", "shares", "powers of e", "target", "truth", "picture")  # shown as they are
SMALL = 0.05  # an array of smaller numbers is written in a power of ten
TALL = 8  # a longer vector is folded into a block
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One array as the player shows it: ``values`` (channels, rows, columns).

    ``kind`` is "value", "parameter" or "gradient"; ``name`` is written, ``tex`` typeset and
    ``code`` programmed; ``array`` is its name in edits and checks, "" where there are none.
    """

    key: str
    kind: str
    name: str
    tex: str
    code: str
    about: str
    values: npt.NDArray[Any]
    array: str = ""
    of: str = ""
    editable: bool = False
    colour: str = "signed"
    scale: tuple[float, float] | None = None
    shape: tuple[int, ...] = ()
    title: str = ""

    def header(self) -> dict[str, Any]:
        """All but the values, and what says nothing."""
        limit = signed_range(self.values)
        says = {
            "title": self.title,
            "about": self.about,
            "array": self.array,
            "of": self.of,
            "editable": self.editable,
            "unit": 0 if self.about in ENDS else unit(self.values),
        }
        return {
            "key": self.key,
            "kind": self.kind,
            "name": self.name,
            "tex": self.tex,
            "code": self.code,
            "colour": self.colour,
            "shape": list(self.shape or self.values.shape),
            "range": list(self.scale or (-limit, limit)),
            **{name: value for name, value in says.items() if value},
        }


def unit(values: npt.NDArray[Any]) -> int:
    """The power of ten in which small numbers are best written; 0 where they are not that small.

    >>> unit(np.array([0.0, -0.0043])), unit(np.array([0.02, 0.06])), unit(np.zeros(2))
    (-3, 0, 0)
    """
    largest = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    if largest == 0 or largest >= SMALL:
        return 0
    return int(f"{largest:e}".partition("e")[2])


def symbol(stage: Stage, last: bool, scores: bool) -> str:
    """The letter of a layer's output."""
    if isinstance(stage.layer, Dense):
        return ("z" if scores else "y") if last else "h"
    letters: dict[type, str] = {Conv: "Z", MaxPool: "P", Flatten: "f"}
    return letters.get(type(stage.layer), "A" if stage.y.ndim > 1 else "a")


def panels(trace: ChainTrace, source: Source, editable_x: bool) -> tuple[Panel, ...]:
    """Every array of the chain, values and gradients in the order of the network."""
    return (
        *_picture(trace, source, editable_x),
        *(panel for stage, name in _named(trace) for panel in _of_stage(trace, stage, name)),
        *_ends(trace),
    )


def _named(trace: ChainTrace) -> list[tuple[Stage, tuple[str, str]]]:
    """Each stage with its letter and its number, "" where the letter is used once."""
    scores = trace.shares is not None
    letters = [symbol(stage, stage is trace.stages[-1], scores) for stage in trace.stages]
    total, seen = Counter(letters), Counter[str]()
    named = []
    for stage, letter in zip(trace.stages, letters, strict=True):
        seen[letter] += 1
        named.append((stage, (letter, str(seen[letter]) if total[letter] > 1 else "")))
    return named


def _picture(trace: ChainTrace, source: Source, editable: bool) -> tuple[Panel, ...]:
    first = trace.stages[0]
    scale = (source.low, source.high)
    x = Panel(
        "x", "value", "X", "X", "X", "picture", block(first.x), "x", "", editable,
        source.colour, scale, first.x.shape,
    )  # fmt: skip
    return x, _gradient(x, first.dx)


def _of_stage(trace: ChainTrace, stage: Stage, name: tuple[str, str]) -> list[Panel]:
    letter, number = name
    made = [
        _panel(stage.name, "value", letter, number, _about(trace, stage), stage.y, stage.name),
    ]
    pairs = [_gradient(made[0], stage.dy)]
    weight, bias = ("W", "b") if isinstance(stage.layer, Conv) else ("V", "c")
    for key, sign, about in (("weight", weight, "weights"), ("bias", bias, "bias")):
        if key not in stage.params:
            continue
        about = "kernel" if sign == "W" else about
        full, own = f"{stage.name}.{key}", stage.params[key]
        panel = _panel(full, "parameter", sign, number, about, own, full, editable=True)
        after = _panel(
            f"new:{full}", "parameter", f"{sign}′", number, "after", trace.updated[stage.name][key]
        )
        made += [panel, after]
        pairs.append(_gradient(panel, stage.grads[key]))
    return [*made, *pairs]


def _ends(trace: ChainTrace) -> list[Panel]:
    """What lies behind the last layer: shares, the target, the loss."""
    last = trace.stages[-1].y
    loss = _panel("loss", "value", "L", "", "loss", np.array([trace.value]))
    if trace.shares is None:
        return [_panel("target", "value", "t", "", "target", np.asarray(trace.target)), loss]
    truth = np.eye(len(last))[int(trace.target)]
    exps = np.exp(last - shift(last))
    shares = _panel("shares", "value", "p", "", "shares", trace.shares)
    return [
        _panel("powers", "value", "e", "", "powers of e", exps),
        shares,
        _panel("target", "value", "t", "", "truth", truth),
        loss,
    ]


def shift(scores: npt.NDArray[Any]) -> float:
    """What is taken off all scores before their powers of e: 0 unless those would be enormous."""
    return float(scores.max()) if np.abs(scores).max() > 20 else 0.0


def _about(trace: ChainTrace, stage: Stage) -> str:
    if stage is trace.stages[-1]:
        return "scores" if trace.shares is not None else "output"
    words: dict[type, str] = {Conv: "map", MaxPool: "pooled", Flatten: "features", Dense: "hidden"}
    return words.get(type(stage.layer), f"after {stage.layer.title}")


def _panel(
    key: str, kind: str, letter: str, number: str, about: str, values: Any, array: str = "",
    *, editable: bool = False,
) -> Panel:  # fmt: skip
    bare = letter.removesuffix("′")
    prime = "'" if bare != letter else ""
    tex = f"{bare}^{{({number})}}" if number else bare
    if prime:
        tex = f"{{{tex}}}'" if number else tex + prime  # two superscripts are no LaTeX
    return Panel(
        key,
        kind,
        bare + number.translate(SUBSCRIPTS) + ("′" if prime else ""),
        tex,
        bare + number,
        about,
        block(np.asarray(values)),
        array,
        editable=editable,
        shape=np.shape(values),
    )


def _gradient(of: Panel, values: npt.NDArray[Any]) -> Panel:
    return Panel(
        f"d:{of.key}", "gradient", f"∂{of.name}", rf"\partial L/\partial {of.tex}", f"d{of.code}",
        "", block(values), of.array, of.key, shape=values.shape, title=f"∂L/∂{of.name}",
    )  # fmt: skip


def block(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Any array as (channels, rows, columns), its numbers in the same order.

    Kernels (F, C, kH, kW) become F·C channels. A vector stands upright, a long one is folded; the
    rows of a wide weight matrix become channels folded like the vector they multiply.

    >>> block(np.zeros((2, 1, 3, 3))).shape, block(np.zeros(4)).shape, block(np.zeros(32)).shape
    ((2, 3, 3), (1, 4, 1), (1, 4, 8))
    """
    if values.ndim == 4:
        return values.reshape(-1, *values.shape[2:])
    if values.ndim == 2:
        rows, length = values.shape
        return values.reshape((1, rows, length) if length <= TALL else (rows, *folded(length)))
    if values.ndim == 1:
        return values.reshape(
            1, *((len(values), 1) if len(values) <= TALL else folded(len(values)))
        )
    if values.ndim == 3:
        return values
    raise ValueError(f"The player shows maps (C, H, W) and vectors, not shape {values.shape}.")


def folded(length: int) -> tuple[int, int]:
    """Rows and columns of a block of ``length`` numbers, as square as whole rows allow."""
    rows = max(d for d in range(1, int(length**0.5) + 1) if length % d == 0)
    return rows, length // rows
