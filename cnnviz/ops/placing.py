"""Numbers put, or added, into an array at the places that an index names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, gradient, real
from cnnviz.ops.picking import GatherElements, GatherND, Picking
from cnnviz.ops.shaping import float_type

WAYS: dict[str, Callable[..., None]] = {
    "none": lambda y, places, updates: y.__setitem__(places, updates),
    "add": np.add.at,
    "mul": np.multiply.at,
    "max": np.maximum.at,
    "min": np.minimum.at,
}
SLOPED = ("none", "add")  # the ways whose gradient is known here


@dataclass(frozen=True, slots=True)
class Placing(Layer):
    """Base of the layers that put the parameter "updates" where the parameter "index" says.

    Parameters
    ----------
    way : "none", "add", "mul", "max" or "min"
        Whether an update takes the place of the number there, or is put together with it.
    """

    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = ()

    way: str = "none"

    def __post_init__(self) -> None:
        if self.way not in WAYS:
            raise ValueError(f"There is no way {self.way!r} to put numbers: {', '.join(WAYS)}.")

    @property
    def picking(self) -> Picking:
        """The layer that reads what this one writes."""
        raise NotImplementedError

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The input's shape."""
        if {"index", "updates"} <= shapes.keys():
            wanted = self.picking.output_shape(x_shape, shapes)
            if tuple(shapes["updates"]) != wanted:
                raise ValueError(
                    f"Numbers of shape {shapes['updates']} were to be put at places for numbers of "
                    f"shape {wanted}: the shapes must be the same."
                )
        return tuple(x_shape)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The array with the updates in it.

        Parameters
        ----------
        params : {"index": whole numbers, "updates": what is put there}
        """
        x, places, updates = self._checked(x, params)
        y = np.array(x, order="C")
        with np.errstate(over="ignore", invalid="ignore"):
            WAYS[self.way](y, places, updates.astype(y.dtype))
        return y

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Gradients of "x", 0 where a number was replaced, and of "updates"."""
        x, places, updates = self._checked(x, params)
        if self.way not in SLOPED:
            raise ValueError(f'Numbers put in by "{self.way}" have no gradient here.')
        dx = gradient(dy, float_type(x), x.shape).copy()
        of_updates = dx[places].astype(float_type(updates))
        if self.way == "none":
            dx[places] = 0
        return {"x": dx, "updates": of_updates}

    def _checked(
        self, x: ArrayLike, params: Mapping[str, ArrayLike]
    ) -> tuple[Array, tuple[Any, ...], Array]:
        x, updates = real(x), real(params.get("updates", ()))
        places = self.picking.checked(x.shape, params)
        self.output_shape(x.shape, {n: np.shape(params[n]) for n in ("index", "updates")})
        return x, places, updates


@dataclass(frozen=True, slots=True)
class ScatterElements(Placing):
    """Single numbers: along one axis where the index says, along the others at its own place.

    Examples
    --------
    >>> own = {"index": [[1], [0]], "updates": [[7], [8]]}
    >>> ScatterElements(axis=1).forward([[1, 2], [3, 4]], own).tolist()
    [[1, 7], [8, 4]]
    """

    title: ClassVar[str] = "Put numbers"
    formula: ClassVar[str] = r"y_{n,j_{n,i}} = u_{n,i}"

    axis: int = 0

    @property
    def picking(self) -> Picking:
        return GatherElements(self.axis)


@dataclass(frozen=True, slots=True)
class ScatterND(Placing):
    """What stands where the last axis of the index points: a number, or all that is left there.

    Examples
    --------
    >>> own = {"index": [[1]], "updates": [[7, 8]]}
    >>> ScatterND().forward([[1, 2], [3, 4]], own).tolist()
    [[1, 2], [7, 8]]
    """

    title: ClassVar[str] = "Put at places"
    formula: ClassVar[str] = r"y_{j_{i,1}, j_{i,2}, \ldots} = u_i"

    @property
    def picking(self) -> Picking:
        return GatherND()
