"""The settings of the transposed-convolution page, and what its link says of the player."""

from dataclasses import dataclass
from typing import ClassVar

from cnnviz import kernels
from cnnviz.kernels import Kernel
from cnnviz.settings.link import setting
from cnnviz.settings.shared import KERNEL, PICTURE, is_small
from cnnviz.settings.values import one_of, whole

GROWN_SIDES = {16: "16", 32: "32", 64: "64"}
STRIDES, PADDINGS, LONGER, DILATIONS = range(1, 5), range(8), range(4), range(1, 4)
VIEWS = {"scatter": "Scatter", "gather": "Gather"}
NUMBERS = "1,2,0;3,1,1;0,1,2"  # small enough to check by hand, with a zero in it
OWN_KERNEL = "1,2,1;2,4,2;1,2,1"


@dataclass(frozen=True, slots=True)
class Transposed:
    """One map, one kernel, and how far apart its inputs are put."""

    picture: str = setting(PICTURE, NUMBERS, "picture")
    side: int = setting(one_of(GROWN_SIDES), 32, "picture size")
    kernel: str = setting(KERNEL, OWN_KERNEL, "kernel")
    stride: int = setting(whole(STRIDES[0], STRIDES[-1]), 2, "stride")
    padding: int = setting(whole(PADDINGS[0], PADDINGS[-1]), 0, "padding")
    output_padding: int = setting(whole(LONGER[0], LONGER[-1]), 0, "output padding")
    dilation: int = setting(whole(DILATIONS[0], DILATIONS[-1]), 1, "dilation")

    gives_way: ClassVar[tuple[tuple[str, object], ...]] = (
        ("output_padding", 0),
        ("padding", 0),
        ("dilation", 1),
        ("kernel", OWN_KERNEL),
    )
    colour: ClassVar[str] = "grey"  # one channel: what a kernel can be chosen for

    @property
    def small(self) -> bool:
        """Whether the picture is a grid of numbers, not a photo."""
        return is_small(self.picture)

    def build_kernel(self) -> Kernel:
        """The kernel that the link text describes."""
        return kernels.from_link(self.kernel)


@dataclass(frozen=True, slots=True)
class View:
    """Where a link stands: it belongs to the address, not to what is computed."""

    step: int = setting(whole(0, 99_999), 0, "step")
    view: str = setting(one_of(VIEWS), "scatter", "view")
    overlap: int = setting(one_of({0: "off", 1: "on"}), 0, "overlap")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")
