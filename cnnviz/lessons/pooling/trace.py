"""Pool a map and keep what it takes to say which number won, and where a gradient goes back to."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Window
from cnnviz.lessons.pooling.axes import Tables, cells, compose, slide, sums
from cnnviz.lessons.pooling.records import PooledTrace, Routes
from cnnviz.lessons.pooling.routes import argmax_of, pool_gradient, rebuilt, resize_gradient
from cnnviz.ops import (
    AveragePool,
    BlurPool,
    GlobalAveragePool,
    GlobalMaxPool,
    LpPool,
    MaxPool,
    RoIMaxPool,
)
from cnnviz.ops.layer import Layer
from cnnviz.settings.values import Sides
from cnnviz.traces import Array

KINDS = MappingProxyType(
    {
        "max": "Max",
        "average": "Average",
        "blur": "Blur",
        "lp": "Lp",
        "global_max": "Global max",
        "global_average": "Global average",
        "roi": "RoI max",
    }
)
BORDERED = ("max", "average", "lp")  # their padding can repeat inputs
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Pooling:
    """What is asked of a pooling; each kind takes from it what it has.

    The window is ``window`` high and ``width`` wide, 0 for as wide as high. ``padding`` is one
    amount for all sides or one for each; by ``padding_mode`` it holds nothing or repeats inputs.
    ``box`` (left, top, right, bottom), both ends inside, and ``cells``, into how many rows and
    columns it is cut, are those of RoI pooling; without a box it is the middle of the map.
    ``blur`` is the size of the filter with which blur pooling smooths the maxima of stride 1.
    """

    kind: str = "max"
    window: int = 3
    stride: int = 2
    padding: int | Sides = 0
    ceil_mode: bool = False
    count_include_pad: bool = True
    power: int = 2
    blur: int = 3
    box: Box | None = None
    cells: int = 2
    width: int = 0
    padding_mode: str = "zeros"

    @property
    def sides(self) -> tuple[int, int]:
        """How high and how wide the window is."""
        return self.window, self.width or self.window

    @property
    def pads(self) -> Sides:
        """The padding before and after, along each axis."""
        if isinstance(self.padding, tuple):
            return self.padding
        return (self.padding, self.padding), (self.padding, self.padding)

    @property
    def border(self) -> str:
        """What the padding holds: "zeros" for nothing, as where there is none."""
        return self.padding_mode if self.kind in BORDERED and any(map(any, self.pads)) else "zeros"

    def layer(self) -> Layer:
        """The layer of the engine."""
        slide: dict[str, Any] = {
            "kernel_size": self.sides,
            "stride": self.stride,
            "padding": self.pads,
            "ceil_mode": self.ceil_mode,
            "padding_mode": self.border,
        }
        makers: dict[str, Callable[[], Layer]] = {
            "max": lambda: MaxPool(**slide),
            "average": lambda: AveragePool(**slide, count_include_pad=self.count_include_pad),
            "lp": lambda: LpPool(**slide, p=self.power),
            "blur": lambda: BlurPool(self.blur, self.stride),
            "global_max": GlobalMaxPool,
            "global_average": GlobalAveragePool,
            "roi": lambda: RoIMaxPool(self.cells),
        }
        return makers[self.kind]()

    def peaks(self) -> MaxPool:
        """The max pooling of stride 1 that comes before the layer of blur pooling."""
        return MaxPool(self.sides, 1, self.pads)


def trace(x: Array, pooling: Pooling, gradient: Array | None = None) -> PooledTrace:
    """Pool ``x`` (H, W), and send a gradient of ones and one of the user's own back.

    ``gradient`` is cut, or filled up with ones, to the size of the output.

    Raises ``ValueError``, in one sentence, when the window, its padding or the box do not fit, or
    when a power is beyond all numbers.
    """
    x = np.array(x, np.float64)
    x.setflags(write=False)
    makers = {
        "max": _maximum,
        "global_max": _maximum,
        "roi": _boxed,
        "average": _mean,
        "global_average": _mean,
        "lp": _norm,
        "blur": _blurred,
    }
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        pooled = makers[pooling.kind](x, pooling, gradient)
    _check_finite(pooled)
    return pooled


def _check_finite(pooled: PooledTrace) -> None:
    """Only Lp pooling can leave the numbers, by a power of large ones."""
    powers = (pooled.totals, pooled.inner_derivative, pooled.outer_derivative)
    gradients = (*pooled.ones.dx.values(), *pooled.own.dx.values())
    if not all(np.isfinite(a).all() for a in (pooled.y, *powers, *gradients) if a is not None):
        raise ValueError(
            "The powers of these numbers are too large to compute with; a smaller power fits."
        )


def _maximum(x: Array, pooling: Pooling, gradient: Array | None) -> PooledTrace:
    layer = pooling.layer()
    assert isinstance(layer, MaxPool | GlobalMaxPool)
    windows = layer.windows(x.shape)
    y, winners = layer.forward(x[None, None])[0, 0], layer.mask(x[None, None])[0, 0]
    axes = slide(windows, x.shape, pooling.border)
    return _won(pooling.kind, x, y, winners, axes, windows, gradient)


def _boxed(x: Array, pooling: Pooling, gradient: Array | None) -> PooledTrace:
    layer = pooling.layer()
    assert isinstance(layer, RoIMaxPool)
    boxes = _boxes(pooling, x.shape)
    y, winners = layer.forward(x[None, None], boxes)[0, 0], layer.mask(x[None, None], boxes)[0, 0]
    tables = cells(box_slices(pooling, x.shape), x.shape)
    return _won(pooling.kind, x, y, winners, tables, (), gradient)


def _won(
    kind: str,
    x: Array,
    y: Array,
    winners: npt.NDArray[np.integer],
    axes: Tables,
    windows: tuple[Window, ...],
    gradient: Array | None,
) -> PooledTrace:
    """A pooling whose outputs are each one of its inputs."""
    maxima = argmax_of(x, y, axes, winners)
    return PooledTrace(
        kind=kind,
        x=x,
        y=y,
        axes=axes,
        windows=windows,
        ones=pool_gradient(maxima, np.ones(y.shape)),
        own=pool_gradient(maxima, resize_gradient(gradient, y.shape)),
        maxima=maxima,
        rebuilt=rebuilt(x.shape, y, winners),
    )


def box_slices(pooling: Pooling, shape: tuple[int, ...]) -> tuple[list[slice], list[slice]]:
    """The rows and the columns that the cells of RoI pooling cover in a map of ``shape`` (H, W)."""
    return RoIMaxPool(pooling.cells).cells((1, 1, *shape), _boxes(pooling, shape))[0]


def _boxes(pooling: Pooling, shape: tuple[int, ...]) -> dict[str, Array]:
    return {"boxes": np.array([[0, *_box(pooling, shape)]], np.float64)}


def _box(pooling: Pooling, shape: tuple[int, ...]) -> Box:
    """The box that was asked for, or one that leaves an eighth of the map on each side."""
    height, width = shape
    if pooling.box is None:
        return width // 8, height // 8, width - 1 - width // 8, height - 1 - height // 8
    left, top, right, bottom = pooling.box
    if not (0 <= left <= right < width and 0 <= top <= bottom < height):
        raise ValueError(
            f"The box from row {top}, column {left} to row {bottom}, column {right} was asked for: "
            f"it must lie in rows 0 to {height - 1} and columns 0 to {width - 1}."
        )
    return pooling.box


def _mean(x: Array, pooling: Pooling, gradient: Array | None) -> PooledTrace:
    pooled, layer = _without_winner(x, pooling, gradient), pooling.layer()
    divisors = np.full(pooled.y.shape, x.size)
    if isinstance(layer, AveragePool):
        divisors = layer.divisors(x.shape)
    return replace(pooled, totals=sums(x, pooled.axes), divisors=divisors.astype(np.float64))


def _norm(x: Array, pooling: Pooling, gradient: Array | None) -> PooledTrace:
    pooled, p = _without_winner(x, pooling, gradient), pooling.power
    outer_derivative = np.zeros_like(pooled.y)
    np.power(pooled.y, 1.0 - p, out=outer_derivative, where=pooled.y != 0)
    return replace(
        pooled,
        totals=sums(np.abs(x) ** p, pooled.axes),
        power=p,
        inner_derivative=np.sign(x) * np.abs(x) ** (p - 1),
        outer_derivative=outer_derivative,
    )


def _without_winner(x: Array, pooling: Pooling, gradient: Array | None) -> PooledTrace:
    """A pooling in which all inputs of a window have a part, its gradients by the one rule."""
    layer = pooling.layer()
    windows = layer.windows(x.shape)
    y = layer.forward(x[None, None])[0, 0]
    ones, own = (
        Routes(dy, {"only": layer.backward(dy[None, None], x[None, None])["x"][0, 0]})
        for dy in (np.ones(y.shape), resize_gradient(gradient, y.shape))
    )
    return PooledTrace(
        kind=pooling.kind,
        x=x,
        y=y,
        axes=slide(windows, x.shape, pooling.border),
        windows=windows,
        ones=ones,
        own=own,
    )


def _blurred(x: Array, pooling: Pooling, gradient: Array | None) -> PooledTrace:
    first, layer = pooling.peaks(), pooling.layer()
    assert isinstance(layer, BlurPool)
    peaks, winners = first.forward(x[None, None])[0, 0], first.mask(x[None, None])[0, 0]
    y = layer.forward(peaks[None, None])[0, 0]
    below, above = first.windows(x.shape), layer.windows(peaks.shape)
    windows = tuple(a.compose(b) for a, b in zip(below, above, strict=True))
    peak_axes = slide(below, x.shape)
    blur_axes = slide(above, peaks.shape, layer.padding_mode)
    maxima = argmax_of(x, peaks, peak_axes, winners)

    def back(dy: Array) -> Routes:
        dpeaks = layer.backward(dy[None, None], peaks[None, None])["x"][0, 0]
        return Routes(dy, pool_gradient(maxima, dpeaks).dx)

    return PooledTrace(
        kind=pooling.kind,
        x=x,
        y=y,
        axes=compose(blur_axes, peak_axes, windows),
        windows=windows,
        ones=back(np.ones(y.shape)),
        own=back(resize_gradient(gradient, y.shape)),
        maxima=maxima,
        peaks=peaks,
        peak_axes=peak_axes,
        blur_axes=blur_axes,
        weights=np.array(layer.factors(1)[0]),
    )
