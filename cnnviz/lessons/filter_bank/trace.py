"""Many kernels on one picture, and a second layer that looks at all their maps at once."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial

import numpy as np

from cnnviz.analysis import convolution
from cnnviz.analysis.convolution import Padding
from cnnviz.geometry import Window
from cnnviz.kernels import Kernel
from cnnviz.ops import MaxPool
from cnnviz.traces import Array, ConvolutionTrace, MaxPoolTrace

LARGEST_BANK = 16


@dataclass(frozen=True, slots=True, eq=False)
class FilterBankTrace:
    """A filter bank, stage by stage.

    ``convolved`` and ``activated`` hold one trace a kernel, before and after the activation;
    ``pooled`` one trace a kernel, or nothing without pooling. ``second`` convolves the stack of the
    last of these maps with a tensor filter and the same padding mode, or is None.
    """

    convolved: tuple[ConvolutionTrace, ...]
    activated: tuple[ConvolutionTrace, ...]
    pooled: tuple[MaxPoolTrace, ...]
    second: ConvolutionTrace | None


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """What one kernel makes of the picture, stage by stage; ``pooled`` only with pooling."""

    convolved: ConvolutionTrace
    activated: ConvolutionTrace
    pooled: MaxPoolTrace | None


# How the branch of the kernel at a place is had: made, or kept from before.
Keep = Callable[[int, Callable[[], Branch]], Branch]


@dataclass(frozen=True, slots=True)
class Sliding:
    """How the kernels of a bank slide over the picture."""

    stride: int
    padding: Padding
    padding_mode: str


def trace(
    x: Array,
    kernels: tuple[Kernel, ...],
    *,
    stride: int = 1,
    padding: Padding = "same",
    padding_mode: str = "zeros",
    activation: str = "relu",
    pool: int | None = None,
    second: Kernel | None = None,
    keep: Keep = lambda _, make: make(),
) -> FilterBankTrace:
    """Run a filter bank over ``x`` (C, H, W) and keep every stage.

    ``pool`` is the size and stride of a max pooling; ``second`` reads one channel a kernel. Through
    ``keep`` the branches of kernels that did not change can come from before.

    Raises ``ValueError`` for no kernel or more than 16, for a second layer whose channels are not
    the number of kernels, and when maps of unequal sizes would have to be stacked.
    """
    sliding = Sliding(stride, padding, padding_mode)
    check(x.shape, kernels, sliding, pool=pool, second=second)
    branches = [
        keep(place, partial(branch, x, kernel, sliding, activation, pool))
        for place, kernel in enumerate(kernels)
    ]
    maps = [(one.pooled or one.activated).y for one in branches]
    layer_two = None
    if second is not None:
        layer_two = convolution.trace(
            np.concatenate(maps), second, padding="same", padding_mode=padding_mode
        )
    return FilterBankTrace(
        convolved=tuple(one.convolved for one in branches),
        activated=tuple(one.activated for one in branches),
        pooled=tuple(one.pooled for one in branches if one.pooled),
        second=layer_two,
    )


def branch(x: Array, kernel: Kernel, sliding: Sliding, activation: str, pool: int | None) -> Branch:
    """One kernel of a bank: its map, the map after the activation, and that map pooled."""
    activated = convolution.trace(x, kernel, **asdict(sliding), activation=activation)
    convolved = replace(activated, activation="none", y=activated.pre)
    return Branch(convolved, activated, max_pool(activated.y, pool) if pool else None)


def max_pool(x: Array, size: int) -> MaxPoolTrace:
    """Max pooling of ``x`` (C, H, W) with windows of ``size`` that do not overlap."""
    layer = MaxPool(kernel_size=size, stride=size)
    y = layer.forward(x[None], {})[0]
    argmax = layer.mask(x[None])[0]
    for array in (y, argmax):
        array.setflags(write=False)
    rows, columns = layer.windows(x.shape[1:])
    return MaxPoolTrace(x=x, windows=(rows, columns), argmax=argmax, y=y)


def check(
    x_shape: tuple[int, ...],
    kernels: tuple[Kernel, ...],
    sliding: Sliding,
    *,
    pool: int | None,
    second: Kernel | None,
) -> None:
    """Raise the ``ValueError`` of `trace` before anything is computed: looking costs nothing."""
    if not 1 <= len(kernels) <= LARGEST_BANK:
        raise ValueError(f"A bank holds 1 to {LARGEST_BANK} kernels, this one {len(kernels)}.")
    sizes = {convolution.output_size(x_shape, kernel, **asdict(sliding)) for kernel in kernels}
    if pool:
        windows = Window(pool, stride=pool)
        sizes = {tuple(map(windows.output_length, size)) for size in sizes}
    if second is None:
        return
    if len(sizes) > 1:
        listed = " and ".join(f"{h} × {w}" for h, w in sorted(sizes))
        raise ValueError(
            f"A second layer needs maps of one size, these are {listed}: "
            'padding "same" keeps them equal.'
        )
    below = (len(kernels), *sizes.pop())
    convolution.output_size(below, second, padding="same", padding_mode=sliding.padding_mode)
