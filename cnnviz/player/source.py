"""What the input of a player is, and how its values are coloured."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnviz.figures.theme import signed_range


@dataclass(frozen=True, slots=True)
class Source:
    """What the input is and how it is shown.

    ``colour`` is "grey", "rgb", "ink" (small numbers, darker is more) or "signed"; ``low`` and
    ``high`` are the ends of its scale; ``names`` has one name a channel; ``key`` changes when
    another picture is shown.
    """

    about: str
    colour: str
    low: float
    high: float
    names: tuple[str, ...]
    key: str


def photo(about: str, channels: int, key: str) -> Source:
    """A photograph with values 0 ... 255, in grey or in three channels."""
    names = ("red", "green", "blue") if channels == 3 else ("grey",)
    return Source(about, "rgb" if channels == 3 else "grey", 0.0, 255.0, names, key)


def grid(about: str, values: npt.NDArray[np.floating], key: str) -> Source:
    """A typed grid or a stack of maps (C, H, W), in signed colours if a value is negative."""
    names = tuple(f"map {c}" for c in range(len(values)))
    if (values >= 0).all():
        return Source(about, "ink", 0.0, float(values.max()) or 1.0, names, key)
    limit = signed_range(values)
    return Source(about, "signed", -limit, limit, names, key)
