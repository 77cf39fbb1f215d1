"""ONNX's convolution and pooling operators as layers."""

from dataclasses import dataclass
from typing import Any

from cnnviz.files.onnx.call import AUTO_PADDING, Call
from cnnviz.geometry import Window
from cnnviz.ops.convolution import Conv
from cnnviz.ops.layer import Layer
from cnnviz.ops.lp_pooling import LpPool
from cnnviz.ops.pooling import AveragePool, MaxPool
from cnnviz.ops.transposed import ConvTranspose


class _Wide:
    """Pooling whose padding may be more than half of the kernel, which PyTorch does not allow."""

    __slots__ = ()
    ceil_mode: bool

    def _window(self, n: int, size: int, stride: int, dilation: int, padding: Any) -> Window:
        return Window(size, stride, dilation, padding, self.ceil_mode)


@dataclass(frozen=True, slots=True)
class WideMaxPool(_Wide, MaxPool):
    """MaxPool with more padding than half of the kernel."""


@dataclass(frozen=True, slots=True)
class WideAveragePool(_Wide, AveragePool):
    """AveragePool with more padding than half of the kernel."""


@dataclass(frozen=True, slots=True)
class WideLpPool(_Wide, LpPool):
    """LpPool with more padding than half of the kernel."""


def conv(call: Call) -> Layer:
    """Conv."""
    return Conv(**_window(call), groups=_groups(call))


def max_pool(call: Call) -> MaxPool:
    """MaxPool."""
    call.ignore("storage_order")
    settings = _window(call)
    kind = WideMaxPool if _is_wide(call, settings) else MaxPool
    return kind(**settings, ceil_mode=call.flag("ceil_mode"))


def average_pool(call: Call) -> Layer:
    """AveragePool, which leaves the padding out unless it says otherwise."""
    settings, include = _window(call), call.flag("count_include_pad")
    kind = WideAveragePool if _is_wide(call, settings) else AveragePool
    return kind(**settings, ceil_mode=call.flag("ceil_mode"), count_include_pad=include)


def lp_pool(call: Call) -> Layer:
    """LpPool."""
    settings, p = _window(call), call.counted("p", 2)
    kind = WideLpPool if _is_wide(call, settings) else LpPool
    return kind(**settings, p=p, ceil_mode=call.flag("ceil_mode"))


def conv_transpose(call: Call) -> Layer:
    """ConvTranspose; its padding may be left to follow from the size of the output."""
    settings = _window(call)
    rank = len(settings["kernel_size"])
    longer = call.amounts("output_padding", 0, rank) or (0,) * rank
    auto = call.choice("auto_pad", AUTO_PADDING)
    if "output_shape" in call.attributes or auto.startswith("SAME"):
        spare = _spare(call, settings, longer)
        settings["padding"] = tuple(_split(max(0, s), auto == "SAME_UPPER") for s in spare)
        longer = tuple(more - min(0, s) for more, s in zip(longer, spare, strict=True))
    return ConvTranspose(**settings, output_padding=longer, groups=_groups(call))


def _spare(call: Call, settings: dict[str, Any], longer: tuple[int, ...]) -> list[int]:
    """By how much each axis of the unpadded output is longer than the wanted one.

    The formulas are on ONNX's page on ConvTranspose; the padding takes these outputs away. What is
    missing instead comes from ``output_padding``.
    """
    axes = zip(settings["kernel_size"], settings["stride"], settings["dilation"], strict=True)
    more = [
        extra + Window(size, stride, dilation).span - stride
        for extra, (size, stride, dilation) in zip(longer, axes, strict=True)
    ]
    wanted = call.amounts("output_shape", 1, len(more))
    if wanted is None:  # SAME: the input's length times the stride
        return more
    lengths = zip(more, settings["stride"], call.shapes["x"][2:], wanted, strict=False)
    return [extra + stride * n - length for extra, stride, n, length in lengths]


def _split(total: int, upper: bool) -> tuple[int, int]:
    smaller, larger = total // 2, total - total // 2
    return (smaller, larger) if upper else (larger, smaller)


def _is_wide(call: Call, settings: dict[str, Any]) -> bool:
    """Whether a pooling kernel has more padding than half of it."""
    if isinstance(settings["padding"], str):
        return False
    sizes, pads = settings["kernel_size"], [max(pad) for pad in settings["padding"]]
    for size, dilation, pad in zip(sizes, settings["dilation"], pads, strict=True):
        span = Window(size, dilation=dilation).span
        if pad >= span:
            raise call.refusal(f"has a padding of {pad}; its window of {span} needs a smaller one.")
    return any(pad > size // 2 for size, pad in zip(sizes, pads, strict=True))


def _groups(call: Call) -> int:
    groups, weight = call.counted("group"), call.shapes.get("weight")
    if weight and weight[0] % groups:
        raise call.refusal(f"has {groups} groups, which do not divide weights of shape {weight}.")
    return groups


def _window(call: Call) -> dict[str, Any]:
    """What all sliding layers are set with."""
    kernel = call.amounts("kernel_shape", 1)
    weight = call.shapes.get("weight")
    if kernel is None and weight:
        kernel = weight[2:]
    if weight is not None and (len(weight) < 3 or weight[2:] != kernel):
        raise call.refusal(f"has a kernel of shape {kernel} and weights of shape {weight}.")
    if not kernel:
        raise call.refusal('has no "kernel_shape"; a whole number for each axis is needed.')
    rank = len(kernel)
    return {
        "kernel_size": kernel,
        "stride": call.amounts("strides", 1, rank) or (1,) * rank,
        "dilation": call.amounts("dilations", 1, rank) or (1,) * rank,
        "padding": call.padding(rank),
    }
