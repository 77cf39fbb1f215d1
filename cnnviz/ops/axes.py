"""Settings and shapes, axis by axis."""

from collections.abc import Sequence
from typing import Any

from cnnviz.geometry import at_least

MOST_AXES = 64  # NumPy's limit


def whole_numbers(name: str, value: Any, least: int) -> Any:
    """A setting as ints and tuples of them, so that a layer given lists can still be hashed.

    Padding may be a name instead.

    Raises
    ------
    ValueError
        When one of them is no whole number of at least ``least``.

    Examples
    --------
    >>> whole_numbers("stride", [1, 2], least=1)
    (1, 2)
    """
    if isinstance(value, str) and name == "padding":
        return value
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(whole_numbers(name, one, least) for one in value)
    return at_least(name, value, least)


def whole_tuple(name: str, value: Any, least: int = -MOST_AXES) -> tuple[int, ...]:
    """Whole numbers as a tuple, so that a layer given a list can be hashed; one may stand alone.

    Examples
    --------
    >>> whole_tuple("axis", [0, -1]), whole_tuple("axis", 2)
    ((0, -1), (2,))
    """
    numbers = whole_numbers(name, value, least)
    return numbers if isinstance(numbers, tuple) else (numbers,)


def per_axis(name: str, value: Any, rank: int) -> Sequence[Any]:
    """A setting of `whole_numbers` for each of ``rank`` spatial axes: one number counts for all.

    Raises
    ------
    ValueError
        When it was given for another number of axes.

    Examples
    --------
    >>> per_axis("stride", 2, rank=3)
    (2, 2, 2)
    """
    if not isinstance(value, tuple):
        return (value,) * rank
    if len(value) == rank:
        return value
    axes = f"{rank} spatial {'axis' if rank == 1 else 'axes'}"
    each = "a number or a pair (before, after)" if name == "padding" else "one"
    raise ValueError(
        f"The {name} {value} was given for {axes}: give one number, or {each} for each axis."
    )


def positive_axes(axes: Sequence[int], rank: int) -> tuple[int, ...]:
    """Numbers of axes counted from the front, each at most once.

    Raises
    ------
    ValueError
        For an axis that is not there, or one that is named twice.

    Examples
    --------
    >>> positive_axes((0, -1), rank=4)
    (0, 3)
    """
    front = tuple(axis + rank if axis < 0 else axis for axis in axes)
    if not set(front) <= set(range(rank)) or len(set(front)) < len(front):
        raise ValueError(
            f"The axes {tuple(axes)} were given for an array of {rank} axes: "
            f"each must be from {-rank} to {rank - 1}, and none may be named twice."
        )
    return front


def stretches(shape: tuple[int, ...], target: tuple[int, ...]) -> bool:
    """Whether an array of that shape is stretched to the other one when they are combined.

    Examples
    --------
    >>> stretches((3, 1), (2, 3, 4)), stretches((3,), (2, 3, 4))
    (True, False)
    """
    lengths = zip(reversed(shape), reversed(target), strict=False)
    return len(shape) <= len(target) and all(n in (1, wanted) for n, wanted in lengths)
