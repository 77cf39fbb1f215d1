"""The player's sentences: templates that the browser fills with looked-up numbers.

``{name}`` is a number or text put in, what stands between stars is printed bold.
"""

from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Window

Counts = npt.NDArray[np.integer]

SENTENCES = MappingProxyType(
    {
        "step": "*output[{row}, {column}]* = {terms}",
        "nothing": "nothing added yet",
        "so_far": " = *{sum}* so far.",
        "divided": " = {sum}; ÷ {divisor}",
        "bias": " + bias {bias}",
        "total": " = *{value}*",
        "activation": "; {activation} gives *{value}*",
        "maximum": "*output[{row}, {column}]* = max({terms}) = *{value}*, "
        "found at row {winner_row}, column {winner_column}.",
        "reduced": "Maximum",
        "input": "*input[{row}, {column}] = {value}* is read by *{count}* {outputs}. Each adds it "
        "times another weight: seen from here, the kernel is turned by 180°.",
        "input_flipped": "*input[{row}, {column}] = {value}* is read by *{count}* {outputs}. Each "
        "adds it times another weight: seen from here, the kernel stands as it was typed.",
        "input_maximum": "*input[{row}, {column}] = {value}* is read by *{count}* {outputs} and is "
        "the maximum of *{won}* of them.",
        "input_unread": "*input[{row}, {column}] = {value}* is read by no output: "
        "no window reaches it.",
        "kernel": "*weight[{row}, {column}] = {value}* multiplies the *{count}* bright inputs"
        "{padding}: the terms of its gradient, ∂L/∂w = Σ input × output error.",
        "padding": " and {count} padding zeros",
        "not_a_number": "weight[{row}, {column}] stays {old}: "
        "write a number from −{limit} to {limit}, such as 2.5.",
        "bias_not_a_number": "The bias stays as it was: "
        "write a number from −{limit} to {limit}, such as 2.5.",
    }
)

ACTIVATION_NAMES = MappingProxyType(
    {
        "none": "",
        "relu": "ReLU",
        "leaky_relu": "leaky ReLU",
        "sigmoid": "sigmoid",
        "tanh": "tanh",
        "gelu": "GELU",
        "silu": "SiLU",
    }
)

ACTIONS = (
    ("rotate_quarter", "Rotate by 90° clockwise"),
    ("rotate_half", "Rotate by 180°"),
    ("flip_horizontal", "Mirror left and right"),
    ("flip_vertical", "Mirror up and down"),
    ("transpose", "Transpose"),
    ("negate", "Change the sign"),
    ("normalise", "Normalise"),
    ("zero_mean", "Make it sum to zero"),
    ("restore", "Restore"),
)


def formula(window: Window, n: int) -> str:
    """The output-size formula of one axis with its numbers put in.

    >>> formula(Window(3, stride=2, pad=(1, 1)), 128)
    '⌊(128 + 2·1 − 3) / 2⌋ + 1 = *64*'
    """
    before, after = window.pad
    pad = f" + 2·{before}" if before == after else f" + {before} + {after}"
    span = str(window.kernel_size)
    if window.dilation > 1:
        span = f"({window.dilation}·{window.kernel_size - 1} + 1)"
    return f"⌊({n}{pad} − {span}) / {window.stride}⌋ + 1 = *{window.output_length(n)}*"


def formulas(windows: tuple[Window, Window], shape: tuple[int, int]) -> str:
    """The formula of the rows, and the number of columns where that differs."""
    rows, columns = (formula(w, n) for w, n in zip(windows, shape, strict=True))
    return rows if rows == columns else f"{rows} × *{windows[1].output_length(shape[1])}*"


def coverage(rows: Counts, columns: Counts) -> str:
    """How often the input pixels are read, given how often each row and each column is.

    >>> coverage(np.array([1, 2, 1]), np.array([1, 2, 1]))
    'Each input pixel is read between *once* and *4 times*: the corners count least.'
    """
    least, most = int(rows.min() * columns.min()), int(rows.max() * columns.max())
    if least == most:
        return f"Every input pixel is read *{times(most)}*."
    sentence = f"Each input pixel is read between *{times(least)}* and *{times(most)}*"
    return sentence + (": the corners count least." if _corners_least(rows, columns) else ".")


def _corners_least(rows: Counts, columns: Counts) -> bool:
    """Whether all four corners are read less often than the middle of every edge."""
    corners = np.outer(rows[[0, -1]], columns[[0, -1]])
    edges = (rows[[0, -1]] * columns[len(columns) // 2], rows[len(rows) // 2] * columns[[0, -1]])
    return bool(corners.max() < min(edge.min() for edge in edges))


def times(count: int) -> str:
    """A count in words.

    >>> times(0), times(1), times(9)
    ('never', 'once', '9 times')
    """
    return {0: "never", 1: "once"}.get(count, f"{count} times")


def left_over(windows: tuple[Window, Window], shape: tuple[int, int]) -> str:
    """A sentence on what a stride that does not divide leaves unread, or nothing."""
    unread = [w.unread(n) for w, n in zip(windows, shape, strict=True)]
    if not any(unread):
        return ""
    counts = [max(0, u - w.pad[1]) for u, w in zip(unread, windows, strict=True)]
    parts = [
        f"the last {count} {name}s" if count > 1 else f"the last {name}"
        for count, name in zip(counts, ("row", "column"), strict=True)
        if count
    ]
    start = f"Stride {windows[0].stride} does not divide: "
    if not parts:
        return start + "only padding is left over."
    verb = "are" if len(parts) > 1 or max(counts) > 1 else "is"
    return f"{start}{' and '.join(parts)} {verb} never read."
