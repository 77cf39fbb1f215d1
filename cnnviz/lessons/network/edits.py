"""What a picture is compared with: itself after an edit, another picture, or another network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from cnnviz.files import model_text, own_model, set_pictures
from cnnviz.ops.layer import Array
from cnnviz.settings import TITLES, UPLOAD
from cnnviz.settings.values import BEYOND, Codec, whole

LONGEST = model_text.LONGEST + 20  # characters of what is compared
SIDE = 99_999  # px; an edit is brought into the picture when it is made
LEVELS = 255
FILLS = {"grey": 127, "black": 0, "white": 255}
NUMBERS: Mapping[str, tuple[Codec[int], ...]] = {
    "erase": (whole(1, SIDE), whole(0, SIDE), whole(0, SIDE)),  # size, first row, first column
    "move": (whole(-SIDE, SIDE), whole(-SIDE, SIDE)),  # down, to the right
    "mirror": (),
    "flip": (),
    "turn": (whole(-180, 180),),  # degrees, clockwise
    "light": (whole(-LEVELS, LEVELS),),  # levels that are added
    "contrast": (whole(0, 400),),  # % of what a level is away from the middle
}
USUAL = {"move": (0, 1), "turn": (90,), "light": (40,), "contrast": (50,)}
EDITS = tuple(NUMBERS)
NEAR = 1e-9  # a place as near as this to a whole number is meant to be it


@dataclass(frozen=True, slots=True)
class Other:
    """What the picture is compared with.

    ``kind`` is one of `EDITS`, "picture" or "network"; ``numbers`` are those of an edit, ``name``
    that of the picture, of the network (as `own_model.find` takes it), or of what fills an erased
    square.
    """

    kind: str = "erase"
    numbers: tuple[int, ...] = ()
    name: str = "grey"

    @property
    def edits(self) -> bool:
        """Whether it is the same picture, edited."""
        return self.kind in EDITS

    def text(self) -> str:
        """As a link has it.

        >>> Other("erase", (48, 3, 4)).text(), Other("flip", name="").text()
        ('erase,48,3,4,grey', 'flip')
        """
        name = () if self.kind in EDITS[1:] or not self.name else (self.name,)
        return ",".join((self.kind, *map(str, self.numbers), *name))


def read(text: str) -> tuple[str, str]:
    """The nearest legal text, and the reason where that is another; ``ValueError`` for nonsense.

    >>> read("turn,999"), read("picture,upload")
    (('turn,180', 'that is out of range'), ('erase,grey', "that a link can't carry"))
    """
    kind, *rest = text.split(",")
    if kind in ("picture", "network"):
        name = text.partition(",")[2]  # a model as text has commas of its own
        if kind == "picture" and name == UPLOAD:
            return Other().text(), "that a link can't carry"
        if not _known(kind, name):
            raise ValueError("There is nothing of that name to compare with.")
        return Other(kind, name=name).text(), ""
    if kind not in NUMBERS:
        raise ValueError("There is no such edit.")
    fill = rest.pop() if kind == "erase" and rest else "grey"
    codecs = NUMBERS[kind]
    if fill not in FILLS or len(rest) not in (len(codecs), 0 if kind == "erase" else len(codecs)):
        raise ValueError("An edit has its own numbers.")
    found = [codec.read(number) for codec, number in zip(codecs, rest, strict=False)]
    reason = next((why for _, why in found if why), "")
    return Other(kind, tuple(value for value, _ in found), fill).text(), reason and BEYOND


def _known(kind: str, name: str) -> bool:
    if kind == "network":  # whether a browser has the model of a digest is seen later
        return own_model.is_key(name) or own_model.is_here(name)
    return name in TITLES or set_pictures.find(name) is not None


def parse(text: str) -> Other:
    """What a legal text says."""
    kind, *rest = text.split(",")
    if kind in ("picture", "network"):
        return Other(kind, name=text.partition(",")[2])
    fill = rest.pop() if kind == "erase" else ""
    return Other(kind, tuple(map(int, rest)), fill)


SHOWN = {
    "erase": "with a square erased",
    "move": "with it moved",
    "mirror": "with left and right swapped",
    "flip": "with it upside down",
    "turn": "with it turned",
    "light": "with it brighter or darker",
    "contrast": "with another contrast",
    "picture": "with another picture",
    "network": "with another network",
}
OTHER: Codec[str] = Codec(read, str, lambda text: SHOWN[text.split(",")[0]])


def usual(kind: str) -> Other:
    """An edit as it begins; a square without numbers is one in the middle."""
    return Other(kind, USUAL.get(kind, ()), "grey" if kind == "erase" else "")


# ---- the edits


def fitted(other: Other, rows: int, columns: int) -> Other:
    """The edit with its numbers brought into a picture of this size.

    >>> fitted(Other(), 224, 224).numbers, fitted(Other("erase", (9, 6, -2)), 8, 12).numbers
    ((56, 84, 84), (8, 0, 0))
    """
    if other.kind == "erase":
        usual = max(1, min(rows, columns) // 4)
        size, top, left = other.numbers or (usual, (rows - usual) // 2, (columns - usual) // 2)
        size = min(size, rows, columns)
        places = (_between(top, 0, rows - size), _between(left, 0, columns - size))
        return Other("erase", (size, *places), other.name)
    if other.kind == "move":
        down, right = other.numbers
        return Other("move", (_between(down, 1 - rows, rows - 1),
                              _between(right, 1 - columns, columns - 1)), "")  # fmt: skip
    return other


def _between(value: int, low: int, high: int) -> int:
    return min(max(value, low), high)


def edited(levels: Array, other: Other) -> Array:
    """The picture (C, H, W) uint8 after a fitted edit; what comes in repeats the border."""
    found = np.ascontiguousarray(_EDITS[other.kind](levels, other))
    found.setflags(write=False)
    return found


def _erased(levels: Array, other: Other) -> Array:
    size, top, left = other.numbers
    found = levels.copy()
    found[:, top : top + size, left : left + size] = FILLS[other.name]
    return found


def _moved(levels: Array, other: Other) -> Array:
    rows, columns = (
        np.clip(np.arange(n) - by, 0, n - 1)
        for n, by in zip(levels.shape[1:], other.numbers, strict=True)
    )
    return levels[:, rows[:, None], columns]


def _turned(levels: Array, other: Other) -> Array:
    """About its middle, with levels between four pixels interpolated linearly."""
    rows, columns = levels.shape[1:]
    angle = radians(other.numbers[0])
    down, right = np.meshgrid(*(np.arange(n) - (n - 1) / 2 for n in (rows, columns)), indexing="ij")
    from_row = cos(angle) * down - sin(angle) * right + (rows - 1) / 2
    from_column = sin(angle) * down + cos(angle) * right + (columns - 1) / 2
    places = [
        np.clip(np.where(np.abs(at - np.rint(at)) < NEAR, np.rint(at), at), 0, n - 1)
        for at, n in ((from_row, rows), (from_column, columns))
    ]
    (top, left), (dy, dx) = zip(*((np.floor(at).astype(int), at % 1) for at in places), strict=True)
    below, beside = np.minimum(top + 1, rows - 1), np.minimum(left + 1, columns - 1)
    upper = levels[:, top, left] * (1 - dx) + levels[:, top, beside] * dx
    lower = levels[:, below, left] * (1 - dx) + levels[:, below, beside] * dx
    found: Array = np.rint(upper * (1 - dy) + lower * dy).astype(np.uint8)
    return found


def _lighter(levels: Array, other: Other) -> Array:
    return np.clip(levels.astype(np.int32) + other.numbers[0], 0, LEVELS).astype(np.uint8)


def _contrasted(levels: Array, other: Other) -> Array:
    """Each level's distance from the middle of the scale, times a factor."""
    middle = LEVELS / 2
    found = middle + (levels - middle) * (other.numbers[0] / 100)
    return np.clip(np.rint(found), 0, LEVELS).astype(np.uint8)


_EDITS: Mapping[str, Callable[[Array, Other], Array]] = {
    "erase": _erased,
    "move": _moved,
    "mirror": lambda levels, _: levels[:, :, ::-1],
    "flip": lambda levels, _: levels[:, ::-1],
    "turn": _turned,
    "light": _lighter,
    "contrast": _contrasted,
}
