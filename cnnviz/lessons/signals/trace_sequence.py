"""A time-delay network of two layers, by the engine and line by line as its pseudo-code says."""

from dataclasses import dataclass

import numpy as np

from cnnviz.analysis.rounding import without_dust
from cnnviz.geometry import Window
from cnnviz.lessons.signals.trace import slide, window
from cnnviz.ops import ReLU
from cnnviz.traces import Array

# The lines of the pseudo-code; words.py has their texts.
LAYER, PLACE, NEURON, BIAS, PRODUCT, RELU, FOUND = 1, 2, 3, 4, 6, 7, 8


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
    rows: list[tuple[int, ...]] = []
    sums: list[float] = []

    def ran(line: int, z: float, *where: int) -> None:
        rows.append((line, *where, *[-1] * (6 - len(where))))
        sums.append(z)

    y: Array = x[None]
    for layer, (w, b, own) in enumerate(zip(weights, biases, windows, strict=True), start=1):
        ran(LAYER, 0.0, layer)
        index, made = own.input_indices(x.size), np.zeros((len(w), x.size))
        for t in range(x.size):
            ran(PLACE, 0.0, layer, t)
            for j in range(len(w)):
                ran(NEURON, 0.0, layer, t, j)
                z = scale = float(b[j])
                ran(BIAS, z, layer, t, j)
                for i, m in np.ndindex(*w.shape[1:]):
                    read = int(index[t, m])
                    product = float(w[j, i, m]) * (float(y[i, read]) if read >= 0 else 0.0)
                    scale = abs(scale) + abs(product)
                    z = float(without_dust(z + product, scale))
                    ran(PRODUCT, z, layer, t, j, i, m, read)
                made[j, t] = max(0.0, z)
                ran(RELU, made[j, t], layer, t, j)
        y = made
    ran(FOUND, float(y.max()), 2)
    return np.array(rows, np.int32), np.array(sums)
