"""The layer as a program of nested loops, in each guise or with a hidden layer, and its run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cnnviz.analysis.nested_loops import Loop, Nest, Step, executed, run
from cnnviz.figures.equations import named
from cnnviz.geometry import Indices
from cnnviz.lessons.mlp_to_cnn.trace import ScanTrace
from cnnviz.lessons.mlp_to_cnn.words import LOOP

MOST = 4_000  # executed lines: of more the program is shown, and they are counted
NEVER = np.iinfo(np.int32).max


class Line(NamedTuple):
    """A line of the program; ``loop`` is its variable and how often it runs, "" for none."""

    indent: int
    text: str
    loop: str = ""
    times: int = 0


MANY = 99  # another number of turns in each layer: more than are shown one by one
NETWORK = (
    Line(0, "*for* l *in* 0 … 1:", "l", 2),
    Line(1, "*for* t *in* 0 … {last}:", "t"),
    Line(2, "*for* j *in* 0 … D[l + 1] − 1:", "j", MANY),
    Line(3, "z = b[l, j]"),
    Line(3, "*for* i *in* 0 … D[l] − 1:", "i", MANY),
    Line(4, "z += *w[l, j, i]* · y[l, i, t]"),
    Line(3, "y[l + 1, j, t] = max(0, z)"),
    Line(0, "score = max(y[2])"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """The lines, how many of them are executed, and each in turn if they are not too many.

    ``order`` int32 (M,) tells which output of the object is the next one that the first layer
    writes; ``called`` what a step calls the output and the bias that it is about.
    """

    lines: tuple[Line, ...]
    nests: tuple[Nest, ...]
    count: int
    steps: tuple[Step, ...]
    order: Indices
    called: Callable[[Step], tuple[str, str]]

    @property
    def at(self) -> Indices:
        """int32 (S, lines): the loop variables, −1 outside of their loops."""
        loops = [k for k, line in enumerate(self.lines) if line.loop]
        at = np.full((len(self.steps), len(self.lines)), -1, np.int32)
        for s, step in enumerate(self.steps):
            at[s, loops[: len(step.variables)]] = step.variables
        return at

    @property
    def marks(self) -> Indices:
        """int32 (S, 3): a step's line, and the output and tap of the object, −1 for none.

        A later layer reads the outputs of the object.
        """
        marks = np.full((len(self.steps), 3), -1, np.int32)
        for s, step in enumerate(self.steps):
            marks[s, 0] = step.line
            if step.layer == 0 and step.output >= 0:
                marks[s, 1:] = self.order[step.output], step.term
            elif step.term >= 0:
                marks[s, 1] = self.order[self.nests[step.layer].reads[step.output, step.term]]
        return marks

    @property
    def known(self) -> Indices:
        """int32 (M,): the step that completes each output of the object."""
        found, store = np.full(len(self.order), NEVER, np.int32), len(self.lines) - 2
        for s, step in enumerate(self.steps):
            if step.layer == 0 and step.line == store:
                found[self.order[step.output]] = s
        return found


def program(trace: ScanTrace, guise: str, *, hidden: bool = False) -> Program:
    """The program of a guise on the numbers at hand; ``hidden`` replaces the shared one."""
    made = _network(trace) if hidden and guise == "shared" else _layer(trace, guise)
    lines, nests, order, called = made
    count = executed(nests)
    steps = tuple(run(nests, trace.x.ravel())) if count <= MOST else ()
    return Program(lines, nests, count, steps, order, called)


Made = tuple[tuple[Line, ...], tuple[Nest, ...], Indices, Callable[[Step], tuple[str, str]]]


def _layer(trace: ScanTrace, guise: str) -> Made:
    filters, *outputs = trace.layer.y_shape
    channels, *taps = trace.w.shape[1:]
    two, reads = len(taps) == 2, trace.layer.reads
    outer = _loops("rc" if two else "t", outputs)
    inner = _loops("uv" if two else "k", taps)
    outer = (Loop("f", filters), *outer) if filters > 1 else outer
    inner = (Loop("j", channels), *inner) if two or channels > 1 else inner
    if guise == "dense":
        outer, inner = (Loop("t", len(trace.own)),), (Loop("i", trace.own.shape[1]),)
        reads = np.broadcast_to(np.arange(trace.own.shape[1], dtype=np.int32), trace.own.shape)
    cells = np.append(trace.matrices[guise], np.zeros((len(reads), 1)), axis=1)
    nest = Nest(outer, inner, reads, np.take_along_axis(cells, reads, axis=1), trace.biases)
    places, terms = ([loop.variable for loop in loops] for loops in (outer, inner))
    own = [p for p in places if guise != "shared" or p == "f"]
    where = terms if guise == "dense" else _reading(trace, places, terms)
    y, b = named("y", trace.layer.y_shape), named("b", trace.layer.y_shape)

    def called(step: Step) -> tuple[str, str]:
        shared = f"b[{step.output // trace.places}]" if own else "b"
        return y(step.output), shared if guise == "shared" else b(step.output)

    lines = (
        *_lines(
            nest,
            f"z = b[{', '.join(own)}]" if own else "z = b",
            f"z += *w[{', '.join((*own, *terms))}]* · x[{', '.join(where)}]",
            f"y[{', '.join(places)}] = z",
        ),
        Line(0, "score = max(y)"),
    )
    return lines, (nest,), np.arange(len(reads), dtype=np.int32), called


def _network(trace: ScanTrace) -> Made:
    """Each window through the hidden neurons, which are the filters, and one output neuron."""
    filters, places, taps = len(trace.w), trace.places, trace.w[0].size
    order = np.arange(filters * places, dtype=np.int32).reshape(filters, places).T.ravel()
    weights = trace.w.reshape(filters, taps)[order // places]
    heads = (Loop("t", places), Loop("j", filters)), (Loop("i", taps),)
    first = Nest(*heads, trace.layer.reads[order], weights, trace.biases[order], rectified=True)
    reads = np.arange(filters * places, dtype=np.int32).reshape(places, filters)
    second = np.tile(trace.second, (places, 1))
    heads = (Loop("t", places), Loop("j", 1)), (Loop("i", filters),)
    nests = first, Nest(*heads, reads, second, np.zeros(places), rectified=True)

    def called(step: Step) -> tuple[str, str]:
        layer, t, j = (*step.variables, -1, -1, -1)[:3]
        return (f"y[{layer + 1}, {j}, {t}]", f"b[{layer}, {j}]")

    scan = NETWORK[1]._replace(text=NETWORK[1].text.format(last=places - 1), times=places)
    lines = (NETWORK[0], scan, *NETWORK[2:])
    return lines, nests, order, called


def _loops(variables: str, lengths: Sequence[int]) -> tuple[Loop, ...]:
    return tuple(Loop(*both) for both in zip(variables, lengths, strict=True))


def _lines(nest: Nest, begin: str, add: str, store: str) -> tuple[Line, ...]:
    depth = len(nest.outer)
    heads = [
        Line(k, LOOP.format(loop=loop.variable, last=loop.times - 1), *loop)
        for k, loop in enumerate((*nest.outer, *nest.inner))
    ]
    sums = Line(depth, begin), *heads[depth:], Line(len(heads), add), Line(depth, store)
    return (*heads[:depth], *sums)


def _reading(trace: ScanTrace, places: list[str], terms: list[str]) -> list[str]:
    """The index of x for each axis, with stride, dilation and padding where there are any."""
    window = trace.layer.windows[0]
    stride = f"{window.stride}·" if window.stride > 1 else ""
    apart = f"{window.dilation}·" if window.dilation > 1 else ""
    pad = f" − {window.pad[0]}" if window.pad[0] else ""
    axes = [p for p in places if p != "f"]
    own = [t for t in terms if t != "j"]
    index = [f"{stride}{p} + {apart}{t}{pad}" for p, t in zip(axes, own, strict=True)]
    return ["j", *index] if "j" in terms else index
