"""Settings: one frozen record a page, at once its cache key, its link and an export's header."""

from cnnviz.settings.link import LONGEST, Fault, fault, from_link, nearest, note, short, to_link
from cnnviz.settings.shared import (
    ACTIVATIONS,
    DIGITS,
    GRIDS,
    LARGEST_DILATION,
    LARGEST_PADDING,
    LARGEST_STRIDE,
    PADDING_MODES,
    PADDINGS,
    PHOTO,
    PHOTOS,
    TITLES,
    UPLOAD,
)
from cnnviz.settings.step import Step

__all__ = [
    "ACTIVATIONS",
    "DIGITS",
    "GRIDS",
    "LARGEST_DILATION",
    "LARGEST_PADDING",
    "LARGEST_STRIDE",
    "LONGEST",
    "PADDINGS",
    "PADDING_MODES",
    "PHOTO",
    "PHOTOS",
    "TITLES",
    "UPLOAD",
    "Fault",
    "Step",
    "fault",
    "from_link",
    "nearest",
    "note",
    "short",
    "to_link",
]
