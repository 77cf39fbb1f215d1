"""Dropout: numbers left out at random while a network trains."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.geometry import at_least
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats, gradient


@dataclass(frozen=True, slots=True)
class Dropout(Layer):
    """In training each number is left out with probability ``rate``; the others grow to make up.

    What is left out is 0, even where it was not finite. The seed decides which numbers those are:
    the same layer leaves out the same ones each time, and each step of training takes another seed.

    Parameters
    ----------
    rate : float from 0 to 1
    seed : int
    training : bool
        Out of training every number stays as it is.

    Raises
    ------
    ValueError
        When a setting is illegal.

    Examples
    --------
    >>> sorted(set(Dropout(0.5, training=True).forward([[3.0] * 9]).ravel().tolist()))
    [0.0, 6.0]
    """

    title: ClassVar[str] = "Dropout"
    formula: ClassVar[str] = r"y = \frac{m\, x}{1 - p}, \quad m = 0 \text{ with probability } p"
    reference: ClassVar[str] = (
        'Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", '
        "JMLR 2014; scaled in training, as its section 10 suggests"
    )
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 4)),
        Example((2, 3, 4, 5), {"rate": 0.3, "seed": 7, "training": True}),
    )

    rate: float = 0.5
    seed: int = 0
    training: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "seed", at_least("seed", self.seed, 0))
        if not 0 <= self.rate <= 1:
            raise ValueError(f"The rate of dropout must be from 0 to 1, not {self.rate!r}.")

    def mask(self, x_shape: Shape) -> NDArray[np.bool_]:
        """Which numbers stay."""
        if not self.training:
            return np.ones(x_shape, bool)
        kept: NDArray[np.bool_] = (
            np.random.default_rng(self.seed).random(x_shape, np.float32) >= self.rate
        )
        return kept

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The numbers that stay, times 1 / (1 - rate), and 0 for the others."""
        (x,) = floats(x)
        return self._masked(x)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": ``dy`` with the same numbers left out, and scaled alike."""
        (x,) = floats(x)
        return {"x": self._masked(gradient(dy, x.dtype, x.shape))}

    def _masked(self, array: Array) -> Array:
        if not self.training or self.rate == 0:
            return array
        kept = self.mask(array.shape)
        return np.divide(array, 1 - self.rate, out=np.zeros_like(array), where=kept)
