"""Every sentence of the transposed-convolution lesson.

``{name}`` is a number or text put in, what stands between stars is printed bold.
"""

from types import MappingProxyType

import numpy as np

from cnnviz.figures.numbers import number
from cnnviz.geometry import Window
from cnnviz.lessons.transposed_convolution.trace import TransposedTrace

KEYS = (("G", "scatter or gather"), ("O", "how many inputs meet in each output"))
LABELS = MappingProxyType(
    {
        "board": "Transposed convolution, step by step",
        "views": "Two views of the same numbers",
        "scatter": "Scatter",
        "gather": "Gather",
        "overlap": "Overlap",
        "numpy": "This step in NumPy",
    }
)
PANELS = MappingProxyType(
    {
        "x": {"name": "x", "title": "Input x"},
        "w": {"name": "w", "title": "Kernel w"},
        "flipped": {"name": "w", "title": "Kernel w"},
        "y": {"name": "y", "title": "Output y"},
        "overlap": {"name": "n", "title": "Overlap"},
    }
)
SENTENCES = MappingProxyType(
    {
        "scatter": "*{from} = {value}* adds {factor} · w to rows {top} to {bottom} and columns "
        "{left} to {right} of y. There, {name} {same} {terms} = *{total}* so far.",
        "scatter_once": "*{from} = {value}* adds {factor} · w to rows {top} to {bottom} and "
        "columns {left} to {right} of y: {name} {same} {terms} = *{total}* so far.",
        "outside": "*{from} = {value}* adds {factor} · w outside of y, where the padding cuts it "
        "off: *0* places change.",
        "gather": "*{name}* {same} {terms} = *{total}*: {count} {inputs} {meet} here, each with "
        "another weight. The kernel is flipped.",
        "gather_none": "*{name} = 0*: no input reaches this place.",
        "overlap": "*{count}* {inputs} {meet} in {name}; over all of y the count goes from {least} "
        "to {most}. {cure}",
        "flipped": "flipped by 180°",
        "spread": "0 between, 0 around",
        "around": "0 around",
        "products": "{count} products",
        "one_product": "1 product",
        "where_scatter": "input {index} of {count}",
        "where_gather": "output {index} of {count}",
        "input": "input",
        "inputs": "inputs",
        "meets": "meets",
        "meet": "meet",
        "numpy_scatter": "y[{rows}, {columns}] += x[{at}] * w",
        "numpy_gather": "y[{at}] = (spread[{rows}, {columns}] * w[::-1, ::-1]).sum()",
    }
)


def notes(trace: TransposedTrace) -> dict[str, object]:
    """What is said of the whole map: its size, its overlap, its adjoint."""
    inside = overlaps(trace)
    return {
        "size": " × ".join(dict.fromkeys(sizes(trace))),
        "size_title": "(input − 1) · stride − 2 · padding + span + output padding",
        "adjoint": adjoint(trace),
        "cure": cure(trace, inside),
        "least": min(inside),
        "most": max(inside),
    }


def sizes(trace: TransposedTrace) -> list[str]:
    """The output-size formula of both axes with their numbers put in."""
    shapes = zip(trace.windows, trace.x.shape, trace.y.shape, strict=True)
    return [size(window, n, trace.output_padding, out) for window, n, out in shapes]


def size(window: Window, n: int, longer: int, out: int) -> str:
    """The formula of one axis.

    >>> size(Window(3, stride=2, pad=(1, 1)), 4, 1, 8)
    '(4 − 1)·2 − 2·1 + 3 + 1 = *8*'
    """
    padding = f" − 2·{window.pad[0]}" if window.pad[0] else ""
    span = f"{window.span}"
    if window.dilation > 1:
        span = f"{window.dilation}·({window.kernel_size} − 1) + 1"
    more = f" + {longer}" if longer else ""
    return f"({n} − 1)·{window.stride}{padding} + {span}{more} = *{out}*"


def overlaps(trace: TransposedTrace) -> list[int]:
    """The counts that repeat in the middle, away from the border where fewer inputs meet."""
    rows, columns = (
        slice(min(w.span - 1, (n - 1) // 2), max(n - w.span + 1, n // 2 + 1))
        for w, n in zip(trace.windows, trace.y.shape, strict=True)
    )
    return sorted({int(count) for count in np.unique(trace.overlap[rows, columns])})


def cure(trace: TransposedTrace, inside: list[int]) -> str:
    """Whether the overlap is even away from the border, and what would make it so."""
    (rows, columns), counts = trace.windows, ", ".join(map(str, inside))
    if len(inside) == 1:
        return f"Away from the border every count is {counts}: nothing like a checkerboard appears."
    sides = [w for w in (rows, columns) if w.kernel_size % w.stride]
    if not sides:
        return f"Away from the border the counts are {counts}."
    stride = sides[0].stride
    near = sides[0].kernel_size // stride * stride
    sizes = " or ".join(str(k) for k in (near, near + stride) if k)
    return (
        f"Away from the border the counts are {counts}: the checkerboard. A kernel size that the "
        f"stride {stride} divides, such as {sizes}, makes them equal."
    )


def adjoint(trace: TransposedTrace) -> str:
    """That A undoes the shape and not the numbers, and that Aᵀ is its adjoint."""
    left, right = trace.products
    back = f"A takes y back to {trace.x.shape[0]} × {trace.x.shape[1]}"
    first, other = float(trace.back.flat[0]), float(trace.x.flat[0])
    undone = "" if np.allclose(trace.back, trace.x) else f" but not to x: {number(first)} for "
    undone = undone and f"{undone}{number(other)} first"
    return f"{back}{undone}. ⟨A y, x⟩ = *{number(left)}* = ⟨y, Aᵀx⟩ = *{number(right)}*"
