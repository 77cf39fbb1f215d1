"""Layers that cut arrays into parts and repeat them; numbers keep their type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.axes import positive_axes, whole_tuple
from cnnviz.ops.layer import NOTHING, Array, Example, Shape, gradient, real
from cnnviz.ops.merging import summed_to
from cnnviz.ops.shaping import Shaping, float_type

FAR = 2**63


class Part(Shaping):
    """Base of the layers that leave a rectangular part."""

    __slots__ = ()

    def part(self, x_shape: Shape) -> tuple[slice, ...]:
        """Which numbers stay, axis by axis."""
        raise NotImplementedError

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """How many numbers stay along each axis."""
        cuts = self.part(tuple(x_shape))
        return tuple(len(range(n)[cut]) for n, cut in zip(x_shape, cuts, strict=True))

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The part, contiguous."""
        x = real(x)
        return np.ascontiguousarray(x[self.part(x.shape)]).reshape(self.output_shape(x.shape))

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": ``dy`` where the part was, 0 elsewhere."""
        x = real(x)
        dy = gradient(dy, float_type(x), self.output_shape(x.shape))
        dx = np.zeros(x.shape, dy.dtype)
        dx[self.part(x.shape)] = dy
        return {"x": dx}


@dataclass(frozen=True, slots=True)
class Slice(Part):
    """From a start to before an end along some axes, as Python's slices; negative steps go back.

    Parameters
    ----------
    starts, ends : tuple of int
        Negative ones count from the end of the axis.
    axes : tuple of int, or None for the first ones
    steps : tuple of int, or None for 1

    Examples
    --------
    >>> Slice((1,), (4,)).forward([0, 1, 2, 3, 4]).tolist()
    [1, 2, 3]
    """

    title: ClassVar[str] = "Slice"
    formula: ClassVar[str] = r"y_i = x_{\text{start} + i \cdot \text{step}}"
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 4), {"starts": (1,), "ends": (3,), "axes": (-1,), "steps": (1,)}),
        Example((2, 5, 4), {"starts": (0, -1), "ends": (2, -FAR), "steps": (1, -2)}),
    )

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    axes: tuple[int, ...] | None = None
    steps: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        for name in ("starts", "ends", "axes", "steps"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, whole_tuple(name[:-1], value, -FAR))
        lengths = {len(v) for v in (self.starts, self.ends, self.axes, self.steps) if v is not None}
        if len(lengths) > 1 or 0 in (self.steps or ()):
            raise ValueError(
                f"A slice from {self.starts} to {self.ends} along the axes {self.axes} in steps of "
                f"{self.steps} was asked for: each needs one of all four, and steps are not 0."
            )

    def part(self, x_shape: Shape) -> tuple[slice, ...]:
        """One slice for each axis."""
        axes = tuple(range(len(self.starts))) if self.axes is None else self.axes
        steps = self.steps or (1,) * len(axes)
        cuts = [slice(None)] * len(x_shape)
        places = positive_axes(axes, len(x_shape))
        for axis, start, end, step in zip(places, self.starts, self.ends, steps, strict=True):
            cuts[axis] = slice(start, end if step > 0 or end >= -x_shape[axis] else None, step)
        return tuple(cuts)


@dataclass(frozen=True, slots=True)
class Share(Part):
    """One of the parts into which an axis is split.

    Parameters
    ----------
    number, count : which of how many parts; the last one may be shorter
    axis : int
    sizes : tuple of int, or None for equal parts
        As many as there are parts.

    Examples
    --------
    >>> [Share(n, 2, 0).forward([1, 2, 3]).tolist() for n in (0, 1)]
    [[1, 2], [3]]
    """

    title: ClassVar[str] = "Split"
    formula: ClassVar[str] = r"x = (y_1, y_2, \ldots)"
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 5, 4), {"number": 1, "count": 2}),
        Example((2, 5, 4), {"number": 1, "count": 3, "sizes": (1, 3, 1)}),
    )

    number: int
    count: int
    axis: int = 1
    sizes: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if self.sizes is not None:
            object.__setattr__(self, "sizes", whole_tuple("size of a part", self.sizes, least=0))
        numbers = whole_tuple("number of parts", (self.count,), 1)[0]
        number = whole_tuple("number of a part", (self.number,), 0)[0]
        if number >= numbers or (self.sizes is not None and len(self.sizes) != numbers):
            raise ValueError(f"Part {number} of {numbers} with sizes {self.sizes} does not exist.")

    def part(self, x_shape: Shape) -> tuple[slice, ...]:
        """One slice for each axis."""
        (axis,) = positive_axes((self.axis,), len(x_shape))
        n = x_shape[axis]
        each = -(-n // self.count)
        sizes = self.sizes or [max(0, min(each, n - k * each)) for k in range(self.count)]
        if sum(sizes) != n:
            raise ValueError(
                f"Parts of sizes {self.sizes} were asked for an axis of {n} of shape {x_shape}: "
                "they must add up to its length."
            )
        start = sum(sizes[: self.number])
        cuts = [slice(None)] * len(x_shape)
        cuts[axis] = slice(start, start + sizes[self.number])
        return tuple(cuts)


@dataclass(frozen=True, slots=True)
class Expand(Shaping):
    """The array repeated along axes of length 1 until it has a shape, or is stretched with it.

    Examples
    --------
    >>> Expand((2, 1, 2)).forward([[1], [2]]).tolist()
    [[[1, 1], [2, 2]], [[1, 1], [2, 2]]]
    """

    title: ClassVar[str] = "Expand"
    formula: ClassVar[str] = r"(N, C, 1) \to (N, C, W)"
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3, 1), {"shape": (2, 1, 1, 4)}),)

    shape: Shape

    def __post_init__(self) -> None:
        shape = whole_tuple("length of an axis", self.shape, least=0)
        object.__setattr__(self, "shape", shape)

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape that both are stretched to."""
        try:
            return np.broadcast_shapes(tuple(x_shape), self.shape)
        except ValueError:
            raise ValueError(
                f"An array of shape {x_shape} was to be expanded to {self.shape}: along each axis "
                "they must be equally long, or 1."
            ) from None

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The repeated numbers."""
        x = real(x)
        return np.array(np.broadcast_to(x, self.output_shape(x.shape)), order="C")

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": the sum over its repeats."""
        x = real(x)
        dy = gradient(dy, float_type(x), self.output_shape(x.shape))
        return {"x": summed_to(dy, x.shape)}


@dataclass(frozen=True, slots=True)
class Tile(Shaping):
    """The whole array again and again along each axis.

    Examples
    --------
    >>> Tile((1, 2)).forward([[1, 2]]).tolist()
    [[1, 2, 1, 2]]
    """

    title: ClassVar[str] = "Tile"
    formula: ClassVar[str] = r"y_i = x_{i \bmod n}"
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3, 4), {"repeats": (1, 2, 3)}),)

    repeats: tuple[int, ...]

    def __post_init__(self) -> None:
        repeats = whole_tuple("number of repeats", self.repeats, least=0)
        object.__setattr__(self, "repeats", repeats)

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """Each length times its repeats."""
        if len(x_shape) != len(self.repeats):
            raise ValueError(
                f"Repeats {self.repeats} were given for an input of shape {x_shape}: give one "
                "for each axis."
            )
        return tuple(n * times for n, times in zip(x_shape, self.repeats, strict=True))

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The repeated array."""
        x = real(x)
        self.output_shape(x.shape)
        return np.tile(x, self.repeats)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": the sum over its repeats."""
        x = real(x)
        dy = gradient(dy, float_type(x), self.output_shape(x.shape))
        apart = [n for pair in zip(self.repeats, x.shape, strict=True) for n in pair]
        return {"x": dy.reshape(apart).sum(axis=tuple(range(0, 2 * x.ndim, 2)))}
