"""The settings of the transposed-convolution page, and what its link says of the player."""

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.settings.link import Ways, setting
from cnnviz.settings.shared import KERNEL, PICTURE, PictureAndKernel
from cnnviz.settings.values import one_of, whole

GROWN_SIDES = {16: "16", 32: "32", 64: "64"}
NUMBERS = "1,2,0;3,1,1;0,1,2"  # small enough to check by hand, with a zero in it
FIRST_KERNEL = "1,2,1;2,4,2;1,2,1"


@dataclass(frozen=True, slots=True)
class Transposed(PictureAndKernel):
    """One map, one kernel, and how far apart its inputs are put."""

    picture: str = setting(PICTURE, NUMBERS, "picture")
    side: int = setting(one_of(GROWN_SIDES), 32, "picture size")
    kernel: str = setting(KERNEL, FIRST_KERNEL, "kernel")
    stride: int = setting(whole(1, 4), 2, "stride")
    padding: int = setting(whole(0, 7), 0, "padding")
    output_padding: int = setting(whole(0, 3), 0, "output padding")
    dilation: int = setting(whole(1, 3), 1, "dilation")

    pads_photos: ClassVar[bool] = False
    gives_way: ClassVar[Ways] = (("output_padding", 0), ("padding", 0), ("kernel", FIRST_KERNEL))


@dataclass(frozen=True, slots=True)
class View:
    """Where a link stands: it belongs to the address, not to what is computed."""

    step: int = setting(whole(0, 99_999), 0, "step")
    view: str = setting(one_of({"scatter": "Scatter", "gather": "Gather"}), "scatter", "view")
    overlap: int = setting(one_of({0: "off", 1: "on"}), 0, "overlap")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")
