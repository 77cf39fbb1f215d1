"""What the run of an experiment came to: the name of a sentence, and the numbers in it.

Each takes a run that is over and the run A beside it.
"""

from dataclasses import replace
from math import isfinite, log
from typing import Any

import numpy as np

from cnnviz.lessons.training import run
from cnnviz.lessons.training.flaws import EveryMaximum, tied
from cnnviz.lessons.training.ledger import Ledger
from cnnviz.lessons.training.run import KERNELS, MAPS, PLACES, POOL, Moment
from cnnviz.networks.run import answer, forward
from cnnviz.ops.layer import Array

Finding = tuple[str, dict[str, Any]]


def rate(ledger: Ledger, other: Ledger) -> Finding:
    """How the loss went, and why it was stopped."""
    first, *_, last = moments = ledger.moments
    guessing = log(len(ledger.data.names))
    name = "rate" if isfinite(last.batch_loss) else "no_number"
    return name if last.stopped else "goes_on", dict(
        step=last.point.steps,
        first=first.test.loss,
        after_one=moments[1].test.loss,
        last=last.test.loss,
        bound=2 * guessing,
        guessing=guessing,
    )


def zeros(ledger: Ledger, other: Ledger) -> Finding:
    """The largest weight and gradient of all kernels and moments."""
    weight = max(_most(_weight(m)) for m in ledger.moments)
    slope = max(_most(_slope(m)) for m in ledger.moments)
    name = "zeros" if weight == slope == 0 else "zeros_moved"
    return name, dict(weight=weight, slope=slope, **right(ledger, other))


def tenths(ledger: Ledger, other: Ledger) -> Finding:
    """How far any two kernels, and their gradients, ever are from each other."""
    known = ledger.moments
    return "tenths", dict(
        apart=max(spread(_weight(m)) for m in known),
        slope=max(spread(_slope(m)) for m in known),
        largest=max(_most(_slope(m)) for m in known),
        kernels=ledger.settings.kernels,
        **right(ledger, other),
    )


def linear(ledger: Ledger, other: Ledger) -> Finding:
    """How many answers one table gives that the whole network gives too."""
    net, params = run.network(ledger.settings, ledger.data), ledger.moments[-1].point.params
    x = ledger.data.test_x
    table, bias = folded(net, params, x.shape[1:])
    answers = (x.reshape(len(x), -1) @ table + bias).argmax(axis=1)
    return "linear", dict(
        inputs=len(table),
        classes=len(bias),
        same=int((answers == ledger.moments[-1].test.answers).sum()),
        **right(ledger, other),
    )


def folded(net: Any, params: Any, shape: tuple[int, ...]) -> tuple[Array, Array]:
    """The table and the biases of a network that only multiplies and adds.

    What each input alone adds to the scores, found with one picture an input.
    """
    count = int(np.prod(shape))
    ones = np.eye(count, dtype=np.float32).reshape(count, *shape)
    (z,) = answer(net, params, np.concatenate([np.zeros_like(ones[:1]), ones])).values()
    return z[1:] - z[0], z[0]


def one(ledger: Ledger, other: Ledger) -> Finding:
    """How many numbers learn here and in A."""
    numbers, others = (learning(each.moments[-1]) for each in (ledger, other))
    return "one", dict(numbers=numbers, others=others, **right(ledger, other))


def learning(moment: Moment) -> int:
    """How many numbers a gradient moves."""
    return sum(array.size for own in moment.gradients.values() for array in own.values())


def shuffled(ledger: Ledger, other: Ledger) -> Finding:
    """What is known by heart, and what of new pictures."""
    seen, known = ledger.moments[-1].seen, right(ledger, other)
    return "shuffled", dict(
        seen=seen.right,
        training=len(seen.answers),
        guess=round(known["tests"] / len(ledger.data.names)),
        **known,
    )


def untied(ledger: Ledger, other: Ledger) -> Finding:
    """How many biases there are, and how far those of one map are from each other."""
    bias = ledger.moments[-1].point.params[PLACES]["bias"]
    return "untied", dict(
        biases=bias.size,
        kernels=len(bias),
        apart=float(np.ptp(bias, axis=(1, 2)).max()),
        **right(ledger, other),
    )


def ties(ledger: Ledger, other: Ledger) -> Finding:
    """How the gradient of the first batch differs from the right one, where it does most."""
    settings, data, first = ledger.settings, ledger.data, ledger.moments[0]
    net = run.network(settings, data)
    x, _ = run.batch(settings, data, 0)
    pool = net.node(POOL).layer
    assert isinstance(pool, EveryMaximum)
    counts = tied(forward(net, first.point.params, x).values[MAPS], pool)
    (checked,) = run.moments(replace(settings, ties="first"), data, first.point, 0)
    wrong, true = (m.gradients[KERNELS]["bias"] for m in (first, checked))
    kernel = int(np.abs(wrong - true).argmax())
    return "ties", dict(
        tied=int((counts > 1).sum()),
        blocks=counts.size,
        kernel=kernel + 1,
        wrong=wrong[kernel],
        true=true[kernel],
        **right(ledger, other),
    )


def dead(ledger: Ledger, other: Ledger) -> Finding:
    """How many kernels, and how many units, give 0 for every picture."""
    units = silent(ledger)
    return "dead", dict(
        dead=_whole(units),
        kernels=len(units),
        units=int(units.sum()),
        all=units.size,
        alive=_whole(silent(other)),
        **right(ledger, other),
    )


def _whole(units: Array) -> int:
    return int(units.all(axis=(1, 2)).sum())


def silent(ledger: Ledger) -> Array:
    """Which units (kernels, side, side) are 0 for all pictures, those to train with and new."""
    net = run.network(ledger.settings, ledger.data).ending_at(MAPS)
    x = np.concatenate([ledger.data.x, ledger.data.test_x])
    (maps,) = answer(net, ledger.moments[-1].point.params, x).values()
    found: Array = (maps == 0).all(axis=0)
    return found


def vanishing(ledger: Ledger, other: Ledger) -> Finding:
    """The size of the gradient of each convolution, the last one first."""
    norms, others = (sizes(each) for each in (ledger, other))
    depth = ledger.settings.depth
    return "vanishing", dict(depth=depth, norms=norms, others=others, **right(ledger, other))


def sizes(ledger: Ledger) -> list[float]:
    """The norm of the weights' gradient of each convolution in the first batch, the last first."""
    found = ledger.moments[0].gradients
    names = [KERNELS, *(f"{KERNELS}{place}" for place in range(2, ledger.settings.depth + 1))]
    return [float(np.linalg.norm(found[name]["weight"])) for name in reversed(names)]


def right(ledger: Ledger, other: Ledger) -> dict[str, int]:
    """How many new pictures are told right at the end, here and in A."""
    here, there = (each.moments[-1].test.right for each in (ledger, other))
    return {"right": here, "tests": len(ledger.data.test_y), "other": there}


def spread(array: Array) -> float:
    """How far two kernels (kernels, ...) are from each other at most, in any one number."""
    return float(np.ptp(array, axis=0).max())


def _weight(moment: Moment) -> Array:
    found: Array = moment.point.params[KERNELS]["weight"]
    return found


def _slope(moment: Moment) -> Array:
    found: Array = moment.gradients[KERNELS]["weight"]
    return found


def _most(array: Array) -> float:
    return float(np.abs(array).max())
