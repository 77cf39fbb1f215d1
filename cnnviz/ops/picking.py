"""Numbers picked out by their places: rows of a table, the largest few."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.geometry import at_least
from cnnviz.ops.axes import positive_axes
from cnnviz.ops.layer import NOTHING, Array, Example, Shape, gradient, real
from cnnviz.ops.shaping import Shaping, float_type


class Picking(Shaping):
    """Base of the layers that pick numbers at the places in the parameter "index"."""

    __slots__ = ()

    @abstractmethod
    def places(self, x_shape: Shape, index: Array) -> tuple[Any, ...]:
        """Where in an array of that shape each output stands, as NumPy indexes it."""

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The numbers at those places.

        Parameters
        ----------
        params : {"index": whole numbers}
            Negative ones count from the end.
        """
        x = real(x)
        return np.array(x[self.checked(x.shape, params)], order="C")

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": the sum of all ``dy`` that came from a place."""
        x = real(x)
        places = self.checked(x.shape, params)
        shape = self.output_shape(x.shape, {"index": np.shape(params["index"])})
        dx = np.zeros(x.shape, float_type(x))
        np.add.at(dx, places, gradient(dy, dx.dtype, shape))
        return {"x": dx}

    def checked(self, x_shape: Shape, params: Mapping[str, ArrayLike]) -> tuple[Any, ...]:
        """`places`, or a ValueError when one of them is not in the array."""
        index = np.asarray(params.get("index", ()))
        if "index" not in params or index.dtype.kind not in "iu":
            raise ValueError('Picking needs an "index" of whole numbers.')
        self.output_shape(x_shape, {"index": index.shape})
        places = self.places(x_shape, index)
        for place, n in zip(places, x_shape, strict=False):
            if not isinstance(place, slice) and ((place < -n) | (place >= n)).any():
                raise ValueError(f"A place beyond an axis of {n} was asked for: {x_shape}.")
        return places


@dataclass(frozen=True, slots=True)
class Gather(Picking):
    """Whole slices along an axis: those whose numbers stand in the index.

    Examples
    --------
    >>> Gather().forward([[1, 2], [3, 4]], {"index": [1, -1, 0]}).tolist()
    [[3, 4], [3, 4], [1, 2]]
    """

    title: ClassVar[str] = "Gather"
    formula: ClassVar[str] = r"y_i = x_{j_i}"
    examples: ClassVar[tuple[Example, ...]] = ()

    axis: int = 0

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The index's shape in the place of the axis."""
        (axis,) = positive_axes((self.axis,), len(x_shape))
        return (*x_shape[:axis], *shapes.get("index", ()), *x_shape[axis + 1 :])

    def places(self, x_shape: Shape, index: Array) -> tuple[Any, ...]:
        (axis,) = positive_axes((self.axis,), len(x_shape))
        return (*(slice(None),) * axis, index)


@dataclass(frozen=True, slots=True)
class GatherElements(Picking):
    """Single numbers: along one axis from where the index says, along the others from its place.

    Examples
    --------
    >>> GatherElements(1).forward([[1, 2], [3, 4]], {"index": [[1], [0]]}).tolist()
    [[2], [3]]
    """

    title: ClassVar[str] = "Gather numbers"
    formula: ClassVar[str] = r"y_{n,i} = x_{n,j_{n,i}}"
    examples: ClassVar[tuple[Example, ...]] = ()

    axis: int = 0

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The index's shape."""
        (axis,) = positive_axes((self.axis,), len(x_shape))
        index = shapes.get("index", x_shape)
        fits = len(index) == len(x_shape) and all(
            a == axis or k <= n for a, (k, n) in enumerate(zip(index, x_shape, strict=False))
        )
        if not fits:
            raise ValueError(
                f"An index of shape {index} was given for an input of shape {x_shape}: along each "
                "axis but one it may not be longer."
            )
        return tuple(index)

    def places(self, x_shape: Shape, index: Array) -> tuple[Any, ...]:
        (axis,) = positive_axes((self.axis,), len(x_shape))
        grid: list[Any] = list(np.ogrid[tuple(slice(n) for n in index.shape)])
        grid[axis] = index
        return tuple(grid)


@dataclass(frozen=True, slots=True)
class GatherND(Picking):
    """What stands where the last axis of the index points: a number, or all that is left there.

    Examples
    --------
    >>> GatherND().forward([[1, 2], [3, 4]], {"index": [[0, 1], [1, 0]]}).tolist()
    [2, 3]
    """

    title: ClassVar[str] = "Gather at places"
    formula: ClassVar[str] = r"y_i = x_{j_{i,1}, j_{i,2}, \ldots}"
    examples: ClassVar[tuple[Example, ...]] = ()

    batch_axes: int = 0

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The index's shape without its last axis, and what is left of the input's."""
        index, batch = shapes.get("index", (1,)), self.batch_axes
        depth = index[-1] if index else 0
        same = tuple(index[:batch]) == tuple(x_shape[:batch])
        if not (len(index) > batch and 0 < depth <= len(x_shape) - batch and same):
            raise ValueError(
                f"An index of shape {index} was given for an input of shape {x_shape}: its last "
                f"axis has a place for each axis from the first but {batch} on."
            )
        return (*index[:-1], *x_shape[batch + depth :])

    def places(self, x_shape: Shape, index: Array) -> tuple[Any, ...]:
        batches = np.ogrid[tuple(slice(n) for n in index.shape[: self.batch_axes])]
        rest = index.ndim - 1 - self.batch_axes
        before = [each.reshape(*each.shape, *(1,) * rest) for each in batches]
        return (*before, *np.moveaxis(index, -1, 0))


@dataclass(frozen=True, slots=True)
class TopK(Shaping):
    """The largest few along an axis, in falling order; of equal numbers the first comes first.

    Parameters
    ----------
    count : int
    axis : int
    smallest : bool
        The smallest few, in rising order.

    Examples
    --------
    >>> TopK(2).forward([[3, 9, 5]]).tolist()
    [[9, 5]]
    """

    title: ClassVar[str] = "Largest few"
    formula: ClassVar[str] = r"y_1 \ge y_2 \ge \ldots \ge y_k"
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 5), {"count": 2}),
        Example((2, 3, 4), {"count": 2, "axis": -1}),
    )

    count: int
    axis: int = 1
    smallest: bool = False

    def __post_init__(self) -> None:
        at_least("count", self.count, 0)

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape with so many along the axis."""
        (axis,) = positive_axes((self.axis,), len(x_shape))
        if self.count > x_shape[axis]:
            raise ValueError(
                f"The largest {self.count} of {x_shape[axis]} numbers were asked for: the input "
                f"has shape {x_shape}."
            )
        return (*x_shape[:axis], self.count, *x_shape[axis + 1 :])

    def mask(self, x: ArrayLike) -> Array:
        """Where they stand along the axis."""
        x = real(x)
        self.output_shape(x.shape)
        (axis,) = positive_axes((self.axis,), x.ndim)
        if self.smallest:
            order = np.argsort(x, axis=axis, kind="stable")
        else:  # a stable order from the end, turned around, has the first of equal ones first
            turned = np.argsort(np.flip(x, axis), axis=axis, kind="stable")
            order = x.shape[axis] - 1 - np.flip(turned, axis)
        return np.take(order, range(self.count), axis)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The largest few."""
        x = real(x)
        return np.take_along_axis(x, self.mask(x), self.axis)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": each ``dy`` to the number that it came from."""
        x = real(x)
        dx = np.zeros(x.shape, float_type(x))
        dy = gradient(dy, dx.dtype, self.output_shape(x.shape))
        np.put_along_axis(dx, self.mask(x), dy, self.axis)
        return {"x": dx}
