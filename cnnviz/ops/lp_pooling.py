"""Lp pooling: the length of each window, between a mean and a maximum."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.geometry import Window
from cnnviz.ops.layer import NOTHING, Array, Example, floats, gradient, spatial_shape
from cnnviz.ops.padding import pad, unpad
from cnnviz.ops.pooling import Pool
from cnnviz.ops.separable import spread, weighted_sums


@dataclass(frozen=True, slots=True)
class LpPool(Pool):
    """The p-norm of each window: 1 is the sum of sizes, a large p comes close to the largest.

    Padding of zeros, and what hangs over any padding, counts as 0. Where a whole window is 0 the
    norm has a kink, and its gradient is taken as 0.

    Parameters
    ----------
    p : float
        A finite number of at least 1.

    Examples
    --------
    >>> LpPool(kernel_size=2).forward([[[3, -4, 0, 5]]]).tolist()
    [[[5.0, 5.0]]]
    """

    title: ClassVar[str] = "Lp pooling"
    formula: ClassVar[str] = r"y_{c,i} = \left( \sum_m |x_{c,\; s i + d m - p}|^p \right)^{1/p}"
    reference: ClassVar[str] = (
        'Sermanet, Chintala and LeCun, "Convolutional neural networks applied to house numbers '
        'digit classification", ICPR 2012, section 2.2'
    )
    examples: ClassVar[tuple[Example, ...]] = (
        *Pool.examples,
        Example((1, 2, 6), {"kernel_size": 3, "stride": 2, "p": 3.5}),
        Example((1, 2, 6), {"kernel_size": 3, "stride": 1, "p": 1}),
    )

    p: float = 2.0

    def __post_init__(self) -> None:
        Pool.__post_init__(self)  # a slotted dataclass has no super() without arguments
        if not (isfinite(self.p) and self.p >= 1):
            raise ValueError(f"The p of a norm must be a finite number of at least 1: {self.p!r}.")

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The norms, (N, C, *outputs)."""
        (x,) = floats(x)
        norms: Array = self._powers(x, self.windows(spatial_shape(x.shape))) ** (1 / self.p)
        return norms

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": dy (|x| / y)^(p - 1), with the sign of x."""
        (x,) = floats(x)
        dy = gradient(dy, x.dtype, self.output_shape(x.shape))
        windows = self.windows(x.shape[2:])
        powers = self._powers(x, windows)
        share = np.zeros_like(powers)
        np.power(powers, 1 / self.p - 1, out=share, where=powers != 0)
        lengths = pad(x, windows, self.padding_mode).shape[2:]
        spread_out = spread(dy * share, windows, _ones(windows), lengths)
        shares = unpad(spread_out, windows, x.shape[2:], self.padding_mode)
        return {"x": shares * np.sign(x) * np.abs(x) ** (self.p - 1)}

    def _powers(self, x: Array, windows: tuple[Window, ...]) -> Array:
        """The sum over each window of |x|^p."""
        powers = pad(np.abs(x) ** self.p, windows, self.padding_mode)
        return weighted_sums(powers, windows, _ones(windows))


def _ones(windows: tuple[Window, ...]) -> list[list[int]]:
    return [[1] * window.kernel_size for window in windows]
