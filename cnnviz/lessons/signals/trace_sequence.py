"""A time-delay network of two layers, by the engine and line by line as its pseudo-code says."""

from dataclasses import dataclass

import numpy as np

from cnnviz.analysis import nested_loops
from cnnviz.analysis.nested_loops import Loop, Nest
from cnnviz.geometry import Indices, Window
from cnnviz.lessons.signals.trace import slide, window
from cnnviz.ops import ReLU
from cnnviz.traces import Array

# The lines of the pseudo-code; words.py has their texts.
LAYER, PLACE, NEURON, BIAS, WINDOW, PRODUCT, RELU, FOUND = range(1, 9)


@dataclass(frozen=True, slots=True, eq=False)
class SequenceTrace:
    """``x`` (n,); ``weights`` and ``biases`` of the layers, (2, 1, taps) and (1, 2, taps); their
    outputs ``z`` before and ``y`` after ReLU, (2, n) and (1, n).

    ``lines`` (steps, 7) are the lines as they run: line, layer, place, neuron, channel and tap,
    place that is read (-1: a zero or none); ``sums`` (steps,) the running z.
    """

    x: Array
    weights: tuple[Array, Array]
    biases: tuple[Array, Array]
    windows: tuple[Window, Window]
    z: tuple[Array, Array]
    y: tuple[Array, Array]
    lines: Array
    sums: Array


def sequence(
    x: Array, first: Array, second: Array, biases: Array, *, swapped: bool
) -> SequenceTrace:
    """Two detectors, and one that listens to both; ``ValueError`` where a row does not part."""
    if first.size % 2 or second.size % 2 or biases.size != 3:
        raise ValueError("Each layer has two rows of weights, and three biases are needed.")
    rows = second.reshape(1, 2, -1)
    weights = first.reshape(2, 1, -1), rows[:, ::-1] if swapped else rows
    own = biases[:2], biases[2:]
    windows = window("centred", first.size // 2), window("causal", second.size // 2)
    heard = slide(x[None], weights[0], windows[0], own[0])
    hidden = ReLU().forward(heard)
    matched = slide(hidden, weights[1], windows[1], own[1])
    y = hidden, ReLU().forward(matched)
    lines, sums = _run(x, weights, own, windows)
    return SequenceTrace(x, weights, own, windows, (heard, matched), y, lines, sums)


def _run(
    x: Array, weights: tuple[Array, Array], biases: tuple[Array, Array], windows: tuple[Window, ...]
) -> tuple[Array, Array]:
    """The algorithm as it stands, one line after the other."""
    places = [own.input_indices(x.size) for own in windows]
    nests = [_nest(*layer) for layer in zip(places, weights, biases, strict=True)]
    rows: list[tuple[int, ...]] = []
    sums: list[float] = []
    for step in nested_loops.run(nests, x):
        line, own = step.line + 1, step.layer
        if line == WINDOW:
            continue
        t, j = (*step.variables[1:3], -1, -1)[:2]
        i = m = read = -1
        if line == PRODUCT:
            i, m = divmod(step.term, places[own].shape[1])
            read = int(places[own][t, m])
        rows.append((line, own + 1 if own >= 0 else len(nests), t, j, i, m, read))
        sums.append(step.z)
    return np.array(rows, np.int32), np.array(sums)


def _nest(places: Indices, w: Array, b: Array) -> Nest:
    """A layer's loops over places, neurons and what its window reads of every channel."""
    neurons, channels, taps = w.shape
    n, each = len(places), channels * taps
    reads = np.where(places < 0, -1, places * channels)[:, None]  # channels lie side by side
    reads = np.where(reads < 0, -1, reads + np.arange(channels)[:, None]).reshape(n, each)
    return Nest(
        (Loop("t", n), Loop("j", neurons)),
        (Loop("i, m", each),),
        np.repeat(reads, neurons, axis=0).astype(np.int32),
        np.tile(w.reshape(neurons, each), (n, 1)),
        np.tile(b, n),
        rectified=True,
    )
