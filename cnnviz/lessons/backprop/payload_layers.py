"""The layers of a chain as the player reads them: names of panels, and index tables.

All geometry is asked of :class:`~cnnviz.geometry.Window` here; the browser only looks it up.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.files.code import NUMPY_MODES
from cnnviz.geometry import Window
from cnnviz.lessons.backprop import chain_rule_matrices
from cnnviz.lessons.backprop.chain import ChainTrace, Stage
from cnnviz.lessons.backprop.convolution_trace import ConvolutionBackward
from cnnviz.lessons.backprop.mistakes import is_wrong, winners
from cnnviz.lessons.backprop.payload_panels import block
from cnnviz.lessons.backprop.pooling_trace import MaxPoolBackward
from cnnviz.ops import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, Tanh
from cnnviz.ops.activation import Activation
from cnnviz.player import axes
from cnnviz.player.axes import Arrays, AxisTable

# Activations in NumPy: of @x, the number that goes in, and their derivatives, of @y as well.
NUMPY: dict[type, tuple[str, str]] = {
    ReLU: ("np.maximum(0, @x)", "(@x > 0)"),
    Sigmoid: ("1 / (1 + np.exp(-@x))", "@y * (1 - @y)"),
    Tanh: ("np.tanh(@x)", "(1 - @y ** 2)"),
}
CURVE = 61  # points of an activation's curve


def finite(value: float) -> float | str:
    """A number for JSON, which has no infinity: that one is sent as JavaScript's word for it."""
    words = {np.inf: "Infinity", -np.inf: "-Infinity"}
    return float(value) if np.isfinite(value) else words.get(value, "NaN")


def kind(stage: Stage) -> str:
    """What the player calls a layer, or a ValueError for one that it cannot step through."""
    kinds: dict[type, str] = {Conv: "conv", MaxPool: "pool", Flatten: "flatten", Dense: "dense"}
    if isinstance(stage.layer, Activation):
        return "activation"
    if type(stage.layer) not in kinds:
        raise ValueError(
            f'The player cannot step through "{stage.name}", of kind '
            f'"{type(stage.layer).title}": use Conv, MaxPool, Flatten, Dense or an activation.'
        )
    return kinds[type(stage.layer)]


def layers(trace: ChainTrace, arrays: Arrays) -> list[dict[str, Any]]:
    """A header a layer; its tables go into ``arrays``."""
    before = "x"
    made = []
    for stage in trace.stages:
        own = {"name": stage.name, "kind": kind(stage), "title": stage.layer.title}
        own |= {"x": before, "y": stage.name}
        own |= {key: f"{stage.name}.{key}" for key in ("weight", "bias") if key in stage.params}
        made.append({**own, **_details(stage, before, arrays), **_mistake(trace, stage, arrays)})
        before = stage.name
    return made


def _mistake(trace: ChainTrace, stage: Stage, arrays: Arrays) -> dict[str, Any]:
    """What is wrong on purpose in this layer, and the tables that say how."""
    if not is_wrong(stage.layer, trace.mistake):
        return {}
    made: dict[str, Any] = {"mistake": trace.mistake}
    if trace.mistake in ("flip", "sum"):
        made["adjoint"] = None
    if trace.mistake == "sum":
        made["gather"] = None  # what is overwritten can only be seen from the output's side
    if trace.mistake == "gate":
        arrays[f"{stage.name}:passed"] = np.ones_like(stage.x)
        made["passed"] = f"{stage.name}:passed"
    if isinstance(stage.layer, MaxPool):
        largest = winners(stage.layer, stage.x[None])[0]
        arrays[f"{stage.name}:shared"] = largest.astype(np.int32)
        made["shared"] = f"{stage.name}:shared"
    return made


def _details(stage: Stage, before: str, arrays: Arrays) -> dict[str, Any]:
    ends = {"input": before, "output": stage.name}
    if isinstance(stage.back, ConvolutionBackward):
        return _convolution(stage, stage.back, ends, arrays)
    if isinstance(stage.back, MaxPoolBackward):
        arrays[f"{stage.name}:winners"] = stage.back.winners[0]
        tables = list(map(axes.sliding, stage.back.windows, stage.x.shape[1:]))
        channels = [[c] for c in range(len(stage.x))]
        return {
            "relation": {**ends, "rule": "max", **_tables(stage.name, channels, tables, arrays)},
            "winners": f"{stage.name}:winners",
        }
    if isinstance(stage.layer, Dense):
        return {"relation": _dense(stage, ends, arrays)}
    if isinstance(stage.layer, Activation):
        return _activation(stage, arrays)
    return {}


def _dense(stage: Stage, ends: dict[str, str], arrays: Arrays) -> dict[str, Any]:
    """A dense layer is a convolution whose kernel is as large as its input."""
    tables = [axes.whole(n) for n in block(stage.x).shape[1:]]
    sums = _tables(stage.name, [[0]] * stage.y.size, tables, arrays)
    return {**ends, "weight": f"{stage.name}.weight", "rule": "sum", **sums}


def _convolution(
    stage: Stage, back: ConvolutionBackward, ends: dict[str, str], arrays: Arrays
) -> dict[str, Any]:
    each = back.weight.shape[1]
    per_group = len(back.weight) // back.groups
    channels = [[f // per_group * each + c for c in range(each)] for f in range(len(back.weight))]
    sums = {"weight": f"{stage.name}.weight", "rule": "sum"}
    sizes = list(zip(back.windows, stage.x.shape[1:], strict=True))
    tables = [axes.sliding(window, n, back.padding_mode) for window, n in sizes]
    made: dict[str, Any] = {
        "relation": {**ends, **sums, **_tables(stage.name, channels, tables, arrays)},
        "places": [_index(window, "ij"[a], "mn"[a]) for a, window in enumerate(back.windows)],
        "rings": max(window.span - 1 for window in back.windows),
        "stride": max(window.stride for window in back.windows),
        "padding": max(max(window.pad) for window in back.windows),
        **(_padded(back) if any(any(w.pad) for w in back.windows) else {}),
        **(_folded(back) if repeats(stage) else {}),
    }
    if not repeats(stage):
        filters = [
            [c // each * per_group + f for f in range(per_group)] for c in range(len(stage.x))
        ]
        gathering = [axes.gathering(window, n) for window, n in sizes]
        turned = {"input": f"d:{ends['output']}", "output": f"d:{ends['input']}"}
        around = _tables(f"{stage.name}:gather", filters, gathering, arrays)
        made |= {"gather": {**turned, **sums, **around}, **_spread(back, gathering)}
    adjoint = chain_rule_matrices.adjoint(stage)
    return {**made, "adjoint": [finite(adjoint.outputs), finite(adjoint.inputs)]}


def _tables(
    name: str, channels: list[list[int]], tables: list[AxisTable], arrays: Arrays
) -> dict[str, Any]:
    """The channels and the index tables of a relation."""
    encoded = [axes.encode(f"{name}:{a}", table, arrays) for a, table in enumerate(tables)]
    return {"channels": channels, "axes": encoded}


def _spread(back: ConvolutionBackward, gathering: list[AxisTable]) -> dict[str, str]:
    """The shape of the spread gradient in NumPy, and where in it the gradient lies."""
    lengths = [len(back.weight), *(len(table.padded) for table in gathering)]
    inside = ", ".join(_slice(table.padded) for table in gathering)
    return {"zeros": f"({', '.join(map(str, lengths))})", "spread": inside}


def _padded(back: ConvolutionBackward) -> dict[str, str]:
    """How NumPy pads the input, the shape that this gives, and where the input lies in it."""
    sizes = back.x.shape[2:]
    pads = [window.pad for window in back.windows]
    lengths = [n + sum(pad) for n, pad in zip(sizes, pads, strict=True)]
    inside = [f"{before}:{before + n}" for n, (before, _) in zip(sizes, pads, strict=True)]
    return {
        "pad": f"((0, 0), {', '.join(map(str, pads))}){NUMPY_MODES[back.padding_mode]}",
        "padded": f"({', '.join(map(str, [back.x.shape[1], *lengths]))})",
        "inside": ", ".join(inside),
    }


def repeats(stage: Stage) -> bool:
    """Whether it is a convolution whose padding repeats its input: then outputs can only send."""
    if not isinstance(stage.layer, Conv) or stage.layer.padding_mode == "zeros":
        return False
    return any(any(window.pad) for window in stage.layer.windows(stage.x.shape[1:]))


def _folded(back: ConvolutionBackward) -> dict[str, str]:
    """How NumPy brings what was sent to copies in the padding back to what they repeat."""
    sizes = zip(back.windows, back.x.shape[2:], strict=True)
    mode = NUMPY_MODES[back.padding_mode]
    rows, columns = (f"np.pad(np.arange({n}), {window.pad}{mode})" for window, n in sizes)
    shape = back.x.shape[1:]
    return {"whole": str(shape), "folded": f"np.s_[:, {rows}[:, None], {columns}]"}


def _slice(spread: npt.NDArray[Any]) -> str:
    """The places that hold numbers, not zeros, as a slice."""
    at = np.flatnonzero(spread >= 0)
    step = f":{at[1] - at[0]}" if len(at) > 1 and at[1] - at[0] > 1 else ""
    return f"{at[0]}:{at[-1] + 1}{step}"


def _index(window: Window, output: str, tap: str) -> str:
    """The relation itself, written with the letters of this axis: "2i+m-1"."""
    text = f"{window.stride if window.stride > 1 else ''}{output}"
    text += f"+{window.dilation if window.dilation > 1 else ''}{tap}"
    return text + (f"-{window.pad[0]}" if window.pad[0] else "")


def _activation(stage: Stage, arrays: Arrays) -> dict[str, Any]:
    """The slope at every number, and the curve that these slopes belong to."""
    assert isinstance(stage.layer, Activation)
    slope = stage.layer.derivative(stage.x)
    limit = max(3.0, float(np.abs(stage.x[np.isfinite(stage.x)]).max(initial=0.0)))
    xs = np.linspace(-limit, limit, CURVE)
    arrays[f"{stage.name}:slope"] = slope
    arrays[f"{stage.name}:curve"] = np.stack([xs, stage.layer.function(xs)])
    gates = bool(np.isin(slope, (0, 1)).all())
    function, derivative = NUMPY.get(type(stage.layer), ("", ""))
    return {
        "slope": f"{stage.name}:slope",
        "curve": f"{stage.name}:curve",
        "gates": gates,
        "numpy": {"function": function, "derivative": derivative},
    }
