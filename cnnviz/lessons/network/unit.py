"""How one map of a layer is computed: what it reads, with which weights, by which rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnviz import ops
from cnnviz.lessons.network.layers import LayerInfo, as_maps, pointwise
from cnnviz.ops.layer import Array
from cnnviz.player import axes
from cnnviz.player.axes import AxisTable


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One map ``y`` (1, H, W) and what its numbers are made of.

    ``rule`` is "sum" (products with ``weight`` (1, C, kH, kW), and ``bias``), "max", "mean",
    "point" (each from the numbers at the same place), "copy", or "" where the step is not told.
    ``x`` (C, H, W) are the maps that are read, the layer before has them from number
    ``first`` on; ``tables`` are the rows and columns that each output reads.
    """

    rule: str
    y: Array
    x: Array
    first: int = 0
    tables: tuple[AxisTable, AxisTable] | None = None
    weight: Array | None = None
    bias: float = 0.0


def unit(
    info: LayerInfo, number: int, inputs: tuple[Array, ...], params: Mapping[str, Any], y: Array
) -> Unit:
    """The unit of map ``number``; ``inputs`` are the values (1, …) that the layer reads."""
    shown = as_maps(y)[number][None]
    read = [as_maps(value) for value in inputs]
    layer: Any = info.layer
    if isinstance(layer, ops.Conv):
        return _convolution(layer, number, read[0], params, shown)
    if isinstance(layer, ops.Dense):
        return _dense(number, read[0], params, shown)
    if isinstance(layer, ops.MaxPool | ops.AveragePool):
        rule = "max" if isinstance(layer, ops.MaxPool) else "mean"
        x = read[0][number][None]
        windows = layer.windows(x.shape[1:])
        tables = tuple(map(axes.sliding, windows, x.shape[1:]))
        return Unit(rule, shown, x, number, (tables[0], tables[1]))
    if info.point and read[0].shape[1:] != (1, 1) and len(read[0]) == info.maps:
        rule = "max" if isinstance(layer, ops.GlobalMaxPool) else "mean"
        x = read[0][number][None]
        return Unit(rule, shown, x, number, (axes.whole(x.shape[1]), axes.whole(x.shape[2])))
    same = [x for x in read if x.shape == (info.maps, info.rows, info.columns)]
    if pointwise(layer) or (len(same) == len(read) and isinstance(layer, ops.Add | ops.Multiply)):
        return _point(number, read, shown)
    if isinstance(layer, ops.Flatten):
        return _flattened(number, read[0], shown)
    return Unit("", shown, shown[:0])


def _convolution(
    layer: ops.Conv, number: int, x: Array, params: Mapping[str, Any], y: Array
) -> Unit:
    weight = params["weight"]
    each, per_group = weight.shape[1], len(weight) // layer.groups
    first = number // per_group * each
    part = x[first : first + each]
    windows = layer.windows(x.shape[1:])
    rows, columns = (
        axes.sliding(window, n, layer.padding_mode)
        for window, n in zip(windows, x.shape[1:], strict=True)
    )
    bias = float(params["bias"][number]) if "bias" in params else 0.0
    return Unit("sum", y, part, first, (rows, columns), weight[number][None], bias)


def _dense(number: int, x: Array, params: Mapping[str, Any], y: Array) -> Unit:
    row = np.asarray(params["weight"])[number]
    flat = x.reshape(-1, 1, 1)
    bias = float(params["bias"][number]) if "bias" in params else 0.0
    one = axes.whole(1)
    return Unit("sum", y, flat, 0, (one, one), row.reshape(1, -1, 1, 1), bias)


def _point(number: int, read: list[Array], y: Array) -> Unit:
    """From the same place of each input; a map of one number stands for all places."""
    size = y.shape[1:]
    x = np.stack([np.broadcast_to(maps[number if len(maps) > 1 else 0], size) for maps in read])
    one = axes.sliding(ops.Conv(1).windows(size)[0], size[0])
    two = axes.sliding(ops.Conv(1).windows(size)[1], size[1])
    return Unit("point", y, x, number, (one, two))


def _flattened(number: int, x: Array, y: Array) -> Unit:
    """The one number that it takes, and where that stood."""
    channel = number // (x.shape[1] * x.shape[2])
    row, column = divmod(number % (x.shape[1] * x.shape[2]), x.shape[2])
    tables = (axes.ragged([[row]], x.shape[1]), axes.ragged([[column]], x.shape[2]))
    return Unit("copy", y, x[channel][None], channel, tables)
