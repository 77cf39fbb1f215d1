"""Region-of-interest pooling: maps of one size from boxes of any size."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.ops.axes import per_axis, whole_numbers
from cnnviz.ops.layer import (
    NOTHING,
    Array,
    Example,
    Layer,
    PerAxis,
    Shape,
    floats,
    gradient,
    spatial_shape,
)
from cnnviz.ops.window import flat


@dataclass(frozen=True, slots=True)
class RoIMaxPool(Layer):
    """Cut each box into a grid of ``output_size`` cells and take the largest number of each cell.

    Of a box h numbers high, row i of H covers its rows floor(i h / H) to ceil((i + 1) h / H), so
    that neighbours overlap where H does not divide h. A cell outside the map gives 0.

    Parameters
    ----------
    output_size : int or (H, W)
    scale : float
        The boxes are multiplied by this and rounded: 1/16 for boxes in the pixels of a picture
        whose map is 16 times smaller.

    Raises
    ------
    ValueError
        When the settings are illegal, or a box is not (sample, left, top, right, bottom).

    Examples
    --------
    >>> x = [[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]
    >>> RoIMaxPool(output_size=(1, 2)).forward(x, {"boxes": [[0, 1, 0, 2, 1]]}).tolist()
    [[[[5.0, 6.0]]]]
    """

    title: ClassVar[str] = "RoI max pooling"
    formula: ClassVar[str] = r"y_{r,c,i} = \max_{x \in \text{cell } i \text{ of box } r} x_{c,x}"
    reference: ClassVar[str] = 'Girshick, "Fast R-CNN", ICCV 2015, section 2.1'
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 5, 7), {"output_size": 2}),
        Example((1, 2, 4, 5), {"output_size": (3, 7)}),
    )

    output_size: PerAxis
    scale: float = 1.0

    def __post_init__(self) -> None:
        sizes = per_axis("output_size", whole_numbers("output_size", self.output_size, 1), 2)
        object.__setattr__(self, "output_size", tuple(sizes))
        if not 0 < self.scale < np.inf:
            raise ValueError(f"The scale of the boxes must be a number above 0, not {self.scale}.")

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(R, C, H, W) for R boxes."""
        _check_planar(x_shape)
        boxes = shapes["boxes"][0] if "boxes" in shapes else x_shape[0]
        return (boxes, x_shape[1], *per_axis("output_size", self.output_size, 2))

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The largest number of each cell.

        Parameters
        ----------
        x : (N, C, *two spatial axes)
        params : {"boxes": (R, 5)}
            Rows (sample, left, top, right, bottom), both ends inside the box. Without boxes there
            is one around each whole map.

        Returns
        -------
        (R, C, H, W)
        """
        (x,) = floats(x)
        winner = self.mask(x, params)
        sample = self._rectangles(x.shape, params)[:, 0]
        # One place more than there are numbers: where -1, no winner, finds its 0.
        numbers = np.concatenate([flat(x), np.zeros_like(x[:, :, 0, :1])], axis=2)
        y: Array = np.take_along_axis(numbers[sample], flat(winner), axis=2)
        return y.reshape(winner.shape)

    def mask(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> NDArray[np.int64]:
        """Which number won each cell: its index into the flattened map, -1 for none.

        Of equal numbers the first in row-major order wins, and NaN wins over all others.

        Returns
        -------
        int64 array (R, C, H, W)
        """
        (x,) = floats(x)
        rectangles = self._rectangles(x.shape, params)
        channels, width = x.shape[1], x.shape[3]
        rows, columns = per_axis("output_size", self.output_size, 2)
        winner = np.full((len(rectangles), channels, rows, columns), -1)
        for r, (sample, (downs, acrosses)) in enumerate(
            zip(rectangles[:, 0], self.cells(x.shape, params), strict=True)
        ):
            for i, down in enumerate(downs):
                for j, across in enumerate(acrosses):
                    cell = x[sample, :, down, across]
                    if cell.size:
                        place = cell.reshape(channels, -1).argmax(axis=1)
                        row, column = np.divmod(place, cell.shape[2])
                        winner[r, :, i, j] = (down.start + row) * width + across.start + column
        return winner

    def cells(
        self, x_shape: Shape, params: Mapping[str, ArrayLike] = NOTHING
    ) -> list[tuple[list[slice], list[slice]]]:
        """For each box the rows and the columns that its cells cover, cut to the map.

        Examples
        --------
        >>> RoIMaxPool(2).cells((1, 1, 3, 4))
        [([slice(0, 2, None), slice(1, 3, None)], [slice(0, 2, None), slice(2, 4, None)])]
        """
        height, width = x_shape[2:]
        rows, columns = per_axis("output_size", self.output_size, 2)
        return [
            (_cells(top, bottom, rows, height), _cells(left, right, columns, width))
            for _, left, top, right, bottom in self._rectangles(x_shape, params).tolist()
        ]

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": each ``dy`` goes to the number that won, in as many cells as it did.

        The boxes are rounded, so that they have no gradient.
        """
        (x,) = floats(x)
        winner = self.mask(x, params)
        dy = gradient(dy, x.dtype, winner.shape)
        sample = self._rectangles(x.shape, params)[:, 0, None, None]
        channel = np.arange(x.shape[1])[:, None]
        dx = np.zeros((*x.shape[:2], prod(x.shape[2:]) + 1), x.dtype)
        np.add.at(dx, (sample, channel, flat(winner)), flat(dy))
        return {"x": dx[..., :-1].reshape(x.shape)}

    def _rectangles(self, x_shape: Shape, params: Mapping[str, ArrayLike]) -> NDArray[np.int64]:
        """The boxes on the map, in whole numbers."""
        _check_planar(x_shape)
        samples, _, height, width = x_shape
        if "boxes" not in params:
            whole = np.array([[0, 0, 0, width - 1, height - 1]]).repeat(samples, axis=0)
            whole[:, 0] = np.arange(samples)
            return whole
        boxes = np.asarray(params["boxes"], np.float64)
        if boxes.ndim != 2 or boxes.shape[1] != 5 or not np.isfinite(boxes).all():
            raise ValueError(
                "The boxes must be finite rows (sample, left, top, right, bottom), "
                f"not an array of shape {boxes.shape}."
            )
        return _checked(boxes, self.scale, samples)


def _checked(boxes: Array, scale: float, samples: int) -> NDArray[np.int64]:
    for box in boxes:
        sample, left, top, right, bottom = box.tolist()
        if sample not in range(samples):
            raise ValueError(
                f"A box is for sample {sample:g}; there are samples 0 to {samples - 1}."
            )
        if right < left or bottom < top:
            raise ValueError(
                f"The box {box[1:].tolist()} ends before it starts: "
                "give (left, top, right, bottom)."
            )
    corners = boxes[:, 1:] * scale
    corners = np.trunc(corners + np.copysign(0.5, corners))  # halves away from 0
    return np.concatenate([boxes[:, :1], corners], axis=1).astype(np.int64)


def _cells(first: int, last: int, parts: int, n: int) -> list[slice]:
    """The positions from ``first`` to ``last`` in that many cells, cut to an axis of ``n``."""
    size = last - first + 1
    ends = [(first + i * size // parts, first - (-(i + 1) * size // parts)) for i in range(parts)]
    return [slice(min(max(start, 0), n), min(max(end, 0), n)) for start, end in ends]


def _check_planar(x_shape: Shape) -> None:
    if len(spatial_shape(x_shape)) != 2:
        raise ValueError(f"RoI pooling needs an input (N, C, H, W), not one of shape {x_shape}.")
