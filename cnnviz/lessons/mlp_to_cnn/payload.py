"""From the trace to the bytes that the player steps through."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.analysis.matrix import Counts
from cnnviz.lessons.mlp_to_cnn import payload_said as said
from cnnviz.lessons.mlp_to_cnn import words
from cnnviz.lessons.mlp_to_cnn.examples import fitted
from cnnviz.lessons.mlp_to_cnn.payload_loops import Program, program
from cnnviz.lessons.mlp_to_cnn.trace import GUISES, ScanTrace
from cnnviz.lessons.mlp_to_cnn.training import Detector
from cnnviz.player import phrases, source
from cnnviz.player.axes import Arrays
from cnnviz.player.panels import pack_lesson, panel

NUMPY = {
    "multiply": "y[{i}] = W[{i}] @ x",
    "learn": "dW[{i}] = dy[{i}] * x",
    "copies": "dw[{i}] = dW[tap == {i}].sum()",
    "patches": "y[:, {i}] = w @ P[:, {i}]",
}


def encode(
    trace: ScanTrace,
    made: Detector | None,
    *,
    mine: Counts,
    hidden: bool = False,
    about: str,
    link: str,
    view: Any,
) -> bytes:
    """The player's bytes; a layer that is too large to be drawn sends its counts alone.

    With ``hidden`` the loops of the shared layer are those of a network with a hidden layer.
    """
    arrays: Arrays = {}
    shown = source.grid(about, trace.x.reshape(1, -1), about)
    header = {
        "guises": [_card(trace, mine, guise) for guise in GUISES],
        "keys": words.KEYS,
        "ideas": [*words.IDEAS, _last_idea(trace)],
        "groups": _groups(trace),
        "hidden": hidden,
        "drawn": trace.drawn and made is not None,
        "shapes": {"x": trace.x.shape, "w": trace.w.shape, "y": trace.layer.y_shape},
        "words": phrases.words(
            where=words.WHERE, captions=_captions(trace, hidden), numpy=_numpy(trace)
        ),
    }
    if made is None or not trace.drawn:
        header |= {"said": [[said.too_large(*trace.layer.shape), None, None]], "panels": []}
    else:
        runs = {guise: program(trace, guise, hidden=hidden) for guise in GUISES}
        header |= _whole(trace, made, runs) | {"panels": _panels(trace, made, arrays)}
        _tables(trace, runs, arrays)
    return pack_lesson(header, arrays, source=shown, link=link, view=view)


def _card(trace: ScanTrace, mine: Counts, guise: str) -> dict[str, Any]:
    """A guise with its counts: of the layer here, and of one of the person's own size."""
    formula, count = getattr(mine, guise)
    rows, columns = trace.layer.shape
    return {
        "guise": guise,
        "here": f"{trace.weights(guise):,}",
        "formula": formula,
        "mine": f"{count:,}",
        "size": f"{rows:,} × {columns:,}",
    }


def _whole(trace: ScanTrace, made: Detector, runs: dict[str, Program]) -> dict[str, Any]:
    """All that is said, and the programs."""
    steps = {
        "multiply": {g: said.multiply(trace, g) for g in GUISES},
        "move": {g: said.move(trace, made, g) for g in GUISES},
        "learn": {g: said.learn(trace, g) for g in GUISES},
        "loops": {g: said.loops(trace, runs[g]) for g in GUISES},
        "patches": dict.fromkeys(GUISES, said.patches(trace)),
    }
    return {
        "said": steps,
        "program": {guise: run.lines for guise, run in runs.items()},
        "names": said.names(trace),
        "checks": said.checks(trace),
        "readers": {g: said.readers(trace, g) for g in GUISES},
        "taught": list(made.places),
        "lesson": words.LESSON_OF.format(seed=made.seed),
        "lessons": [*said.lessons(made), said.after(made)],
        "added": made.added,
        "sums": said.sums(trace, made),
        "found": {g: made.found(g) for g in GUISES},
    }


def _captions(trace: ScanTrace, hidden: bool) -> dict[str, Any]:
    """What stands above each view; a network says how many neurons its layers have."""
    if not hidden:
        return words.CAPTIONS
    network = words.NETWORK.format(taps=trace.w[0].size, filters=len(trace.w))
    return {**words.CAPTIONS, "loops": {**words.CAPTIONS["loops"], "shared": network}}


def _numpy(trace: ScanTrace) -> dict[str, str]:
    """The line of each view in NumPy; with several filters a row of W has the bias of its own."""
    if not trace.bias.any():
        return NUMPY
    own = "0" if len(trace.bias) == 1 else f"{{i}} // {trace.places}"
    biased = {"multiply": f"{NUMPY['multiply']} + b[{own}]", "patches": f"{NUMPY['patches']} + b"}
    return NUMPY | biased


def _last_idea(trace: ScanTrace) -> tuple[str, str, str]:
    """What leads to the other number of dimensions."""
    two = trace.x.ndim == 3
    return words.LAST_IDEA[1 + two], "dense" if two else "shared", "multiply"


def _coloured(*values: npt.NDArray[np.floating]) -> dict[str, Any]:
    """One scale for inputs: grey, or by sign where one is negative."""
    shown = source.grid("", np.concatenate([array.ravel() for array in values])[None], "")
    return {"colour": shown.colour, "range": [shown.low, shown.high]}


def _panels(trace: ScanTrace, made: Detector, arrays: Arrays) -> list[dict[str, Any]]:
    """Everything that is coloured by its sign, and x and what is copied from it."""
    reach = max(float(np.abs(y).max()) for y in trace.y.values()) or 1.0
    scale = {"range": [-reach, reach]}
    best = max(1.0, *(float(np.abs(y).max()) for y in made.y.values()))
    gradient, typed = {"kind": "gradient"}, {"editable": True}
    colour, moved = _coloured(trace.x), _coloured(made.inputs, trace.pair)
    flat: dict[str, tuple[Any, dict[str, Any]]] = {
        "x": (trace.x.ravel()[None], colour | typed),
        "w": (trace.w.ravel()[None], typed),
        "own": (trace.own, typed),
        "error": (trace.error[None], gradient | typed),
        "slid": (trace.slid[None], scale),
        "hidden": (trace.hidden[None], scale),
        "dW": (trace.row_gradients, gradient),
        "dw": (trace.dw.ravel()[None], gradient),
        "updated": (trace.updated.ravel()[None], {}),
        "P": (trace.patches, colour),
        "moved": (made.inputs, moved),
        "b": (trace.bias[None], typed),
        "pattern": (trace.pair[:1], moved | typed),
        "opposite": (trace.pair[1:], moved | typed),
        "learned": (fitted(made.kernel[None], (1, trace.w.size)), {}),
    }
    for guise in GUISES:
        flat |= {
            f"W:{guise}": (trace.matrices[guise], {}),
            f"y:{guise}": (trace.y[guise][None], scale),
            f"V:{guise}": (made.matrices[guise], {}),
            f"found:{guise}": (made.y[guise], {"range": [-best, best]}),
            f"share:{guise}": (made.softmax[guise], {"colour": "ink", "range": [0.0, 1.0]}),
            f"score:{guise}": (made.y[guise].max(axis=1)[None], {"range": [-best, best]}),
        }
    return [panel(key, values, arrays, **header) for key, (values, header) in flat.items()]


def _tables(trace: ScanTrace, runs: dict[str, Program], arrays: Arrays) -> None:
    """The tables that are looked up: who reads what, and what each executed line does."""
    arrays |= {"tap": trace.layer.tap, "reads": trace.layer.reads, "weights": trace.layer.weights}
    filters, channels, *kernel = trace.w.shape
    blocks = filters * channels
    # A hue and a shade for each weight: by tap of a signal; by row and column of a picture.
    taps = np.arange(trace.w.size)
    width, rows = kernel[-1], kernel[0] if len(kernel) > 1 else 1
    column, row, block = taps % width, taps // width % rows, taps // (width * rows)
    two = len(kernel) > 1
    hue, hues = (block * rows + row, blocks * rows) if two else (column, width)
    shade, shades = (column, width) if two else (block, blocks)
    arrays |= {"hue": degrees(hues)[hue], "shade": (shade + 0.5) / shades}
    for guise, run in runs.items():
        arrays |= {f"run:{guise}": run.marks, f"at:{guise}": run.at, f"known:{guise}": run.known}
        arrays[f"z:{guise}"] = np.array([step.z for step in run.steps])


def degrees(count: int) -> npt.NDArray[np.int32]:
    """Hues for so many kinds of weights, apart from those of signs and of the focus.

    >>> degrees(3).tolist(), degrees(4).tolist()
    ([175, 295, 105], [105, 175, 245, 315])
    """
    few = [175, 295, 105][:count]
    many = [105 + 210 * k // max(1, count - 1) for k in range(count)]
    return np.array(few if count <= 3 else many, np.int32)


def _groups(trace: ScanTrace) -> list[str]:
    """What the columns of W stand for, group by group: channels, or rows of a picture."""
    channels, *lengths = map(int, trace.x.shape)
    if len(lengths) == 1:
        return [words.CHANNEL.format(channel=c) for c in range(channels)]
    rows = [words.ROW_OF_X.format(row=r) for r in range(lengths[0])]
    return rows * channels
