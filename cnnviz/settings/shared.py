"""What the settings of several pages are made of: pictures, kernels, and the words for options."""

from cnnviz import kernels
from cnnviz.files import grids
from cnnviz.files.samples import SAMPLES
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


class PictureAndKernel:
    """What settings with a ``picture`` and a ``kernel`` can answer."""

    picture: str
    kernel: str
    colour = "grey"  # one channel: what a kernel can be chosen for

    __slots__ = ()

    @property
    def small(self) -> bool:
        """Whether the picture is a grid of numbers, not a photo."""
        return is_small(self.picture)

    def build_kernel(self) -> Kernel:
        """The kernel that the link text describes."""
        return kernels.from_link(self.kernel)


def is_made(picture: str) -> bool:
    """Whether a picture is numbers that somebody wrote."""
    return picture != UPLOAD and picture not in TITLES


def is_custom(kernel: str) -> bool:
    """Whether a kernel is none of the bank's."""
    return kernels.from_link(kernel).name == "custom"


PICTURE = Codec(
    _read_picture,
    str,
    lambda name: TITLES.get(name, "from the link"),
    kind="picture",
    own=is_made,
)
KERNEL = Codec(
    _read_kernel,
    str,
    lambda text: kernels.from_link(text).title,
    kind="kernel",
    own=is_custom,
)
