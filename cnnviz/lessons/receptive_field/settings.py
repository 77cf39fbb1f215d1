"""The settings of the receptive-field page, and what a link says of the view on them."""

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from cnnviz import kernels
from cnnviz.analysis.effective_field import SCHEMES
from cnnviz.files import set_pictures
from cnnviz.kernels import Kernel
from cnnviz.networks import catalogue
from cnnviz.networks.catalogue import notation, stacks
from cnnviz.networks.graph import Network
from cnnviz.settings.link import setting
from cnnviz.settings.model import MODEL, WAY, stays
from cnnviz.settings.shared import KERNEL, PHOTO, PHOTOS, TITLES, UPLOAD
from cnnviz.settings.values import Codec, one_of, whole

FIELD_SIDES = {64: "64", 128: "128", 224: "224", 448: "448"}
TRAINED = "own"  # weights that a network was handed over with
WEIGHTS = dict(zip(SCHEMES, ("All equal", "A kernel", "Random", "He, with ReLU"), strict=True))
# By the name in a link: the title, the longest side of a picture of fitting size, and the layers.
_STACKS = {
    "two-3x3": ("Two 3×3", 64, stacks.TWO_SMALL),
    "one-5x5": ("One 5×5", 64, stacks.ONE_LARGE),
    "dilated": ("Dilated", 128, stacks.DILATED),
    "lenet-5": ("LeNet-5", 128, stacks.LENET_5),
    "alexnet": ("AlexNet", 224, stacks.ALEXNET),
    "vgg-16": ("VGG-16", 224, stacks.VGG_16),
}
_FIXED = {
    "resnet-18": ("ResNet-18", 448),
    "resnet-50": ("ResNet-50", 448),
    "resnet-50-stride-last": ("ResNet-50, stride last", 448),
}
PRESETS = MappingProxyType({name: line[0] for name, line in (_STACKS | _FIXED).items()})
PRESET_SIDES = MappingProxyType({name: line[1] for name, line in (_STACKS | _FIXED).items()})
_UNIT = re.compile(r"([0-9]{1,2}),([0-9]{1,4}),([0-9]{1,4})", re.A)
_PIXEL = re.compile(r"([0-9]{1,4}),([0-9]{1,4})", re.A)

Unit = tuple[int, int, int]


def _read_picture(text: str) -> tuple[str, str]:
    if text == UPLOAD:
        return PHOTO, "that a link can't carry"
    if text not in PHOTOS and set_pictures.find(text) is None:
        raise ValueError("There is no such photo.")
    return text, ""


def _read_stack(text: str) -> tuple[str, str]:
    if text in PRESETS:
        return text, ""
    return named(notation.parse(text)), ""


def named(stack: notation.Stack) -> str:
    """How a stack stands in a link: the name of a preset with these layers, or the layers."""
    return next((n for n, line in _STACKS.items() if line[2] == stack), notation.write(stack))


PICTURE = Codec(_read_picture, str, lambda name: TITLES.get(name, "of your own"))
STACK = Codec(
    _read_stack,
    str,
    lambda text: PRESETS.get(text, "from the link"),
    kind="stack",
    own=lambda text: text not in PRESETS,
)


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """A photo and a stack of layers over it.

    ``stack`` is a name of `PRESETS` or layers as `cnnviz.networks.catalogue.notation` writes them;
    ``weights`` says how those are filled for the effective field: with ``kernel``, or by chance
    from ``seed``, or as they were trained.
    ``model`` is a network that was handed over, which takes the place of ``stack``, up to the node
    ``until``, counted from 1; ``recipe`` says how pictures go in.
    """

    picture: str = setting(PICTURE, PHOTO, "picture")
    side: int = setting(one_of(FIELD_SIDES), 128, "picture size")
    stack: str = setting(STACK, "lenet-5", "stack of layers")
    weights: str = setting(one_of(WEIGHTS | {TRAINED: "As trained"}), "equal", "kind of weights")
    kernel: str = setting(KERNEL, "gaussian", "kernel")
    seed: int = setting(whole(0, 999), 0, "seed")
    model: str = setting(MODEL, "", "model")
    recipe: int = setting(WAY, 0, "way in which pictures go in")
    until: int = setting(whole(0, 9_999), 0, "last layer")

    gives_way: ClassVar[tuple[tuple[str, object], ...]] = (
        ("picture", PHOTO),
        ("kernel", "gaussian"),
        ("weights", "equal"),
        ("until", 0),
        ("model", ""),
        ("stack", "two-3x3"),
    )

    @property
    def small(self) -> bool:
        """Never a grid of numbers: this page looks at photos."""
        return False

    @property
    def stays(self) -> str:
        """What of it no link carries."""
        return "model" if stays(self.model) else ""

    @property
    def layers(self) -> notation.Stack | None:
        """The layers of a stack that can be edited; None for a network of blocks."""
        if self.model:
            return None
        if self.stack in _STACKS:
            return _STACKS[self.stack][2]
        return None if self.stack in _FIXED else notation.parse(self.stack)

    @property
    def colour(self) -> str:
        """What the network reads: the published ones for colour take it, all others grey."""
        return "rgb" if self.stack in ("alexnet", "vgg-16", *_FIXED) else "grey"

    def build_network(self) -> Network:
        """The network of a preset without layers of its own to edit."""
        return catalogue.build(PRESETS[self.stack])

    def build_kernel(self) -> Kernel:
        """The kernel that fills the weights."""
        return kernels.from_link(self.kernel)


def _read_unit(text: str) -> tuple[Unit | None, str]:
    match = _UNIT.fullmatch(text)
    if not match:
        raise ValueError("This is not a layer, a row and a column.")
    return (int(match[1]), int(match[2]), int(match[3])), ""


def _read_pixel(text: str) -> tuple[tuple[int, int] | None, str]:
    match = _PIXEL.fullmatch(text)
    if not match:
        raise ValueError("This is not a row and a column.")
    return (int(match[1]), int(match[2])), ""


def _write_numbers(numbers: tuple[int, ...] | None) -> str:
    return "" if numbers is None else ",".join(map(str, numbers))


def _show_numbers(numbers: tuple[int, ...] | None) -> str:
    return "where the page opens" if numbers is None else f"({_write_numbers(numbers)})"


UNIT = Codec(_read_unit, _write_numbers, _show_numbers)
PIXEL = Codec(_read_pixel, _write_numbers, _show_numbers)


@dataclass(frozen=True, slots=True)
class ViewState:
    """What a link shows of the page: a unit (layer from 1, row, column), or where a pixel goes."""

    unit: tuple[int, int, int] | None = setting(UNIT, None, "unit")
    pixel: tuple[int, int] | None = setting(PIXEL, None, "pixel")
    lock: tuple[int, int, int] | None = setting(UNIT, None, "second unit")
    mode: str = setting(one_of({"see": "see", "reach": "reach"}), "see", "direction")
    view: str = setting(one_of({"box": "box", "effective": "effective"}), "box", "view")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")
