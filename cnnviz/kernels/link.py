"""Kernels in an address: "sobel_x", "gaussian-5x5", "gabor-a45" or "1,0,-1;2,0,-2;1,0,-1/4"."""

import re

from cnnviz.kernels.bank import FAMILIES
from cnnviz.kernels.cells import compact, from_rows, number
from cnnviz.kernels.family import Family
from cnnviz.kernels.kernel import Kernel

MAX_LINK = 100_000  # 16 channels of 15 x 15 numbers with every digit take 90,000

_NAMED = re.compile(r"([a-z][a-z0-9_]*)(?:-(\d{1,2})x(\d{1,2}))?((?:-[a-z]\d{1,6})*)", re.A)


def to_link(kernel: Kernel) -> str:
    """The shortest text that `from_link` turns into the same weights and divisor.

    A bank kernel is its name, then what differs from the family's defaults: the size as height x
    width, options by letter. An edited one is its weights: "," between columns, ";" between
    rows, "|" between channels, "/" before a divisor.

    >>> from cnnviz.kernels.bank import build
    >>> to_link(build("gaussian", (5, 5))), to_link(build("random", seed=7))
    ('gaussian-5x5', 'random-s7')
    """
    family = FAMILIES.get(kernel.name)
    if family and family.allows(kernel.size):
        options = dict(kernel.options)
        if family.build(kernel.size, **options).same_as(kernel):
            return _named(family, kernel.size, options)
    channels = (";".join(",".join(map(compact, r)) for r in c) for c in kernel.weight.tolist())
    divisor = "" if kernel.divisor == 1 else f"/{compact(kernel.divisor)}"
    return "|".join(channels) + divisor


def from_link(text: str) -> Kernel:
    """The kernel that a link describes.

    Raises
    ------
    ValueError
        One sentence that repeats nothing of the text.
    """
    if len(text) > MAX_LINK:
        raise ValueError("The kernel in the link is too long.")
    if match := _NAMED.fullmatch(text):
        return _from_bank(*match.groups())
    body, _, divisor = text.partition("/")
    weight = from_rows([[list(r.split(",")) for r in c.split(";")] for c in body.split("|")])
    return Kernel("custom", "Edited kernel", weight, number(divisor or "1", "The divisor"))


def _named(family: Family, size: tuple[int, int], options: dict[str, int]) -> str:
    parts = [family.name] if size == family.default_size else [f"{family.name}-{size[0]}x{size[1]}"]
    changed = (o for o in family.options if options.get(o.name, o.default) != o.default)
    return "-".join([*parts, *(f"{o.letter}{options[o.name]}" for o in changed)])


def _from_bank(name: str, height: str | None, width: str | None, tail: str) -> Kernel:
    if name not in FAMILIES:
        raise ValueError("The link names a kernel that is not in the bank.")
    family = FAMILIES[name]
    letters = {option.letter: option.name for option in family.options}
    chosen = [(part[0], int(part[1:])) for part in tail.split("-")[1:]]
    if any(letter not in letters for letter, _ in chosen):
        raise ValueError(f"The link gives {family.title} an option that it does not have.")
    size = (int(height), int(width)) if height and width else None
    return family.build(size, **{letters[letter]: value for letter, value in chosen})
