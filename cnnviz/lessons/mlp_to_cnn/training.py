"""A detector that is trained at some places, and what it finds at all of them.

The loss of an example is max(0, 1 − label · score), the hinge loss: where it is not 0, gradient
descent with a step of 1 adds label times the input, which is the perceptron's rule (Rosenblatt
1958) with a margin.
"""

from dataclasses import dataclass

import numpy as np

from cnnviz.analysis.rounding import moved, product
from cnnviz.geometry import Indices
from cnnviz.lessons.mlp_to_cnn.trace import GUISES, ScanTrace
from cnnviz.ops import MatMul, ReLU, Softmax
from cnnviz.traces import Array

PASSES = 50  # through both examples, at most


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a lesson, as it was met: its label 1 or −1, and score and loss before."""

    place: int
    label: int
    score: float
    loss: float


@dataclass(frozen=True, slots=True, eq=False)
class Detector:
    """What was taught at ``places``, by guise: ``matrices`` (M, N), ``y`` and ``softmax`` (P, M).

    ``inputs`` (P, N) have the pattern at each place in turn. ``met`` are the examples of the dense
    layer in their order; ``after`` are those of the last lesson, once it is learned. ``kernel``
    (T,) is what the shared layer learned: ``added`` tells how often the pattern was added, and its
    opposite subtracted.
    """

    places: tuple[int, ...]
    seed: int
    kernel: Array
    added: tuple[int, int]
    inputs: Array
    matrices: dict[str, Array]
    y: dict[str, Array]
    softmax: dict[str, Array]
    met: tuple[Example, ...]
    after: tuple[Example, ...]

    def score(self, guise: str, place: int) -> float:
        """The largest output, wherever it is."""
        return float(self.y[guise][place].max())

    def found(self, guise: str) -> int:
        """At how many places the pattern is found: the score is above 0."""
        return int((self.y[guise].max(axis=1) > 0).sum())


def taught(trace: ScanTrace, places: tuple[int, ...], seed: int) -> Detector:
    """Teach filter 0 at these places; each lesson is one pattern and its opposite there."""
    reads, order = trace.layer.reads[: trace.places], np.random.default_rng(seed)
    inputs, others = (_placed(trace, reads, kind) for kind in trace.pair)
    matrices: dict[str, Array] = {name: np.zeros(trace.layer.shape) for name in GUISES}
    kernel: Array = np.zeros(reads.shape[1])
    met: list[Example] = []
    added: list[Example] = []
    after: list[Example] = []
    for t in places:
        # The labels, in the order in which they are met.
        turns = [1 - 2 * int(k) for k in order.permutation(2)]
        whole = {1: inputs[t], -1: others[t]}
        near = {label: np.append(x, 0.0)[reads[t]] for label, x in whole.items()}
        matrices["dense"][t], seen = _trained(whole, turns, np.zeros(inputs.shape[1]), t)
        local, _ = _trained(near, turns, np.zeros(reads.shape[1]), t)
        matrices["local"][t, reads[t, reads[t] >= 0]] = local[reads[t] >= 0]
        kernel, shared = _trained(near, turns, kernel, t)
        met, added = met + seen, added + shared
        after = [_judged(whole[label], label, matrices["dense"][t], t) for label in turns]
    every = np.zeros(trace.layer.reads.shape)
    every[: len(reads)] = kernel
    matrices["shared"] = trace.layer.matrix(every)
    y = {name: product(inputs, W.T) for name, W in matrices.items()}
    share = {name: Softmax(axis=1).forward(values) for name, values in y.items()}
    times = sum(one.label > 0 for one in added), sum(one.label < 0 for one in added)
    both = tuple(met), tuple(after)
    return Detector(places, seed, kernel, times, inputs, matrices, y, share, *both)


def _trained(
    examples: dict[int, Array], turns: list[int], w: Array, place: int
) -> tuple[Array, list[Example]]:
    """Weights once no example has a loss, or after so many passes, and those that had one."""
    met: list[Example] = []
    for _ in range(PASSES):
        for label in turns:
            one = _judged(examples[label], label, w, place)
            if one.loss:
                met.append(one)
                back = MatMul().backward(-float(label), (examples[label], w))["x"]
                w = moved(w, back[1], 1.0)
        if not any(_judged(examples[label], label, w, place).loss for label in turns):
            break
    return w, met


def _judged(x: Array, label: int, w: Array, place: int) -> Example:
    score = float(product(x, w))
    loss = float(ReLU().forward(np.array([1 - label * score]))[0])
    return Example(place, label, score, loss)


def _matches(trace: ScanTrace, reads: Indices) -> Array:
    """(P,): whether the pattern stands in the first channel of x at each place."""
    windows = np.append(trace.x.ravel(), 0.0)[reads[:, : trace.taps]]
    there: Array = (windows == trace.pair[0]).all(axis=1)
    return there


def first(trace: ScanTrace) -> int:
    """The first place where the pattern stands, or place 0."""
    return int(_matches(trace, trace.layer.reads[: trace.places]).argmax())


def _placed(trace: ScanTrace, reads: Indices, kind: Array) -> Array:
    """(P, N): x with this kind at each place; where the pattern stood first is 0."""
    x, windows = trace.x.ravel().copy(), reads[:, : trace.taps]
    if _matches(trace, reads).any():
        shown = windows[first(trace)]
        x[shown[shown >= 0]] = 0
    inputs = np.tile(x, (len(reads), 1))
    for t, row in enumerate(windows):
        inputs[t, row[row >= 0]] = kind[row >= 0]
    return inputs
