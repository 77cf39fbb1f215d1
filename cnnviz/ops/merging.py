"""Layers with several inputs: sums, products and concatenations.

Their ``x`` is a tuple of arrays, and so is the gradient of "x"; a single array counts as one input.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats, gradient

SEVERAL: Any = ((2, 3, 4), (2, 3, 4), (2, 3, 4))
BROADCAST: Any = ((2, 3, 4, 5), (2, 3, 1, 1))


class Broadcasting(Layer):
    """Base of the layers that work number by number on arrays broadcast against each other.

    An axis of length 1, or a missing first axis, is repeated as NumPy does; its gradient is the sum
    over what came of the repeats.
    """

    __slots__ = ()
    examples: ClassVar[tuple[Example, ...]] = (Example(SEVERAL), Example(BROADCAST))

    @abstractmethod
    def merged(self, xs: Sequence[Array]) -> Array:
        """The output for several inputs."""

    @abstractmethod
    def shares(self, dy: Array, xs: Sequence[Array]) -> list[Array]:
        """The gradient of each input, before the sum over its repeats."""

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape that all inputs are repeated to.

        Raises
        ------
        ValueError
            When they do not fit together.
        """
        given = shapes_of(x_shape)
        try:
            return np.broadcast_shapes(*given)
        except ValueError as error:
            raise ValueError(
                f"{self.title} was asked for inputs of shapes {_listed(given)}: "
                "along each axis they must be equally long, or 1."
            ) from error

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """One array of all inputs, in the shape that they are repeated to."""
        xs = inputs(x)
        self.output_shape([each.shape for each in xs])
        return self.merged(xs)

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The gradient of "x": a tuple with one array for each input."""
        xs = inputs(x)
        dy = gradient(
            dy, xs[0].dtype, self.output_shape([each.shape for each in xs]), interleaved=True
        )
        shares = zip(self.shares(dy, xs), xs, strict=True)
        return {"x": tuple(summed_to(share, each.shape) for share, each in shares)}


@dataclass(frozen=True, slots=True)
class Add(Broadcasting):
    """The sum of the inputs.

    Examples
    --------
    >>> Add().forward(([[1, 2]], [[30, 40]])).tolist()
    [[31.0, 42.0]]
    """

    title: ClassVar[str] = "Add"
    formula: ClassVar[str] = r"y = \sum_k x_k"
    reference: ClassVar[str] = (
        'He et al., "Deep residual learning for image recognition", CVPR 2016, section 3.2'
    )

    def merged(self, xs: Sequence[Array]) -> Array:
        total: Array = reduce(np.add, xs)
        return total

    def shares(self, dy: Array, xs: Sequence[Array]) -> list[Array]:
        return [dy for _ in xs]


@dataclass(frozen=True, slots=True)
class Multiply(Broadcasting):
    """The product of the inputs.

    Examples
    --------
    >>> Multiply().forward(([[1, 2]], [[30, 40]])).tolist()
    [[30.0, 80.0]]
    """

    title: ClassVar[str] = "Multiply"
    formula: ClassVar[str] = r"y = \prod_k x_k"
    reference: ClassVar[str] = (
        'Hu, Shen and Sun, "Squeeze-and-excitation networks", CVPR 2018, equation 4'
    )

    def merged(self, xs: Sequence[Array]) -> Array:
        product: Array = reduce(np.multiply, xs)
        return product

    def shares(self, dy: Array, xs: Sequence[Array]) -> list[Array]:
        # The others' product, not y / x: that would lose the gradient where x is 0.
        return [reduce(np.multiply, [*xs[:k], *xs[k + 1 :]], dy) for k in range(len(xs))]


@dataclass(frozen=True, slots=True)
class Concat(Layer):
    """The inputs one after the other along an axis.

    Raises
    ------
    ValueError
        When the inputs differ in another axis.

    Examples
    --------
    >>> Concat().forward(([[1, 2]], [[3]])).tolist()
    [[1.0, 2.0, 3.0]]
    """

    title: ClassVar[str] = "Concatenate"
    formula: ClassVar[str] = r"y = (x_1, x_2, \ldots)"
    reference: ClassVar[str] = (
        'Szegedy et al., "Going deeper with convolutions", CVPR 2015, section 4'
    )
    examples: ClassVar[tuple[Example, ...]] = (
        Example(SEVERAL),
        Example(SEVERAL, {"axis": -1}),
    )

    axis: int = 1

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The inputs' shape, with their lengths along the axis added up."""
        given = shapes_of(x_shape)
        rank = len(given[0])
        axis = self.axis % rank if rank else 0
        others = {(*shape[:axis], *shape[axis + 1 :]) for shape in given}
        if not -rank <= self.axis < rank or {len(shape) for shape in given} != {rank}:
            others.clear()
        if len(others) != 1:
            raise ValueError(
                f"Inputs of shapes {_listed(given)} were to be put together along axis "
                f"{self.axis}: they need that axis, and the same length along all others."
            )
        return (*given[0][:axis], sum(s[axis] for s in given), *given[0][axis + 1 :])

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """One array of all inputs."""
        xs = inputs(x)
        self.output_shape([each.shape for each in xs])
        return np.concatenate(xs, self.axis)

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The gradient of "x": a tuple with each input's part of ``dy``."""
        xs = inputs(x)
        dy = gradient(
            dy, xs[0].dtype, self.output_shape([each.shape for each in xs]), interleaved=True
        )
        ends = np.cumsum([each.shape[self.axis] for each in xs])
        return {"x": tuple(np.split(dy, ends[:-1], self.axis))}


def inputs(x: Any) -> list[Array]:
    """The inputs in one floating type; a single array counts as one."""
    several = x if isinstance(x, tuple | list) else (x,)
    if not several:
        raise ValueError("A layer that merges inputs needs at least one.")
    return floats(*several, interleaved=True)


def shapes_of(x_shape: Any) -> list[Shape]:
    """The inputs' shapes, of which a single one may stand alone."""
    alone = not x_shape or not isinstance(x_shape[0], tuple | list)
    return [tuple(x_shape)] if alone else [tuple(shape) for shape in x_shape]


def summed_to(share: Array, shape: Shape) -> Array:
    """A gradient in the shape of the input, summed over what was repeated.

    Examples
    --------
    >>> summed_to(np.array([[1.0, 2.0], [10.0, 20.0]]), (2, 1)).tolist()
    [[3.0], [30.0]]
    """
    first = share.ndim - len(shape)
    repeated = [
        axis
        for axis, length in enumerate(share.shape)
        if axis < first or (shape[axis - first] == 1 and length != 1)
    ]
    summed: Array = share.sum(axis=tuple(repeated)) if repeated else share
    return summed.reshape(shape)


def two_shapes(title: str, x_shape: Any) -> tuple[Shape, Shape]:
    """The shapes of a layer's two inputs, or a ValueError when there is another number of them."""
    given = shapes_of(x_shape)
    if len(given) != 2:
        raise ValueError(f"{title} takes two inputs, not {len(given)}.")
    return given[0], given[1]


def _listed(shapes: Sequence[Shape]) -> str:
    return ", ".join(map(str, shapes))
