"""One layer computed as a matrix and as a convolution, with its gradients both ways."""

from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from cnnviz.analysis.matrix import Layer
from cnnviz.ops import Conv, MatMul, ReLU
from cnnviz.traces import Array

LARGEST = 4_096  # cells: a larger matrix is counted, not drawn
RATE = NUDGE = 0.1
GUISES = ("dense", "local", "shared")


@dataclass(frozen=True)
class ScanTrace:
    """``y = W x`` in its three guises, and ``slid``, the convolution by the engine.

    ``x`` (C, *n), ``w`` (F, C, *k), ``own`` (M, N): a weight of its own in each cell; ``error``
    (M,) is ∂L/∂y. Vectors and matrices are flat: M outputs, N inputs.
    """

    layer: Layer
    x: Array
    w: Array
    own: Array
    error: Array

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
        """(M,) of each guise, as a product of matrix and vector, row by row."""
        return {name: MatMul().forward((W, self.x.ravel())) for name, W in self.matrices.items()}

    @cached_property
    def row_gradients(self) -> Array:
        """(M, N): the gradient of each cell as if it were a weight of its own."""
        both = MatMul().backward(self.error, (self.own, self.x.ravel()))["x"]
        gradients: Array = both[0]
        return gradients

    @cached_property
    def dw(self) -> Array:
        """(F, C, *k): the gradient of the shared weights, by the convolution."""
        shape = (1, *self.layer.y_shape)
        params = {"weight": self.w}
        back = self.conv.parameter_gradients(self.error.reshape(shape), self.x[None], params)
        return back["weight"]

    @cached_property
    def nudged(self) -> Array:
        """How much each shared weight, raised by 0.1, changes the sum of ∂y · y."""
        change = np.zeros(self.w.size)
        for m in range(self.w.size):
            raised = self.w.ravel().copy()
            raised[m] += NUDGE
            moved = self.convolved(raised.reshape(self.w.shape)) - self.slid
            change[m] = self.error @ moved
        return without_dust(change)

    @cached_property
    def updated(self) -> Array:
        """(F, C, *k): the weights after one step against their gradient."""
        return without_dust(self.w - RATE * self.dw)

    @property
    def second(self) -> Array:
        """(F,): the weights of an output neuron over the filters, which are then hidden ones."""
        return np.arange(len(self.w), 0, -1).astype(np.float64)

    @cached_property
    def hidden(self) -> Array:
        """(M,): the outputs after a ReLU."""
        return ReLU().forward(self.slid)

    @cached_property
    def answers(self) -> Array:
        """(m,): the output neuron at each place, after a ReLU."""
        rows = self.hidden.reshape(len(self.w), -1)
        return ReLU().forward(MatMul().forward((self.second, rows)))

    @cached_property
    def patches(self) -> Array:
        """(T, m): each window of x as a column; a padding zero is 0."""
        reads = self.layer.reads[: len(self.own) // len(self.w)]
        flat = np.append(self.x.ravel(), 0.0)  # where −1 finds its zero
        return flat[reads].T

    @cached_property
    def unfolded(self) -> Array:
        """(M,): the kernel's rows times the patches, as one product of matrices."""
        return MatMul().forward((self.w.reshape(len(self.w), -1), self.patches)).ravel()

    def weights(self, guise: str) -> int:
        """How many weights the layer has."""
        if guise == "shared":
            return self.w.size
        cells = int((self.layer.reads >= 0).sum())
        return prod(self.layer.shape) if guise == "dense" else cells

    @property
    def drawn(self) -> bool:
        """Whether the matrix is small enough to be shown."""
        return drawn(self.layer)

    @property
    def conv(self) -> Conv:
        """The layer of the engine."""
        one = self.layer.windows[0]
        return Conv(self.w.shape[2:], one.stride, one.pad[0], one.dilation)

    def convolved(self, weight: Array) -> Array:
        """(M,): x convolved with these weights (F, C, *k)."""
        return self.conv.forward(self.x[None], {"weight": weight}).ravel()


def without_dust(values: Array) -> Array:
    """Values in which what rounding left of a zero is 0."""
    clean: Array = np.round(values, 12) + 0.0  # + 0.0 turns -0 into 0
    return clean


def drawn(layer: Layer) -> bool:
    """Whether the matrix of a layer is small enough to be shown."""
    rows, columns = layer.shape
    return rows * columns <= LARGEST
