"""Functions that jump: their slope is 0 wherever they have one, and no gradient passes them."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cnnviz.ops.functions import Function
from cnnviz.ops.layer import Array


class Stairs(Function):
    """Base of the functions whose slope is 0."""

    __slots__ = ()

    def derivative(self, x: Array) -> Array:
        return np.zeros_like(x)


@dataclass(frozen=True, slots=True)
class Floor(Stairs):
    """The largest whole number that is not above x."""

    title: ClassVar[str] = "Round down"
    formula: ClassVar[str] = r"y = \lfloor x \rfloor"

    def function(self, x: Array) -> Array:
        return np.floor(x)


@dataclass(frozen=True, slots=True)
class Ceil(Stairs):
    """The smallest whole number that is not below x."""

    title: ClassVar[str] = "Round up"
    formula: ClassVar[str] = r"y = \lceil x \rceil"

    def function(self, x: Array) -> Array:
        return np.ceil(x)


@dataclass(frozen=True, slots=True)
class Round(Stairs):
    """The nearest whole number; half-way between two the even one.

    Examples
    --------
    >>> Round().forward([0.5, 1.5, -2.6]).tolist()
    [0.0, 2.0, -3.0]
    """

    title: ClassVar[str] = "Round"
    formula: ClassVar[str] = r"y = \text{round}(x)"

    def function(self, x: Array) -> Array:
        return np.rint(x)


@dataclass(frozen=True, slots=True)
class Sign(Stairs):
    """1 for a positive number, -1 for a negative one, 0 for 0."""

    title: ClassVar[str] = "Sign"
    formula: ClassVar[str] = r"y = \text{sign}(x)"

    def function(self, x: Array) -> Array:
        return np.sign(x)
