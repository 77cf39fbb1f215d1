"""The gradient of a score for the picture: true for a nudge only, so it is nudged and looked at.

Simonyan, Vedaldi and Zisserman, "Deep inside convolutional networks", ICLR 2014 workshop.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.analysis.attribution.asked import Asked
from cnnviz.networks.run import Gradients
from cnnviz.ops.layer import Array


@dataclass(frozen=True, slots=True)
class Nudge:
    """How much a score changed, as the gradient foretold it and as it was measured."""

    foretold: float
    measured: float


def gradient(asked: Asked, gradients: Gradients) -> Array:
    """The gradient at each number of the picture, with its sign, (C, *spatial)."""
    return asked.on_the_picture(gradients.values)


def input_times_gradient(asked: Asked, gradients: Gradients) -> Array:
    """Each number of the picture times its gradient, (C, *spatial).

    Shrikumar, Greenside, Shcherbina and Kundaje, "Not just a black box", 2016.
    """
    product: Array = asked.picture[0] * gradient(asked, gradients)
    return product


def nudge(asked: Asked, gradients: Gradients, box: Sequence[slice], amount: float = 0.1) -> Nudge:
    """What the score does when all numbers of a box grow by ``amount``.

    Parameters
    ----------
    box : one slice for each spatial axis
        All channels of it are nudged.
    """
    picture = asked.picture.copy()
    picture[:, :, *box] += picture.dtype.type(amount)
    slope = gradient(asked, gradients)[:, *box].sum(dtype=np.float64)
    (scores,) = asked.scores_for(picture)
    return Nudge(float(slope) * amount, float(asked.among(scores)) - asked.score)
