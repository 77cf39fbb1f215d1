"""Classes that a person names, with up to ten pictures each, as text for settings.

Names stand between commas. Classes stand between semicolons, the pictures of a class between
commas: the grey pixels of each in base64.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cnnviz.settings import class_names

SIDE = 32  # px of a picture
FEWEST, MOST = 2, 5  # classes
PICTURES = 10  # of a class
FIRST_NAMES = "A,B"
ONE = (
    "Class “{name}” has {count}; each class needs two pictures at least, one to learn from and "
    "one to be tested on."
)
SAME = "The classes “{one}” and “{other}” have the same pictures: give each its own."

_PIXELS = re.compile(r"[\w-]{1366}", re.A)  # 32 · 32 bytes
Pixels = npt.NDArray[np.uint8]


def read_names(text: str) -> tuple[str, str]:
    """Names as a link has them; raises ``ValueError`` with a sentence."""
    names = [class_names.name(one) for one in text.split(",")]
    if not FEWEST <= len(names) <= MOST:
        raise ValueError(f"There can be {FEWEST} to {MOST} classes.")
    if len(set(names)) < len(names):
        raise ValueError(class_names.TWICE)
    return ",".join(names), ""


def read_photos(text: str) -> tuple[str, str]:
    """Pictures as a file has them; raises ``ValueError`` for anything else."""
    classes = text.split(";") if text else []
    pictures = [each.split(",") if each else [] for each in classes]
    if len(classes) > MOST or any(len(each) > PICTURES for each in pictures):
        raise ValueError("There are too many pictures.")
    if not all(_PIXELS.fullmatch(one) for each in pictures for one in each):
        raise ValueError("These are no pictures.")
    return text, ""


def encoded(pixels: Pixels) -> str:
    """Grey pixels (side, side) as text."""
    return urlsafe_b64encode(pixels.tobytes()).decode().rstrip("=")


def pixels(text: str) -> Pixels:
    """Grey pixels (side, side) of a text."""
    return np.frombuffer(urlsafe_b64decode(text + "=="), np.uint8).reshape(SIDE, SIDE)


def pictures(photos: str, count: int) -> list[list[str]]:
    """The pictures of each of so many classes, as text."""
    found = [each.split(",") if each else [] for each in photos.split(";")]
    return (found + [[] for _ in range(count)])[:count]


def joined(found: Sequence[Sequence[str]]) -> str:
    """The text of the pictures of all classes."""
    text = ";".join(map(",".join, found))
    return text if text.strip(";") else ""


def parts(classes: str, photos: str) -> tuple[Pixels, npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """All pictures (N, side, side), their classes, and which are kept to test on: every third.

    Raises
    ------
    ValueError
        Where a class has fewer than two, or two classes have the same.
    """
    names = classes.split(",")
    found = pictures(photos, len(names))
    for name, each in zip(names, found, strict=True):
        if len(each) < 2:
            raise ValueError(ONE.format(name=name, count="one picture" if each else "no picture"))
    for k, each in enumerate(found):
        for other in range(k):
            if set(each) == set(found[other]):
                raise ValueError(SAME.format(one=names[other], other=names[k]))
    labels = np.repeat(np.arange(len(names)), [len(each) for each in found])
    test = np.concatenate([_kept(len(each)) for each in found])
    return np.array([pixels(one) for each in found for one in each]), labels, test


def _kept(count: int) -> npt.NDArray[np.bool_]:
    """Every third of so many, and the last of two."""
    third: npt.NDArray[np.bool_] = np.arange(count) % 3 == min(2, count - 1)
    return third
