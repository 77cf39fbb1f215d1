"""A block of numbers that a person pasted onto a cell of a player."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.kernels import MAX_WEIGHT
from cnnviz.tables import Limits, placed

Array = npt.NDArray[np.float64]

LONGEST_SIDE, LONGEST_TEXT = 4_096, 100_000


def edited(now: npt.NDArray[Any], event: Mapping[str, object], limit: float) -> Array:
    """An array as large as ``now`` with the event's ``values``, each from -limit to limit.

    The event comes from a browser, so nothing in it is trusted.

    Raises
    ------
    ValueError
        In one sentence: these are other numbers, or too many.
    """
    values = event.get("values")
    if not isinstance(values, list) or len(values) != now.size:
        many = f"These should be {now.size} numbers."
        raise ValueError(many if now.size > 1 else "This should be one number.")
    if not all(type(value) in (int, float) and abs(value) <= limit for value in values):
        raise ValueError(f"Each number can be from -{limit} to {limit}.")
    return np.array(values, np.float64).reshape(now.shape)


def pasted(onto: npt.NDArray[Any], event: Mapping[str, object], noun: str) -> Array:
    """An array (..., H, W), or (W,), with the event's ``text`` from its flat ``index`` on.

    The event comes from a browser, so nothing in it is trusted. ``noun`` says what is pasted onto.

    Raises
    ------
    ValueError
        In one sentence: there is no such place, no room, or no numbers.
    """
    index, text = event.get("index"), event.get("text")
    if type(index) is not int or not 0 <= index < onto.size or not isinstance(text, str):
        raise ValueError("There is no such place for these numbers.")
    limits = Limits(noun, LONGEST_SIDE, 1, MAX_WEIGHT, LONGEST_TEXT)
    result = np.atleast_2d(onto).astype(np.float64)
    *maps, row, column = map(int, np.unravel_index(index, result.shape))
    result[tuple(maps)] = placed(text, result[tuple(maps)], row, column, limits)
    return result.reshape(onto.shape)
