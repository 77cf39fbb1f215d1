"""What each view computes, as NumPy that runs as it is."""

from cnnviz.files.numpy_given import given
from cnnviz.geometry import Window
from cnnviz.lessons.signals.trace import FilterTrace, LearnTrace
from cnnviz.lessons.signals.trace_reach import ReachTrace
from cnnviz.lessons.signals.trace_sequence import SequenceTrace
from cnnviz.player.phrases import plural

SLIDE = '''def slide(x, w, pad, stride=1, dilation=1):
    """Filters w (F, C, taps) over a signal x (C, n)."""
    x = np.pad(x, ((0, 0), pad))
    span = dilation * (w.shape[2] - 1) + 1
    return np.array([[(w[f] * x[:, i : i + span : dilation]).sum()
                      for i in range(0, x.shape[1] - span + 1, stride)] for f in range(len(w))])
'''


def filtered(trace: FilterTrace, step: int | None = None) -> str:
    """One filter along a signal; with a ``step`` only its output is printed."""
    own = trace.window
    lines = [
        f"y = slide(x, w[None], {own.pad}, {own.stride}, {own.dilation})[0]"
        + (f" + {trace.bias}" if trace.bias else "")
    ]
    lines += ["y = np.maximum(y, 0)"] if trace.y is not trace.z else []
    shown = "y" if step is None else f"y[{step}]"
    return _program(f"{given('x', trace.x)}\n{given('w', trace.w)}", [*lines, f"print({shown})"])


def sequence(trace: SequenceTrace) -> str:
    """Two layers, the second over both channels of the first; then the largest of all places."""
    names = {"x": trace.x}
    for k in (0, 1):
        names |= {f"w{k + 1}": trace.weights[k], f"b{k + 1}": trace.biases[k]}
    one, two = trace.windows
    lines = [
        f"y1 = np.maximum(slide(x[None], w1, {one.pad}) + b1[:, None], 0)",
        f"y2 = np.maximum(slide(y1, w2, {two.pad}) + b2[:, None], 0)",
        "print(y2[0])",
        "print(y2.max())",
    ]
    return _program("\n".join(given(name, values) for name, values in names.items()), lines)


def stacked(trace: ReachTrace) -> str:
    """The dilated layers, one after the other."""
    layers = [(own.pad, own.dilation) for own in trace.windows]
    lines = [
        "y = x",
        f"for pad, dilation in {layers}:",
        "    z = slide(y[None], w[None, None], pad, 1, dilation)[0]",
        "    y = y + z" if trace.residual else "    y = z",
        "print(y)",
    ]
    return _program(f"{given('x', trace.y[0])}\n{given('w', trace.w)}", lines)


def learnt(trace: LearnTrace, updates: int) -> str:
    """The gradient of a shared filter as a sum over places, and the next update."""
    own: Window = trace.window
    names = {"x": trace.x, "goal": trace.goal, "w": trace.taps}
    lines = [
        f"padded = np.pad(x, {own.pad})",
        f"z = slide(x[None], w[None, None], {own.pad})[0] + b",
        "dz = (np.maximum(z, 0) - goal) * (z > 0)",
        "dw = np.array([(dz * padded[m : m + len(dz)]).sum() for m in range(len(w))])",
        f"w = w - {trace.rate} * dw  # after {updates} {plural(updates, 'update')} the next one",
        "print(w)",
    ]
    if trace.w.size > trace.taps.size:
        lines += [f"b = b - {trace.rate} * dz.sum()", "print(b)"]
    given_ = [given(name, values) for name, values in names.items()]
    return _program("\n".join([*given_, f"b = {trace.bias}"]), lines)


def _program(numbers: str, lines: list[str]) -> str:
    return "\n".join(("import numpy as np\n", SLIDE, "", numbers, "", *lines, ""))
