"""The formulas of the pooling page: how large the output is, and what Lp pooling works out."""

from cnnviz.geometry import Window
from cnnviz.lessons.pooling.records import PooledTrace
from cnnviz.player import phrases
from cnnviz.player.window.words import formula

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def formulas(trace: PooledTrace) -> str:
    """The formula of the output's size with its numbers, or what takes its place."""
    rows, columns = trace.y.shape
    if not trace.windows:
        return f"the box cut into *{rows} × {columns}*"
    if trace.kind.startswith("global"):
        return "one number for the whole map"
    if trace.peaks is not None:
        peaks, stride = trace.peaks.shape, trace.windows[0].stride
        return f"⌈{peaks[0]} / {stride}⌉ = *{rows}*" + (
            "" if rows == columns else f" × *{columns}*"
        )
    first, second = (
        _formula(window, n) for window, n in zip(trace.windows, trace.x.shape, strict=True)
    )
    plain = trace.windows[0] == trace.windows[1] and "," not in first + second
    return f"{first} × *{columns}*" if plain and rows != columns else phrases.of_axes(first, second)


def _formula(window: Window, n: int) -> str:
    text = formula(window, n).replace(" + 2·0", "")
    if window.ceil_mode:
        return _ceil(text.replace("⌊", "⌈").replace("⌋", "⌉"), window, n)
    unread = window.unread(n) - window.pad[1]
    return f"{text}, {unread} left over" if unread > 0 else text


def _ceil(text: str, window: Window, n: int) -> str:
    """The formula rounded up, which counts a window that begins behind the input; PyTorch drops it.

    >>> _ceil("⌈(8 − 1) / 3⌉ + 1 = *3*", Window(1, stride=3, ceil_mode=True), 8)
    '⌈(8 − 1) / 3⌉ + 1 = 4, less 1 window that would begin outside: *3*'
    """
    length = window.output_length(n)
    room = n + sum(window.pad) - window.span
    rounded_up = -(-room // window.stride) + 1
    if rounded_up == length:
        return text
    start = text.removesuffix(f"*{length}*")
    return f"{start}{rounded_up}, less 1 window that would begin outside: *{length}*"


def norm(power: int) -> dict[str, dict[str, str]]:
    """The sentences of Lp pooling, forwards and backwards, for its power."""
    start = "*{out}* "
    root = {1: "{sum} {terms}", 2: "= √({terms}) {sum} √{total}"}.get(
        power, f"= ({{terms}})^(1/{power}) {{sum}} {{total}}^(1/{power})"
    )
    end = " = *{value}*." if power == 1 else " {same} *{value}*."
    raised = "" if power == 2 else str(power - 1).translate(SUPERSCRIPTS)
    slope = {
        1: "{dy}, with its sign, whatever its size; a 0 gets nothing",
        2: "{dy} · x / y: the large ones get more",
    }.get(power, f"{{dy}} · (|x| / y){raised}, with its sign: the large ones get most")
    return {
        "forward": {"norm": f"{start}{root}{end}"},
        "backward": {
            "norm": f"*∂L/∂{{out}} = {{dy}}*. Each input gets {slope}. "
            "input[{row}, {column}] gets *{share}*."
        },
    }
