"""Step sizes for a chain or for several photos, found by trial: each is what its name says."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile
from math import log10

import numpy as np

from cnnviz.analysis import rounding
from cnnviz.lessons.backprop.chain import ChainTrace, square
from cnnviz.networks.graph import Params

LEAST, MOST = 1e-12, 1e6
GRID = tuple(float(f"{digit}e{power}") for power in range(-12, 7) for digit in (1, 2, 5))[:-2]
FALLS, HARDLY, RISES = 0.9, 0.95, 1.1  # the loss after a step, as a share of the loss before
STEPS = 3  # that a step size has to lower the loss in turn, to be called right
FARTHEST = 1e4  # times the right step size: so far a step that raises the loss is looked for


@dataclass(frozen=True, slots=True)
class StepSizes:
    """Three learning rates, and whether the last one is known to be too large.

    ``right`` lowers the loss in each of three steps in turn, ``small`` hardly changes it. ``large``
    is the smallest tried at which one step raises the loss, where ``overshoots``; else no such
    step was found, as is the rule for softmax and a single picture, and it is only large.
    """

    small: float
    right: float
    large: float
    overshoots: bool

    @property
    def rates(self) -> tuple[float, float, float]:
        """All three, the smallest first."""
        return self.small, self.right, self.large


@dataclass(frozen=True, slots=True, eq=False)
class Outset:
    """Where steps begin: the loss and its gradients there, and both at any other weights.

    A step size that is right lowers the loss ``times`` times in turn, and at first to that
    ``share`` of it.
    """

    params: Params
    value: float
    grads: Params
    at: Callable[[Params], tuple[float, Params]]
    loss: Callable[[Params], float]
    times: int = STEPS
    share: float = FALLS

    def after(self, rate: float) -> float:
        """The loss after one step of this size."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self.loss(rounding.step(self.params, self.grads, rate))


def step_sizes(trace: ChainTrace) -> StepSizes:
    """Try step sizes of 1, 2 or 5 times a power of ten on a chain."""
    given = trace.x[None], trace.loss, trace.wanted

    def at(params: Params) -> tuple[float, Params]:
        run = rounding.run(trace.network, params, *given)
        return run.loss, run.gradients.params

    def loss(params: Params) -> float:
        return rounding.loss_after(trace.network, params, *given)

    grads = {stage.name: stage.grads for stage in trace.stages}
    return found(Outset(trace.params, trace.value, grads, at, loss))


def found(outset: Outset) -> StepSizes:
    """Three step sizes for any outset."""
    right, value = _right(outset), outset.value
    small = _small(outset, right)
    above = takewhile(lambda rate: rate <= FARTHEST * right, (r for r in GRID if r > right))
    for rate in above:
        if not outset.after(rate) <= RISES * value:
            return StepSizes(small, right, rate, overshoots=value > 0)
    return StepSizes(small, right, nearest(min(right * 100, MOST)), overshoots=False)


def nearest(value: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten, on a logarithmic scale.

    >>> nearest(0.0075), nearest(0.3)
    (0.01, 0.2)
    """
    return min(GRID, key=lambda step: abs(log10(step / value)))


def _right(outset: Outset) -> float:
    """The largest that lowers the loss again and again, up to the one that promises to halve it."""
    steep, value = square(outset.grads), outset.value
    promised = value / (2 * steep) if value > 0 and steep > 0 else 0.01
    first = nearest(min(max(promised, 100 * LEAST), 1e3))
    tried = (rate for rate in reversed(GRID) if first / 1000 <= rate <= first)
    return next((rate for rate in tried if _keeps_falling(outset, rate)), first)


def _keeps_falling(outset: Outset, rate: float) -> bool:
    """Whether each of a few steps lowers the loss, the first one clearly."""
    before, params, grads = outset.value, outset.params, outset.grads
    for taken in range(outset.times):
        with np.errstate(over="ignore", invalid="ignore"):
            params = rounding.step(params, grads, rate)
            value, grads = outset.at(params)
        most = outset.share * before if taken == 0 else before
        if not (value <= most and (taken == 0 or value < before or value == 0)):
            return False
        before = value
    return True


def _small(outset: Outset, right: float) -> float:
    """The largest up to a hundredth of the right one with which the loss hardly falls."""
    first = nearest(max(right / 100, LEAST))
    below = (rate for rate in reversed(GRID) if rate <= first)
    return next((r for r in below if outset.after(r) >= HARDLY * outset.value), first)
