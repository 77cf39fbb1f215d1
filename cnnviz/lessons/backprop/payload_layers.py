"""The layers of a chain as the player reads them: names of panels, and index tables.

All geometry is asked of :class:`~cnnviz.geometry.Window` here; the browser only looks it up.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Window
from cnnviz.lessons.backprop import chain_rule_matrices
from cnnviz.lessons.backprop.chain import ChainTrace, Stage
from cnnviz.lessons.backprop.convolution_trace import ConvolutionBackward
from cnnviz.lessons.backprop.pooling_trace import MaxPoolBackward
from cnnviz.ops import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, Tanh
from cnnviz.ops.activation import Activation

Arrays = dict[str, npt.NDArray[Any]]
AROUND, BETWEEN = -1, -2  # zeros in the spread error: padding, and those put between for a stride
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
        made.append({**own, **_details(stage, arrays)})
        before = stage.name
    return made


def _details(stage: Stage, arrays: Arrays) -> dict[str, Any]:
    if isinstance(stage.back, ConvolutionBackward):
        return _convolution(stage, stage.back, arrays)
    if isinstance(stage.back, MaxPoolBackward):
        arrays[f"{stage.name}:winners"] = stage.back.winners[0]
        return {
            "axes": _axes(stage.name, stage.back.windows, stage.x.shape[1:], "zeros", arrays),
            "winners": f"{stage.name}:winners",
        }
    if isinstance(stage.layer, Activation):
        return _activation(stage, arrays)
    return {}


def _convolution(stage: Stage, back: ConvolutionBackward, arrays: Arrays) -> dict[str, Any]:
    each = back.weight.shape[1]
    per_group = len(back.weight) // back.groups
    axes = _axes(stage.name, back.windows, stage.x.shape[1:], back.padding_mode, arrays)
    _gather_tables(stage.name, back, axes, arrays)
    adjoint = chain_rule_matrices.adjoint(stage)
    return {
        "axes": axes,
        "channels": [
            [f // per_group * each + c for c in range(each)] for f in range(len(back.weight))
        ],
        "filters": [
            [c // each * per_group + f for f in range(per_group)] for c in range(len(stage.x))
        ],
        "places": [_index(window, "ij"[a], "mn"[a]) for a, window in enumerate(back.windows)],
        "has_gather_view": back.padding_mode == "zeros",
        "rings": max(window.span - 1 for window in back.windows),
        "stride": max(window.stride for window in back.windows),
        "padding": max(max(window.pad) for window in back.windows),
        **_programmed(stage.name, back, axes, arrays),
        "adjoint": [finite(adjoint.outputs), finite(adjoint.inputs)],
    }


def _programmed(
    name: str, back: ConvolutionBackward, axes: list[dict[str, str]], arrays: Arrays
) -> dict[str, str]:
    """The same tables as NumPy: the widths of the padding, and where the error is spread to."""
    made = _padded(back) if any(any(w.pad) for w in back.windows) else {}
    if back.padding_mode == "zeros":
        spread = [arrays[axis["spread"]] for axis in axes]
        shape = ", ".join(str(n) for n in (len(back.weight), *(len(axis) for axis in spread)))
        made |= {"zeros": f"({shape})", "spread": ", ".join(map(_slice, spread))}
    return made


def _padded(back: ConvolutionBackward) -> dict[str, str]:
    """How NumPy pads the input, the shape that this gives, and where the input lies in it."""
    sizes = back.x.shape[2:]
    pads = [window.pad for window in back.windows]
    lengths = [n + sum(pad) for n, pad in zip(sizes, pads, strict=True)]
    inside = [f"{before}:{before + n}" for n, (before, _) in zip(sizes, pads, strict=True)]
    return {
        "pad": f"((0, 0), {', '.join(map(str, pads))})",
        "padded": f"({', '.join(map(str, [back.x.shape[1], *lengths]))})",
        "inside": ", ".join(inside),
    }


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


def _axes(
    name: str, windows: tuple[Window, ...], shape: tuple[int, ...], mode: str, arrays: Arrays
) -> list[dict[str, str]]:
    axes = []
    for axis, (window, n) in enumerate(zip(windows, shape, strict=True)):
        padded, consumers = window.padded(n, mode), window.consumers(n, mode)
        reads = window.input_indices(n, mode)
        places = _places(window, len(reads))
        overhang = max(0, int(places[-1, -1]) + 1 - padded.size)  # only ceil_mode leaves any
        tables = {
            "reads": reads,
            "padded": np.concatenate([padded, np.full(overhang, -1, padded.dtype)]),
            "place": places,
            "feed_start": consumers.indptr,
            "feed_output": consumers.output,
            "feed_tap": consumers.kernel_index,
        }
        axes.append(_put(f"{name}:{axis}", tables, arrays))
    return axes


def _places(window: Window, outputs: int) -> npt.NDArray[np.int32]:
    """Place in the padded input of every output and tap."""
    bare = Window(window.kernel_size, window.stride, window.dilation)
    return bare.input_indices((outputs - 1) * window.stride + window.span)


def _gather_tables(
    name: str, back: ConvolutionBackward, axes: list[dict[str, str]], arrays: Arrays
) -> None:
    """How the flipped kernel reads the spread error, for each axis."""
    if back.padding_mode != "zeros":
        return
    gather = back.gather()
    for axis, (flipped, window) in enumerate(zip(gather.windows, back.windows, strict=True)):
        spread = flipped.padded(gather.spread.shape[2 + axis])
        outputs = np.where(spread % window.stride == 0, spread // window.stride, BETWEEN)
        outputs[spread < 0] = AROUND
        tables = {
            "spread": outputs,
            "slide": Window(flipped.kernel_size, dilation=flipped.dilation).input_indices(
                spread.size
            ),
            "before": np.array([window.pad[0]]),
        }
        axes[axis] |= _put(f"{name}:{axis}", tables, arrays)


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


def _put(prefix: str, tables: Arrays, arrays: Arrays) -> dict[str, str]:
    named = {table: f"{prefix}:{table}" for table in tables}
    arrays.update({named[table]: values for table, values in tables.items()})
    return named
