"""How layers that slide a window are written as ONNX operators."""

from collections.abc import Callable
from functools import reduce
from math import comb
from typing import Any

import numpy as np

from cnnviz.files.onnx.writing import Part, starts_and_ends, unwritable
from cnnviz.geometry import Window

PAD_MODES = {
    "zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap",
}  # fmt: skip


def _geometry(windows: tuple[Window, ...]) -> dict[str, Any]:
    return {
        "kernel_shape": tuple(window.kernel_size for window in windows),
        "strides": tuple(window.stride for window in windows),
        "dilations": tuple(window.dilation for window in windows),
        "pads": starts_and_ends([window.pad for window in windows]),
    }


def _padded(part: Part, windows: tuple[Window, ...], mode: str) -> str:
    """The input with a border that is not of zeros."""
    pads = starts_and_ends([(0, 0), (0, 0), *(window.pad for window in windows)])
    inputs = [part.x, part.tensor("pads", pads, np.int64)]
    return part.step("Pad", inputs, mode=PAD_MODES[mode])


def _unpadded(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    return tuple(Window(w.kernel_size, w.stride, w.dilation) for w in windows)


def conv(part: Part) -> None:
    """Conv, after a Pad where the border is not of zeros."""
    x, windows = part.x, part.layer.windows(part.spatial)
    if part.layer.padding_mode != "zeros":
        x, windows = _padded(part, windows, part.layer.padding_mode), _unpadded(windows)
    inputs = [x, *part.given("weight", "bias")]
    part.put("Conv", inputs, **_geometry(windows), group=part.layer.groups)


def conv_transpose(part: Part) -> None:
    """ConvTranspose; what the padding cuts off and what the output gains are one number here."""
    scatters = part.layer.scatters(part.spatial)
    after = [scatter.full - scatter.before - scatter.outputs for scatter in scatters]
    pads = [(s.before, max(0, cut)) for s, cut in zip(scatters, after, strict=True)]
    part.put(
        "ConvTranspose",
        [part.x, *part.given("weight", "bias")],
        **_geometry(tuple(scatter.window for scatter in scatters))
        | {"pads": starts_and_ends(pads)},
        output_padding=tuple(max(0, -cut) for cut in after),
        group=part.layer.groups,
    )


def pool(operator: str, *names: str) -> Callable[[Part], None]:
    """A pooling operator with the settings of its layer, after a Pad where that repeats inputs."""

    def write(part: Part) -> None:
        x, windows, mode = part.x, part.layer.windows(part.spatial), part.layer.padding_mode
        if mode != "zeros" and part.layer.ceil_mode:
            raise unwritable(part.layer, "it rounds its size up behind a border of inputs.")
        if mode != "zeros":
            x, windows = _padded(part, windows, mode), _unpadded(windows)
        settings: dict[str, Any] = {
            name: int(getattr(part.layer, name)) for name in ("ceil_mode", *names)
        }
        part.put(operator, [x], **_geometry(windows), **settings)

    return write


def lp_pool(part: Part) -> None:
    """LpPool."""
    if part.layer.p != int(part.layer.p):
        raise unwritable(part.layer, "its p must be a whole number.")
    pool("LpPool", "p")(part)


def blur_pool(part: Part) -> None:
    """A convolution of each channel with the same kernel."""
    windows = part.layer.windows(part.spatial)
    channels = part.shapes[0][1]
    rows = [np.array([comb(w.kernel_size - 1, m) for m in range(w.kernel_size)]) for w in windows]
    kernel: Any = reduce(np.multiply.outer, rows)
    weight = np.tile(kernel / kernel.sum(), (channels, 1) + (1,) * len(windows))
    x = _padded(part, windows, part.layer.padding_mode)
    inputs = [x, part.tensor("weight", weight)]
    part.put("Conv", inputs, **_geometry(_unpadded(windows)), group=channels)


def roi_max_pool(part: Part) -> None:
    """MaxRoiPool."""
    if "boxes" not in part.params:
        raise unwritable(part.layer, 'it needs a parameter "boxes".')
    part.put(
        "MaxRoiPool",
        [part.x, *part.given("boxes")],
        pooled_shape=part.layer.output_size,
        spatial_scale=float(part.layer.scale),
    )
