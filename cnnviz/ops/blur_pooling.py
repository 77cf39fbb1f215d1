"""Blur pooling: smooth before leaving out numbers, so that a shift by one changes little."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb
from typing import ClassVar

from numpy.typing import ArrayLike

from cnnviz.geometry import Window, check_padding
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
from cnnviz.ops.padding import pad, unpad
from cnnviz.ops.separable import spread, weighted_sums


@dataclass(frozen=True, slots=True)
class BlurPool(Layer):
    """A binomial filter on every channel, read every ``stride`` numbers.

    The border takes (k - 1) // 2 numbers before and k // 2 after, so that the output has
    ceil(n / stride) numbers. To anti-alias max pooling, put `MaxPool` with stride 1 before it.

    Parameters
    ----------
    kernel_size, stride : int or one per axis
        The filter of size 3 is (1, 2, 1) / 4 along each axis; size 1 only leaves out numbers.
    padding_mode : "zeros", "reflect", "replicate" or "circular"

    Raises
    ------
    ValueError
        When the settings are illegal, or the border needs more than the input has.

    Examples
    --------
    >>> BlurPool(kernel_size=3).forward([[[0, 4, 0, 0, 8, 8]]]).tolist()
    [[[2.0, 1.0, 6.0]]]
    """

    title: ClassVar[str] = "Blur pooling"
    formula: ClassVar[str] = (
        r"y_{c,i} = \frac{1}{2^{k-1}} \sum_m \binom{k-1}{m} x_{c,\; s i + m - p}"
    )
    reference: ClassVar[str] = (
        'Zhang, "Making convolutional networks shift-invariant again", ICML 2019, section 3.2'
    )
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 8)),
        Example((1, 2, 7, 6), {"kernel_size": (4, 5), "stride": (2, 3)}),
        Example((1, 1, 5, 6), {"kernel_size": 2, "padding_mode": "circular"}),
        Example((1, 2, 3, 4, 5), {"kernel_size": 3, "padding_mode": "replicate"}),
    )

    kernel_size: PerAxis = 3
    stride: PerAxis = 2
    padding_mode: str = "reflect"

    def __post_init__(self) -> None:
        for name in ("kernel_size", "stride"):
            object.__setattr__(self, name, whole_numbers(name, getattr(self, name), 1))
        check_padding((0, 0), self.padding_mode, 1)

    def windows(self, spatial: Shape) -> tuple[Window, ...]:
        """One window per spatial axis, with its border."""
        sizes, strides = (
            per_axis(name, getattr(self, name), len(spatial)) for name in ("kernel_size", "stride")
        )
        borders = [((size - 1) // 2, size // 2) for size in sizes]
        for border, n in zip(borders, spatial, strict=True):
            check_padding(border, self.padding_mode, n)
        return tuple(map(Window, sizes, strides, [1] * len(spatial), borders))

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(N, C, *outputs)."""
        spatial = spatial_shape(x_shape)
        lengths = map(Window.output_length, self.windows(spatial), spatial)
        return (*x_shape[:2], *lengths)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The smoothed and thinned maps, (N, C, *outputs)."""
        (x,) = floats(x)
        windows = self.windows(spatial_shape(x.shape))
        return weighted_sums(
            pad(x, windows, self.padding_mode), windows, self.factors(len(windows))
        )

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x"; a number that the border repeats gets that of every copy."""
        (x,) = floats(x)
        dy = gradient(dy, x.dtype, self.output_shape(x.shape))
        windows = self.windows(x.shape[2:])
        lengths = [n + sum(window.pad) for n, window in zip(x.shape[2:], windows, strict=True)]
        dpadded = spread(dy, windows, self.factors(len(windows)), lengths)
        return {"x": unpad(dpadded, windows, x.shape[2:], self.padding_mode)}

    def factors(self, axes: int) -> list[list[float]]:
        """The filter along each spatial axis: a row of Pascal's triangle over its sum.

        Examples
        --------
        >>> BlurPool(kernel_size=3).factors(1)
        [[0.25, 0.5, 0.25]]
        """
        orders = [size - 1 for size in per_axis("kernel_size", self.kernel_size, axes)]
        return [[comb(order, m) / 2**order for m in range(order + 1)] for order in orders]
