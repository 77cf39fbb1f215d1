"""Every sentence of the lesson: ``{name}`` is put in, what stands between stars is bold."""

from math import gcd

import numpy as np

from cnnviz.figures.numbers import number
from cnnviz.geometry import Window
from cnnviz.lessons.transposed_convolution.trace import TransposedTrace
from cnnviz.player.phrases import keys, of_axes

KEYS = keys((("G", "scatter or gather"), ("O", "inputs that meet in each output")), without={"Z"})
LABELS = {
    "board": "Transposed convolution, step by step",
    "views": "Two views of the same numbers",
    "scatter": "Scatter",
    "gather": "Gather",
    "overlap": "Overlap",
    "overlap_title": "How many inputs meet in each output (O)",
    "numpy": "This step in NumPy",
}
X, Y = {"name": "x", "title": "Input x"}, {"name": "y", "title": "Output y"}
W = {"name": "w", "title": "Kernel w", "kind": "parameter"}
OVERLAP = {"name": "n", "title": "Overlap"}
SENTENCES = {
    "scatter": "*{from} = {value}* adds {factor} · w to rows {top} to {bottom}, columns {left} to "
    "{right} of y. There, {name} {same} {terms} = *{total}* so far.",
    "outside": "*{from} = {value}* adds {factor} · w where the padding is cut off: it changes *0* "
    "numbers of y.",
    "gather": "*{name}* {same} {terms} = *{total}*; inputs that meet here: {count}.",
    "gather_none": "*{name} = 0*: no input reaches this place.",
    "overlap": "*{name}*: inputs that meet here: *{count}*. {cure}",
    "flipped": "flipped by 180°",
    "spread": "0 between, 0 around",
    "around": "0 around",
    "products": "products: {count}",
    "where_scatter": "input {index} of {count}",
    "where_gather": "output {index} of {count}",
    "numpy_scatter": "y[{rows}, {columns}] += x[{at}] * w",
    "numpy_gather": "y[{at}] = (spread[{rows}, {columns}] * w[::-1, ::-1]).sum()",
}


def notes(trace: TransposedTrace) -> dict[str, str]:
    """What is said of the whole map: its size on both axes, its overlap, its adjoint."""
    shapes = zip(trace.windows, trace.x.shape[-2:], trace.y.shape, strict=True)
    rows, columns = (size_of(w, n, trace.output_padding, out) for w, n, out in shapes)
    size = f"Output size: {of_axes(rows, columns)}"
    return {"size": size, "cure": cure(trace), "adjoint": adjoint(trace)}


def size_of(window: Window, n: int, longer: int, out: int) -> str:
    """The formula of one axis.

    >>> size_of(Window(3, stride=2, pad=(1, 1)), 4, 1, 8)
    '(4 − 1)·2 − 2·1 + 3 + 1 = *8*'
    """
    taps = f"({window.dilation}·({window.kernel_size} − 1) + 1)"
    span = taps if window.dilation > 1 else str(window.kernel_size)
    cut = f" − 2·{window.pad[0]}" if window.pad[0] else ""
    more = f" + {longer}" if longer else ""
    return f"({n} − 1)·{window.stride}{cut} + {span}{more} = *{out}*"


def cure(trace: TransposedTrace) -> str:
    """Whether the overlap is even away from the border, and what would make it so."""
    stride, dilation = trace.windows[0].stride, trace.windows[0].dilation
    if gcd(stride, dilation) > 1:
        return f"Stride {stride} and dilation {dilation} leave gaps that no input reaches."
    if (smallest := min(trace.weight.shape[-2:])) < stride:
        return f"Kernel size {smallest} at stride {stride} leaves gaps that no input reaches."
    odd = [w.kernel_size for w in trace.windows if w.kernel_size % stride]
    if not odd:
        return "The stride divides the kernel size: away from the border the overlap is even."
    fits = [str(k * stride) for k in (odd[0] // stride, odd[0] // stride + 1)]
    said = f"Stride {stride} does not divide the kernel size {odd[0]}: a checkerboard."
    return f"{said} Kernel size {' or '.join(fits)} cures it."


def adjoint(trace: TransposedTrace) -> str:
    """That A undoes the shape and not the numbers, and that Aᵀ is its adjoint."""
    products = np.vdot(trace.back, trace.x), np.vdot(trace.y, trace.y)
    back, x, left, right = map(number, (trace.back.flat[0], trace.x.flat[0], *products))
    undone = "the shape, not the numbers" if back != x else "the shape"
    return (
        f"Convolving y with w undoes {undone}: x[0, 0] = {x} comes back as {back}. "
        f"It is the adjoint: ⟨w ∗ y, x⟩ = *{left}* and ⟨y, y⟩ = *{right}*."
    )
