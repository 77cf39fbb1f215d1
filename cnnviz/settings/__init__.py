"""Settings: one frozen record a page, at once its cache key, its link and an export's header."""

from cnnviz.settings.backprop import CHAIN_SIDES, LOSSES, NETWORKS, OWN, Backprop, Walk
from cnnviz.settings.convolution import COLOURS, FLIPS, SIDES, Convolution
from cnnviz.settings.filter_bank import BANK_SIDES, CHAPTER, EXAMPLES, LINES, POOLS, FilterBank
from cnnviz.settings.link import Fault, fault, from_link, nearest, note, to_link
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
    "BANK_SIDES",
    "CHAIN_SIDES",
    "CHAPTER",
    "COLOURS",
    "DIGITS",
    "EXAMPLES",
    "FLIPS",
    "GRIDS",
    "LARGEST_DILATION",
    "LARGEST_PADDING",
    "LARGEST_STRIDE",
    "LINES",
    "LOSSES",
    "NETWORKS",
    "OWN",
    "PADDINGS",
    "PADDING_MODES",
    "PHOTO",
    "PHOTOS",
    "POOLS",
    "SIDES",
    "TITLES",
    "UPLOAD",
    "Backprop",
    "Convolution",
    "Fault",
    "FilterBank",
    "Step",
    "Walk",
    "fault",
    "from_link",
    "nearest",
    "note",
    "to_link",
]
