"""Step sizes for a chain, found by trial: each is what its name says."""

from dataclasses import dataclass
from itertools import pairwise, takewhile
from math import log10

import numpy as np

from cnnviz.analysis import rounding
from cnnviz.lessons.backprop.chain import ChainTrace, square
from cnnviz.networks.graph import Params
from cnnviz.networks.run import Pass

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


def step_sizes(trace: ChainTrace) -> StepSizes:
    """Try step sizes of 1, 2 or 5 times a power of ten on a chain."""
    right = _right(trace)
    small = _small(trace, right)
    above = takewhile(lambda rate: rate <= FARTHEST * right, (r for r in GRID if r > right))
    for rate in above:
        if not _loss(trace, rate) <= RISES * trace.value:
            return StepSizes(small, right, rate, overshoots=trace.value > 0)
    return StepSizes(small, right, nearest(min(right * 100, MOST)), overshoots=False)


def nearest(value: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten, on a logarithmic scale.

    >>> nearest(0.0075), nearest(0.3)
    (0.01, 0.2)
    """
    return min(GRID, key=lambda step: abs(log10(step / value)))


def _right(trace: ChainTrace) -> float:
    """The largest that lowers the loss again and again, up to the one that promises to halve it."""
    steep = square({stage.name: stage.grads for stage in trace.stages})
    promised = trace.value / (2 * steep) if trace.value > 0 and steep > 0 else 0.01
    first = nearest(min(max(promised, 100 * LEAST), 1e3))
    tried = (rate for rate in reversed(GRID) if first / 1000 <= rate <= first)
    return next((rate for rate in tried if _keeps_falling(trace, rate)), first)


def _keeps_falling(trace: ChainTrace, rate: float) -> bool:
    """Whether each of a few steps lowers the loss, the first one clearly."""
    losses, params = [trace.value], trace.params
    grads: Params = {stage.name: stage.grads for stage in trace.stages}
    for _ in range(STEPS):
        params = rounding.step(params, grads, rate)
        run = _run(trace, params)
        losses.append(run.loss)
        grads = run.gradients.params
    return losses[1] <= FALLS * losses[0] and all(b < a or b == 0 for a, b in pairwise(losses))


def _small(trace: ChainTrace, right: float) -> float:
    """The largest up to a hundredth of the right one with which the loss hardly falls."""
    first = nearest(max(right / 100, LEAST))
    below = (rate for rate in reversed(GRID) if rate <= first)
    return next((r for r in below if _loss(trace, r) >= HARDLY * trace.value), first)


def _run(trace: ChainTrace, params: Params) -> Pass:
    with np.errstate(over="ignore", invalid="ignore"):
        return rounding.run(trace.network, params, trace.x[None], trace.loss, trace.wanted)


def _loss(trace: ChainTrace, rate: float) -> float:
    """The loss after one step of this size."""
    grads = {stage.name: stage.grads for stage in trace.stages}
    with np.errstate(over="ignore", invalid="ignore"):
        params = rounding.step(trace.params, grads, rate)
        return rounding.loss_after(trace.network, params, trace.x[None], trace.loss, trace.wanted)
