"""What the settings of several pages are made of: pictures, kernels, and the words for options."""

from dataclasses import replace

from cnnviz import kernels
from cnnviz.files import grids
from cnnviz.files.samples import SAMPLES
from cnnviz.geometry import Window
from cnnviz.kernels import Kernel
from cnnviz.settings.values import Codec, amounts_or

UPLOAD = "upload"
PHOTO = "astronaut"  # stands in for a photo that a link can't carry
NUMBERS = "five_by_five"  # where small numbers begin on a page that opens on a photo
TITLES = {sample.name: sample.title for sample in SAMPLES}
PHOTOS = tuple(sample.name for sample in SAMPLES if sample.kind == "photo")
GRIDS = tuple(sample.name for sample in SAMPLES if sample.kind == "made")
DIGITS = tuple(sample.name for sample in SAMPLES if sample.kind == "digit")

LABELS = {sample.name: sample.label for sample in SAMPLES}  # "" for what is no digit

PADDINGS = {"valid": "valid", "same": "same", "full": "full"}
PADDING_MODES = {
    "zeros": "Zeros",
    "reflect": "Reflect",
    "replicate": "Replicate",
    "circular": "Circular",
}
ACTIVATIONS = {
    "none": "None",
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "gelu": "GELU",
    "silu": "SiLU",
}
LARGEST_STRIDE, LARGEST_PADDING, LARGEST_DILATION = 8, 14, 4
PADDING = amounts_or(LARGEST_PADDING, PADDINGS)


def is_small(picture: str) -> bool:
    """Whether a picture is a grid of numbers, not a photo."""
    return picture != UPLOAD and picture not in PHOTOS


def _read_picture(text: str) -> tuple[str, str]:
    if text in TITLES:
        return text, ""
    if text == UPLOAD:
        return PHOTO, "that a link can't carry"
    return grids.to_text(grids.parse(text)), ""


def _read_kernel(text: str) -> tuple[str, str]:
    return kernels.to_link(kernels.from_link(text)), ""


def bank_link(text: str) -> str:
    """A link of a kernel of the bank; nothing for nothing, or for weights that somebody wrote."""
    kernel = kernels.from_link(text) if text else None
    return kernels.to_link(kernel) if kernel and kernel.name != "custom" else ""


def titled(kernel: Kernel, chosen: Kernel) -> Kernel:
    """An edited kernel with the title that people know it by."""
    if kernel.name != "custom":
        return kernel
    if kernel.same_as(chosen):
        return chosen
    edited = "" if chosen.name == "custom" else ", edited"
    return replace(kernel, title=chosen.title + edited)


class OfPicture:
    """What settings with a ``picture`` can answer."""

    picture: str

    __slots__ = ()

    @property
    def small(self) -> bool:
        """Whether the picture is a grid of numbers, not a photo."""
        return is_small(self.picture)


class Windowed(OfPicture):
    """What settings of windows that slide over a ``picture`` can answer."""

    __slots__ = ()

    def windows(self, height: int, width: int) -> tuple[Window, ...]:
        """The window along rows and along columns of a picture of this size.

        Raises ``ValueError``, in one sentence, when it does not fit.
        """
        raise NotImplementedError

    def misfit(self, height: int, width: int) -> str:
        """Why a window does not fit a picture of this size, or nothing."""
        try:
            self.windows(height, width)
        except ValueError as problem:
            return str(problem)
        return ""


class PictureAndKernel(OfPicture):
    """What settings with a ``picture`` and a ``kernel`` can answer."""

    kernel: str
    colour = "grey"  # one channel: what a kernel can be chosen for

    __slots__ = ()

    def build_kernel(self) -> Kernel:
        """The kernel that the link text describes."""
        return kernels.from_link(self.kernel)


def is_made(picture: str) -> bool:
    """Whether a picture is numbers that somebody wrote."""
    return picture != UPLOAD and picture not in TITLES


def is_custom(kernel: str) -> bool:
    """Whether a kernel is none of the bank's."""
    return kernels.from_link(kernel).name == "custom"


def made_from(kernel: str, chosen: str) -> str:
    """What an edited kernel was made from, so that a reload and a link still know it.

    >>> made_from("1,2", "sobel_x"), made_from("box", "sobel_x"), made_from("1,2", "3,4")
    ('sobel_x', '', '')
    """
    return bank_link(chosen) if is_custom(kernel) else ""


PICTURE = Codec(
    _read_picture,
    str,
    lambda name: TITLES.get(name, "from the link"),
    kind="picture",
    own=is_made,
)
ORIGIN = Codec(lambda text: (bank_link(text), ""), str, lambda text: text or "none")
KERNEL = Codec(
    _read_kernel,
    str,
    lambda text: kernels.from_link(text).title,
    kind="kernel",
    own=is_custom,
)
