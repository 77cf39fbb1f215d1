"""The layer as nested loops, and every line as it is executed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cnnviz.figures.equations import named
from cnnviz.geometry import Indices
from cnnviz.lessons.mlp_to_cnn.trace import ScanTrace
from cnnviz.traces import Array

MOST = 4_000  # executed lines: of more the program is shown, and they are counted


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the program; ``loop`` is its variable and how often it runs, "" for none."""

    indent: int
    text: str
    loop: str = ""
    times: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Every executed line in turn.

    ``steps`` int32 (S, 3): its line, the output that is written and the tap, −1 for none; ``at``
    int32 (S, lines): the loop variables, −1 outside of their loops. ``before``, ``z`` (S,): the sum
    before and after; ``factors`` (S, 2): weight and input of a product. ``names`` has what each
    line writes to or works on, ``stored`` (S,) what is stored there, ``known`` (S,) how many
    outputs are complete after it.
    """

    guise: str
    lines: tuple[Line, ...]
    count: int
    steps: Indices
    at: Indices
    before: Array
    z: Array
    factors: Array
    names: tuple[str, ...]
    stored: Array
    known: Indices


def run(trace: ScanTrace, guise: str) -> Run:
    """The program of a guise, executed on the numbers at hand."""
    outer, inner = _loops(trace, guise)
    over, within = [n for _, n in outer], [n for _, n in inner]
    lines, count = _program(trace, guise, outer, inner), _executed(over, within)
    walk = list(_walk(over, within)) if count <= MOST else []
    steps = np.full((len(walk), 3), -1, np.int32)
    at = np.full((len(walk), len(lines)), -1, np.int32)
    before, z, factors = np.zeros(len(walk)), np.zeros(len(walk)), np.zeros((len(walk), 2))
    reads, weights = _cells(trace, guise)
    x, depth = np.append(trace.x.ravel(), 0.0), len(outer)  # where −1 finds its zero
    total, i = 0.0, -1
    for s, (line, variables) in enumerate(walk):
        if line < depth:  # a loop over outputs begins its turn: the first output that it writes
            rest = [0] * (depth - len(variables))
            i = int(np.ravel_multi_index([*variables, *rest], over))
        before[s], steps[s, :2] = total, (line, i if variables else -1)
        at[s, [k + (k >= depth) for k in range(len(variables))]] = variables
        if line == depth:
            total = before[s] = 0.0
        elif line == len(lines) - 3:
            tap = int(np.ravel_multi_index(variables[depth:], within))
            steps[s, 2], factors[s] = tap, (weights[i, tap], x[reads[i, tap]])
            total += factors[s].prod()
        z[s] = total
    name, store = named("y", trace.layer.y_shape), len(lines) - 2
    names = tuple(name(i) if i >= 0 else "" for i in steps[:, 1].tolist())
    stored = np.where(steps[:, 0] == store, z, trace.y[guise].max())
    known = np.cumsum(steps[:, 0] == store).astype(np.int32)
    return Run(guise, lines, count, steps, at, before, z, factors, names, stored, known)


def _cells(trace: ScanTrace, guise: str) -> tuple[Indices, Array]:
    """(M, taps) each: the input that each product reads, and its weight."""
    if guise == "dense":
        every = np.arange(trace.own.shape[1], dtype=np.int32)
        return np.broadcast_to(every, trace.own.shape), trace.own
    reads = trace.layer.reads
    values = np.append(trace.matrices[guise], np.zeros((len(reads), 1)), axis=1)
    return reads, np.take_along_axis(values, reads, axis=1)


def _loops(trace: ScanTrace, guise: str) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Variables and lengths of the loops over outputs, and over the terms of one output."""
    if guise == "dense":
        return [("t", len(trace.own))], [("i", trace.own.shape[1])]
    filters, *outputs = trace.layer.y_shape
    channels, *taps = trace.w.shape[1:]
    two = len(taps) == 2
    outer = list(zip("rc" if two else "t", outputs, strict=True))
    inner = list(zip("uv" if two else "k", taps, strict=True))
    outer = [("f", filters), *outer] if filters > 1 else outer
    return outer, [("j", channels), *inner] if two or channels > 1 else inner


def _program(
    trace: ScanTrace, guise: str, outer: list[tuple[str, int]], inner: list[tuple[str, int]]
) -> tuple[Line, ...]:
    places, terms = [name for name, _ in outer], [name for name, _ in inner]
    lines = [Line(k, "", name, n) for k, (name, n) in enumerate(outer)]
    lines.append(Line(len(outer), "z = 0"))
    lines += [Line(len(outer) + k, "", name, n) for k, (name, n) in enumerate(inner)]
    own = {"dense": places, "local": places, "shared": [p for p in places if p == "f"]}[guise]
    w = f"w[{', '.join((*own, *terms))}]"
    where = terms if guise == "dense" else _reading(trace, places, terms)
    lines.append(Line(len(outer) + len(inner), f"z += *{w}* · x[{', '.join(where)}]"))
    lines.append(Line(len(outer), f"y[{', '.join(places)}] = z"))
    lines.append(Line(0, "score = max(y)"))
    return tuple(lines)


def _reading(trace: ScanTrace, places: list[str], terms: list[str]) -> list[str]:
    """The index of x for each axis, with stride, dilation and padding where there are any."""
    window = trace.layer.windows[0]
    stride = f"{window.stride}·" if window.stride > 1 else ""
    apart = f"{window.dilation}·" if window.dilation > 1 else ""
    pad = f" − {window.pad[0]}" if window.pad[0] else ""
    axes = [p for p in places if p != "f"]
    own = [t for t in terms if t != "j"]
    index = [f"{stride}{p} + {apart}{t}{pad}" for p, t in zip(axes, own, strict=True)]
    return ["j", *index] if trace.w.shape[1] > 1 or len(own) == 2 else index


def _executed(outer: list[int], inner: list[int]) -> int:
    """How many lines are executed: each loop's own, once a turn, and the four others."""
    heads = sum(int(np.prod(outer[: k + 1])) for k in range(len(outer)))
    terms = sum(int(np.prod(inner[: k + 1])) for k in range(len(inner))) + int(np.prod(inner))
    return heads + int(np.prod(outer)) * (2 + terms) + 1


def _walk(outer: list[int], inner: list[int]) -> Iterator[tuple[int, list[int]]]:
    """Each executed line with the loop variables that it stands in."""
    depth, last = len(outer), len(outer) + len(inner) + 1

    def terms(variables: list[int], k: int) -> Iterator[tuple[int, list[int]]]:
        if k == len(inner):
            yield last, variables
            return
        for value in range(inner[k]):
            yield depth + 1 + k, [*variables, value]
            yield from terms([*variables, value], k + 1)

    def places(variables: list[int]) -> Iterator[tuple[int, list[int]]]:
        k = len(variables)
        if k == depth:
            yield depth, variables
            yield from terms(variables, 0)
            yield last + 1, variables
            return
        for value in range(outer[k]):
            yield k, [*variables, value]
            yield from places([*variables, value])

    yield from places([])
    yield last + 2, []
