"""Settings: one frozen record a page, at once its cache key, its link and an export's header."""

from cnnviz.settings.convolution import (
    ACTIVATIONS,
    COLOURS,
    FLIPS,
    GRIDS,
    LARGEST_DILATION,
    LARGEST_PADDING,
    PADDING_MODES,
    PADDINGS,
    PHOTO,
    PHOTOS,
    SIDES,
    TITLES,
    UPLOAD,
    Convolution,
)
from cnnviz.settings.link import Fault, fault, from_link, nearest, note, to_link
from cnnviz.settings.step import Step

__all__ = [
    "ACTIVATIONS",
    "COLOURS",
    "FLIPS",
    "GRIDS",
    "LARGEST_DILATION",
    "LARGEST_PADDING",
    "PADDINGS",
    "PADDING_MODES",
    "PHOTO",
    "PHOTOS",
    "SIDES",
    "TITLES",
    "UPLOAD",
    "Convolution",
    "Fault",
    "Step",
    "fault",
    "from_link",
    "nearest",
    "note",
    "to_link",
]
