"""Every sentence of the lesson: ``{name}`` is put in, what stands between stars is bold."""

from typing import Any

from cnnviz.geometry import Window
from cnnviz.lessons.signals.settings import LONE, VIEWS
from cnnviz.player import phrases

KEYS = phrases.keys(
    (
        ("1 … 5", ", ".join(VIEWS.values())),
        ("N", "next idea"),
        ("E W", "type a number of the signal, of the filter"),
        ("C", "centred or causal"),
        ("[ ]", "lower, raise the threshold (Find)"),
        ("U", "update the filter (Learn)"),
        ("X", "change the future (Reach)"),
        ("L", "places, or lines of the algorithm (Sequence)"),
        ("Click a bar", "one more; drag it, or double-click to type"),
    ),
    without={"↑ ↓"},
)
LABELS = {
    "board": "A signal, its filter and its output on one time axis",
    "views": "Five views of one signal",
    **VIEWS,
    "next_title": "Next idea (N)",
    "panel": "Numbers and choices",
}
ROWS = {
    "x": "signal x", "channel": "channel {channel}", "drag": "drag a bar", "zoom": "Z: closer",
    "w": "× filter w", "w_of": "× w[{channel}]", "products": "= products", "y": "output y",
    "relu": "after ReLU", "shares": "softmax, %", "found": "found", "lone": "lone sample",
    "block": "block start", "on_lone": "× on lone", "on_block": "× on block",
    "layer": "layer {layer}", "dilation": "dilation {dilation}", "samples_one": "1 sample",
    "samples": "{count} samples", "now": "now", "changed": "changed future",
    "should": "should be", "error": "error ∂z", "sum": "sum", "dw": "∂{name}",
    "short": {"x": "x", "channel": "x[{channel}]", "w": "× w", "w_of": "× w", "products": "= x·w",
              "y": "y", "shares": "%", "found": "found", "lone": "lone", "block": "block",
              "on_lone": "× lone", "on_block": "× block", "layer": "{layer}", "should": "goal",
              "error": "∂z", "dw": "∂{name}"},
}  # fmt: skip
SENTENCES = {
    "filter": "*{name}* = {terms} {same} *{value}*.{relu}{fit}",
    "relu": " ReLU: *{name} = {value}*.",
    "best": " The best fit.",
    "worst": " The least fit.",
    "outside": "*{name}*: the window reads nothing but zeros beside the signal.",
    "sample": "*{name} = {value}* is read by {readers}: its weights there, seen from it, are "
    "{weights}.",
    "nobody": "*{name} = {value}*: no output reads it.",
    "found": "*{name} = {value}* is at least {threshold}: *the pattern is here*.",
    "not_found": "*{name} = {value}* is below {threshold}: not here.",
    "is_in": "The best of all {count} scores is *{value}* at place {at}, at least {threshold}: "
    "*the pattern is in the signal*.",
    "is_not": "The best of all {count} scores is *{value}* at place {at}, below {threshold}: "
    "*the pattern is not in the signal*.",
    "is_in_one": "The only score is *{value}*, at least {threshold}: *the pattern is in the "
    "signal*.",
    "is_not_one": "The only score is *{value}*, below {threshold}: *the pattern is not in the "
    "signal*.",
    "sequence": "z[{at}] = {terms} {same} *{z}*; ReLU gives found[{at}] = *{value}*{what}.",
    "heard": "{product} ({name} at {at})",
    "detector": "{name} at {at}: z = {terms} {same} *{z}*; ReLU gives *{value}*.",
    "in_order": ": *the two in this order*",
    "reads": "Layer {layer} at time {at} reads *{samples}*, {first} to {last}; its number is "
    "*{value}*.",
    "signal": "x[{at}] = *{value}*; outputs of layer {layer} that read it: {count}.",
    "moved": "All samples after {at} are now different: *{moved} of {count}* outputs up to {at} "
    "moved. {verdict}",
    "knew": "They had read the future.",
    "causal": "No output knows what comes.",
    "error": "Place {at} gives {y} and should give {goal}: the error ∂z[{at}] = {y} − {goals} "
    "{same} *{dz}*. It adds {parts} to {to}.",
    "weights": "∂w", "both": "∂w and ∂b",
    "blocked": "Place {at}: z[{at}] = {z} is not above 0, so ReLU lets no error through: "
    "∂z[{at}] = *0*.",
    "summed": "{name} is used at {count} places, so its gradient is the sum of {count}: {terms} "
    "{same} *{value}*.",
    "summed_one": "{name} is used at 1 place, so its gradient is what that place adds: {terms} "
    "{same} *{value}*.",
    "place": "place {at}, step {step} of {count}",
    "time": "time {at}, step {step} of {count}",
    "output": "output {at}, step {step} of {count}",
    "line": "line {line}, step {step} of {count}",
    "all": "all places",
    "is": "in", "isnt": "not in", "zero": "a zero beside it", "the_signal": "the signal",
    "channels": "both channels",
    "refusal": "{name} takes one number from −{limit} to {limit}.",
}  # fmt: skip
CODE = (
    "y[0] = x",
    "for l in layers:",
    "  for t in places:",
    "    for j in neurons of l:",
    "      z = b[l, j]",
    "      for i, m in window of t:",
    "        z += w[l,j,i,m] · y[l−1,i,t+m]",
    "      y[l, j, t] = relu(z)",
    "found = max over t of y[last, t]",
)
LINES = {  # what is said when a line of the code has run
    "1": "Layer {layer}: its neurons slide along {rows}.",
    "2": "Layer {layer}, place t = *{t}*.",
    "3": "Layer {layer}, place {t}, neuron j = *{j}*.",
    "4": "z begins with the bias: z = *{z}*.",
    "6": "z = {before} + {w}·{y} {same} *{z}*: weight w[{layer}, {j}, {i}, {m}] meets {read}.",
    "7": "ReLU keeps what is above 0: y[{layer}, {j}, {t}] = *{z}*.",
    "8": "The largest of all places is *{z}*: the sequence is {whether} the signal.",
}
NAMES = {  # of a number that is typed
    "x": "x[{at}]", "sx": "x[{at}]", "r0": "x[{at}]", "lx": "x[{at}]", "goal": "goal[{at}]",
    "bias": "bias", "pad": "number of zeros", "sb": "b[{at}]", "weight": "w[{at}]",
}  # fmt: skip
FACTS = {
    "one": "One output, {name}", "products": "sum of products", "bias": "+ bias",
    "relu": "ReLU", "no_relu": "no ReLU", "length": "*{count} outputs* = {formula}",
    "length_one": "*1 output* = {formula}",
    "zeros": "Zeros", "and": "before, after",
    "where": "Where is it?", "whether": "Is it anywhere?", "max": "max over places",
    "at": "at place {at}", "weighted": "softmax-weighted mean", "mean": "mean",
    "threshold": "threshold", "here": "found at place",
    "move": "Move", "left": "‹ by 1", "right": "by 1 ›",
    "play": "Play", "hear": "signal", "hear_output": "output",
    "what": "Layer 1: what happened?", "order": "Layer 2: in which order?",
    "reads": "One output reads", "samples": "samples = {terms}", "layer": "layer",
    "samples_one": "sample = {terms}", "dilation": "dilation", "size": "reads",
    "weights": "{weights}; one wide layer would need {size}, and without dilation "
    "{layers} {plain}.",
    "weight": "{count} weights", "weight_one": "1 weight",
    "plain": "{count} layers read", "plain_one": "1 layer reads",
    "short": "Here it reads {count}: where a path leaves the signal, it reads nothing.",
    "moved": "{moved} of {count}", "moved_text": "outputs up to {at} moved",
    "change": "Change the future", "restore": "Undo the change", "update": "Update w",
    "ten": "10 ×", "forget": "Forget", "title": "Update", "w": "w", "step": "− {rate} ∂w",
    "new": "new w", "loss": "loss, ½ Σ (y − goal)²", "after": "after this update",
    "updates": "updates so far", "check": "Check: each weight nudged by ±0.0001 changes the loss "
    "at a rate of {slopes}. {verdict}", "agrees": "The gradient agrees.",
    "bend": "They differ where a nudge crosses the bend of ReLU.",
    "next": "Next:", "lines": "Line by line (L)", "places": "Place by place (L)",
    "loop": "l = {layer}, t = {t}, j = {j}", "z": "z = {z}", "pytorch": "In PyTorch",
}  # fmt: skip
WORDS = phrases.words(
    sentences=SENTENCES, rows=ROWS, facts=FACTS, names=NAMES, lines=LINES,
) | {"code": CODE, "detectors": ("lone", "block")}  # fmt: skip
FILTERS = {"-1,1": "Left edge", LONE: "Lone sample", "1,1,1": "Sum of 3"}
BIASES = {0.0: "0", 0.5: "0.5", -1.0: "−1"}
TAPS = {"1,1": "1, 1", "1,1,1": "1, 1, 1", "1,-1": "1, −1"}
EDGES_ABOUT = {
    "centred": "Zeros on both sides: y[i] lies under the middle.",
    "causal": "All zeros before the signal: y[i] reads nothing later than i.",
    "none": "No zeros: only whole windows count.",
    "full": "Zeros as far as the window reaches.",
    "own": "As many zeros as you say.",
}
ODD = "Zeros on both sides, the odd one left, as in the chapter: PyTorch’s “same” puts it right."
STOPS: tuple[dict[str, Any], ...] = (
    {"label": "Find it", "view": "find", "step": -1, "set": {}},
    {"label": "A pattern of patterns", "view": "sequence", "step": 4, "set": {}},
    {"label": "Look further back", "view": "reach", "step": 17, "set": {"future": 0}},
    {"label": "Change the future", "view": "reach", "step": 17, "set": {"future": 1}},
    {"label": "The same, centred", "view": "reach", "step": 17, "set": {"aligned": "centred"}},
    {
        "label": "A longer signal", "view": "reach", "step": 140,
        "set": {"far": "claps-256", "aligned": "causal", "future": 0, "layers": 4},
    },
    {"label": "Hear both claps", "view": "reach", "step": 140, "set": {"layers": 6}},
    {"label": "How it learns", "view": "learn", "step": -1, "set": {"updates": 0}},
    {"label": "Let it learn", "view": "learn", "step": -1, "set": {"updates": 100}},
    {"label": "Slide the learned filter", "view": "filter", "step": 5, "set": {"filter": "learnt"}},
)  # fmt: skip


def edges_about(edges: str, window: Window) -> str:
    """What the rule for the edges does, with the odd zero of an even reach."""
    return ODD if edges == "centred" and window.pad[0] > window.pad[1] else EDGES_ABOUT[edges]


def cut(channels: int, samples: int, most: int) -> str:
    """What of a signal is not shown where a filter learns; nothing if all of it is.

    >>> cut(2, 40, 24)
    'The first 24 of 40 samples of channel 0.'
    """
    whole = channels == 1 and samples <= most
    channel = " of channel 0" if channels > 1 else ""
    return "" if whole else f"The first {min(samples, most)} of {samples} samples{channel}."


def length(window: Window, n: int) -> str:
    """The number of outputs as a formula.

    >>> length(Window(3, pad=(1, 1)), 8)
    '⌊(8 + 2 − 3) / 1⌋ + 1'
    """
    span = str(window.span)
    if window.dilation > 1:
        span = f"({window.dilation}·({window.kernel_size} − 1) + 1)"
    return f"⌊({n} + {sum(window.pad)} − {span}) / {window.stride}⌋ + 1"


def pytorch(window: Window, *, turned: bool, bias: bool, relu: bool) -> str:
    """The line that gives the same in PyTorch."""
    options = [f"stride={window.stride}"] if window.stride > 1 else []
    options += [f"dilation={window.dilation}"] if window.dilation > 1 else []
    pad = f"F.pad(x, {window.pad})" if any(window.pad) else "x"
    inside = ", ".join((pad, "w.flip(-1)" if turned else "w", *(["b"] if bias else []), *options))
    line = f"F.conv1d({inside})"
    return f"F.relu({line})" if relu else line
