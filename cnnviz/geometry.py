"""Which inputs feed this output? One answer for convolution, pooling, gradients and the browser.

Along one spatial axis, output position ``i`` and kernel tap ``m`` meet input position

    x = stride * i + dilation * m - pad

and everything here is read off that line. The arithmetic and its pictures are in Dumoulin and
Visin, "A guide to convolution arithmetic for deep learning", 2016, sections 2 and 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")
PADDING_NAMES = ("valid", "same", "same_lower", "full")

Indices = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Consumers:
    """For each input position the (output, tap) pairs that read it, as a compressed table.

    The pairs of position ``x`` are ``output[indptr[x]:indptr[x + 1]]``
    and ``kernel_index[indptr[x]:indptr[x + 1]]``, in rising order of output.
    """

    indptr: Indices
    output: Indices
    kernel_index: Indices


@dataclass(frozen=True, slots=True)
class Window:
    """The sliding window along one spatial axis.

    Raises
    ------
    ValueError
        For a kernel size, stride or dilation below 1, or a negative padding.

    Examples
    --------
    >>> Window(kernel_size=3, stride=2, pad=(1, 1)).input_indices(5).tolist()
    [[-1, 0, 1], [1, 2, 3], [3, 4, -1]]
    """

    kernel_size: int
    stride: int = 1
    dilation: int = 1
    pad: tuple[int, int] = (0, 0)
    ceil_mode: bool = False

    def __post_init__(self) -> None:
        at_least("kernel_size", self.kernel_size, 1)
        at_least("stride", self.stride, 1)
        at_least("dilation", self.dilation, 1)
        for amount in self.pad:
            at_least("padding", amount, 0)

    @property
    def span(self) -> int:
        """How many positions the window covers, first tap to last, the holes included."""
        return self.dilation * (self.kernel_size - 1) + 1

    def output_length(self, n: int) -> int:
        """How many outputs an input of length ``n`` gives.

        Without ``ceil_mode`` this is ``floor((n + pad - span) / stride) + 1``. With it the
        division rounds up, and a last window that would start in the end padding is dropped.

        Raises
        ------
        ValueError
            When the window is larger than the padded input.

        Examples
        --------
        >>> Window(kernel_size=3, stride=2).output_length(6)
        2
        >>> Window(kernel_size=3, stride=2, ceil_mode=True).output_length(6)
        3
        """
        at_least("input length", n, 1)
        before, after = self.pad
        room = n + before + after - self.span
        if room + (self.stride - 1) * self.ceil_mode < 0:
            raise ValueError(self._too_large(n))
        if not self.ceil_mode:
            return room // self.stride + 1
        length = -(-room // self.stride) + 1
        return length - ((length - 1) * self.stride >= n + before)

    def padded(self, n: int, padding_mode: str = "zeros") -> Indices:
        """Input index behind each position of the padded input, -1 for a padding zero.

        Returns
        -------
        int32 array (before + n + after,)

        Raises
        ------
        ValueError
            When the mode is unknown, or the padding is more than its mode can take from ``n``
            inputs: reflect needs less than ``n``, circular at most ``n``.

        Examples
        --------
        >>> Window(kernel_size=3, pad=(2, 1)).padded(4, "reflect").tolist()
        [2, 1, 0, 1, 2, 3, 2]
        """
        check_padding(self.pad, padding_mode, n)
        before, after = self.pad
        x = np.arange(-before, n + after, dtype=np.int32)
        if padding_mode == "replicate":
            return np.clip(x, 0, n - 1)
        if padding_mode == "circular":
            return x % np.int32(n)
        if padding_mode == "reflect":
            return np.int32(n - 1) - np.abs(np.int32(n - 1) - np.abs(x))
        return np.where((x >= 0) & (x < n), x, np.int32(-1))

    def input_indices(self, n: int, padding_mode: str = "zeros") -> Indices:
        """Input index that each output reads at each tap, -1 for a padding zero.

        Returns
        -------
        read-only int32 array (outputs, kernel_size)
        """
        outputs = self.output_length(n)
        i = np.arange(outputs, dtype=np.int32)[:, None]
        m = np.arange(self.kernel_size, dtype=np.int32)[None, :]
        position = self.stride * i + self.dilation * m
        index = self.padded(n, padding_mode)
        overhang = max(0, int(position[-1, -1]) + 1 - index.size)  # only ceil_mode leaves any
        index = np.concatenate([index, np.full(overhang, -1, np.int32)])
        return _frozen(index[position])

    def consumers(self, n: int, padding_mode: str = "zeros") -> Consumers:
        """The (output, tap) pairs that read each input position: ``input_indices`` turned around.

        Examples
        --------
        >>> consumers = Window(kernel_size=2).consumers(3)
        >>> consumers.indptr.tolist(), consumers.output.tolist(), consumers.kernel_index.tolist()
        ([0, 1, 3, 4], [0, 0, 1, 1], [0, 1, 0, 1])
        """
        index = self.input_indices(n, padding_mode)
        x = index.ravel()
        order = np.argsort(x, kind="stable")[np.count_nonzero(x < 0) :].astype(np.int32)
        indptr = np.zeros(n + 1, np.int32)
        np.cumsum(np.bincount(x[order], minlength=n), out=indptr[1:])
        output, kernel_index = np.divmod(order, np.int32(self.kernel_size))
        return Consumers(_frozen(indptr), _frozen(output), _frozen(kernel_index))

    def valid_slices(self, tap: int, n: int) -> tuple[slice, slice]:
        """The outputs whose ``tap`` reads an input rather than padding, and those inputs.

        Examples
        --------
        >>> Window(kernel_size=3, stride=2, pad=(1, 1)).valid_slices(tap=0, n=5)
        (slice(1, 3, None), slice(1, 4, 2))
        """
        shift = self.dilation * tap - self.pad[0]
        first = max(0, -(shift // self.stride))
        last = min(self.output_length(n) - 1, (n - 1 - shift) // self.stride)
        if last < first:
            return slice(0, 0), slice(0, 0)
        x = slice(self.stride * first + shift, self.stride * last + shift + 1, self.stride)
        return slice(first, last + 1), x

    def unread(self, n: int) -> int:
        """How many positions at the end of the padded input no window reaches.

        Examples
        --------
        >>> Window(kernel_size=3, stride=2).unread(6)
        1
        """
        reached = (self.output_length(n) - 1) * self.stride + self.span
        return max(0, n + sum(self.pad) - reached)

    def compose(self, other: "Window") -> "Window":
        """The window on this input that one window ``other`` over these outputs covers.

        Applied layer after layer this is the receptive field: its size is the kernel size, its
        jump the stride. Without ``ceil_mode`` the output length is that of the two in turn.
        Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks",
        Distill 2019.

        Examples
        --------
        >>> Window(3, stride=2, pad=(1, 1)).compose(Window(3, pad=(1, 1)))
        Window(kernel_size=7, stride=2, dilation=1, pad=(3, 3), ceil_mode=False)
        """
        (before, after), (other_before, other_after) = self.pad, other.pad
        return Window(
            kernel_size=self.span + self.stride * (other.span - 1),
            stride=self.stride * other.stride,
            pad=(before + self.stride * other_before, after + self.stride * other_after),
            ceil_mode=self.ceil_mode and other.ceil_mode,
        )

    def _too_large(self, n: int) -> str:
        before, after = self.pad
        padded = n + before + after
        return (
            f"A window of {self.span} (kernel size {self.kernel_size}, dilation {self.dilation}) "
            f"does not fit in an input of {n} padded to {padded}: "
            f"add {self.span - padded} more padding, or use a kernel size of at most "
            f"{(padded - 1) // self.dilation + 1}."
        )


def resolve_padding(
    padding: int | str | Sequence[int], kernel_size: int, stride: int, dilation: int, n: int
) -> tuple[int, int]:
    """The padding (before, after) along one axis of length ``n``.

    "valid" pads nothing. "same" gives ``ceil(n / stride)`` outputs and puts an odd extra zero at
    the end, "same_lower" at the start. "full" pads ``span - 1`` on both sides.

    Raises
    ------
    ValueError
        For an unknown name, a negative amount, or anything but one or two whole numbers.

    Examples
    --------
    >>> resolve_padding("same", kernel_size=4, stride=1, dilation=1, n=8)
    (1, 2)
    """
    if isinstance(padding, str):
        return _named_padding(padding, Window(kernel_size, stride, dilation), n)
    pair = padding if isinstance(padding, Sequence) else (padding, padding)
    if len(pair) != 2:
        raise ValueError(f"Padding {padding!r} was asked for one axis: give (before, after).")
    before, after = (at_least("padding", amount, 0) for amount in pair)
    return before, after


def _named_padding(name: str, window: Window, n: int) -> tuple[int, int]:
    if name == "valid":
        return 0, 0
    if name == "full":
        return window.span - 1, window.span - 1
    if name not in ("same", "same_lower"):
        raise ValueError(f"Unknown padding {name!r}: use a number or {listed(PADDING_NAMES)}.")
    outputs = -(-at_least("input length", n, 1) // window.stride)
    total = max(0, (outputs - 1) * window.stride + window.span - n)
    smaller, larger = total // 2, total - total // 2
    return (smaller, larger) if name == "same" else (larger, smaller)


def check_padding(pad: tuple[int, int], padding_mode: str, n: int) -> None:
    """Raise ValueError when an axis of length ``n`` can't be padded this way."""
    if padding_mode not in PADDING_MODES:
        raise ValueError(f"Unknown padding mode {padding_mode!r}: use {listed(PADDING_MODES)}.")
    # From no input at all nothing can be repeated; no padding is always possible.
    limits = {"reflect": max(0, n - 1), "replicate": max(pad) if n else 0, "circular": n}
    most = limits.get(padding_mode, max(pad))
    if max(pad) > most:
        raise ValueError(
            f"{padding_mode.capitalize()} padding of {max(pad)} was asked for an input of {n}: "
            f"it can take at most {most} from it."
        )


def at_least(name: str, value: object, least: int) -> int:
    """``value`` as an int, or a ValueError when it isn't a whole number of at least ``least``."""
    if type(value) is int and value >= least:  # the usual case, and much the fastest test
        return value
    if isinstance(value, np.integer) and value >= least:
        return int(value)
    raise ValueError(f"The {name} must be a whole number of at least {least}, not {value!r}.")


def listed(names: Sequence[str]) -> str:
    """The names in quotes, as a sentence lists them: "a", "b" or "c"."""
    quoted = [f'"{name}"' for name in names]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}" if len(quoted) > 1 else quoted[0]


def _frozen(array: Indices) -> Indices:
    array.setflags(write=False)
    return array
