"""The pooling player's sentences: templates that the browser fills with looked-up numbers.

``{name}`` is a number or text put in, what stands between stars is printed bold.
"""

from types import MappingProxyType

import numpy as np

from cnnviz.geometry import Window
from cnnviz.lessons.pooling.records import PooledTrace, Shifted
from cnnviz.player.window.words import formula

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

FORWARD = MappingProxyType(
    {
        "max": "*{out}* = max({terms}) = *{value}*, at row {row}, column {column}.",
        "tie": " *Tie:* also at {places}; the first in reading order wins.",
        "mean": "*{out}* = ({terms}) / {divisor} = {total} / {divisor} = *{value}*.",
        "blur": "*{out}* = ({terms}) / {divisor} = *{value}*: the maxima of stride 1, blurred.",
        "input": "*input[{row}, {column}] = {number}* is read by *{count}* {windows}",
        "won": " and won *{won}* of them: {places}.",
        "lost": ", and wins none.",
        "tied": ", and wins none: it holds the maximum of {places} too, but does not come first.",
        "read": ": {places}.",
        "unread": "*input[{row}, {column}] = {number}* is read by no window: {why}.",
        "over": "the stride leaves it over",
        "outside": "it lies outside the box",
        "rebuilt": "From the outputs and the mask *{kept}* of {of} numbers come back to their "
        "places. The other {gone} are gone: unpooling writes 0 there, on average *{error}* off.",
        "rebuilt_whole": "From the outputs and the mask *all {of}* numbers come back to their "
        "places: every one of them won a window.",
    }
)

BACKWARD = MappingProxyType(
    {
        "only": "Only the winner, row {row}, column {column}, was heard: it alone gets *{dy}*",
        "adds": "; it won *{won} windows*, so its gradients add up to *{sum}*",
        "gathers": "; *{won} windows* send it something, together *{sum}*",
        "flat": "Every number in this window is 0: the output has no slope here, and no input gets "
        "anything.",
        "nothing": "The gradient here is 0: nothing is sent.",
        "first": ". *Tie:* {places} held {value} too, but did not come first.",
        "split": "*{ties}* inputs hold {value}: each gets {dy} / {ties} = *{share}*. As much "
        "arrives as was sent: this is right too.",
        "all": "*{ties}* inputs hold {value}, each gets the whole *{dy}*: {arrived} arrives where "
        "{dy} was sent. *Wrong:* the rest is invented.",
        "mean": "Each of the {count} inputs gets the same share of *{dy}*: {dy} / {divisor} = "
        "*{share}*{padding}.",
        "padding": "; {share} more goes to each place of padding, and is lost",
        "blur": "*{dy}* is shared out by the weights of the blur; each share goes on to the winner "
        "of its maximum.",
        "input": "*∂L/∂input[{row}, {column}] = {sum}*{terms}.",
        "none": ": no window sends it anything",
    }
)

FACTS = MappingProxyType(
    {
        "from": "from row *{row}*, column *{column}*",
        "only_win": "its only win",
        "wins": "it won *{won} windows*",
        "kept": "kept *1* of {count}",
        "share": "each counts *1/{divisor}*",
        "sent": "sent *{sent}*",
        "arrived": "arrived *{arrived}*",
        "equal": "✓ *nothing lost*",
        "invented": "*{more}* was invented",
        "missing": "*{less}* went to the padding",
        "scaled": "scaled by the slopes",
    }
)


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
    return first if first == second else f"{first} × *{columns}*"


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
    start = "*{out}* = "
    root = {1: "{terms}", 2: "√({terms}) = √{total}"}.get(
        power, f"({{terms}})^(1/{power}) = {{total}}^(1/{power})"
    )
    raised = "" if power == 2 else str(power - 1).translate(SUPERSCRIPTS)
    slope = {
        1: "{dy}, with its sign, whatever its size; a 0 gets nothing",
        2: "{dy} · x / y: the large ones get more",
    }.get(power, f"{{dy}} · (|x| / y){raised}, with its sign: the large ones get most")
    return {
        "forward": {"norm": f"{start}{root} = *{{value}}*."},
        "backward": {"norm": f"Each input gets {slope}."},
    }


def mask_note(trace: PooledTrace) -> str:
    """What the picture in the middle has to say besides its title."""
    if trace.kind == "blur":
        return "of every window, stride 1"
    if trace.maxima is None:
        return "by how many windows"
    count = int((trace.maxima.ties > 1).sum())
    if not count:
        return "no ties"
    return f"{count} tie{'s' if count > 1 else ''}, the first wins"


def shift_words(pools: dict[str, Shifted], stride: int) -> list[str]:
    """One sentence for each shift."""
    return [_shift_sentence(pools, stride, shift) for shift in range(len(pools["max"].mean))]


def _shift_sentence(pools: dict[str, Shifted], stride: int, shift: int) -> str:
    largest, blurred = (float(pools[name].mean[shift]) for name in ("max", "blur"))
    moved = f"Moved *{shift} pixel{'s' if shift > 1 else ''}*"
    if not shift:
        return "The picture has *not moved*. Press → to move it pixel by pixel."
    if stride == 1:
        return f"{moved}: with stride 1 no place is left out, so the output only moves along."
    if shift % stride == 0:
        return (
            f"{moved}, a multiple of the stride {stride}: every window meets the same numbers "
            "again, and *nothing* changes."
        )
    text = (
        f"{moved}, max pooling picks from other windows and changes by *{number(largest)}* on "
        f"average; blur pooling by *{number(blurred)}*"
    )
    if largest > 1.05 * blurred > 0:
        return f"{text}, *{number(round(largest / blurred, 1))} times less*."
    return f"{text}."


def number(value: float) -> str:
    """A number with at most two decimals, or one digit if it is very small.

    >>> number(4.0), number(0.24583), number(0.0012)
    ('4', '0.25', '0.001')
    """
    if 0 < abs(value) < 0.005:
        return f"{value:.1g}".replace("-", "−")
    return f"{np.floor(value * 100 + 0.5) / 100:.12g}".replace("-", "−")
