"""The settings of the pooling page."""

import re
from dataclasses import dataclass
from typing import ClassVar

from cnnviz import kernels
from cnnviz.files import grids
from cnnviz.kernels import MAX_WEIGHT, Kernel
from cnnviz.lessons.pooling.trace import KINDS, Box, Pooling
from cnnviz.settings.link import setting
from cnnviz.settings.shared import LARGEST_STRIDE, PADDING_MODES, PICTURE, is_custom, is_small
from cnnviz.settings.step import PLACE
from cnnviz.settings.values import Codec, amounts_or, decimal, one_of, whole

POOL_SIDES = {64: "64", 128: "128", 256: "256"}
MAP_ACTIVATIONS = {"relu": "ReLU", "none": "None"}
BLURS = {2: "2 × 2", 3: "3 × 3", 5: "5 × 5"}
LARGEST_WINDOW, LARGEST_POOL_PADDING, LARGEST_POWER, MOST_CELLS = 8, 4, 16, 8
# Small enough to check by hand; it has ties, overlaps and a border that no window reads.
NUMBERS = (
    "3,1,0,2,1,0,2,4;0,2,7,5,3,1,0,6;1,5,2,4,0,8,1,3;6,0,3,1,4,2,5,0;"
    "2,6,1,5,4,3,2,1;0,3,4,5,1,7,7,2;4,1,6,0,2,7,0,3;1,8,0,2,5,3,9,4"
)
GRADIENT = "1,2,-1;3,1,2;-2,1,3"
_BOX = re.compile(r"(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})", re.ASCII)


def _read_box(text: str) -> tuple[Box | None, str]:
    if not text:
        return None, ""
    match = _BOX.fullmatch(text)
    if not match:
        raise ValueError("This is not a box.")
    left, top, right, bottom = map(int, match.groups())
    if right < left or bottom < top:
        raise ValueError("This box ends before it starts.")
    return (left, top, right, bottom), ""


def _read_kernel(text: str) -> tuple[str, str]:
    return (kernels.to_link(kernels.from_link(text)) if text else ""), ""


def _read_gradient(text: str) -> tuple[str, str]:
    gradient = grids.parse(text)
    if abs(gradient).max() > MAX_WEIGHT:
        raise ValueError("The gradient is too large.")
    return grids.to_text(gradient), ""


BOX = Codec(
    _read_box,
    lambda box: ",".join(map(str, box)) if box else "",
    lambda box: "from row {1}, column {0} to row {3}, column {2}".format(*box) if box else "middle",
)
MAP = Codec(
    _read_kernel,
    str,
    lambda text: kernels.from_link(text).title if text else "none",
    kind="kernel",
    own=lambda text: text != "" and is_custom(text),
)
PADDING = amounts_or(LARGEST_POOL_PADDING, {})
NUMBERS_BACK = Codec(_read_gradient, str, lambda text: "as it was")


@dataclass(frozen=True, slots=True)
class PoolingPage:
    """One map and how it is pooled.

    The window is ``window`` high and ``width`` wide; 0 is as wide as high.

    ``kernel`` makes a feature map of the picture first, "" pools the picture itself; ``gradient``
    is the user's own on the output, ``box`` (left, top, right, bottom) that of RoI pooling.
    """

    picture: str = setting(PICTURE, NUMBERS, "picture")
    side: int = setting(one_of(POOL_SIDES), 128, "picture size")
    kernel: str = setting(MAP, "", "feature map")
    activation: str = setting(one_of(MAP_ACTIVATIONS), "relu", "activation")
    pool: str = setting(one_of(KINDS), "max", "pooling")
    window: int = setting(whole(1, LARGEST_WINDOW), 3, "window")
    width: int = setting(whole(0, LARGEST_WINDOW), 0, "window width")
    stride: int = setting(whole(1, LARGEST_STRIDE), 2, "stride")
    padding: int | tuple[tuple[int, int], tuple[int, int]] = setting(PADDING, 0, "padding")
    padding_mode: str = setting(one_of(PADDING_MODES), "zeros", "padding mode")
    ceil_mode: bool = setting(one_of({False: "down", True: "up"}), False, "rounding")
    counted: bool = setting(one_of({True: "counts", False: "does not count"}), True, "padding rule")
    power: int = setting(whole(1, LARGEST_POWER), 2, "power")
    blur: int = setting(one_of(BLURS), 3, "blur")
    box: tuple[int, int, int, int] | None = setting(BOX, None, "box")
    cells: int = setting(whole(1, MOST_CELLS), 2, "number of cells")
    gradient: str = setting(NUMBERS_BACK, GRADIENT, "gradient")

    pads_photos: ClassVar[bool] = False
    # What is taken back, in this order, when a link asks for things that do not fit together.
    gives_way: ClassVar[tuple[tuple[str, object], ...]] = (
        ("power", 2),
        ("kernel", ""),
        ("box", None),
        ("ceil_mode", False),
        ("padding_mode", "zeros"),
        ("padding", 0),
        ("width", 0),
        ("window", 1),
        ("pool", "max"),
    )

    @property
    def small(self) -> bool:
        """Whether the picture is a grid of numbers, not a photo."""
        return is_small(self.picture)

    def build_kernel(self) -> Kernel | None:
        """The kernel of the feature map, if there is one."""
        return kernels.from_link(self.kernel) if self.kernel else None

    def pooling(self) -> Pooling:
        """The pooling that these settings ask for."""
        return Pooling(
            kind=self.pool,
            window=self.window,
            width=self.width,
            stride=self.stride,
            padding=self.padding,
            padding_mode=self.padding_mode,
            ceil_mode=self.ceil_mode,
            count_include_pad=self.counted,
            power=self.power,
            blur=self.blur,
            box=self.box,
            cells=self.cells,
        )


VIEWS = {"mask": "Forward mask", "route": "Backward route", "shift": "Shift"}
TIES = {"first": "First", "split": "Split", "all": "All"}
GRADIENTS = {"ones": "Ones", "cell": "One cell", "own": "Own"}


@dataclass(frozen=True, slots=True)
class PoolingLook:
    """What a link says about the player: it belongs to the address, not to what is computed."""

    at: tuple[int, int] | None = setting(PLACE, None, "step")
    view: str = setting(one_of(VIEWS), "mask", "view")
    tie: str = setting(one_of(TIES), "first", "rule for ties")
    dy: str = setting(one_of(GRADIENTS), "ones", "gradient")
    one: float = setting(decimal(), 1.0, "number of the one cell")
    shift: int = setting(whole(0, 4), 1, "shift")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")
