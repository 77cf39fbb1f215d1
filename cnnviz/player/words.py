"""The player's sentences: templates that the browser fills with looked-up numbers.

``{name}`` is a number or text put in, what stands between stars is printed bold.
"""

from types import MappingProxyType

from cnnviz.geometry import Window

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
        "input_unread": "*input[{row}, {column}] = {value}* is read by no output: "
        "no window reaches it.",
        "kernel": "*weight[{row}, {column}] = {value}* multiplies the *{count}* bright inputs"
        "{padding}: the terms of its gradient, ∂L/∂w = Σ input × output error.",
        "padding": " and {count} padding zeros",
        "not_a_number": "weight[{row}, {column}] stays {old}: "
        "write a number between −{limit} and {limit}.",
        "bias_not_a_number": "The bias stays as it was: "
        "write a number between −{limit} and {limit}.",
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
    ("rotate_quarter", "Rotate by 90°"),
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


def coverage(least: int, most: int) -> str:
    """How often the input pixels are read, in a sentence."""
    if least == most:
        return f"Every input pixel is read *{most}* times."
    return (
        f"Each input pixel is read between *{least}* and *{most}* times: the corners count least."
    )


def left_over(windows: tuple[Window, Window], shape: tuple[int, int]) -> str:
    """A sentence on what a stride that does not divide leaves unread, or nothing."""
    counts = [w.unread(n) for w, n in zip(windows, shape, strict=True)]
    parts = [
        f"the last {count} {name}{'s' * (count > 1)}" if count > 1 else f"the last {name}"
        for count, name in zip(counts, ("row", "column"), strict=True)
        if count
    ]
    if not parts:
        return ""
    stride = windows[0].stride
    verb = "are" if len(parts) > 1 or max(counts) > 1 else "is"
    return f"Stride {stride} does not divide: {' and '.join(parts)} {verb} never read."
