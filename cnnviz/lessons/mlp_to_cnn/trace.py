"""One layer computed as a matrix and as a convolution, with its gradients both ways."""

from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from cnnviz.analysis.matrix import Layer
from cnnviz.analysis.rounding import moved, outputs, product, weight_gradient, without_dust
from cnnviz.ops import Conv, MatMul, ReLU
from cnnviz.traces import Array

LARGEST = 4_096  # cells: a larger matrix is counted, not drawn
RATE = NUDGE = 0.1
GUISES = ("dense", "local", "shared")


@dataclass(frozen=True)
class ScanTrace:
    """``y = W x + b`` in its three guises, and ``slid``, the convolution by the engine.

    ``x`` (C, *n), ``w`` (F, C, *k), ``bias`` (F,), ``own`` (M, N): a weight of its own in each
    cell; ``error`` (M,) is ∂L/∂y; ``pair`` (2, prod(k)) a pattern to be found in the first channel
    and its opposite. Vectors and matrices are flat: M outputs, N inputs.
    """

    layer: Layer
    x: Array
    w: Array
    bias: Array
    own: Array
    error: Array
    pair: Array

    @property
    def places(self) -> int:
        """How many places the kernel has."""
        return prod(self.layer.y_shape[1:])

    @property
    def taps(self) -> int:
        """How many weights the kernel has in one channel."""
        return prod(self.w.shape[2:])

    @property
    def biases(self) -> Array:
        """(M,): the bias that each output begins with."""
        return np.repeat(self.bias, self.places)

    @cached_property
    def slid(self) -> Array:
        """(M,): the kernel slid over the input, by the convolution."""
        return self.convolved(self.w)

    @cached_property
    def matrices(self) -> dict[str, Array]:
        """W (M, N) of each guise."""
        rows = np.arange(len(self.own))[:, None]
        near = np.where(self.layer.reads < 0, 0, self.own[rows, self.layer.reads])
        shared = self.w.ravel()[self.layer.weights]
        return {
            "dense": self.own,
            "local": self.layer.matrix(near),
            "shared": self.layer.matrix(shared),
        }

    @cached_property
    def y(self) -> dict[str, Array]:
        """(M,) of each guise, as a product of matrix and vector."""
        x = self.x.ravel()
        return {name: product(W, x, self.biases) for name, W in self.matrices.items()}

    @cached_property
    def row_gradients(self) -> Array:
        """(M, N): the gradient of each cell as if it were a weight of its own."""
        both = MatMul().backward(self.error, (self.own, self.x.ravel()))["x"]
        gradients: Array = both[0]
        return gradients

    @cached_property
    def dw(self) -> Array:
        """(F, C, *k): the gradient of the shared weights, by the convolution."""
        error = self.error.reshape(1, *self.layer.y_shape)
        return weight_gradient(self.conv, error, self.x[None], {"weight": self.w})

    @cached_property
    def nudged(self) -> Array:
        """How much each shared weight, raised by 0.1, changes the sum of ∂y · y."""
        change = []
        for m in range(self.w.size):
            raised = self.w.ravel().copy()
            raised[m] += NUDGE
            there = self.convolved(raised.reshape(self.w.shape))
            change.append(without_dust(there - self.slid, np.abs(there) + np.abs(self.slid)))
        return product(np.array(change), self.error)

    @cached_property
    def updated(self) -> Array:
        """(F, C, *k): the weights after one step against their gradient."""
        return moved(self.w, self.dw, RATE)

    @property
    def second(self) -> Array:
        """(F,): the weights of an output neuron over the filters, which are then hidden ones."""
        return np.arange(len(self.w), 0, -1).astype(np.float64)

    @cached_property
    def hidden(self) -> Array:
        """(M,): the outputs after a ReLU."""
        return ReLU().forward(self.slid)

    @cached_property
    def patches(self) -> Array:
        """(T, m): each window of x as a column; a padding zero is 0."""
        flat = np.append(self.x.ravel(), 0.0)  # where −1 finds its zero
        return flat[self.layer.reads[: self.places]].T

    @cached_property
    def unfolded(self) -> Array:
        """(M,): the kernel's rows times the patches, as one product of matrices."""
        rows = self.w.reshape(len(self.w), -1)
        return product(rows, self.patches, self.bias[:, None]).ravel()

    def weights(self, guise: str) -> int:
        """How many weights the layer has."""
        if guise == "shared":
            return self.w.size
        cells = int((self.layer.reads >= 0).sum())
        return prod(self.layer.shape) if guise == "dense" else cells

    @property
    def drawn(self) -> bool:
        """Whether the matrix is small enough to be shown."""
        return prod(self.layer.shape) <= LARGEST

    @property
    def conv(self) -> Conv:
        """The layer of the engine."""
        one = self.layer.windows[0]
        return Conv(self.w.shape[2:], one.stride, one.pad[0], one.dilation)

    def convolved(self, weight: Array) -> Array:
        """(M,): x convolved with these weights (F, C, *k), plus the bias."""
        return outputs(self.conv, self.x[None], {"weight": weight, "bias": self.bias}).ravel()
