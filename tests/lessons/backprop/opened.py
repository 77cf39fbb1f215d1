"""Gradients of a convolution and of a max pooling, opened into their terms for the tests.

Everything is looked up in the index tables of :class:`~cnnviz.geometry.Window`. Arrays have shape
(N, C, *spatial), over one, two or three spatial axes.
"""

from dataclasses import dataclass, fields
from itertools import product

import numpy as np

from cnnviz.geometry import Indices, Window
from cnnviz.lessons.backprop.convolution_trace import ConvolutionBackward, at_grid
from cnnviz.lessons.backprop.pooling_trace import MaxPoolBackward
from cnnviz.traces import Array


@dataclass(frozen=True, slots=True, eq=False)
class WeightTerms:
    """One entry of dw: a shared weight, opened into one term for every place that used it.

    ``dy``, ``x`` and ``products`` have shape (N, *outputs); a padding zero is an x of 0. ``reads``
    has, for each axis, the input index that each output met with this weight, -1 for padding.
    """

    dy: Array
    x: Array
    products: Array
    reads: tuple[Indices, ...]
    total: float


@dataclass(frozen=True, slots=True, eq=False)
class InputTerms:
    """One entry of dx: an input, opened into the (output, tap) pairs through which it acted.

    ``outputs`` and ``taps`` have shape (pairs, axes); ``dy``, ``weights`` and ``products``
    (filters, pairs), for the filters of the input's group.
    """

    filters: range
    outputs: Indices
    taps: Indices
    dy: Array
    weights: Array
    products: Array
    total: float


@dataclass(frozen=True, slots=True, eq=False)
class Push:
    """What one output pushes back onto the inputs that it saw: ``products`` (C/groups, *kernel).

    ``reads`` has, for each axis, the input index behind each tap, -1 for padding.
    """

    dy: float
    products: Array
    reads: tuple[Indices, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Whether an input meets an output at one tap of an axis.

    They meet when ``distance``, the input's place in the padded axis minus dilation · tap, is
    stride · output for an output that exists; ``output`` is None where it is not.
    """

    place: int
    tap: int
    distance: int
    output: int | None


@dataclass(frozen=True, slots=True, eq=False)
class GatherTerms:
    """One place of the padded input: the window of the spread error times the flipped kernel.

    ``dy``, ``weights`` and ``products`` have shape (filters, *kernel). ``outputs`` has, for each
    axis, the output behind each tap of the flipped kernel, -1 for a zero put between or around.
    """

    filters: range
    dy: Array
    weights: Array
    products: Array
    outputs: tuple[Indices, ...]
    total: float


@dataclass(frozen=True, slots=True, eq=False)
class Gather:
    """The input gradient as a convolution of its own, the transposed convolution.

    ``spread`` (N, F, *lengths) is dy with stride - 1 zeros between its numbers; ``flipped``
    (F, C/groups, *kernel) the weight flipped along every spatial axis. ``windows`` slide over
    the spread error at stride 1, padded with span - 1 zeros; their outputs are the places of the
    padded input, of which the first ``crop`` along each axis are padding.
    """

    spread: Array
    flipped: Array
    windows: tuple[Window, ...]
    crop: tuple[int, ...]


class OpenedConvolution(ConvolutionBackward):
    """A convolution's way back whose gradients can be opened."""

    def weight_terms(self, f: int, c: int, *tap: int) -> WeightTerms:
        """Open ``dw[f, c, *tap]``."""
        reads = tuple(table[:, m] for table, m in zip(self._reads(), tap, strict=True))
        x = at_grid(self.x[:, self._channel(f, c)], reads)
        products = self.dy[:, f] * x
        return WeightTerms(self.dy[:, f], x, products, reads, float(products.sum()))

    def input_terms(self, n: int, c: int, *position: int) -> InputTerms:
        """Open ``dx[n, c, *position]``, seen as a scatter: from each output that read it."""
        filters = self._filters(c)
        pairs = [self._pairs(axis, x) for axis, x in enumerate(position)]
        outputs = _every([output for output, _ in pairs])
        taps = _every([tap for _, tap in pairs])
        dy = self.dy[n, filters.start : filters.stop][:, *outputs.T]
        own = self.weight[filters.start : filters.stop, c % self.weight.shape[1]]
        weights = own[:, *taps.T]
        products = dy * weights
        return InputTerms(filters, outputs, taps, dy, weights, products, float(products.sum()))

    def push(self, n: int, f: int, *output: int) -> Push:
        """What the error at one output adds to ``dx``, tap by tap."""
        dy = self.dy[n, f, *output]
        reads = tuple(table[i] for table, i in zip(self._reads(), output, strict=True))
        return Push(float(dy), dy * self.weight[f], reads)

    def alignments(self, axis: int, x: int) -> tuple[Alignment, ...]:
        """Which taps of an axis bring input ``x`` to an output; with every copy in the padding."""
        window, n = self.windows[axis], self.x.shape[2 + axis]
        met = {
            (window.stride * output + window.dilation * tap, tap): output
            for output, tap in zip(*(part.tolist() for part in self._pairs(axis, x)), strict=True)
        }
        places = np.flatnonzero(window.padded(n, self.padding_mode) == x).tolist()
        return tuple(
            Alignment(place, tap, place - window.dilation * tap, met.get((place, tap)))
            for place in places
            for tap in range(window.kernel_size)
        )

    def gather(self) -> Gather:
        """The same gradient as a convolution of the spread error with the flipped kernel."""
        axes = list(zip(self.windows, self.x.shape[2:], self.dy.shape[2:], strict=True))
        lengths = [(outputs - 1) * window.stride + 1 for window, _, outputs in axes]
        spread = np.zeros((*self.dy.shape[:2], *lengths), self.dy.dtype)
        spread[:, :, *(slice(None, None, window.stride) for window, _, _ in axes)] = self.dy
        spread.setflags(write=False)
        around = [(window.span - 1, window.span - 1 + window.unread(n)) for window, n, _ in axes]
        windows = tuple(
            Window(window.kernel_size, dilation=window.dilation, pad=pad)
            for (window, _, _), pad in zip(axes, around, strict=True)
        )
        flipped = self.weight[:, :, *(slice(None, None, -1) for _ in axes)]
        return Gather(spread, flipped, windows, tuple(window.pad[0] for window, _, _ in axes))

    def gather_terms(self, n: int, c: int, *position: int) -> tuple[GatherTerms, ...]:
        """Open ``dx[n, c, *position]``, seen as a gather.

        One record for each place of the padded input that holds this number (one, unless the
        padding repeats it); their totals add up to the gradient.
        """
        gather, filters = self.gather(), self._filters(c)
        places = [
            np.flatnonzero(window.padded(size, self.padding_mode) == x).tolist()
            for window, size, x in zip(self.windows, self.x.shape[2:], position, strict=True)
        ]
        spread = gather.spread[n, filters.start : filters.stop]
        weights = gather.flipped[filters.start : filters.stop, c % self.weight.shape[1]]
        return tuple(
            self._gathered(gather, filters, spread, weights, at) for at in product(*places)
        )

    def _gathered(
        self, gather: Gather, filters: range, spread: Array, weights: Array, at: tuple[int, ...]
    ) -> GatherTerms:
        sizes = gather.spread.shape[2:]
        reads = [
            w.input_indices(size)[p] for w, size, p in zip(gather.windows, sizes, at, strict=True)
        ]
        dy = at_grid(spread, reads)
        products = dy * weights
        outputs = tuple(
            np.where((read >= 0) & (read % window.stride == 0), read // window.stride, -1)
            for read, window in zip(reads, self.windows, strict=True)
        )
        return GatherTerms(filters, dy, weights, products, outputs, float(products.sum()))

    def _pairs(self, axis: int, x: int) -> tuple[Indices, Indices]:
        consumers = self.windows[axis].consumers(self.x.shape[2 + axis], self.padding_mode)
        those = slice(consumers.indptr[x], consumers.indptr[x + 1])
        return consumers.output[those], consumers.kernel_index[those]

    def _filters(self, c: int) -> range:
        each = len(self.weight) // self.groups
        group = c // self.weight.shape[1]
        return range(group * each, (group + 1) * each)


class OpenedPooling(MaxPoolBackward):
    """A max pooling's way back that says who won."""

    def winner(self, n: int, c: int, *output: int) -> tuple[int, ...] | None:
        """The input that gets the whole gradient of an output, or None if there is none."""
        flat = int(self.winners[n, c, *output])
        if flat < 0:
            return None
        return tuple(int(i) for i in np.unravel_index(flat, self.x.shape[2:]))

    def won(self, n: int, c: int, *position: int) -> tuple[tuple[int, ...], ...]:
        """The outputs that an input won; its gradient is the sum of theirs."""
        flat = int(np.ravel_multi_index(position, self.x.shape[2:]))
        return tuple(map(tuple, np.argwhere(self.winners[n, c] == flat).tolist()))


def opened(back):
    """The same record, which can be opened."""
    kind = OpenedConvolution if isinstance(back, ConvolutionBackward) else OpenedPooling
    return kind(**{field.name: getattr(back, field.name) for field in fields(back)})


def _every(axes: list[Indices]) -> Indices:
    """Every combination of one entry an axis, in row-major order: (combinations, axes)."""
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))
