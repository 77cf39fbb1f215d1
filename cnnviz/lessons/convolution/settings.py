"""The settings of the convolution page."""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from cnnviz import kernels
from cnnviz.geometry import Window, check_padding
from cnnviz.kernels import Kernel
from cnnviz.ops import Conv
from cnnviz.settings.link import setting
from cnnviz.settings.shared import (
    ACTIVATIONS,
    KERNEL,
    LARGEST_DILATION,
    LARGEST_STRIDE,
    ORIGIN,
    PADDING,
    PADDING_MODES,
    PHOTO,
    PICTURE,
    Windowed,
)
from cnnviz.settings.values import decimal, one_of, whole

SIDES = {64: "64", 128: "128", 256: "256", 512: "512"}
COLOURS = {"grey": "Grey", "each": "Each channel", "sum": "Sum over channels"}
FLIPS = {False: "Cross-correlation", True: "Convolution"}


@dataclass(frozen=True, slots=True)
class Convolution(Windowed):
    """One picture, one kernel, and how they meet.

    ``picture`` is a sample's name, a grid as text or "upload"; ``kernel`` is what
    :func:`cnnviz.kernels.to_link` writes; of an edited one ``origin`` is the one of the bank that
    it was made from.
    """

    picture: str = setting(PICTURE, PHOTO, "picture")
    side: int = setting(one_of(SIDES), 128, "picture size")
    colour: str = setting(one_of(COLOURS), "grey", "colour setting")
    kernel: str = setting(KERNEL, "sobel_x", "kernel")
    origin: str = setting(ORIGIN, "", "kernel before its edit")
    bias: float = setting(decimal(), 0.0, "bias")
    stride: int = setting(whole(1, LARGEST_STRIDE), 1, "stride")
    padding: int | str | tuple[tuple[int, int], tuple[int, int]] = setting(PADDING, 0, "padding")
    padding_mode: str = setting(one_of(PADDING_MODES), "zeros", "padding mode")
    dilation: int = setting(whole(1, LARGEST_DILATION), 1, "dilation")
    flip: bool = setting(one_of(FLIPS), False, "kernel direction")
    activation: str = setting(one_of(ACTIVATIONS), "none", "activation")

    # What is taken back, in this order, when a link asks for things that do not fit together.
    gives_way: ClassVar[tuple[tuple[str, object], ...]] = (
        ("dilation", 1),
        ("padding", "same"),
        ("padding_mode", "zeros"),
        ("kernel", "sobel_x"),
    )

    def build_kernel(self) -> Kernel:
        """The kernel that the link text describes."""
        return _built(self.kernel)

    def windows(self, height: int, width: int) -> tuple[Window, ...]:
        """The window of the one kernel."""
        layer = Conv(
            kernel_size=self.build_kernel().size,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            padding_mode=self.padding_mode,
        )
        windows = layer.windows((height, width))
        for window, n in zip(windows, (height, width), strict=True):
            window.output_length(n)
            check_padding(window.pad, self.padding_mode, n)
        return windows


@lru_cache(maxsize=128)
def _built(text: str) -> Kernel:
    return kernels.from_link(text)
