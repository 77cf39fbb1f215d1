"""Training on the photos of a person's own classes: all of them in each step."""

from functools import partial

import numpy as np
import numpy.typing as npt

from cnnviz.lessons.backprop.classes import SIDE, Examples
from cnnviz.lessons.backprop.mistakes import mistaken
from cnnviz.lessons.backprop.step_sizes import Outset, StepSizes, found
from cnnviz.lessons.backprop.training import bounded
from cnnviz.networks import train
from cnnviz.networks.graph import Params
from cnnviz.networks.optimisers import SGD
from cnnviz.networks.preset import Preset
from cnnviz.networks.run import forward, loss_and_gradients, parameter_gradients
from cnnviz.ops import Softmax, SquaredError
from cnnviz.traces import Array

TOO_FEW = "Give two classes a photo each; then there is something to learn."
STEPS = 10  # that a step size has to lower the loss in turn, to be called right
OTHER_SIZE = f"Your classes teach a network that reads {SIDE} × {SIDE} numbers; choose one of them."


def check(start: Preset, examples: Examples | None) -> Examples:
    """The examples that a network can be taught; raises ``ValueError`` with a sentence."""
    if examples is None or not examples.teach:
        raise ValueError(TOO_FEW)
    if examples.x.shape[1:] != start.x.shape:
        raise ValueError(OTHER_SIZE)
    return examples


def targets(start: Preset, examples: Examples) -> npt.NDArray[np.generic]:
    """What should come out for each photo, as the loss takes it."""
    if isinstance(start.loss, SquaredError):
        return np.eye(len(start.classes))[examples.labels]
    return examples.labels


def teach(
    start: Preset,
    params: Params,
    examples: Examples | None,
    rate: float,
    times: int,
    mistake: str = "",
) -> tuple[Params, tuple[float, ...]]:
    """Steps of gradient descent on the mean loss of all photos, and the loss before and after each.

    A step that would lead beyond all bounds is not taken, and ends it.
    """
    there = check(start, examples)
    network, wanted = mistaken(start.network, mistake), targets(start, there)
    now, kept, losses = params, params, []
    for _ in range(times + 1):  # the last one only looks
        step = train.step(network, now, there.x, start.loss, wanted, SGD(rate))
        if not bounded(step.loss, now):
            break
        kept, now = now, step.params
        losses.append(step.loss + 0.0)  # + 0.0 turns -0 into 0
    return kept, tuple(losses)


def scores(start: Preset, params: Params, examples: Examples) -> Array:
    """The share of each class for each photo (n, classes); of a squared error the outputs."""
    z = forward(start.network, params, examples.x).values[start.network.outputs[0]]
    return z if isinstance(start.loss, SquaredError) else Softmax().forward(z)


def mean_loss(start: Preset, params: Params, examples: Examples) -> float:
    """The loss of all photos together."""
    wanted = targets(start, examples)
    return train.score(start.network, params, (examples.x, wanted), start.loss).loss + 0.0


def step_sizes(start: Preset, examples: Examples) -> StepSizes:
    """Step sizes for all photos together, found by trial."""
    given = examples.x, start.loss, targets(start, examples)

    def at(params: Params) -> tuple[float, Params]:
        run = loss_and_gradients(start.network, params, *given, parameter_gradients)
        return run.loss, run.gradients.params

    value, grads = at(start.params)
    loss = partial(mean_loss, start, examples=examples)
    return found(Outset(start.params, value, grads, at, loss, STEPS, 1.0))
