"""The settings of the equivariance page."""

from dataclasses import dataclass, fields
from typing import ClassVar

from cnnviz.settings.link import Ways, setting
from cnnviz.settings.shared import KERNEL, PADDING_MODES, PICTURE, PictureAndKernel
from cnnviz.settings.step import PLACE
from cnnviz.settings.values import one_of, whole

EQUIVARIANCE_SIDES = {32: "32", 64: "64", 128: "128", 256: "256"}
EQUIVARIANCE_LAYERS = {
    "convolution": "Convolution",
    "strided": "Stride 2",
    "max": "Max",
    "average": "Average",
    "blur": "Blur",
    "dense": "Dense",
}
MOVES = {"shift": "Shift", "turn": "Turn", "scale": "Scale"}
BORDERS = {"same": "Same size", "valid": "No padding"}
RECTIFIERS = {"none": "None", "relu": "ReLU"}
GLOBAL_POOLS = {"max": "Maximum", "average": "Mean"}
VIEWS = {"square": "Two ways", "score": "Score"}
STRIDES = (2, 3, 4)
FURTHEST = 4
ANGLES = {angle: f"{angle}°" for angle in (*range(0, 50, 5), 90)}
SCALES = {percent: f"{percent} %" for percent in (50, 60, 70, 80, 90, 100, 110, 125, 150, 175, 200)}


@dataclass(frozen=True, slots=True)
class Played:
    """How far the picture is moved, and the view: what the player changes by itself.

    ``scale`` is in percent.
    """

    down: int = setting(whole(-FURTHEST, FURTHEST), 0, "shift down")
    right: int = setting(whole(-FURTHEST, FURTHEST), 1, "shift to the right")
    angle: int = setting(one_of(ANGLES), 15, "angle")
    scale: int = setting(one_of(SCALES), 150, "scale")
    view: str = setting(one_of(VIEWS), "square", "view")


VIEW_FIELDS = tuple(line.name for line in fields(Played))


@dataclass(frozen=True, slots=True)
class View(Played):
    """Where a link stands: it belongs to the address, not to what is computed."""

    at: tuple[int, int] | None = setting(PLACE, None, "cell")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")


@dataclass(frozen=True, slots=True)
class Equivariance(PictureAndKernel, Played):
    """One picture, one layer, one kind of move, and how far it goes.

    ``stride`` is that of the strided and the pooling layers; with ``turned`` the kernel makes the
    quarter turn along with the picture.
    """

    picture: str = setting(PICTURE, "arrow", "picture")
    side: int = setting(one_of(EQUIVARIANCE_SIDES), 128, "picture size")
    layer: str = setting(one_of(EQUIVARIANCE_LAYERS), "convolution", "layer")
    kernel: str = setting(KERNEL, "sobel_x", "kernel")
    stride: int = setting(whole(STRIDES[0], STRIDES[-1]), 2, "stride")
    padding: str = setting(one_of(BORDERS), "same", "padding")
    padding_mode: str = setting(one_of(PADDING_MODES), "zeros", "padding mode")
    activation: str = setting(one_of(RECTIFIERS), "none", "activation")
    pool: str = setting(one_of(GLOBAL_POOLS), "max", "global pooling")
    move: str = setting(one_of(MOVES), "shift", "move")
    turned: bool = setting(one_of({False: "as it was", True: "turned"}), False, "kernel turn")

    gives_way: ClassVar[Ways] = (
        ("side", 32),
        ("padding_mode", "zeros"),
        ("padding", "same"),
        ("kernel", "sobel_x"),
        ("layer", "convolution"),
    )
