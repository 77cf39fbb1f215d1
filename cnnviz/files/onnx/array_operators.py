"""ONNX's operators on whole arrays: reductions, norms, parts, places, other sizes."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from cnnviz.files.onnx.call import MOST, Call
from cnnviz.files.onnx.entry import Build, Operator
from cnnviz.files.onnx.further import Counting, Filled, Moments, Places
from cnnviz.files.onnx.resize import resize
from cnnviz.ops.cumulative import CumulativeSum, Triangle
from cnnviz.ops.deciding import ArgMax
from cnnviz.ops.depth import DepthToSpace, SpaceToDepth
from cnnviz.ops.einsum import Einsum
from cnnviz.ops.group_norm import GroupNorm, InstanceNorm, LayerNorm
from cnnviz.ops.layer import Array, Layer
from cnnviz.ops.norms import (
    ReduceL1,
    ReduceL2,
    ReduceLogSum,
    ReduceLogSumExp,
    ReduceSumSquare,
)
from cnnviz.ops.parts import Expand, Share, Slice, Tile
from cnnviz.ops.picking import Gather, GatherElements, GatherND, TopK
from cnnviz.ops.placing import WAYS, Placing, ScatterElements, ScatterND
from cnnviz.ops.reducing import (
    ReduceMax,
    ReduceMean,
    ReduceMin,
    ReduceProd,
    ReduceSum,
    Reduction,
)


def _reduction(layer: Callable[..., Reduction]) -> Operator:
    def build(call: Call) -> Layer:
        empty = () if call.flag("noop_with_empty_axes") else None
        axes = call.wholes("axes") or empty
        return layer(axes, call.whole("keepdims", 1) != 0)

    return Operator(build, settings=("axes",))


def _arg(smallest: bool) -> Operator:
    def build(call: Call) -> Layer:
        keep, last = call.whole("keepdims", 1) != 0, call.flag("select_last_index")
        return ArgMax(call.axis(0), keep, last, smallest)

    return Operator(build, gives=lambda call, of: "int64")


def _group_norm(call: Call) -> Layer:
    call.ignore("stash_type")
    return GroupNorm(call.counted("num_groups"), call.real("epsilon", 1e-5))


def _for_channels(call: Call) -> Mapping[str, Array]:
    """Before opset 21 weights are those of the groups."""
    if call.opset >= 21:
        return call.known
    groups, channels = call.counted("num_groups"), call.shapes.get("x", (0, 0))[1]
    return {
        name: np.repeat(array, channels // groups) if array.shape == (groups,) else array
        for name, array in call.known.items()
    }


def _instance_norm(call: Call) -> Layer:
    return InstanceNorm(call.real("epsilon", 1e-5))


def _layer_norm(call: Call) -> LayerNorm:
    call.ignore("stash_type")
    return LayerNorm(call.axis(-1), call.real("epsilon", 1e-5))


def _slice(call: Call) -> Layer:
    starts, ends = call.needed("starts"), call.needed("ends")
    return Slice(starts, ends, call.wholes("axes"), call.wholes("steps"))


def _share(number: int) -> Build:
    def build(call: Call) -> Layer:
        sizes = call.wholes("split", MOST)
        count = call.whole("num_outputs", call.outputs) if sizes is None else len(sizes)
        if count != call.outputs:
            raise call.refusal(f"has {call.outputs} outputs and {count} parts.")
        return Share(number, count, call.axis(0), sizes)

    return build


def _tile(call: Call) -> Layer:
    return Tile(call.needed("repeats"))


def _top_k(call: Call) -> TopK:
    call.ignore("sorted")
    counts = call.needed("k")
    if len(counts) != 1:
        raise call.refusal(f'takes one number as its "k", not {len(counts)}.')
    return TopK(counts[0], call.axis(-1), call.whole("largest", 1) == 0)


def _depth_to_space(call: Call) -> Layer:
    mode = call.choice("mode", ("DCR", "CRD"))
    return DepthToSpace(call.counted("blocksize", 0), mode == "CRD")


def _space_to_depth(call: Call) -> Layer:
    mode = call.choice("mode", ("DCR", "CRD"))
    return SpaceToDepth(call.counted("blocksize", 0), mode == "CRD")


def _filled(call: Call) -> Layer:
    found = call.tensor("value")
    value = np.zeros(1, np.float32) if found is None else found
    if value.size != 1:
        raise call.refusal(f'takes one number as its "value", not {value.size}.')
    return Filled(call.needed("shape"), value.item(), value.dtype.name)


def _counting(call: Call) -> Layer:
    start, end, step = (call.number(name, 0.0) for name in ("start", "end", "step"))
    return Counting(start, end, step, call.known["start"].dtype.name)


def _filled_type(call: Call, of: Any) -> str:
    found = call.tensor("value")
    return "float32" if found is None else found.dtype.name


def _cumulative_sum(call: Call) -> Layer:
    axes = call.needed("axis")
    if len(axes) != 1:
        raise call.refusal(f'takes one number as its "axis", not {len(axes)}.')
    return CumulativeSum(axes[0], call.flag("exclusive"), call.flag("reverse"))


def _triangle(call: Call) -> Layer:
    return Triangle(call.whole("upper", 1) != 0, *(call.wholes("k") or ())[:1])


def _placing(build: Callable[[Call], Placing]) -> Operator:
    return Operator(build, parameters=("index", "updates"), needed=3)


def _picking(build: Build) -> Operator:
    return Operator(build, parameters=("index",), needed=2)


ARRAY_OPERATORS: dict[str, Operator] = {
    "ArgMax": _arg(smallest=False),
    "ArgMin": _arg(smallest=True),
    "ConstantOfShape": Operator(_filled, (), settings=("shape",), gives=_filled_type),
    "CumSum": Operator(_cumulative_sum, settings=("axis",), needed=2),
    "DepthToSpace": Operator(_depth_to_space),
    "Einsum": Operator(lambda call: Einsum(call.words("equation")), ("*",)),
    "Expand": Operator(lambda call: Expand(call.needed("shape")), settings=("shape",), needed=2),
    "Gather": _picking(lambda call: Gather(call.axis(0))),
    "GatherElements": _picking(lambda call: GatherElements(call.axis(0))),
    "GatherND": _picking(lambda call: GatherND(call.whole("batch_dims"))),
    "GroupNormalization": Operator(
        _group_norm, parameters=("weight", "bias"), needed=3, arrange=_for_channels
    ),
    "InstanceNormalization": Operator(_instance_norm, parameters=("weight", "bias"), needed=3),
    "LayerNormalization": Operator(
        _layer_norm,
        parameters=("weight", "bias"),
        needed=2,
        further=(
            (lambda call: Moments(_layer_norm(call), "mean"), "float32"),
            (lambda call: Moments(_layer_norm(call), "deviation"), "float32"),
        ),
    ),
    "Range": Operator(_counting, (), settings=("start", "end", "step"), needed=3),
    "ReduceL1": _reduction(ReduceL1),
    "ReduceL2": _reduction(ReduceL2),
    "ReduceLogSum": _reduction(ReduceLogSum),
    "ReduceLogSumExp": _reduction(ReduceLogSumExp),
    "ReduceMax": _reduction(ReduceMax),
    "ReduceMean": _reduction(ReduceMean),
    "ReduceMin": _reduction(ReduceMin),
    "ReduceProd": _reduction(ReduceProd),
    "ReduceSum": _reduction(ReduceSum),
    "ReduceSumSquare": _reduction(ReduceSumSquare),
    "Resize": Operator(
        resize,
        settings=("roi", "scales", "sizes"),
        by_shape=("axes", "keep_aspect_ratio_policy"),
    ),
    "ScatterElements": _placing(
        lambda call: ScatterElements(call.choice("reduction", WAYS), call.axis(0))
    ),
    "ScatterND": _placing(lambda call: ScatterND(call.choice("reduction", WAYS))),
    "Slice": Operator(_slice, settings=("starts", "ends", "axes", "steps")),
    "SpaceToDepth": Operator(_space_to_depth),
    "Split": Operator(_share(0), settings=("split",), each=_share),
    "Tile": Operator(_tile, settings=("repeats",), needed=2),
    "TopK": Operator(
        _top_k, settings=("k",), further=((lambda call: Places(_top_k(call)), "int64"),)
    ),
    "Trilu": Operator(_triangle, settings=("k",)),
    "Upsample": Operator(resize, settings=("scales",)),
}  # fmt: skip
