"""What a notebook shows: a page with a player, in a frame of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.player.alone.page import page
from cnnviz.player.phrases import ALONE_IN_NOTEBOOK
from cnnviz.traces import Array

HEIGHT, LEAST, MOST = 780, 300, 2000  # px


@dataclass(frozen=True, slots=True)
class Shown:
    """A player with its numbers; a notebook shows it where it is the last line of a cell.

    ``html`` is the whole page, which `save` writes to a file, and ``height`` that of its frame, px.
    """

    html: str = field(repr=False)
    title: str
    height: int = HEIGHT

    def _repr_html_(self) -> str:
        """The page in a frame that can touch nothing of the notebook around it."""
        return (
            f'<iframe title="{escape(self.title)}" sandbox="allow-scripts" '
            f'style="width: 100%; height: {self.height}px; border: 0" '
            f'srcdoc="{escape(self.html)}"></iframe>'
        )

    def save(self, path: str | Path) -> None:
        """Write the page to a file, which opens in any browser without a network."""
        Path(path).write_text(self.html, "utf-8")


def shown(payload: bytes, entry: Path, *, title: str, hint: str, height: int) -> Shown:
    """The page of a payload; raises ``ValueError``, in one sentence, where it is too large."""
    if not (isinstance(height, int) and LEAST <= height <= MOST):
        raise ValueError(f"The height is a whole number of px from {LEAST} to {MOST}.")
    text = page(payload, entry, title=title, hint=hint, said=ALONE_IN_NOTEBOOK)
    return Shown(text, title, height)


def picture(x: ArrayLike) -> Array:
    """An input (H, W), (C, H, W) or (1, C, H, W) as float64 (C, H, W).

    Raises
    ------
    ValueError
        In one sentence, for any other array.
    """
    array = numbers("x", x)
    if array.ndim == 4 and len(array) != 1:
        raise ValueError(f"One sample can be shown, and x has {len(array)}: give x[:1].")
    if array.ndim not in (2, 3, 4) or 0 in array.shape:
        raise ValueError(
            f"x has shape {array.shape}; (H, W), (C, H, W) or (1, C, H, W) can be shown."
        )
    return array.reshape(-1, *array.shape[-2:])


def by_name(params: object, of: str = "") -> dict[str, Array]:
    """The parameters of a layer, or a ValueError in one sentence; ``of`` is its name."""
    if not isinstance(params, Mapping) or not all(isinstance(name, str) for name in params):
        whose = f" of {of}" if of else ""
        raise ValueError(
            f'The parameters{whose} come by their names, such as {{"weight": w, "bias": b}}.'
        )
    return {name: numbers(name, values) for name, values in params.items()}


def numbers(name: str, given: ArrayLike) -> Array:
    """An array of finite numbers in float64, or a ValueError in one sentence."""
    try:
        array = np.asarray(given)
        real = array.dtype.kind in "fiub"
    except (TypeError, ValueError, RuntimeError):
        real = False
    if not real:
        raise ValueError(f"{name} is no array of real numbers, such as np.array([[1.0, 2.0]]).")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds a number that is not finite.")
    return array.astype(np.float64)


def key(array: Array) -> str:
    """A name for these numbers."""
    return sha256(f"{array.shape}".encode() + array.tobytes()).hexdigest()[:16]
