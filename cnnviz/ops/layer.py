"""What every layer is: a frozen record of settings, with the weights passed beside it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.geometry import Window, at_least, resolve_padding

Array = NDArray[Any]
Shape = tuple[int, ...]
PerAxis = int | tuple[int, ...]
Padding = int | str | tuple[int, ...] | tuple[tuple[int, int], ...]
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Example:
    """A small case of a layer, for its card and for the tests that go through every layer."""

    x_shape: Shape
    settings: Mapping[str, Any] = field(default_factory=dict)
    out_channels: int = 1


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

    @abstractmethod
    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The output for the input ``x`` (N, C, *spatial)."""

    @abstractmethod
    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Gradients for "x" and each parameter, from the gradient ``dy`` of the output."""


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
            object.__setattr__(self, name, _whole(name, getattr(self, name), least))

    def windows(self, spatial: Shape) -> tuple[Window, ...]:
        """One window per spatial axis, its padding worked out for this input.

        Raises
        ------
        ValueError
            When a setting has the wrong number of axes, or a window does not fit its axis.
        """
        settings = [
            _per_axis(name, getattr(self, name), len(spatial))
            for name in ("kernel_size", "stride", "dilation", "padding")
        ]
        return tuple(map(self._window, spatial, *settings))

    def _window(self, n: int, size: int, stride: int, dilation: int, padding: Any) -> Window:
        window = Window(size, stride, dilation, resolve_padding(padding, size, stride, dilation, n))
        window.output_length(n)
        return window

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(N, C, *outputs)."""
        spatial = spatial_shape(x_shape)
        lengths = map(Window.output_length, self.windows(spatial), spatial)
        return (*x_shape[:2], *lengths)


def floats(*arrays: ArrayLike) -> list[Array]:
    """The arrays, contiguous and in one floating type: float32 if it holds them all, else float64.

    Small integers and float16 become float32, larger integers float64.

    Raises
    ------
    ValueError
        When an array does not hold real numbers.
    """
    given = [np.asarray(array, order="C") for array in arrays]
    if all(array.dtype == np.float32 for array in given):
        return given
    for array in given:
        if array.dtype.kind not in "fiub":
            raise ValueError(f"A layer takes real numbers, not values of type {array.dtype}.")
    single = np.result_type(np.float32, *given) == np.float32
    return [array.astype(np.float32 if single else np.float64, copy=False) for array in given]


def spatial_shape(x_shape: Shape) -> Shape:
    """The spatial part of (N, C, *spatial), or a ValueError when there is none to slide over."""
    if not 3 <= len(x_shape) <= 5 or 0 in x_shape[1:]:
        raise ValueError(
            "The input must have shape (N, C, *spatial) with 1 to 3 spatial axes "
            f"and no empty channel or axis, not {x_shape}."
        )
    return x_shape[2:]


def gradient(dy: ArrayLike, dtype: Any, expected: Shape) -> Array:
    """The gradient of the output, or a ValueError when it does not have the output's shape."""
    dy = np.asarray(dy, dtype, order="C")
    if dy.shape != expected:
        raise ValueError(f"The gradient dy has shape {dy.shape}; the output has {expected}.")
    return dy


def _whole(name: str, value: Any, least: int) -> Any:
    # Ints and tuples, so that a layer given lists or NumPy numbers can still be hashed
    if isinstance(value, str) and name == "padding":
        return value
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_whole(name, one, least) for one in value)
    return at_least(name, value, least)


def _per_axis(name: str, value: Any, rank: int) -> Sequence[Any]:
    if not isinstance(value, tuple):
        return (value,) * rank
    if len(value) == rank:
        return value
    axes = f"{rank} spatial {'axis' if rank == 1 else 'axes'}"
    each = "a number or a pair (before, after)" if name == "padding" else "one"
    raise ValueError(
        f"The {name} {value} was given for {axes}: give one number, or {each} for each axis."
    )
