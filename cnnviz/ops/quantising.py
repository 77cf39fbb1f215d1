"""Numbers as few bits, and back: what files of quantised networks do between their layers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.axes import positive_axes
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, gradient, real
from cnnviz.ops.shaping import float_type

NUMBERS = ("float16", "float32", "float64", "bool", *(f"{u}int{b}" for u in ("", "u")
           for b in (8, 16, 32, 64)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast(Layer):
    """The same numbers as another type; to whole numbers the fraction is cut off.

    Examples
    --------
    >>> Cast("int64").forward([2.7, -2.7]).tolist()
    [2, -2]
    """

    title: ClassVar[str] = "Cast"
    formula: ClassVar[str] = r"y = x"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3), {"dtype": "float64"}),)

    dtype: str

    def __post_init__(self) -> None:
        if self.dtype not in NUMBERS:
            raise ValueError(f"There is no type {self.dtype!r}; there are {', '.join(NUMBERS)}.")

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The numbers of the other type."""
        with np.errstate(invalid="ignore", over="ignore"):  # what does not fit has no right answer
            return real(x).astype(self.dtype)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": ``dy``, or zeros where one of the types has no fractions."""
        x = real(x)
        dx = gradient(dy, float_type(x), x.shape)
        smooth = x.dtype.kind == np.dtype(self.dtype).kind == "f"
        return {"x": dx.copy() if smooth else np.zeros_like(dx)}


class Scaled(Layer):
    """Base of quantising and its opposite: a scale and a zero, for all or along an axis."""

    __slots__ = ()
    reference: ClassVar[str] = (
        'Jacob et al., "Quantization and training of neural networks for efficient '
        'integer-arithmetic-only inference", CVPR 2018, section 2.1'
    )
    axis: int

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The input's shape."""
        for name, shape in shapes.items():
            if not self._fits(tuple(x_shape), shape):
                raise ValueError(
                    f"The {name} has shape {shape}; an input of shape {x_shape} takes one number, "
                    f"or one for each place along axis {self.axis}."
                )
        return x_shape

    def _fits(self, x_shape: Shape, shape: Shape) -> bool:
        if tuple(shape) in ((), (1,)):
            return True
        (axis,) = positive_axes((self.axis,), len(x_shape))
        return tuple(shape) == (x_shape[axis],)

    def _spread(self, x: Array, params: Mapping[str, ArrayLike]) -> tuple[Array, Any]:
        """Scale and zero, stretched to the input."""
        if "scale" not in params:
            raise ValueError('Quantisation needs a "scale".')
        scale = real(params["scale"])
        zero = real(params.get("zero", 0))
        self.output_shape(x.shape, {"scale": scale.shape, "zero": zero.shape})
        arrays = []
        for array in (scale, zero):
            if array.size != 1:
                (axis,) = positive_axes((self.axis,), x.ndim)
                array = array.reshape(-1, *(1,) * (x.ndim - axis - 1))
            arrays.append(array.reshape(()) if array.size == 1 else array)
        return arrays[0], arrays[1]


@dataclass(frozen=True, slots=True)
class Quantise(Scaled):
    """The nearest of a few whole numbers, which stand for multiples of a scale.

    Parameters
    ----------
    dtype : str
        NumPy's name of their type, where there is no "zero" that has one.
    axis : int
        Along which there is a scale for each place, if there is more than one.

    Examples
    --------
    >>> Quantise().forward([0.26, -9.0, 99.0], {"scale": 0.1, "zero": np.uint8(10)}).tolist()
    [13, 0, 255]
    """

    title: ClassVar[str] = "Quantise"
    formula: ClassVar[str] = r"q = \text{clip}(\text{round}(x / s) + z)"
    examples: ClassVar[tuple[Example, ...]] = ()

    dtype: str = "uint8"
    axis: int = 1

    def __post_init__(self) -> None:
        if self.dtype not in NUMBERS[4:]:
            raise ValueError(f"Quantised numbers are whole ones, not of type {self.dtype!r}.")

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The whole numbers.

        Parameters
        ----------
        params : {"scale", "zero": whole numbers of the type that comes out}
        """
        x = real(x)
        scale, zero = self._spread(x, params)
        given = np.asarray(params.get("zero", 0.0)).dtype
        dtype = given if given.kind in "iu" else np.dtype(self.dtype)
        limits = np.iinfo(dtype)
        with np.errstate(divide="ignore", invalid="ignore"):
            quotient = np.rint(np.nan_to_num(x / scale)) + zero.astype(np.float64)
        whole: Array = np.clip(quotient, limits.min, limits.max).astype(dtype)
        return whole

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Zeros: rounding has no slope."""
        x = real(x)
        return {"x": np.zeros(x.shape, float_type(x))}


@dataclass(frozen=True, slots=True)
class Dequantise(Scaled):
    """The multiples of a scale for which whole numbers stand.

    Examples
    --------
    >>> Dequantise().forward([13, 10], {"scale": 0.5, "zero": 10}).tolist()
    [1.5, 0.0]
    """

    title: ClassVar[str] = "Dequantise"
    formula: ClassVar[str] = r"y = s (q - z)"
    examples: ClassVar[tuple[Example, ...]] = ()

    axis: int = 1

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The multiples, of the scale's type."""
        x = real(x)
        scale, zero = self._spread(x, params)
        away = x.astype(np.float64) - zero.astype(np.float64)
        multiples: Array = (away * scale).astype(float_type(scale))
        return multiples

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": ``dy`` times the scale."""
        x = real(x)
        scale, _ = self._spread(x, params)
        return {"x": gradient(dy, float_type(scale), x.shape) * scale}
