"""The transposed convolution as NumPy that runs as it is, up to any step."""

import numpy as np

from cnnviz.files.numpy_given import given
from cnnviz.lessons.transposed_convolution.trace import TransposedTrace
from cnnviz.traces import Array

ADDING = """y = np.zeros({padded})  # the output with its padding
for i, j in list(np.ndindex(x.shape)){some}:
    y[{rows}, {columns}] += x[i, j] * w
y = y[{inside}]
"""


def whole(trace: TransposedTrace) -> str:
    """The program for all of the output, ``y``."""
    return _program(trace, "")


def up_to(trace: TransposedTrace, step: int, *, gathers: bool = False) -> str:
    """The program up to one step; it prints the number that the player tells of.

    That is output ``step`` where the player gathers; else, after input ``step``, the output where
    most inputs have met, or all of the output where this input reaches none.
    """
    if gathers:
        at = divmod(min(step, trace.y.size - 1), trace.y.shape[1])
        return _program(trace, "") + f"print(y[{at[0]}, {at[1]}])\n"
    step = min(step, trace.x.size - 1)
    met = followed(trace, step)
    place = f"[{met[0]}, {met[1]}]" if met else ""
    return _program(trace, f"[:{step + 1}]") + f"print(y{place})\n"


def _program(trace: TransposedTrace, some: str) -> str:
    shapes = list(zip(trace.windows, trace.y.shape, trace.x.shape, strict=True))
    padded = tuple(max(n + sum(w.pad), (count - 1) * w.stride + w.span) for w, n, count in shapes)
    rows, columns = (
        f"{_times(w.stride, name)} : {_times(w.stride, name)} + {w.span}"
        + (f" : {w.dilation}" if w.dilation > 1 else "")
        for (w, _, _), name in zip(shapes, "ij", strict=True)
    )
    inside = ", ".join(f"{w.pad[0]}:{w.pad[0] + n}" for w, n, _ in shapes)
    adding = ADDING.format(padded=padded, some=some, rows=rows, columns=columns, inside=inside)
    start = f"import numpy as np\n\n{given('x', trace.x)}\n{given('w', trace.weight)}\n\n"
    return start + adding


def _times(stride: int, name: str) -> str:
    return f"{stride} * {name}" if stride > 1 else name


def reached(trace: TransposedTrace, axis: int, place: int) -> list[int]:
    """The outputs that an input adds to along an axis; what the padding cuts off is left out."""
    found = trace.windows[axis].input_indices(trace.y.shape[axis])[place]
    return [int(n) for n in found if n >= 0]


def reach(trace: TransposedTrace, axis: int, place: int) -> tuple[int, int]:
    """From where to where, exclusive, an input reaches along an axis."""
    there = reached(trace, axis, place)
    return (there[0], there[-1] + 1) if there else (0, 0)


def so_far(trace: TransposedTrace, step: int, *, weighed: bool = True) -> Array:
    """The output after the inputs up to ``step``; not ``weighed``, how many have met in each."""
    total = np.zeros_like(trace.y)
    weight = trace.weight if weighed else np.ones_like(trace.weight)
    rows, columns = (w.input_indices(n) for w, n in zip(trace.windows, trace.y.shape, strict=True))
    for flat in range(step + 1):
        i, j = divmod(flat, trace.x.shape[1])
        down, across = rows[i] >= 0, columns[j] >= 0
        part = weight[np.ix_(down, across)] * (trace.x[i, j] if weighed else 1)
        total[np.ix_(rows[i][down], columns[j][across])] += part
    return total


def followed(trace: TransposedTrace, step: int) -> tuple[int, int] | None:
    """The output of this step where most inputs have met, the first of them in reading order."""
    row, column = divmod(step, trace.x.shape[1])
    there = [(r, c) for r in reached(trace, 0, row) for c in reached(trace, 1, column)]
    counts = so_far(trace, step, weighed=False)
    return max(there, key=lambda place: counts[place]) if there else None
