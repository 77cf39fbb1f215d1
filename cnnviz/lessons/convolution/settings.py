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
    PADDING,
    PADDING_MODES,
    PHOTO,
    PICTURE,
    is_small,
)
from cnnviz.settings.values import decimal, one_of, whole

SIDES = {64: "64", 128: "128", 256: "256", 512: "512"}
COLOURS = {"grey": "Grey", "each": "Each channel", "sum": "Sum over channels"}
FLIPS = {False: "Cross-correlation", True: "Convolution"}


@dataclass(frozen=True, slots=True)
class Convolution:
    """One picture, one kernel, and how they meet.

    ``picture`` is a sample's name, a grid as text or "upload"; ``kernel`` is what
    :func:`cnnviz.kernels.to_link` writes.
    """

    picture: str = setting(PICTURE, PHOTO, "picture")
    side: int = setting(one_of(SIDES), 128, "picture size")
    colour: str = setting(one_of(COLOURS), "grey", "colour setting")
    kernel: str = setting(KERNEL, "sobel_x", "kernel")
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

    @property
    def small(self) -> bool:
        """Whether the picture is a grid of numbers, not a photo."""
        return is_small(self.picture)

    def build_kernel(self) -> Kernel:
        """The kernel that the link text describes."""
        return _built(self.kernel)

    def windows(self, height: int, width: int) -> tuple[Window, ...]:
        """The window along rows and along columns of a picture of this size.

        Raises ``ValueError``, in one sentence, when it does not fit.
        """
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

    def misfit(self, height: int, width: int) -> str:
        """Why the window does not fit a picture of this size, or nothing."""
        try:
            self.windows(height, width)
        except ValueError as problem:
            return str(problem)
        return ""


@lru_cache(maxsize=128)
def _built(text: str) -> Kernel:
    return kernels.from_link(text)
