"""How layers that work on whole arrays, and plain functions, are written as ONNX operators."""

from collections.abc import Callable
from typing import Any

import numpy as np

from cnnviz.files.onnx.writing import Part
from cnnviz.ops.arithmetic import Power
from cnnviz.ops.choosing import Maximum, Minimum, Where
from cnnviz.ops.cumulative import CumulativeSum, Triangle
from cnnviz.ops.depth import DepthToSpace, SpaceToDepth
from cnnviz.ops.einsum import Einsum
from cnnviz.ops.functions import (
    Absolute,
    Cosine,
    Erf,
    Exp,
    Log,
    Negative,
    Reciprocal,
    Sine,
    Sqrt,
)
from cnnviz.ops.group_norm import GroupNorm, InstanceNorm, LayerNorm
from cnnviz.ops.layer import Layer
from cnnviz.ops.more_activations import CELU, Shrink, Softsign, ThresholdedReLU
from cnnviz.ops.norms import (
    ReduceL1,
    ReduceL2,
    ReduceLogSum,
    ReduceLogSumExp,
    ReduceSumSquare,
)
from cnnviz.ops.parts import Expand, Share, Slice, Tile
from cnnviz.ops.picking import TopK
from cnnviz.ops.reducing import ReduceMax, ReduceMean, ReduceMin, ReduceProd, ReduceSum
from cnnviz.ops.resizing import Resize
from cnnviz.ops.steps import Ceil, Floor, Round, Sign

BOOL = 9  # ONNX's number of the type


def _plain(operator: str) -> Callable[[Part], None]:
    return lambda part: part.put(operator)


def _reduction(operator: str) -> Callable[[Part], None]:
    def write(part: Part) -> None:
        rank = len(part.shapes[0])
        axes = tuple(range(rank)) if part.layer.axes is None else part.layer.axes
        inputs = [part.x, part.tensor("axes", axes, np.int64)]
        part.put(operator, inputs, keepdims=int(part.layer.keep_axes))

    return write


def _where(part: Part) -> None:
    condition, *others = part.inputs
    part.put("Where", [part.step("Cast", [condition], to=BOOL), *others])


def _norm(operator: str, **settings: Callable[[Any], int]) -> Callable[[Part], None]:
    """A normalisation; weights that may be left out here are 1, and biases 0."""

    def write(part: Part) -> None:
        own = part.layer.parameter_shapes(part.shapes[0])
        standing = {"weight": np.ones(own["weight"]), "bias": np.zeros(own["bias"])}
        given = standing | dict(part.params)
        inputs = [part.x, *(part.tensor(name, given[name]) for name in ("weight", "bias"))]
        numbers = {name: of(part.layer) for name, of in settings.items()}
        part.put(operator, inputs, epsilon=float(part.layer.eps), **numbers)

    return write


def _resize(part: Part) -> None:
    layer = part.layer
    inputs = [part.x, ""]
    if layer.sizes is None:
        inputs.append(part.tensor("scales", layer.scales, np.float32))
    else:
        inputs += ["", part.tensor("sizes", layer.sizes, np.int64)]
    part.put(
        "Resize",
        inputs,
        mode=layer.mode,
        coordinate_transformation_mode=layer.coordinates,
        nearest_mode=layer.nearest,
        cubic_coeff_a=float(layer.sharpness),
        exclude_outside=int(layer.exclude_outside),
        antialias=int(layer.antialias),
    )


def _part(part: Part) -> None:
    """A slice, its ends counted from the front where it goes forwards."""
    shape = part.shapes[0]
    cuts = [cut.indices(n) for cut, n in zip(part.layer.part(shape), shape, strict=True)]
    starts, ends, steps = zip(*cuts, strict=True)
    ends = tuple(-(2**31) if end < 0 else end for end in ends)
    axes = range(len(shape))
    named = {"starts": starts, "ends": ends, "axes": axes, "steps": steps}
    tensors = [part.tensor(name, tuple(value), np.int64) for name, value in named.items()]
    part.put("Slice", [part.x, *tensors])


def _whole(operator: str, name: str) -> Callable[[Part], None]:
    """An operator with whole numbers as its second input."""

    def write(part: Part) -> None:
        part.put(operator, [part.x, part.tensor(name, getattr(part.layer, name), np.int64)])

    return write


def _depth_to_space(part: Part) -> None:
    mode = "CRD" if part.layer.channels_first else "DCR"
    part.put("DepthToSpace", blocksize=part.layer.block, mode=mode)


def _space_to_depth(part: Part) -> None:
    if not part.layer.channels_first:
        part.put("SpaceToDepth", blocksize=part.layer.block)
        return
    b, (n, c, h, w) = part.layer.block, part.shapes[0]
    apart = part.tensor("apart", (n, c, h // b, b, w // b, b), np.int64)
    squares = part.step("Reshape", [part.x, apart])
    turned = part.step("Transpose", [squares], perm=(0, 1, 3, 5, 2, 4))
    shape = part.tensor("shape", part.layer.output_shape(part.shapes[0]), np.int64)
    part.put("Reshape", [turned, shape])


def _cumulative_sum(part: Part) -> None:
    layer = part.layer
    inputs = [part.x, part.tensor("axis", layer.axis, np.int64)]
    part.put("CumSum", inputs, exclusive=int(layer.exclusive), reverse=int(layer.backwards))


def _triangle(part: Part) -> None:
    inputs = [part.x, part.tensor("diagonal", part.layer.diagonal, np.int64)]
    part.put("Trilu", inputs, upper=int(part.layer.upper))


def _top_k(part: Part) -> None:
    inputs = [part.x, part.tensor("count", (part.layer.count,), np.int64)]
    part.put("TopK", inputs, axis=part.layer.axis, largest=int(not part.layer.smallest))


ARRAY_WRITERS: dict[type[Layer], Callable[[Part], None]] = {
    Absolute: _plain("Abs"),
    CELU: lambda part: part.put("Celu", alpha=float(part.layer.alpha)),
    Ceil: _plain("Ceil"),
    Cosine: _plain("Cos"),
    CumulativeSum: _cumulative_sum,
    DepthToSpace: _depth_to_space,
    Einsum: lambda part: part.put("Einsum", equation=part.layer.equation),
    Erf: _plain("Erf"),
    Exp: _plain("Exp"),
    Expand: _whole("Expand", "shape"),
    Floor: _plain("Floor"),
    GroupNorm: _norm("GroupNormalization", num_groups=lambda layer: layer.groups),
    InstanceNorm: _norm("InstanceNormalization"),
    LayerNorm: _norm("LayerNormalization", axis=lambda layer: layer.axis),
    Log: _plain("Log"),
    Maximum: _plain("Max"),
    Minimum: _plain("Min"),
    Negative: _plain("Neg"),
    Power: _plain("Pow"),
    Reciprocal: _plain("Reciprocal"),
    ReduceL1: _reduction("ReduceL1"),
    ReduceL2: _reduction("ReduceL2"),
    ReduceLogSum: _reduction("ReduceLogSum"),
    ReduceLogSumExp: _reduction("ReduceLogSumExp"),
    ReduceMax: _reduction("ReduceMax"),
    ReduceMean: _reduction("ReduceMean"),
    ReduceMin: _reduction("ReduceMin"),
    ReduceProd: _reduction("ReduceProd"),
    ReduceSum: _reduction("ReduceSum"),
    ReduceSumSquare: _reduction("ReduceSumSquare"),
    Resize: _resize,
    Round: _plain("Round"),
    Share: _part,
    Shrink: lambda part: part.put(
        "Shrink", lambd=float(part.layer.threshold), bias=float(part.layer.move)
    ),
    Sign: _plain("Sign"),
    Sine: _plain("Sin"),
    Slice: _part,
    Softsign: _plain("Softsign"),
    SpaceToDepth: _space_to_depth,
    Sqrt: _plain("Sqrt"),
    ThresholdedReLU: lambda part: part.put("ThresholdedRelu", alpha=float(part.layer.threshold)),
    Tile: _whole("Tile", "repeats"),
    TopK: _top_k,
    Triangle: _triangle,
    Where: _where,
}
