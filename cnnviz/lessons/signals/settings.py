"""The settings of the signals page, and what its link says of the player."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from cnnviz.kernels.cells import compact, number
from cnnviz.lessons.signals import made
from cnnviz.settings.link import Ways, setting
from cnnviz.settings.values import Codec, decimal, one_of, whole
from cnnviz.store import stored
from cnnviz.traces import Array

LONGEST, MOST_TAPS, LARGEST = 4096, 16, 1_000_000
MOST_ZEROS = 64  # on each side
MOST_FAR, MOST_MELODY, MOST_LEARNT = 256, 32, 24  # samples that these views can show
MOST = {"signal": LONGEST, "melody": MOST_MELODY, "far": MOST_FAR}
EDGES = {"centred": "Centred", "causal": "Causal", "none": "None", "full": "Full"}
OWN = {"own": "own"}  # as many zeros as somebody says
ON = {0: "off", 1: "on"}
CHAPTER, LONE = "0,1,1,1,0,1,0,0", "-1,1,-1"
MELODY = "0,1,0,0,1,1,1,0,0,0,1,1,0,1,0,0"
FAR = "0,1,0,0,2,1,0,0,0,1,0,0,3,1,0,0,0,1,0,2,0,0,1,0"


@stored(max_entries=64, max_bytes=16_000_000)
def channels(text: str) -> Array:
    """A signal or filter as its link writes it, as a read-only array (channels, n).

    >>> channels("1,0;2,5").tolist()
    [[1.0, 0.0], [2.0, 5.0]]
    """
    rows = [_row(part) for part in text.split(";")]
    if len({row.size for row in rows}) > 1:
        raise ValueError("All channels need as many numbers.")
    values: Array = np.stack(rows)
    values.setflags(write=False)
    return values


def numbers(text: str) -> Array:
    """The same of one channel, (n,)."""
    first: Array = channels(text)[0]
    return first


def _row(text: str) -> Array:
    known = made.signal(text)
    if known is not None:
        return known
    return np.array([number(cell, f"Number {k}") for k, cell in enumerate(text.split(","))])


def to_text(values: Array) -> str:
    """The numbers as a link writes them.

    >>> to_text(np.array([0.0, -0.5, 3]))
    '0,-0.5,3'
    """
    rows = (np.atleast_2d(np.asarray(values, np.float64)) + 0.0).tolist()
    return ";".join(",".join(map(compact, row)) for row in rows)


def row(most: int, *, kind: str = "", empty: bool = False, rows: int = 1) -> Codec[str]:
    """Up to ``rows`` channels of 1 to ``most`` numbers; ``empty`` where there may be none."""

    def read(text: str) -> tuple[str, str]:
        if empty and not text:
            return text, ""
        values = channels(text)
        if not (1 <= values.shape[1] <= most and (np.abs(values) <= LARGEST).all()):
            raise ValueError(f"There can be 1 to {most} numbers, from -{LARGEST} to {LARGEST}.")
        if len(values) > rows:
            raise ValueError(f"There can be up to {rows} channels.")
        return ";".join(map(_written, text.split(";"))), ""

    def own(text: str) -> bool:
        return not all(map(made.is_made, text.split(";")))

    return Codec(read, str, lambda text: "from the lesson", kind=kind, own=own)


def _written(text: str) -> str:
    """A row as links write it: a made signal by its name."""
    return text if made.is_made(text) else to_text(numbers(text))


def zeros() -> Codec[str]:
    """How many zeros stand before and after a signal."""

    def read(text: str) -> tuple[str, str]:
        values = numbers(text)
        if values.size != 2 or not all(0 <= v <= MOST_ZEROS and v % 1 == 0 for v in values):
            raise ValueError(f"There can be 0 to {MOST_ZEROS} zeros before and after a signal.")
        return to_text(values), ""

    return Codec(read, str, lambda text: "from the lesson")


MOST_CHANNELS = 2
SIGNAL = row(LONGEST, kind="signal", rows=MOST_CHANNELS)


@dataclass(frozen=True, slots=True)
class Signals:
    """Three signals, for each kind of view its own, and the filters that slide along them.

    ``signal`` belongs to Filter, Find and Learn, ``melody`` to Sequence, ``far`` to Reach. It may
    have two channels, and its filter then a row for each; a single row is used for both.
    ``first`` and ``second`` of the time-delay network are rows of weights, filter after filter.
    """

    signal: str = setting(SIGNAL, CHAPTER, "signal")
    filter: str = setting(row(MOST_TAPS, rows=MOST_CHANNELS), LONE, "filter")
    bias: float = setting(decimal(), 0.0, "bias")
    edges: str = setting(one_of(EDGES | OWN), "centred", "edge rule")
    zeros: str = setting(zeros(), "1,1", "padding")
    stride: int = setting(whole(1, 4), 1, "stride")
    dilation: int = setting(whole(1, 4), 1, "dilation")
    turned: int = setting(one_of({0: "as it is", 1: "turned round"}), 0, "direction")
    relu: int = setting(one_of({0: "nothing", 1: "ReLU"}), 0, "activation")

    melody: str = setting(row(MOST_MELODY), MELODY, "signal")
    first: str = setting(row(6), "-1,1,-1,-1,1,1", "first layer")
    biases: str = setting(row(3), "0,-1,-1", "set of biases")
    second: str = setting(row(8), "1,1,1,0,0,0,0,1", "second layer")
    swapped: int = setting(one_of({0: "lone, then block", 1: "block, then lone"}), 0, "order")

    far: str = setting(row(MOST_FAR), FAR, "signal")
    taps: str = setting(row(4), "1,1", "filter")
    layers: int = setting(whole(1, 8), 4, "number of layers")
    growth: str = setting(one_of({"doubling": "doubling", "ones": "all 1"}), "doubling", "growth")
    aligned: str = setting(one_of({"causal": "Causal", "centred": "Centred"}), "causal", "place")
    residual: int = setting(one_of(ON), 0, "way around a layer")
    future: int = setting(one_of({0: "as it was", 1: "changed"}), 0, "future")

    start: str = setting(row(5), "0,1,0", "filter to begin with")
    goal: str = setting(row(MOST_LEARNT, empty=True), "", "goal")
    rate: float = setting(
        one_of({0.05: "0.05", 0.25: "0.25", 0.5: "0.5", 1.0: "1"}), 0.25, "step size"
    )
    biased: int = setting(one_of(ON), 0, "bias")
    offset: float = setting(decimal(), 0.0, "bias to begin with")
    updates: int = setting(whole(0, 200), 0, "number of updates")

    gives_way: ClassVar[Ways] = (
        ("updates", 0), ("edges", "centred"), ("first", "-1,1,-1,-1,1,1"),
        ("biases", "0,-1,-1"), ("second", "1,1,1,0,0,0,0,1"),
    )  # fmt: skip


VIEWS = {
    "filter": "Filter", "find": "Find", "sequence": "Sequence", "reach": "Reach", "learn": "Learn"
}  # fmt: skip
BEGINS = -1  # the step of a link that names none: where its view begins, which the player knows
STEP = replace(
    whole(BEGINS, 99_999), show=lambda step: str(step) if step >= 0 else "at its beginning"
)
SIGNAL_OF = {"sequence": "melody", "reach": "far"}  # the others share one


@dataclass(frozen=True, slots=True)
class View:
    """Where a link stands: it belongs to the address, not to what is computed."""

    view: str = setting(one_of(VIEWS), "filter", "view")
    step: int = setting(STEP, BEGINS, "step")
    lines: int = setting(one_of({0: "by place", 1: "by line"}), 0, "kind of step")
    threshold: float = setting(decimal(), 0.5, "threshold")
    near: int = setting(one_of({0: "whole", 1: "closer", 2: "numbers"}), 0, "zoom")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")
