"""Copying what windows read, and adding back to where it was read: each is the other's adjoint."""

from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from cnnviz.geometry import Window
from cnnviz.ops.layer import Array, Shape

Windows = tuple[Window, ...]


class Moves(NamedTuple):
    """Where maps (G, C, *spatial, N) go in an array (G, C, *kernel, *outputs, N).

    ``zeros`` are the places where windows read padding. ``inputs`` are, tap by tap, the places
    where they read an input, each with the place of that input.
    """

    zeros: tuple[Any, ...]
    inputs: tuple[tuple[Any, Any], ...]


def gather(x: Array, moves: Moves, into: Array) -> None:
    """Copy what the windows read of the maps ``x``."""
    for border in moves.zeros:
        into[border] = 0
    for write, read in moves.inputs:
        into[write] = x[read]


def scatter(terms: Array, moves: Moves, dx: Array) -> None:
    """Add each term to that number of ``dx`` which `gather` would have copied to its place."""
    for write, read in moves.inputs:  # one tap at a time, as two may read one number
        dx[read] += terms[write]


@lru_cache(maxsize=128)
def moves(windows: Windows, spatial: Shape, start: int, stop: int) -> Moves:
    """The moves for the outputs from ``start`` to ``stop`` along the first axis, and all others."""
    rank = len(windows)
    whole = (slice(None), slice(None))
    axes: list[list[tuple[int, slice, slice]]] = []
    zeros = []
    for axis, (window, n) in enumerate(zip(windows, spatial, strict=True)):
        wanted = slice(0, window.output_length(n)) if axis else slice(start, stop)
        met = [(tap, *_within(window, tap, n, wanted)) for tap in range(window.kernel_size)]
        axes.append(met)
        for tap, write, _ in met:
            for border in (slice(0, write.start), slice(write.stop, wanted.stop - wanted.start)):
                if border.start < border.stop:
                    place: list[Any] = [slice(None)] * (2 + 2 * rank)
                    place[2 + axis], place[2 + rank + axis] = tap, border
                    zeros.append(tuple(place))
    inputs = []
    for combined in product(*axes):
        taps, writes, reads = zip(*combined, strict=True)
        inputs.append(((*whole, *taps, *writes), (*whole, *reads)))
    return Moves(tuple(zeros), tuple(inputs))


def _within(window: Window, tap: int, n: int, wanted: slice) -> tuple[slice, slice]:
    """`Window.valid_slices` for the outputs that are wanted, counted from the first of them."""
    met, read = window.valid_slices(tap, n)
    start = min(max(met.start, wanted.start), wanted.stop)
    stop = max(start, min(met.stop, wanted.stop))
    inputs = range(n)[read][start - met.start : stop - met.start]
    return (
        slice(start - wanted.start, stop - wanted.start),
        slice(inputs.start, inputs.stop, inputs.step),
    )
