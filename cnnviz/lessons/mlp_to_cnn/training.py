"""A detector that is trained at some places, and what it finds at all of them.

The loss of an example is max(0, 1 − label · score), the hinge loss: where it is not 0, gradient
descent with a step of 1 adds label times the input, which is the perceptron's rule (Rosenblatt
1958) with a margin.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cnnviz.geometry import Indices
from cnnviz.lessons.mlp_to_cnn.examples import fitted, tables
from cnnviz.lessons.mlp_to_cnn.trace import GUISES, ScanTrace
from cnnviz.ops import MatMul, ReLU, Softmax
from cnnviz.traces import Array

PATTERNS = (("1,3,1", "3,0,2"), ("0,2,0;2,2,2;0,2,0", "1,1,2;1,0,1;1,1,3"))
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
    layer in their order; ``after`` has score and loss once all is learned. ``pattern`` and
    ``opposite`` (T,); ``kernel`` (T,) is what the shared layer learned.
    """

    places: tuple[int, ...]
    seed: int
    pattern: Array
    opposite: Array
    kernel: Array
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
    reads = trace.layer.reads[: len(trace.own) // len(trace.w)]
    pattern, opposite = (_pattern(trace, way) for way in (0, 1))
    inputs, others = (_placed(trace, reads, pattern, kind) for kind in (pattern, opposite))
    order = np.random.default_rng(seed)
    matrices: dict[str, Array] = {name: np.zeros(trace.layer.shape) for name in GUISES}
    kernel: Array = np.zeros(reads.shape[1])
    met: list[Example] = []
    after: list[Example] = []
    for t in places:
        # The labels, in the order in which they are met.
        turns = [1 - 2 * int(k) for k in order.permutation(2)]
        whole = {1: inputs[t], -1: others[t]}
        near = {label: np.append(x, 0.0)[reads[t]] for label, x in whole.items()}
        matrices["dense"][t], seen = _trained(whole, turns, np.zeros(inputs.shape[1]), t)
        local, _ = _trained(near, turns, np.zeros(reads.shape[1]), t)
        matrices["local"][t, reads[t, reads[t] >= 0]] = local[reads[t] >= 0]
        kernel, _ = _trained(near, turns, kernel, t)
        met += [example for example in seen if example.loss]
        after += list(_judged(whole, turns, matrices["dense"][t], t))
    every = np.zeros(trace.layer.reads.shape)
    every[: len(reads)] = kernel
    matrices["shared"] = trace.layer.matrix(every)
    y = {name: MatMul().forward((inputs, W.T)) for name, W in matrices.items()}
    share = {name: Softmax(axis=1).forward(values) for name, values in y.items()}
    return Detector(
        places,
        seed,
        pattern,
        opposite,
        kernel,
        inputs,
        matrices,
        y,
        share,
        tuple(met),
        tuple(after),
    )


def _trained(
    examples: dict[int, Array], turns: list[int], w: Array, place: int
) -> tuple[Array, list[Example]]:
    """Weights once no example has a loss, or after so many passes, and all that was met."""
    met: list[Example] = []
    for _ in range(PASSES):
        for label in turns:
            (example,) = _judged(examples, [label], w, place)
            met.append(example)
            if example.loss:
                back = MatMul().backward(-float(label), (examples[label], w))["x"]
                w = w - back[1]
        if not any(example.loss for example in _judged(examples, turns, w, place)):
            break
    return w, met


def _judged(examples: dict[int, Array], labels: list[int], w: Array, t: int) -> Iterator[Example]:
    for label in labels:
        score = float(MatMul().forward((examples[label], w)))
        loss = float(ReLU().forward(np.array([1 - label * score]))[0])
        yield Example(t, label, score, loss)


def _pattern(trace: ScanTrace, way: int) -> Array:
    """(T,): the pattern or its opposite in the first channel, as large as the kernel."""
    kernel = trace.w.shape[2:]
    table = tables(PATTERNS[len(kernel) - 1][way])[0]
    small = table if len(kernel) == 2 else table[0]
    flat = np.zeros(trace.w[0].size)
    flat[: trace.w[0, 0].size] = fitted(small, kernel).ravel()
    return flat


def _matches(trace: ScanTrace, reads: Indices, pattern: Array) -> Array:
    """(P,): whether the pattern stands in the first channel of x at each place."""
    taps = trace.w[0, 0].size
    there: Array = (np.append(trace.x.ravel(), 0.0)[reads[:, :taps]] == pattern[:taps]).all(axis=1)
    return there


def first(trace: ScanTrace) -> int:
    """The first place where the pattern stands, or place 0."""
    reads = trace.layer.reads[: len(trace.own) // len(trace.w)]
    return int(_matches(trace, reads, _pattern(trace, 0)).argmax())


def _placed(trace: ScanTrace, reads: Indices, pattern: Array, kind: Array) -> Array:
    """(P, N): x with this kind at each place; where the pattern stood first is 0."""
    taps = trace.w[0, 0].size  # the pattern lies in the first channel
    x = trace.x.ravel().copy()
    if _matches(trace, reads, pattern).any():
        shown = reads[first(trace), :taps]
        x[shown[shown >= 0]] = 0
    inputs = np.tile(x, (len(reads), 1))
    for t, row in enumerate(reads[:, :taps]):
        inputs[t, row[row >= 0]] = kind[:taps][row >= 0]
    return inputs
