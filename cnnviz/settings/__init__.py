"""Settings: one frozen record a page, at once its cache key, its link and an export's header."""

from cnnviz.settings.convolution import COLOURS, FLIPS, SIDES, Convolution
from cnnviz.settings.filter_bank import BANK_SIDES, CHAPTER, EXAMPLES, LINES, POOLS, FilterBank
from cnnviz.settings.link import Fault, fault, from_link, nearest, note, to_link
from cnnviz.settings.shared import (
    ACTIVATIONS,
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
    "BANK_SIDES",
    "CHAPTER",
    "COLOURS",
    "EXAMPLES",
    "FLIPS",
    "GRIDS",
    "LARGEST_DILATION",
    "LARGEST_PADDING",
    "LARGEST_STRIDE",
    "LINES",
    "PADDINGS",
    "PADDING_MODES",
    "PHOTO",
    "PHOTOS",
    "POOLS",
    "SIDES",
    "TITLES",
    "UPLOAD",
    "Convolution",
    "Fault",
    "FilterBank",
    "Step",
    "fault",
    "from_link",
    "nearest",
    "note",
    "to_link",
]
