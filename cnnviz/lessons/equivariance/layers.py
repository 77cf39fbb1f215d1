"""The layers that are asked whether they move with the picture."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Window
from cnnviz.kernels import Kernel
from cnnviz.ops import AveragePool, BlurPool, Conv, Dense, MaxPool, ReLU

Values = npt.NDArray[np.floating]
LAYERS = ("convolution", "strided", "max", "average", "blur", "dense")
DENSE_CELLS = 1600  # a dense layer has the square of it in weights
BLUR = 3  # the filter 1 2 1


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One layer for pictures of one size: ``forward`` takes (N, H, W) to (N, *outputs).

    ``windows`` say where each output stands; ``everywhere`` is true where an output reads the
    whole picture, and no border cuts anything off. ``gain`` bounds the outputs: none is larger
    than ``gain`` times the largest input.
    """

    forward: Callable[[Values], Values]
    windows: tuple[Window, Window]
    everywhere: bool = False
    gain: float = 1.0


def build(
    layer: str,
    shape: tuple[int, int],
    kernel: Kernel,
    *,
    stride: int = 2,
    padding: str = "same",
    padding_mode: str = "zeros",
    activation: str = "none",
    seed: int = 0,
) -> Stage:
    """The layer of that name, one of `LAYERS`, for pictures of ``shape``.

    Raises ``ValueError`` in one sentence where it does not fit.
    """
    if layer == "dense":
        stage = _dense(shape, seed)
    elif layer in ("convolution", "strided"):
        step = stride if layer == "strided" else 1
        stage = _convolution(shape, kernel, step, padding, padding_mode)
    elif layer == "blur":
        stage = _blur(shape, stride, padding_mode)
    else:
        stage = _pool({"max": MaxPool, "average": AveragePool}[layer](stride), shape)
    if activation == "none":
        return stage
    return replace(stage, forward=lambda x: _relu(stage.forward(x)))


def _relu(y: Values) -> Values:
    return ReLU().forward(y)


def _convolution(
    shape: tuple[int, int], kernel: Kernel, stride: int, padding: str, padding_mode: str
) -> Stage:
    if kernel.channels != 1:
        raise ValueError(
            f"The kernel has {kernel.channels} channels and the picture 1: "
            "a kernel of 1 channel would fit."
        )
    # The padding that keeps the size is that of stride 1: a stride only leaves out outputs.
    pads = tuple(w.pad for w in Conv(kernel.size, 1, padding).windows(shape))
    layer = Conv(kernel.size, stride, pads, padding_mode=padding_mode)
    gain = float(np.abs(kernel.weight).sum()) / abs(kernel.divisor)
    return Stage(partial(_convolve, layer, kernel), _two(layer.windows(shape)), gain=gain)


def _convolve(layer: Conv, kernel: Kernel, x: Values) -> Values:
    weight = kernel.weight[None].astype(x.dtype)
    y = layer.forward(x[:, None], {"weight": weight})[:, 0]
    return y if kernel.divisor == 1 else y / x.dtype.type(kernel.divisor)


def _pool(layer: MaxPool | AveragePool, shape: tuple[int, int]) -> Stage:
    return Stage(lambda x: layer.forward(x[:, None])[:, 0], _two(layer.windows(shape)))


def _blur(shape: tuple[int, int], stride: int, padding_mode: str) -> Stage:
    """The maximum at every place, smoothed, and only then thinned out: Zhang 2019, section 3.2."""
    maxima = MaxPool(kernel_size=stride, stride=1)
    first = maxima.windows(shape)
    inner = tuple(w.output_length(n) for w, n in zip(first, shape, strict=True))
    thin = BlurPool(BLUR, stride, padding_mode)
    windows = _two(tuple(a.compose(b) for a, b in zip(first, thin.windows(inner), strict=True)))
    return Stage(lambda x: thin.forward(maxima.forward(x[:, None]))[:, 0], windows)


def _dense(shape: tuple[int, int], seed: int) -> Stage:
    """As many outputs as pixels, each with a weight of its own for every pixel."""
    cells = shape[0] * shape[1]
    if cells > DENSE_CELLS:
        raise ValueError(
            f"A dense layer on {shape[0]} × {shape[1]} pixels has {cells**2:,} weights; "
            f"up to {DENSE_CELLS:,} pixels, such as 40 × 40, fit here."
        )
    windows, weight = (Window(1), Window(1)), dense_weight(cells, cells, seed)
    gain = float(np.abs(weight).sum(axis=1, dtype=np.int64).max())
    return Stage(partial(_connect, weight), windows, everywhere=True, gain=gain)


def _connect(weight: npt.NDArray[np.int8], x: Values) -> Values:
    flat = x.reshape(len(x), -1)
    y = Dense().forward(flat, {"weight": weight.astype(x.dtype)})
    return y.reshape(x.shape)


@lru_cache(maxsize=8)
def dense_weight(outputs: int, inputs: int, seed: int) -> npt.NDArray[np.int8]:
    """Random whole weights from -1 to 1, (outputs, inputs), read-only."""
    weight = np.random.default_rng(seed).integers(-1, 2, (outputs, inputs), np.int8)
    weight.setflags(write=False)
    return weight


def _two(windows: tuple[Window, ...]) -> tuple[Window, Window]:
    rows, columns = windows
    return rows, columns
