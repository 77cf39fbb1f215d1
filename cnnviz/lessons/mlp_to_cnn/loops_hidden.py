"""The scanning network with a hidden layer as nested loops: layers, places, neurons, inputs."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cnnviz.lessons.mlp_to_cnn.loops import MOST, Line, Run
from cnnviz.lessons.mlp_to_cnn.trace import ScanTrace
from cnnviz.traces import Array

MANY = 99  # more turns than are shown one by one
LINES = (
    Line(0, "*for* l *in* 0 … 1:", "l", 2),
    Line(1, "*for* t *in* 0 … {last}:", "t", MANY),
    Line(2, "*for* j *in* 0 … D[l + 1] − 1:", "j", MANY),
    Line(3, "z = 0"),
    Line(3, "*for* i *in* 0 … D[l] − 1:", "i", MANY),
    Line(4, "z += *w[l, j, i]* · y[l, i, t]"),
    Line(3, "y[l + 1, j, t] = max(0, z)"),
    Line(0, "score = max(y[2])"),
)
PRODUCT, STORE, SCORE = 5, 6, 7


class _Step(NamedTuple):
    line: int
    at: tuple[int, ...] = ()  # l, t, j, i as far as they run
    before: float = 0.0
    z: float = 0.0
    factors: tuple[float, float] = (0.0, 0.0)
    stored: float = 0.0


def run_network(trace: ScanTrace) -> Run:
    """Each window through the hidden neurons, which are the filters, and one output neuron."""
    filters, taps = len(trace.w), trace.w[0].size
    places = len(trace.own) // filters
    sizes = (taps, filters, 1)
    each = [sizes[k + 1] * (3 + 2 * sizes[k]) for k in range(2)]
    count = sum(1 + places * (1 + lines) for lines in each) + 1
    steps = list(_walk(trace, sizes, places)) if count <= MOST else []
    table, known = np.full((len(steps), 3), -1, np.int32), 0
    at = np.full((len(steps), len(LINES)), -1, np.int32)
    all_known = np.zeros(len(steps), np.int32)
    for s, step in enumerate(steps):
        table[s, 0] = step.line
        for column, value in zip((0, 1, 2, 4), step.at, strict=False):
            at[s, column] = value
        if len(step.at) > 2:  # in the first layer the output that is written, then the one read
            layer, t, j = step.at[:3]
            i = step.at[3] if len(step.at) > 3 else -1
            neuron = i if layer else j
            table[s, 1] = neuron * places + t if neuron >= 0 else -1
            table[s, 2] = i if step.line == PRODUCT and not layer else -1
            known += step.line == STORE and not layer
        all_known[s] = known
    names = tuple(_name(step) for step in steps)
    parts = [np.array([getattr(step, key) for step in steps]) for key in ("before", "z", "stored")]
    factors = np.array([step.factors for step in steps]).reshape(-1, 2)
    lines = tuple(
        Line(line.indent, line.text.format(last=places - 1), line.loop, line.times)
        for line in LINES
    )
    return Run(
        "shared", lines, count, table, at, parts[0], parts[1], factors, names, parts[2], all_known
    )


def _name(step: _Step) -> str:
    return f"y[{step.at[0] + 1}, {step.at[2]}, {step.at[1]}]" if step.at[2:] else ""


def _walk(trace: ScanTrace, sizes: tuple[int, ...], places: int) -> Iterator[_Step]:
    weights = (trace.w.reshape(sizes[1], sizes[0]), trace.second[None])
    y: Array = trace.patches
    for layer in range(2):
        yield _Step(0, (layer,))
        out = np.zeros((sizes[layer + 1], places))
        for t in range(places):
            yield _Step(1, (layer, t))
            for j in range(sizes[layer + 1]):
                yield _Step(2, (layer, t, j))
                yield _Step(3, (layer, t, j))
                z = 0.0
                for i in range(sizes[layer]):
                    pair = (float(weights[layer][j, i]), float(y[i, t]))
                    yield _Step(4, (layer, t, j, i), z, z, pair)
                    before, z = z, z + pair[0] * pair[1]
                    yield _Step(PRODUCT, (layer, t, j, i), before, z, pair)
                out[j, t] = max(0.0, z)
                yield _Step(STORE, (layer, t, j), z, z, stored=float(out[j, t]))
        y = out
    yield _Step(SCORE, stored=float(y.max()))
