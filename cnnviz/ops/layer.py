"""What every layer is: a frozen record of settings, with the weights passed beside it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.geometry import Window, resolve_padding
from cnnviz.ops.axes import per_axis, whole_numbers

Array = NDArray[Any]
Shape = tuple[int, ...]
PerAxis = int | tuple[int, ...]
Padding = int | str | tuple[int, ...] | tuple[tuple[int, int], ...]
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Example:
    """A small case of a layer, for its card and for the tests that go through every layer.

    With ``positive`` the layer is meant for numbers above 0.
    """

    x_shape: Shape
    settings: Mapping[str, Any] = field(default_factory=dict)
    out_channels: int = 1
    positive: bool = False


class Layer(ABC):
    """Base of all layers.

    Attributes
    ----------
    title, formula, reference
        Name, LaTeX formula and source, as the layer's card shows them.
    examples
        Small cases that are legal for this layer.
    """

    __slots__ = ()
    title: ClassVar[str]
    formula: ClassVar[str]
    reference: ClassVar[str]
    examples: ClassVar[tuple[Example, ...]]

    def windows(self, spatial: Shape) -> tuple[Window, ...]:
        """One sliding window per spatial axis; none for a layer that works point by point."""
        return ()

    def parameter_shapes(self, x_shape: Shape, out_channels: int = 1) -> dict[str, Shape]:
        """Shapes of the parameters that take ``x_shape`` to ``out_channels`` channels."""
        return {}

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """Shape of the output, given the shapes of the input and of the parameters."""
        return x_shape

    def multiply_adds(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> int:
        """How many multiplications of an input with a weight one forward pass makes."""
        return 0

    def plain(self, x_shape: Any) -> "Layer":
        """The layer itself, out of what may be laid around it, for inputs of this shape."""
        return self

    @abstractmethod
    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The output for the input ``x`` (N, C, *spatial)."""

    def forward_onto(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """As `forward`, for a floating ``x`` that nobody reads again: its memory may be used."""
        return self.forward(x, params)

    @abstractmethod
    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Gradients for "x" and each parameter, from the gradient ``dy`` of the output."""

    def input_gradient(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> Any:
        """That of "x" alone: all that is asked where nothing is learned.

        A layer whose gradients of parameters are work of their own has a quicker way than this.
        """
        return self.backward(dy, x, params)["x"]

    def parameter_gradients(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Those of the parameters alone: all that is asked of a network's first layer.

        A layer whose gradient of "x" is work of its own has a quicker way than this.
        """
        grads = self.backward(dy, x, params)
        return {name: grad for name, grad in grads.items() if name != "x"}


@dataclass(frozen=True, slots=True)
class SlidingLayer(Layer):
    """Base of the layers that slide a window: the settings that convolution and pooling share.

    Parameters
    ----------
    kernel_size, dilation : int or one per axis
    stride : int or one per axis
        The kernel size where it is left out.
    padding : int, one per axis, (before, after) per axis, or a name
        The names are "valid", "same", "same_lower" and "full": `cnnviz.geometry.resolve_padding`.
    """

    kernel_size: PerAxis
    stride: PerAxis | None = None
    padding: Padding = 0
    dilation: PerAxis = 1

    def __post_init__(self) -> None:
        if self.stride is None:
            object.__setattr__(self, "stride", self.kernel_size)
        for name, least in (("kernel_size", 1), ("stride", 1), ("dilation", 1), ("padding", 0)):
            object.__setattr__(self, name, whole_numbers(name, getattr(self, name), least))

    def windows(self, spatial: Shape) -> tuple[Window, ...]:
        """One window per spatial axis, its padding worked out for this input.

        Raises
        ------
        ValueError
            When a setting has the wrong number of axes, or a window does not fit its axis.
        """
        return _windows(self, tuple(spatial))

    def _window(self, n: int, size: int, stride: int, dilation: int, padding: Any) -> Window:
        window = Window(size, stride, dilation, resolve_padding(padding, size, stride, dilation, n))
        window.output_length(n)
        return window

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(N, C, *outputs)."""
        spatial = spatial_shape(x_shape)
        lengths = map(Window.output_length, self.windows(spatial), spatial)
        return (*x_shape[:2], *lengths)


@lru_cache(maxsize=1024)  # a network asks for the same ones at every step of its training
def _windows(layer: SlidingLayer, spatial: Shape) -> tuple[Window, ...]:
    settings = [
        per_axis(name, getattr(layer, name), len(spatial))
        for name in ("kernel_size", "stride", "dilation", "padding")
    ]
    return tuple(map(layer._window, spatial, *settings))


def floats(*arrays: ArrayLike, interleaved: bool = False) -> list[Array]:
    """The arrays, contiguous and in one floating type: float32 if it holds them all, else float64.

    Small integers and float16 become float32, larger integers float64. Row-major order is kept,
    and so is that with the samples innermost (`samples_last`) and, where ``interleaved`` says that
    the layer can work with it, that with the channels innermost (`channels_last`); any other
    becomes row-major.

    Raises
    ------
    ValueError
        When an array does not hold real numbers.
    """
    given = [_contiguous(real(array), interleaved) for array in arrays]
    if all(array.dtype == np.float32 for array in given):
        return given
    single = np.result_type(np.float32, *given) == np.float32
    return [array.astype(np.float32 if single else np.float64, copy=False) for array in given]


def real(x: ArrayLike) -> Array:
    """The array as it is, or a ValueError when it does not hold real numbers."""
    x = np.asarray(x)
    if x.dtype.kind not in "fiub":
        raise ValueError(f"A layer takes real numbers, not values of type {x.dtype}.")
    return x


def samples_last(maps: Array) -> bool:
    """Whether maps (N, C, *spatial) lie in memory as (C, *spatial, N), and in no other order.

    That is how convolutions leave a batch: whatever is done to one number of a map is then done to
    a row of contiguous ones.
    """
    if maps.ndim < 3 or maps.flags.c_contiguous:
        return False
    return maps.transpose(*range(1, maps.ndim), 0).flags.c_contiguous


def channels_last(maps: Array) -> bool:
    """Whether maps (N, C, *spatial) lie in memory as (N, *spatial, C), and in no other order.

    That is how convolutions with filters of one channel each leave them: what each channel's
    filter does is then done to rows of contiguous numbers.
    """
    if maps.ndim < 3 or maps.flags.c_contiguous:
        return False
    return maps.transpose(0, *range(2, maps.ndim), 1).flags.c_contiguous


def in_order_of(x: Array, dy: Array) -> Array:
    """``dy`` in the memory order of ``x``."""
    if samples_last(x):
        order = (*range(1, dy.ndim), 0)
    elif channels_last(x):
        order = (0, *range(2, dy.ndim), 1)
    else:
        return np.ascontiguousarray(dy)
    return np.ascontiguousarray(dy.transpose(order)).transpose(np.argsort(order))


def spatial_shape(x_shape: Shape) -> Shape:
    """The spatial part of (N, C, *spatial), or a ValueError when there is none to slide over."""
    if not 3 <= len(x_shape) <= 5 or 0 in x_shape[1:]:
        raise ValueError(
            "The input must have shape (N, C, *spatial) with 1 to 3 spatial axes "
            f"and no empty channel or axis, not {x_shape}."
        )
    return x_shape[2:]


def gradient(dy: ArrayLike, dtype: Any, expected: Shape, interleaved: bool = False) -> Array:
    """The gradient of the output, or a ValueError when it does not have the output's shape."""
    dy = _contiguous(np.asarray(dy, dtype), interleaved)
    if dy.shape != expected:
        raise ValueError(f"The gradient dy has shape {dy.shape}; the output has {expected}.")
    return dy


def _contiguous(array: Array, interleaved: bool) -> Array:
    if samples_last(array) or (interleaved and channels_last(array)):
        return array
    return np.asarray(array, order="C")
