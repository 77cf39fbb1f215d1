"""A few steps of gradient descent on one picture: what they promise and what they do."""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from cnnviz.analysis import rounding
from cnnviz.lessons.backprop.chain import ChainTrace, square
from cnnviz.lessons.backprop.mistakes import mistaken
from cnnviz.networks.graph import Params

LARGEST = 1e8  # a weight or a loss beyond it has run away


@dataclass(frozen=True, slots=True, eq=False)
class Descent:
    """What some steps led to.

    ``losses`` has the loss after each step that was taken, ``predicted_change`` and ``changes``
    what the gradients promised of each and what it did. ``stopped`` says in a sentence why there
    are fewer steps than were asked for, or nothing.
    """

    params: Params
    losses: tuple[float, ...]
    predicted_change: tuple[float, ...]
    changes: tuple[float, ...]
    stopped: str


def descend(trace: ChainTrace, times: int = 1) -> Descent:
    """Take steps of gradient descent from a chain, at its own learning rate.

    A step that would lead beyond all bounds is not taken.
    """
    x, params, before = trace.x[None], trace.params, trace.value
    network = mistaken(trace.network, trace.mistake)
    losses: list[float] = []
    predicted_change: list[float] = []
    stopped = ""
    grads: Params = {stage.name: stage.grads for stage in trace.stages}
    for taken in range(times):
        with np.errstate(over="ignore", invalid="ignore"):
            after = rounding.step(params, grads, trace.rate)
            there = rounding.run(network, after, x, trace.loss, trace.wanted)
        if not bounded(there.loss, after):
            stopped = runaway(taken, trace.rate)
            break
        losses.append(there.loss)
        predicted_change.append(-trace.rate * square(grads))
        params, grads = after, there.gradients.params
    changes = np.diff([before, *losses])
    return Descent(params, tuple(losses), tuple(predicted_change), tuple(changes.tolist()), stopped)


def bounded(loss: float, params: Params) -> bool:
    """Whether neither the loss nor a weight has run away."""
    arrays = [array for own in params.values() for array in own.values()]
    return (
        isfinite(loss)
        and abs(loss) <= LARGEST
        and all(np.isfinite(array).all() and np.abs(array).max() <= LARGEST for array in arrays)
    )


def runaway(taken: int, rate: float) -> str:
    """Why there are no more steps, in a sentence."""
    which = f"after {taken} of the steps" if taken else "before the first step"
    return (
        f"Stopped {which}: with a step size of {rate:g} the next one would throw the numbers "
        "beyond all bounds. Undo, or take a smaller step size."
    )
