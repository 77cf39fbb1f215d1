"""Optimisers: how parameters move against their gradients, one pure step at a time."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from cnnviz.networks.graph import Params
from cnnviz.ops.layer import NOTHING, Array

Memory = tuple[Array, ...]


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What an optimiser remembers from one step to the next; `State()` is the start.

    ``memory`` has, by node and parameter, the optimiser's arrays of that parameter's shape.
    """

    steps: int = 0
    memory: Mapping[str, Mapping[str, Memory]] = field(default_factory=dict)


class Optimiser(ABC):
    """Base of the optimisers: frozen settings, and the rule for a single array."""

    __slots__ = ()

    @abstractmethod
    def move(self, grad: Array, memory: Memory, count: int) -> tuple[Array, Memory]:
        """What to subtract from a parameter in step ``count`` (from 1), and the new memory.

        ``memory`` is empty in the first step.
        """

    def step(
        self, params: Params, grads: Params, state: State | None = None
    ) -> tuple[dict[str, dict[str, Array]], State]:
        """The parameters and the optimiser's state after one step; nothing given is changed.

        A parameter without a gradient, such as a running mean, stays as it is.
        """
        before = state or State()
        count = before.steps + 1
        after: dict[str, dict[str, Array]] = {}
        memory: dict[str, dict[str, Memory]] = {}
        for node, own in params.items():
            after[node], memory[node] = dict(own), {}
            old = before.memory.get(node, NOTHING)
            for name, grad in grads.get(node, NOTHING).items():
                change, memory[node][name] = self.move(grad, old.get(name, ()), count)
                after[node][name] = np.asarray(own[name]) - change
                for array in (after[node][name], *memory[node][name]):
                    array.setflags(write=False)
        return after, State(count, MappingProxyType(memory))


@dataclass(frozen=True, slots=True)
class SGD(Optimiser):
    """Gradient descent: w ← w − η g.

    Examples
    --------
    >>> w, g = {"dense": {"weight": np.array([1.0])}}, {"dense": {"weight": np.array([-2.0])}}
    >>> SGD(learning_rate=0.5).step(w, g)[0]["dense"]["weight"].tolist()
    [2.0]
    """

    learning_rate: float = 0.01

    def __post_init__(self) -> None:
        _positive("learning rate", self.learning_rate)

    def move(self, grad: Array, memory: Memory, count: int) -> tuple[Array, Memory]:
        return self.learning_rate * grad, ()


@dataclass(frozen=True, slots=True)
class Momentum(Optimiser):
    """Gradient descent with momentum: v ← μ v + g, w ← w − η v, with v = 0 at the start.

    Sutskever et al., "On the importance of initialization and momentum in deep learning",
    ICML 2013, section 2; the learning rate multiplies v, as in PyTorch.
    """

    learning_rate: float = 0.01
    momentum: float = 0.9

    def __post_init__(self) -> None:
        _positive("learning rate", self.learning_rate)
        _share("momentum", self.momentum)

    def move(self, grad: Array, memory: Memory, count: int) -> tuple[Array, Memory]:
        velocity = self.momentum * memory[0] + grad if memory else grad
        return self.learning_rate * velocity, (velocity,)


@dataclass(frozen=True, slots=True)
class Adam(Optimiser):
    """Steps scaled by running means of the gradient and of its square.

    Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.
    """

    learning_rate: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        _positive("learning rate", self.learning_rate)
        _positive("epsilon", self.epsilon)
        _share("beta1", self.beta1)
        _share("beta2", self.beta2)

    def move(self, grad: Array, memory: Memory, count: int) -> tuple[Array, Memory]:
        first, second = memory or (np.zeros_like(grad), np.zeros_like(grad))
        first = self.beta1 * first
        first += (1 - self.beta1) * grad
        second = self.beta2 * second
        second += (1 - self.beta2) * np.square(grad)
        change = second * (1 / (1 - self.beta2**count))
        np.sqrt(change, out=change)
        change += self.epsilon
        np.divide(first, change, out=change)
        change *= self.learning_rate / (1 - self.beta1**count)
        return change, (first, second)


OPTIMISERS: dict[str, type[Optimiser]] = {"sgd": SGD, "momentum": Momentum, "adam": Adam}


def _positive(name: str, value: float) -> None:
    if not (np.isfinite(value) and value > 0):
        raise ValueError(f"The {name} must be a number above 0, not {value!r}.")


def _share(name: str, value: float) -> None:
    if not 0 <= value < 1:
        raise ValueError(f"The {name} must be at least 0 and below 1, not {value!r}.")
