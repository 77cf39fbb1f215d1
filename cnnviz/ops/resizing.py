"""Maps made larger or smaller: each output a few inputs with weights, axis by axis.

Where an output lies between the inputs is what the coordinate modes say; they are those of ONNX's
Resize, https://onnx.ai/onnx/operators/onnx__Resize.html. With a scale s, n inputs and m outputs,
output o lies at

    half_pixel            (o + 1/2) / s - 1/2
    pytorch_half_pixel    the same, but 0 for a single output
    half_pixel_symmetric  the same, and the middle of all outputs is that of all inputs
    align_corners         o (n - 1) / (m - 1)
    asymmetric            o / s
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import floor, isfinite
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.fixed import fixed
from cnnviz.ops.axes import whole_tuple
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats, gradient

MODES = ("nearest", "linear", "cubic")
COORDINATES = (
    "half_pixel",
    "pytorch_half_pixel",
    "half_pixel_symmetric",
    "align_corners",
    "asymmetric",
)
ROUNDED: dict[str, Callable[[Array], Array]] = {
    "round_prefer_floor": lambda x: np.ceil(x - 0.5),
    "round_prefer_ceil": lambda x: np.floor(x + 0.5),
    "floor": np.floor,
    "ceil": np.ceil,
}


@dataclass(frozen=True, slots=True)
class Resize(Layer):
    """Every axis of an array resized.

    Parameters
    ----------
    scales : tuple of float, or None where ``sizes`` says the lengths
        For each axis how many times longer it gets; the length is rounded down.
    sizes : tuple of int or None
    mode : "nearest", "linear" or "cubic"
    coordinates : one of `COORDINATES`
    nearest : one of `ROUNDED`
        Which input is the nearest, for that mode.
    sharpness : float
        The "a" of the cubic weights; Keys's own is -0.5.
    exclude_outside : bool
        Weights beyond the border count as 0, and the others for more; else the border repeats.
    antialias : bool
        A longer axis is made shorter with weights spread over as many inputs.

    Examples
    --------
    >>> Resize((2.0,), mode="linear").forward([0, 4]).tolist()
    [0.0, 1.0, 3.0, 4.0]
    """

    title: ClassVar[str] = "Resize"
    formula: ClassVar[str] = r"y_o = \sum_k w_k(o)\, x_{i_k(o)}"
    reference: ClassVar[str] = (
        'Keys, "Cubic convolution interpolation for digital image processing", IEEE Transactions '
        "on Acoustics, Speech and Signal Processing 1981"
    )
    examples: ClassVar[tuple[Example, ...]] = (
        Example((1, 2, 3, 4), {"scales": (1.0, 1.0, 2.0, 1.5), "coordinates": "asymmetric",
                               "nearest": "floor"}),
        Example((1, 2, 3, 4), {"scales": None, "sizes": (1, 2, 5, 3), "mode": "linear"}),
        Example((1, 1, 4, 5), {"scales": None, "sizes": (1, 1, 6, 3), "mode": "cubic"}),
    )  # fmt: skip

    scales: tuple[float, ...] | None
    sizes: tuple[int, ...] | None = None
    mode: str = "nearest"
    coordinates: str = "half_pixel"
    nearest: str = "round_prefer_floor"
    sharpness: float = -0.75
    exclude_outside: bool = False
    antialias: bool = False

    def __post_init__(self) -> None:
        for name, known in (("mode", MODES), ("coordinates", COORDINATES), ("nearest", ROUNDED)):
            if getattr(self, name) not in known:
                raise ValueError(
                    f"There is no {name} {getattr(self, name)!r}; there are {', '.join(known)}."
                )
        if self.sizes is None:
            object.__setattr__(self, "scales", _scales(self.scales))
            return
        object.__setattr__(self, "sizes", whole_tuple("length of an axis", self.sizes, 1))
        if self.scales is not None:
            raise ValueError("An array is resized by scales or to sizes; one of both is given.")

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The new lengths."""
        given = self.sizes or self.scales or ()
        if len(given) != len(x_shape) or 0 in x_shape[1:]:
            raise ValueError(
                f"New lengths {given} were given for an input of shape {x_shape}: it takes one "
                "for each axis, and none may be empty."
            )
        if self.sizes is not None:
            return self.sizes if x_shape[0] else (0, *self.sizes[1:])
        assert self.scales is not None
        lengths = [floor(n * s) for n, s in zip(x_shape, self.scales, strict=True)]
        if 0 in lengths[1:] or (x_shape[0] and not lengths[0]):
            raise ValueError(f"Scales {self.scales} leave nothing of an input of shape {x_shape}.")
        return tuple(lengths)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The resized array."""
        (y,) = floats(x)
        shape = self.output_shape(y.shape)
        for axis in self._changed(y.shape):
            index, weight = self.taps(axis, y.shape[axis], shape[axis])
            pairs = zip(index, weight, strict=True)
            first, *others = (_weighed(np.take(y, at, axis), w, axis) for at, w in pairs)
            for part in others:
                first += part
            y = first
        return y

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": each ``dy`` back to the inputs that it came from."""
        (x,) = floats(x)
        shape = self.output_shape(x.shape)
        dx = gradient(dy, x.dtype, shape)
        for axis in reversed(self._changed(x.shape)):
            index, weight = self.taps(axis, x.shape[axis], shape[axis])
            back = np.zeros((*dx.shape[:axis], x.shape[axis], *dx.shape[axis + 1 :]), x.dtype)
            for at, w in zip(index, weight, strict=True):
                # Neighbours that go to one input lie next to each other, as `at` rises.
                first = np.flatnonzero(np.diff(at, prepend=-1))
                terms = np.add.reduceat(_weighed(dx.copy(), w, axis), first, axis)
                back[(*(slice(None),) * axis, at[first])] += terms
            dx = back
        return {"x": dx if self._changed(x.shape) else dx.copy()}

    def taps(self, axis: int, n: int, length: int) -> tuple[Array, Array]:
        """Which inputs each output along an axis is made of, and with which weights.

        Returns
        -------
        two arrays (taps, outputs); the places are in rising order along each tap
        """
        scale = length / n if self.sizes is not None or not self.scales else self.scales[axis]
        return _taps(self, scale, n, length)

    def _changed(self, x_shape: Shape) -> list[int]:
        """The axes along which something is to be done."""
        shape = self.output_shape(x_shape)
        scales = self.scales if self.sizes is None and self.scales else (1.0,) * len(shape)
        axes = zip(x_shape, shape, scales, strict=True)
        return [a for a, (n, m, s) in enumerate(axes) if n and (n != m or s != 1)]


def _weighed(y: Array, weight: Array, axis: int) -> Array:
    """The array, each number times the weight of its place along an axis; 0 stays 0 for NaN too."""
    if (weight != 1).any():
        y *= weight.astype(y.dtype).reshape(-1, *(1,) * (y.ndim - axis - 1))
        y[(*(slice(None),) * axis, weight == 0)] = 0
    return y


@lru_cache(maxsize=256)
def _taps(layer: Resize, scale: float, n: int, length: int) -> tuple[Array, Array]:
    places, weight = _read(layer, scale, n, length)
    return fixed((np.clip(places, 0, n - 1).astype(np.int64), weight))


def _read(layer: Resize, scale: float, n: int, length: int) -> tuple[Array, Array]:
    """The places that each output reads, those outside too, and the weight of each."""
    at = _places(layer.coordinates, scale, n, length)
    if layer.mode == "nearest":
        places = ROUNDED[layer.nearest](at)[None]
        return places, np.ones((1, length))
    shrink = min(scale, 1.0) if layer.antialias else 1.0
    reach = 1 if layer.mode == "linear" else 2
    before = int(np.ceil(reach / shrink)) - 1
    places = np.floor(at) + np.arange(-before, before + 2)[:, None]
    distance = np.abs(places - at) * shrink
    weight = np.maximum(1 - distance, 0) if reach == 1 else _cubic(distance, layer.sharpness)
    if layer.exclude_outside:
        weight = np.where((places < 0) | (places > n - 1), 0, weight)
    return places, weight / weight.sum(axis=0)


def _places(coordinates: str, scale: float, n: int, length: int) -> Array:
    """Where each output lies between the inputs."""
    o = np.arange(length, dtype=np.float64)
    if coordinates == "asymmetric":
        return o / scale
    if coordinates == "align_corners":
        return o * ((n - 1) / max(scale * n - 1, 1e-300)) if length > 1 else o
    if coordinates == "pytorch_half_pixel" and length == 1:
        return o
    middle = n / 2 * (1 - length / (scale * n)) if coordinates == "half_pixel_symmetric" else 0.0
    places: Array = middle + (o + 0.5) / scale - 0.5
    return places


def _cubic(distance: Array, a: float) -> Array:
    """Keys's weights; 0 from a distance of 2 on."""
    near = ((a + 2) * distance - (a + 3)) * distance**2 + 1
    far = ((distance - 5) * distance + 8) * distance * a - 4 * a
    return np.where(distance <= 1, near, np.where(distance < 2, far, 0))


def _scales(value: Any) -> tuple[float, ...]:
    scales = tuple(value) if isinstance(value, tuple | list) else ()
    if not scales or not all(isinstance(s, int | float) and s > 0 and isfinite(s) for s in scales):
        raise ValueError(f"Scales are numbers above 0, one for each axis, not {value!r}.")
    return tuple(float(scale) for scale in scales)
