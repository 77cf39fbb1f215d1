"""Every sentence and label of the window player.

``{name}`` is a number or text put in, what stands between stars is printed bold.
"""

from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Window
from cnnviz.player import phrases

Counts = npt.NDArray[np.integer]

KEYS = (
    ("T", "one step is an output, or one product of its sum"),
    ("1 2 3", "show this channel"),
    ("C", "a colour for each weight"),
    ("U", "how often each input is used"),
    ("Click", "pin an output"),
    ("Double click", "zoom in there"),
)
LABELS = MappingProxyType(
    {
        "player": "Convolution, step by step",
        "uses": "Uses",
        "uses_title": "How often is each input used? (U)",
        "hues": "Hues",
        "hues_title": "A colour for each weight, carried to the inputs it multiplies (C)",
        "whole": "Whole",
        "closer": "Closer",
        "pixels": "Pixels",
        "channels": "The channel that is shown",
        "kernel": "Kernel",
        "change_kernel": "Change the whole kernel",
        "edit_kernel": "Kernel: arrows choose a weight, Enter or a digit edits it",
        "maps": "Feature maps",
        "starts": "Start with",
        "row": "row",
        "output_row": "Output row",
        "column": "col",
        "output_column": "Output column",
        "one_step": "What one step is",
        "by_pixel": "by pixel",
        "by_product": "by product",
        "numpy": "This step in NumPy",
    }
)
NAMES = MappingProxyType(
    {
        "size": "{rows} × {columns}",
        "size_channels": "{rows} × {columns} × {channels}",
        "output_of": "{title}, {channel}",
        "input_label": "{title}: {about}. Arrow keys move over its pixels.",
        "output_label": "{title}: {about}. Arrow keys step through it.",
        "window": "Window",
        "kernel": "Kernel",
        "products": "Products",
        "flipped": "↻ 180°",
        "as_typed": "as typed",
        "one_input": "One input pixel",
        "summed": "summed",
        "adds": "What it adds",
        "running_sum": "Running sum",
        "sum_so_far": "Sum so far",
        "of": "of {count}",
        "reached": "{done} of {count}",
        "maximum": "Maximum",
        "so_far": "so far",
        "sum": "sum",
        "divided": "÷ {divisor}",
        "plus_bias": "+ bias",
        "bias": "Bias",
        "weight": "Weight",
        "after": "after {activation}",
        "output": "output[{row}, {column}]",
        "place": "row {row}, column {column}",
        "stages": "Which stage is on the wall",
        "scale": "Colour scale of the small maps",
        "scale_title": "Each map on a colour scale of its own, or all on the same one",
        "own": "Own",
        "same": "Same",
        "map": "{title}: {low} to {high}",
        "at_least": "≥ {value}",
        "at_most": "≤ {value}",
    }
)
SENTENCES = MappingProxyType(
    {
        "step": "*output[{row}, {column}]* = {terms}",
        "with_uses": "{coverage} {own}",
        "nothing": "nothing added yet, *0* of {count} products",
        "so_far": " {same} *{sum}* so far, {done} of {count} products.",
        "divided": " {same} {sum}; ÷ {divisor}",
        "bias": " + bias {bias}",
        "total": " {same} *{value}*",
        "activation": "; {activation} gives {about}*{value}*",
        "about": "≈ ",
        "maximum": "*output[{row}, {column}]* = max({terms}) = *{value}*, "
        "found at row {argmax_row}, column {argmax_column}.",
        "input": "*input[{row}, {column}] = {value}* is read by *{outputs}*. ",
        "input_repeated": "*input[{row}, {column}] = {value}* is read *{times}* by *{outputs}*, "
        "because the padding repeats it. ",
        "input_copied": "*input[{row}, {column}] = {value}* is read by *{outputs}*, because the "
        "padding repeats it. ",
        "input_summed": "Each adds it times the sum of the weights that read it.",
        "input_alone": "Each adds it times the weight that reads it.",
        "input_once_summed": "It adds it times the sum of the weights that read it: "
        "{value}·{weight} {same} *{product}*.",
        "input_once": "It adds {value}·{weight} {same} *{product}*.",
        "input_each": "Each adds it times another weight.",
        "input_all": "Each adds it times another weight: seen from here, the kernel is flipped, "
        "turned by 180°.",
        "input_all_flipped": "Each adds it times another weight: seen from here, the kernel stands "
        "as it was typed.",
        "input_maximum": "*input[{row}, {column}] = {value}* is read by *{outputs}* and is "
        "the maximum of *{count}*.",
        "input_unread": "*input[{row}, {column}] = {value}* is read by no output: "
        "no window reaches it.",
        "padding_repeats": "This place is padding: it repeats *input[{row}, {column}] = {value}*.",
        "padding_zero": "This place is padding: it holds *0*.",
        "kernel": "*weight[{row}, {column}] = {value}* multiplies {inputs}{zeros}, {each}.",
        "kernel_repeated": "*weight[{row}, {column}] = {value}* multiplies {inputs}{zeros}, "
        "*{times}* in all, because the padding repeats inputs: {each}.",
        "marked": "the *{count}* marked {inputs}",
        "no_input": "no input",
        "zeros": " and *{count}* padding {zeros}",
        "each": "once for each of the {count} outputs",
        "one": "once for the one output",
        "output_one": "output",
        "output_many": "outputs",
        "input_one": "input",
        "input_many": "inputs",
        "zero_one": "zero",
        "zero_many": "zeros",
        "counted": "{count} {noun}",
        "times": "{count} times",
        "once": "once",
        "not_a_number": "weight[{row}, {column}] stays {old}: "
        "write a number from −{limit} to {limit}, such as 2.5.",
        "bias_not_a_number": "The bias stays as it was: "
        "write a number from −{limit} to {limit}, such as 2.5.",
    }
)

# What the page carries, so that no payload has to.
WORDS = phrases.words(sentences=SENTENCES, names=NAMES)

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


def short(name: str) -> str:
    """A channel's name on a small button.

    >>> short("red"), short("map 12")
    ('R', '12')
    """
    return name.rpartition(" ")[2] if name[-1].isdigit() else name[0].upper()


def formula(window: Window, n: int) -> str:
    """The output-size formula of one axis with its numbers put in.

    >>> formula(Window(3, stride=2, pad=(1, 1)), 128)
    '⌊(128 + 2·1 − 3) / 2⌋ + 1 = *64*'
    >>> formula(Window(2, pad=(1, 0)), 3)
    '⌊(3 + 1 − 2) / 1⌋ + 1 = *3*'
    """
    before, after = window.pad
    amounts = "".join(f" + {amount}" for amount in window.pad if amount)
    pad = f" + 2·{before}" if before == after else amounts
    span = str(window.kernel_size)
    if window.dilation > 1:
        span = f"({window.dilation}·{window.kernel_size - 1} + 1)"
    return f"⌊({n}{pad} − {span}) / {window.stride}⌋ + 1 = *{window.output_length(n)}*"


def formulas(windows: tuple[Window, Window], shape: tuple[int, int]) -> str:
    """The formula of both axes; where only their lengths differ, the number of columns after it.

    >>> formulas((Window(3), Window(3)), (5, 6))
    '⌊(5 + 2·0 − 3) / 1⌋ + 1 = *3* × *4*'
    """
    rows, columns = (formula(w, n) for w, n in zip(windows, shape, strict=True))
    if windows[0] == windows[1] and rows != columns:
        return f"{rows} × *{windows[1].output_length(shape[1])}*"
    return phrases.of_axes(rows, columns)


def size(windows: tuple[Window, Window], shape: tuple[int, int]) -> str:
    """What stands beside the output's title: the size alone where each axis has its own formula.

    >>> size((Window(3), Window(2)), (5, 5))
    '*3* × *4*'
    """
    if windows[0] == windows[1]:
        return formulas(windows, shape)
    rows, columns = (w.output_length(n) for w, n in zip(windows, shape, strict=True))
    return f"*{rows}* × *{columns}*"


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
