"""One layer on one's own array, in the player of its lesson."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.analysis import convolution
from cnnviz.files import code
from cnnviz.kernels import Kernel
from cnnviz.lessons.pooling import payload as pooling_payload
from cnnviz.lessons.pooling import trace as pooling
from cnnviz.lessons.pooling import words as pooling_words
from cnnviz.lessons.pooling.shift import shifted
from cnnviz.notebook import transposed
from cnnviz.notebook.shown import HEIGHT, Shown, by_name, key, picture, shown
from cnnviz.ops import (
    AveragePool,
    Conv,
    ConvTranspose,
    GlobalAveragePool,
    GlobalMaxPool,
    LpPool,
    MaxPool,
)
from cnnviz.ops.layer import NOTHING, Array, Layer
from cnnviz.player.component import WINDOW
from cnnviz.player.source import Source, grid
from cnnviz.player.window import payload as window_payload
from cnnviz.player.window.layer import layer as layer_of

Params = Mapping[str, Array]
Made = tuple[bytes, Path]


def show(
    layer: Layer,
    x: ArrayLike,
    params: Mapping[str, ArrayLike] = NOTHING,
    *,
    output: int = 0,
    height: int = HEIGHT,
) -> Shown:
    """A layer on ``x``, number by number, to step through in a notebook.

    Parameters
    ----------
    layer : Conv, ConvTranspose, MaxPool, AveragePool, LpPool, GlobalMaxPool or GlobalAveragePool
    x : (H, W), (C, H, W) or (1, C, H, W)
    params : {"weight": ..., "bias": ...}, as ``layer.forward`` takes them
    output : which feature map, counted from 0
    height : of the frame, px

    Raises
    ------
    ValueError
        In one sentence, for what does not fit together or can't be shown.

    Examples
    --------
    >>> from cnnviz.ops import Conv
    >>> show(Conv(2), [[1, 2, 3], [4, 5, 6]], {"weight": [[[[1, 0], [0, -1]]]]}).title
    'Convolution'
    """
    make = MAKERS.get(type(layer))
    if make is None:
        kinds = ", ".join(kind.__name__ for kind in MAKERS)
        raise ValueError(f"{_name(layer)} can't be shown by itself; these can: {kinds}.")
    array, own = picture(x), by_name(params)
    maps = layer.forward(array[None], own)[0]
    known = layer.parameter_shapes((1, *array.shape), len(maps))
    if unknown := own.keys() - known:
        raise ValueError(f"{layer.title} has no parameter {min(unknown)!r}.")
    if not (isinstance(output, int) and 0 <= output < len(maps)):
        raise ValueError(f"There are outputs 0 to {len(maps) - 1}, and output {output} was asked.")
    payload, entry = make(layer, array, own, output)
    which = f"Output {output} of {len(maps)}, counted from 0. " if len(maps) > 1 else ""
    hint = f"{which}Press Space for the next number."
    return shown(payload, entry, title=layer.title, hint=hint, height=height)


def _name(layer: object) -> str:
    return type(layer).__name__ if isinstance(layer, Layer) else "What is no layer"


def _source(x: Array) -> Source:
    return grid("x", x, key(x))


def _convolution(layer: Any, x: Array, params: Params, output: int) -> Made:
    """One filter with the channels that it reads."""
    weight = params["weight"][output]
    group = output // (len(params["weight"]) // layer.groups)
    x = x[group * len(weight) : (group + 1) * len(weight)]
    kernel = Kernel("custom", f"filter {output}", weight)
    trace = convolution.trace(
        x,
        kernel,
        bias=float(params["bias"][output]) if "bias" in params else 0.0,
        stride=layer.stride,
        padding=layer.padding,
        padding_mode=layer.padding_mode,
        dilation=layer.dilation,
    )
    rows, columns = trace.windows
    alike = (rows.stride, rows.dilation) == (columns.stride, columns.dilation)
    step = code.numpy_step_template(kernel, **layer_of(trace)) if alike else ""
    payload = window_payload.convolution(
        trace, kernel=kernel, source=_source(x), link="", numpy=step, fixed_bias=True
    )
    return payload, WINDOW


def _transposed(layer: Any, x: Array, params: Params, output: int) -> Made:
    """The maps that one output adds up; all of the layer's settings are the same on both axes."""
    weight = params["weight"]
    per = weight.shape[1]  # outputs of a group
    group = slice(
        output // per * len(x) // layer.groups, (output // per + 1) * len(x) // layer.groups
    )
    x, kernels = x[group], weight[group, output % per]
    sizes: dict[str, Any] = {
        name: _one(name, getattr(layer, name))
        for name in ("stride", "padding", "dilation", "output_padding")
    }
    bias = float(params["bias"][output]) if "bias" in params else 0.0
    payload = transposed.encode(x, kernels, bias=bias, source=_source(x), **sizes)
    return payload, transposed.PLAYER


def _one(name: str, value: object) -> int:
    """A setting that is the same number everywhere."""
    found = np.unique(np.asarray(value))
    if found.dtype.kind not in "if" or len(found) != 1 or found[0] % 1:
        raise ValueError(f"Of the {name.replace('_', ' ')} one number for all sides can be shown.")
    return int(found[0])


def _pooled(layer: Any, x: Array, _: Params, output: int) -> Made:
    """One map and its pooling."""
    x = x[output : output + 1]
    asked = _asked(layer, x.shape[1:])
    trace = pooling.trace(x[0], asked)
    payload = pooling_payload.pooling(
        trace,
        shifted(x[0], asked.sides, asked.stride),
        source=_source(x),
        link="",
        stride=asked.stride,
        about=pooling_words.setup("x", trace, asked),
    )
    return payload, Path(pooling_payload.__file__).with_name("player.js")


def _asked(layer: Any, size: tuple[int, ...]) -> pooling.Pooling:
    """The pooling of the lesson that is this layer."""
    kind = KINDS[type(layer)]
    if kind.startswith("global"):
        return pooling.Pooling(kind)
    rows, columns = layer.windows(size)
    if rows.stride != columns.stride or (rows.dilation, columns.dilation) != (1, 1):
        raise ValueError("A pooling is shown with one stride for both axes and no dilation.")
    return pooling.Pooling(
        kind,
        window=rows.kernel_size,
        width=columns.kernel_size,
        stride=rows.stride,
        padding=(rows.pad, columns.pad),
        padding_mode=layer.padding_mode,
        ceil_mode=layer.ceil_mode,
        count_include_pad=getattr(layer, "count_include_pad", True),
        power=_one("power", getattr(layer, "p", 2)),
    )


KINDS: dict[type[Layer], str] = {
    MaxPool: "max",
    AveragePool: "average",
    LpPool: "lp",
    GlobalMaxPool: "global_max",
    GlobalAveragePool: "global_average",
}
MAKERS: dict[type[Layer], Callable[[Any, Array, Params, int], Made]] = {
    Conv: _convolution,
    ConvTranspose: _transposed,
    **dict.fromkeys(KINDS, _pooled),
}
