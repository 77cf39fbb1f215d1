"""The settings of the filter bank page."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from cnnviz import kernels
from cnnviz.geometry import Window
from cnnviz.kernels import CHAPTER_BANK, LINE_BANK, Kernel
from cnnviz.lessons.filter_bank.trace import LARGEST_BANK, Sliding, check
from cnnviz.ops import Conv
from cnnviz.settings.link import setting
from cnnviz.settings.shared import (
    ACTIVATIONS,
    LARGEST_STRIDE,
    PADDING,
    PADDING_MODES,
    PICTURE,
    Windowed,
    bank_link,
    is_custom,
)
from cnnviz.settings.values import Codec, one_of, whole

BANK_SIDES = {64: "64", 128: "128", 256: "256"}
POOLS = {0: "None", 2: "2 × 2"}
BETWEEN = "~"  # stands in no kernel's link, and in an address as it is
CHAPTER = tuple(map(kernels.to_link, CHAPTER_BANK))
LINES = tuple(map(kernels.to_link, LINE_BANK))
_SHOWN = re.compile(r"(convolved|activated|pooled)-([0-9]|1[0-5])|second", re.A)

Links = tuple[str, ...]
# Sets of kernels to start from.
SETS: dict[str, Links] = {
    "Edges, blur, sharpen": CHAPTER,
    "Two lines": LINES,
    "Eight directions": ("gabor-9x9", *(f"gabor-9x9-a{angle}" for angle in range(23, 180, 22))),
    "Sixteen by chance": ("random", *(f"random-s{seed}" for seed in range(1, 16))),
}


def _read_bank(text: str) -> tuple[Links, str]:
    links = text.split(BETWEEN)
    reason = "that is too large" if len(links) > LARGEST_BANK else ""
    return tuple(map(_same, links[:LARGEST_BANK])), reason


def _read_second(text: str) -> tuple[str, str]:
    return (_same(text) if text else ""), ""


def _read_shown(text: str) -> tuple[str, str]:
    if not _SHOWN.fullmatch(text):
        raise ValueError("There is no such map.")
    return text, ""


def _same(link: str) -> str:
    return kernels.to_link(kernels.from_link(link))


def _title(link: str) -> str:
    return kernels.from_link(link).title if link else "none"


def _read_origins(text: str) -> tuple[Links, str]:
    links = tuple(map(bank_link, text.split(BETWEEN)[: LARGEST_BANK + 1]))
    return (links if any(links) else ()), ""


ORIGINS = Codec(
    _read_origins,
    lambda links: BETWEEN.join(links).rstrip(BETWEEN),
    lambda links: ", ".join(map(_title, filter(None, links))) or "none",
)
BANK = Codec(
    _read_bank,
    BETWEEN.join,
    lambda links: ", ".join(map(_title, links)),
    kind="bank",
    own=lambda links: links not in (*SETS.values(), *(e.get("bank") for e in EXAMPLES.values())),
)
SECOND = Codec(_read_second, str, _title)
SHOWN = Codec(_read_shown, str, lambda key: key.replace("-", " "))


@dataclass(frozen=True, slots=True)
class FilterBank(Windowed):
    """One picture, up to 16 kernels, and what becomes of their maps.

    ``pool`` is the side of a max pooling, 0 for none; ``second`` the kernel of a second layer, or
    ""; ``shown`` the map whose numbers the player explains, such as "activated-2" or "second".
    ``origins`` are the kernels of the bank that edited ones were made from, else "", the second
    layer's last.
    """

    picture: str = setting(PICTURE, "shapes", "picture")
    side: int = setting(one_of(BANK_SIDES), 128, "picture size")
    bank: tuple[str, ...] = setting(BANK, CHAPTER, "bank of kernels")
    stride: int = setting(whole(1, LARGEST_STRIDE), 1, "stride")
    padding: int | str | tuple[tuple[int, int], tuple[int, int]] = setting(
        PADDING, "same", "padding"
    )
    padding_mode: str = setting(one_of(PADDING_MODES), "zeros", "padding mode")
    activation: str = setting(one_of(ACTIVATIONS), "relu", "activation")
    pool: int = setting(one_of(POOLS), 2, "pooling")
    second: str = setting(SECOND, "", "second layer")
    shown: str = setting(SHOWN, "convolved-0", "map")
    origins: tuple[str, ...] = setting(ORIGINS, (), "bank before its edits")

    gives_way: ClassVar[tuple[tuple[str, object], ...]] = (
        ("second", ""),
        ("pool", 0),
        ("padding", "same"),
        ("padding_mode", "zeros"),
        ("bank", CHAPTER),
    )

    def windows(self, height: int, width: int) -> tuple[Window, ...]:
        """The window of the first kernel, where all of them fit."""
        sliding = Sliding(self.stride, self.padding, self.padding_mode)
        bank, second = self.build_bank(), self.build_second()
        check((1, height, width), bank, sliding, pool=self.pool or None, second=second)
        return Conv(bank[0].size, self.stride, self.padding).windows((height, width))

    def told_origins(self) -> Links:
        """What each kernel was made from, the second layer's last; "" where nothing is told."""
        every = (*self.bank, self.second)
        told = (*self.origins, *[""] * len(every))
        return tuple(
            origin if link and is_custom(link) else ""
            for link, origin in zip(every, told, strict=False)
        )

    def build_bank(self) -> tuple[Kernel, ...]:
        """The kernels of the first layer."""
        return tuple(map(kernels.from_link, self.bank))

    def build_second(self) -> Kernel | None:
        """The kernel of the second layer, if there is one."""
        return kernels.from_link(self.second) if self.second else None


EXAMPLES: dict[str, dict[str, Any]] = {
    "Four kernels": {"picture": "shapes", "bank": CHAPTER, "second": "", "pool": 2},
    "Find a cross": {
        "picture": "crosses",
        "bank": LINES,
        "second": "cross",
        "pool": 0,
        "shown": "second",
    },
}
