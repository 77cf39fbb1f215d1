"""A border of its own, as a layer: on any axis, for numbers of any type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from numpy.typing import ArrayLike

from cnnviz.geometry import Window, check_padding
from cnnviz.ops.axes import whole_numbers
from cnnviz.ops.layer import NOTHING, Array, Example, Shape, gradient, real
from cnnviz.ops.padding import pad, unpad
from cnnviz.ops.shaping import Shaping, float_type


@dataclass(frozen=True, slots=True)
class Pad(Shaping):
    """A border around an array, on any of its axes.

    Parameters
    ----------
    padding : (before, after) for each axis
    padding_mode : "zeros", "reflect", "replicate" or "circular"
    value : float
        What stands in the border instead of zeros.

    Examples
    --------
    >>> Pad(((2, 1),), "reflect").forward([1, 2, 3, 4]).tolist()
    [3, 2, 1, 2, 3, 4, 3]
    """

    title: ClassVar[str] = "Padding"
    formula: ClassVar[str] = r"y_i = x_{i - p}"
    examples: ClassVar[tuple[Example, ...]] = (
        Example((1, 2, 3), {"padding": ((0, 0), (1, 0), (2, 1)), "value": 0.5}),
        Example((2, 4), {"padding": ((0, 0), (3, 2)), "padding_mode": "reflect"}),
        Example((2, 2, 4), {"padding": ((0, 0), (0, 1), (3, 2)), "padding_mode": "replicate"}),
        Example((2, 4), {"padding": ((0, 0), (3, 2)), "padding_mode": "circular"}),
    )

    padding: tuple[tuple[int, int], ...]
    padding_mode: str = "zeros"
    value: float = 0.0

    def __post_init__(self) -> None:
        padding = whole_numbers("padding", self.padding, 0)
        if not isinstance(padding, tuple) or not all(map(_is_pair, padding)):
            raise ValueError(
                f"Padding {self.padding!r} was given for a border: give (before, after) for each "
                "axis."
            )
        object.__setattr__(self, "padding", padding)
        check_padding((0, 0), self.padding_mode, 1)

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The lengths with their borders."""
        for n, window in zip(x_shape, self._windows(x_shape), strict=True):
            check_padding(window.pad, self.padding_mode, n)
        return tuple(n + sum(pad) for n, pad in zip(x_shape, self.padding, strict=True))

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The array with its border."""
        x = real(x)
        windows = self._windows(x.shape)
        y: Array = pad(x[None, None], windows, self.padding_mode, self.value)[0, 0]
        return y

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": that of each number and of its copies in the border."""
        x = real(x)
        dy = gradient(dy, float_type(x), self.output_shape(x.shape))
        windows = self._windows(x.shape)
        return {"x": unpad(dy[None, None], windows, x.shape, self.padding_mode)[0, 0]}

    def _windows(self, x_shape: Shape) -> list[Window]:
        if len(self.padding) != len(x_shape):
            raise ValueError(
                f"Padding for {len(self.padding)} axes was given for an input of shape {x_shape}: "
                "give (before, after) for each axis."
            )
        return [Window(1, pad=amounts) for amounts in self.padding]


def _is_pair(amounts: object) -> bool:
    return isinstance(amounts, tuple) and len(amounts) == 2
