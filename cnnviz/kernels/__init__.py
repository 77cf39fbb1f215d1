"""Kernels: a bank of named ones, what one click does to them, and how they are kept as text."""

from cnnviz.kernels.bank import (
    BANK,
    CHAPTER_BANK,
    CROSS,
    FAMILIES,
    LINE_BANK,
    NAMES,
    build,
    cross,
    short_title,
)
from cnnviz.kernels.cells import edit
from cnnviz.kernels.family import Family, Option
from cnnviz.kernels.kernel import MAX_CHANNELS, MAX_SIDE, MAX_WEIGHT, Kernel
from cnnviz.kernels.link import from_link, to_link
from cnnviz.kernels.text import parse, pasted, read, to_csv, to_json, to_numpy, to_tabs
from cnnviz.kernels.transforms import (
    TRANSFORMS,
    flip_horizontal,
    flip_vertical,
    negate,
    normalise,
    resize,
    rotate_half,
    rotate_quarter,
    transpose,
    zero_mean,
)

__all__ = [
    "BANK",
    "CHAPTER_BANK",
    "CROSS",
    "FAMILIES",
    "LINE_BANK",
    "MAX_CHANNELS",
    "MAX_SIDE",
    "MAX_WEIGHT",
    "NAMES",
    "TRANSFORMS",
    "Family",
    "Kernel",
    "Option",
    "build",
    "cross",
    "edit",
    "flip_horizontal",
    "flip_vertical",
    "from_link",
    "negate",
    "normalise",
    "parse",
    "pasted",
    "read",
    "resize",
    "rotate_half",
    "rotate_quarter",
    "short_title",
    "to_csv",
    "to_json",
    "to_link",
    "to_numpy",
    "to_tabs",
    "transpose",
    "zero_mean",
]
