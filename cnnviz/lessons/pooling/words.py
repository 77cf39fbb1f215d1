"""Every sentence and label of the pooling lesson.

``{name}`` is a number or text put in, what stands between stars is printed bold.
"""

from types import MappingProxyType

import numpy as np

from cnnviz.figures.numbers import number
from cnnviz.lessons.pooling.records import PooledTrace
from cnnviz.lessons.pooling.settings import PADDING
from cnnviz.lessons.pooling.trace import BORDERED, Pooling
from cnnviz.lessons.pooling.words_formulas import formulas

KEYS = (
    ("M", "forward mask, backward route, shift"),
    ("E", "who gets the gradient of equal maxima"),
    ("D", "∂L/∂output: ones, one cell, own"),
    ("U", "rebuild the input from the mask"),
    ("W", "what is forgotten"),
    ("Click", "pin an output; type its gradient"),
    ("Enter", "type the gradient"),
)
LABELS = MappingProxyType(
    {
        "board": "Pooling player",
        "view": "View",
        "mask": "Forward mask",
        "route": "Backward route",
        "shift": "Shift",
        "whole": "Whole",
        "pixels": "Pixels",
        "ties": "Who gets the gradient of a tie",
        "first_wins": "First",
        "split": "Split",
        "all": "All",
        "rebuild": "Rebuild",
        "rebuild_title": "Rebuild the input from output and mask (U)",
        "gradients": "The gradient on the output",
        "ones": "Ones",
        "cell": "One cell",
        "own": "Own",
        "won_one": "won one window",
        "won_two": "won two",
        "equal": "equal, not first",
        "positive": "positive",
        "negative": "negative: a larger disc is a larger gradient",
    }
)
# What padding holds where it repeats inputs, and what it is where it does not.
HOLDS = MappingProxyType(
    {
        "reflect": ", reflected",
        "replicate": ", repeating the edge",
        "circular": ", wrapped around",
    }
)
NEVER_WINS = "Nothing: it never wins"
EDGE_OF_MAXIMUM = (
    "A maximum stays the same when the edge is repeated: "
    "the window holds the edge’s own number already."
)
WIDTHS = MappingProxyType({0: "As its height", **{n: str(n) for n in range(1, 9)}})
# In the list of all kinds, the names that need a word more.
EXPLAINED = MappingProxyType(
    {
        "blur": "Blur: maxima, then a weighted mean",
        "lp": "Lp: p-th root of the summed p-th powers",
        "roi": "RoI max: a region of interest, cut into cells",
    }
)
FORWARD = MappingProxyType(
    {
        "max": "*{out}* = max({terms}) = *{value}*, at row {row}, column {column}.",
        "tie": " *Tie:* also at {places}; the first in reading order wins.",
        "mean": "*{out}* = ({terms}) / {divisor} {sum} {total} / {divisor} {same} *{value}*.",
        "blur": "*{out}* = ({terms}) / {divisor} {same} *{value}*: the maxima of stride 1, "
        "blurred.",
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
        "rebuilt_one": "From the outputs and the mask *1* of {of} numbers comes back to its place. "
        "The other {gone} are gone: unpooling writes 0 there, on average *{error}* off.",
        "rebuilt_other": "From the outputs and the mask *{kept}* of {of} numbers come back to "
        "their places. The other one is gone: unpooling writes 0 there, *{error}* off.",
    }
)
BACKWARD = MappingProxyType(
    {
        "only": "*∂L/∂{out} = {dy}* goes to the maximum alone: input[{row}, {column}] gets *{dy}*",
        "adds": "; it won *{won} windows*, so its gradients add up to *{sum}*",
        "gathers": "; *{won} windows* send it something, together *{sum}*",
        "flat": "*∂L/∂{out} = {dy}*. Every number in this window is 0: the output has no slope "
        "here, and each input gets *0*.",
        "nothing": "*∂L/∂{out} = 0*: nothing is sent, and each input of the window gets *0*.",
        "first": ". *Tie:* {value} stands also at {places}, but the first in reading order gets "
        "it all.",
        "split": "*∂L/∂{out} = {dy}* is split among the *{ties}* inputs that hold {value}: each "
        "gets {factor} / {ties} {same} *{share}*. As much arrives as was sent: this is right too.",
        "all": "*∂L/∂{out} = {dy}* goes whole to each of the *{ties}* inputs that hold {value}: "
        "{ties}·{factor} {same} *{arrived}* arrives where {dy} was sent. *Wrong:* the rest is "
        "invented.",
        "mean": "*∂L/∂{out} = {dy}* goes in equal shares to {inputs}: {factor} / {divisor} {same} "
        "*{share}* for each{padding}.",
        "inputs": "the {count} inputs of the window",
        "one_input": "the one input of the window",
        "places": "the {count} places of the window",
        "copies": "; an input that the padding repeats gets one for each of its places",
        "padding": "; {share} more goes to each place of padding, and is lost",
        "blur": "*∂L/∂{out} = {dy}* is shared out by the weights of the blur; each share goes on "
        "to the input that holds its maximum. The largest one: input[{row}, {column}] gets "
        "*{share}*.",
        "input": "*∂L/∂input[{row}, {column}] = {sum}*{terms}.",
        "from": ", from {places}",
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
        "forgotten": "What is forgotten?",
    }
)
# What stands over and under the three pictures.
NOTES = MappingProxyType(
    {
        "output": "Output",
        "drag": "drag to draw a box",
        "mask": "Mask of winners",
        "uses": "Times read",
        "peaks": "Maxima",
        "rebuilt": "Rebuilt",
        "rebuilt_note": "each output where it won",
        "dx": "∂L/∂input",
        "dy": "∂L/∂output",
        "on_picture": "on the same picture",
        "scale": "colours to ±{limit}",
        "hundredths": "in hundredths",
        "picture": "Picture",
        "moved": "moved {shift} px right, wraps around",
        "max_pooling": "Max pooling",
        "blur_pooling": "Blur pooling",
        "own_title": "Own numbers fit on at most 12 × 12 outputs; one cell can have any",
        "window": "Window",
        "rows": "rows {from} to {to}",
        "row": "row {from}",
        "columns": "columns {from} to {to}",
        "column": "column {from}",
        "products": "Maxima × weights",
        "divided": "÷ {divisor}",
        "sends": "What this output sends",
        "adds": "Adds up at ({row}, {column})",
        "overlap": "windows overlap",
        "more": "+ {count} more",
        "none_sent": "nothing is sent here:",
        "gradient": "gradient at {out}",
        "type": "click to type",
        "type_title": "Gradient of this output",
        "stays": "The gradient stays {old}: write a number such as −1 or 2.5.",
        "curves": "Mean change",
        "each_shift": "for each shift",
        "profile": "Output row {row}",
        "before_after": "grey before, ink after",
        "where": "output *{row}, {column}*",
        "step": "  step {index} of {count}",
        "where_shift": "shift *{index}* of {count} px",
        "and": "{list} and {last}",
        "and_more": "{list} and {count} more",
        "badge_mask": "forward",
        "badge_route": "backward",
        "badge_shift": "shift",
        "window_one": "window",
        "window_many": "windows",
    }
)
RACE = MappingProxyType(
    {
        "max": "Race",
        "mean": "Balance",
        "norm": "Length",
        "blur": "Balance",
        "mean_note": "the mean of {divisor}",
        "norm_note": "{total} under the root",
        "sizes_note": "the sizes added up",
        "blur_note": "weighted mean of the maxima",
        "tied": "{ties} tied at {value}",
        "by": "won by {lead}",
        "alone": "alone in its window",
    }
)


def setup(about: str, trace: PooledTrace, pooling: Pooling) -> str:
    """What is pooled: its name, its size, and a padding that is set."""
    size = " × ".join(map(str, trace.x.shape))
    padded = any(map(any, pooling.pads)) and pooling.kind in (*BORDERED, "blur")
    uncounted = pooling.kind == "average" and not pooling.count_include_pad
    holds = HOLDS.get(pooling.border, " not counted" if uncounted else "")
    padding = f"padding {PADDING.show(pooling.padding)}{holds}" if padded else ""
    return ", ".join(filter(None, (about, size, padding)))


def mask_note(trace: PooledTrace) -> str:
    """What the picture in the middle has to say besides its title."""
    if trace.kind == "blur":
        return "of every window, stride 1"
    if trace.maxima is None:
        repeats = any(axis.repeats for axis in trace.axes)
        return "copies in the padding included" if repeats else "by how many windows"
    count = int((trace.maxima.ties > 1).sum())
    if not count:
        return "no ties"
    return f"{count} tie{'s' if count > 1 else ''}, the first wins"


def legend(trace: PooledTrace) -> dict[str, list[str]]:
    """The marks that occur in each view; what they mean stands in the page."""
    mask = []
    if trace.maxima is not None and trace.peaks is None:
        mask = ["one", "two"][: min(int(trace.maxima.win_count.max()), 2)]
        mask += ["equal"] * bool((trace.maxima.tie_count > 0).any())
    return {"mask": mask, "route": ["plus", "minus"], "shift": []}


def captions(
    trace: PooledTrace, title: str, about: str, limit: float
) -> dict[str, list[tuple[str, str]]]:
    """Titles and notes of the three pictures in each view; ``limit`` is that of the changes."""
    middle = NOTES["mask"] if trace.maxima is not None else NOTES["uses"]
    if trace.peaks is not None:
        middle = NOTES["peaks"]
    ties = trace.maxima is not None and bool((trace.maxima.ties > 1).any())
    back = "" if ties or trace.maxima is None or trace.peaks is not None else mask_note(trace)
    if trace.kind == "roi":
        about = f"{about}, {NOTES['drag']}"
    mask = [(title, about), (middle, mask_note(trace)), (NOTES["output"], formulas(trace))]
    change = f"change, colours to ±{number(limit)}"
    return {
        "mask": mask,
        "rebuilt": [mask[0], (NOTES["rebuilt"], NOTES["rebuilt_note"]), mask[2]],
        "route": [(NOTES["dx"], "{scale}"), (middle, back), (NOTES["dy"], "")],
        "shift": [
            (NOTES["picture"], NOTES["moved"]),
            (NOTES["max_pooling"], change),
            (NOTES["blur_pooling"], change),
        ],
    }


def rebuilt(trace: PooledTrace) -> dict[str, object]:
    """How many numbers unpooling brings back, and how far off it is at those that are gone."""
    if trace.rebuilt is None or trace.maxima is None:
        return {}
    gone = trace.maxima.win_count == 0
    missed = np.abs(trace.rebuilt - trace.x)[gone]
    return {
        "kept": int(gone.size - gone.sum()),
        "of": trace.x.size,
        "gone": int(gone.sum()),
        "error": number(float(missed.mean())) if missed.size else "0",
    }
