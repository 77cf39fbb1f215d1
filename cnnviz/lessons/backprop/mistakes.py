"""Backprop made wrong on purpose: layers whose forward pass is right and whose way back is not."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.geometry import Window
from cnnviz.networks.graph import Network
from cnnviz.ops import Conv, MaxPool, ReLU
from cnnviz.ops.layer import NOTHING, Array, Layer

MISTAKES = MappingProxyType(
    {
        "": "nothing is wrong",
        "flip": "the kernel is not flipped",
        "gate": "the ReLU gate is ignored",
        "tie": "a tie's gradient goes to all",
        "sum": "parts are not added up, the last one stays",
    }
)
Backward = Mapping[str, ArrayLike]


class Unflipped(Conv):
    """A convolution whose input gradient is gathered under the kernel as it lies."""

    __slots__ = ()

    def backward(self, dy: ArrayLike, x: ArrayLike, params: Backward = NOTHING) -> dict[str, Array]:
        """As of a convolution, but for "x"."""
        weight = np.asarray(params["weight"])
        flipped = {**params, "weight": np.flip(weight, tuple(range(2, weight.ndim)))}
        dx = Conv.backward(self, dy, x, flipped)["x"]
        return {**Conv.backward(self, dy, x, params), "x": dx}


class Overwriting(Conv):
    """A convolution of which each input keeps only the last part that an output sends to it."""

    __slots__ = ()

    def backward(self, dy: ArrayLike, x: ArrayLike, params: Backward = NOTHING) -> dict[str, Array]:
        """As of a convolution, but for "x"; it has two spatial axes."""
        weight, gradient = np.asarray(params["weight"]), np.asarray(dy)
        windows = self.windows(np.shape(x)[2:])
        (i, m), (j, n) = (
            last_reader(window, n, self.padding_mode)
            for window, n in zip(windows, np.shape(x)[2:], strict=True)
        )
        sent = gradient[:, -1][:, i[:, None], j] * (i[:, None] >= 0) * (j >= 0)
        dx = np.stack([sent * own[m[:, None], n] for own in weight[-1]], axis=1)
        return {**Conv.backward(self, dy, x, params), "x": dx}


class Ungated(ReLU):
    """A ReLU that lets every gradient back through."""

    __slots__ = ()

    def backward(self, dy: ArrayLike, x: ArrayLike, params: Backward = NOTHING) -> dict[str, Array]:
        """The gradient as it comes."""
        return {"x": np.array(dy)}


class Sharing(MaxPool):
    """A max pooling that sends the whole gradient to each of the numbers that tie."""

    __slots__ = ()

    def backward(self, dy: ArrayLike, x: ArrayLike, params: Backward = NOTHING) -> dict[str, Array]:
        """The gradient of "x"; it has two spatial axes."""
        x, dy = np.asarray(x), np.asarray(dy)
        rows, columns = _tables(self, x)
        dx = np.zeros((*x.shape[:2], x.shape[2] + 1, x.shape[3] + 1), x.dtype)  # -1: the padding
        there = (..., rows[:, None, :, None], columns[None, :, None, :])
        np.add.at(
            dx,
            there,  # type: ignore[arg-type]
            winners(self, x) * dy[..., None, None],
        )
        return {"x": dx[..., :-1, :-1]}


def winners(layer: MaxPool, x: Array) -> Array:
    """Which numbers of each window are its largest: (N, C, *outputs, *kernel)."""
    rows, columns = _tables(layer, x)
    padded = np.pad(x, ((0, 0), (0, 0), (0, 1), (0, 1)), constant_values=-np.inf)
    seen = padded[..., rows[:, None, :, None], columns[None, :, None, :]]
    largest: Array = seen == seen.max(axis=(-2, -1), keepdims=True)
    return largest


def last_reader(window: Window, n: int, padding_mode: str = "zeros") -> tuple[Array, Array]:
    """The last output that reads each of ``n`` inputs, and at which kernel index; -1 for none.

    >>> [part.tolist() for part in last_reader(Window(3, stride=2), 6)]
    [[0, 0, 1, 1, 1, -1], [0, 1, 0, 1, 2, -1]]
    """
    readers = window.consumers(n, padding_mode)
    last = readers.indptr[1:] - 1
    read = np.diff(readers.indptr) > 0
    return np.where(read, readers.output[last], -1), np.where(read, readers.kernel_index[last], -1)


def _tables(layer: MaxPool, x: Array) -> list[Array]:
    sizes = x.shape[2:]
    return [w.input_indices(n) for w, n in zip(layer.windows(sizes), sizes, strict=True)]


WRONG: Mapping[str, tuple[type[Layer], Callable[..., Layer], str]] = MappingProxyType(
    {
        "flip": (Conv, Unflipped, "convolution padded with zeros"),
        "gate": (ReLU, Ungated, "ReLU"),
        "tie": (MaxPool, Sharing, "max pooling"),
        "sum": (Conv, Overwriting, "convolution"),
    }
)


def possible(network: Network) -> dict[str, str]:
    """The mistakes that this network has a layer for, in words; without one first."""
    layers = [node.layer for node in network.nodes]
    return {
        name: text
        for name, text in MISTAKES.items()
        if not name or any(is_wrong(layer, name) for layer in layers)
    }


def mistaken(network: Network, mistake: str) -> Network:
    """The same network with this mistake on the way back; its forward pass stays as it is.

    Raises
    ------
    ValueError
        Where the network has no layer to make the mistake in.
    """
    if not mistake:
        return network
    if mistake not in possible(network):
        raise ValueError(
            f"This network has no {WRONG[mistake][2]}, so backprop cannot be wrong in that way."
        )
    nodes = tuple(replace(node, layer=_wrong(node.layer, mistake)) for node in network.nodes)
    return replace(network, nodes=nodes)


def is_wrong(layer: Layer, mistake: str) -> bool:
    """Whether the mistake is made in this layer.

    Only where its padding holds zeros is the way back a gathering under a flipped kernel.
    """
    repeats = isinstance(layer, Conv) and layer.padding_mode != "zeros" and mistake == "flip"
    return bool(mistake) and isinstance(layer, WRONG[mistake][0]) and not repeats


def _wrong(layer: Layer, mistake: str) -> Layer:
    if not is_wrong(layer, mistake):
        return layer
    given: dict[str, Any] = {
        line.name: getattr(layer, line.name)
        for line in fields(layer)  # type: ignore[arg-type]
    }
    return WRONG[mistake][1](**given)
