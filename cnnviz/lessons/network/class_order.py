"""What each map does for a class: its numbers times the slopes of the score, added up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cnnviz.lessons.network.layers import as_maps
from cnnviz.lessons.network.why import Question
from cnnviz.ops.layer import Array


@dataclass(frozen=True, slots=True, eq=False)
class Products:
    """``score`` is what is asked about; ``sums`` float32 (C,) of each layer, by its name."""

    score: float
    sums: Mapping[str, Array]


def products(question: Question) -> Iterator[Products]:
    """The sum of gradient × activation over each map of every layer before the scores.

    It is a task of the pool. A layer's sums together are the score where all that follows is
    linear, biases apart.

    Raises
    ------
    ValueError
        When they are not finite, as behind a slope without end.
    """
    asked = question.asked()
    values, slopes = asked.activations.values, asked.gradients().values
    sums = {
        node.name: _sums(values[node.name], slopes[node.name])
        for node in asked.network.nodes
        if values[node.name].dtype.kind == "f"
    }
    if not all(np.isfinite(one).all() for one in sums.values()):
        raise ValueError(
            "The maps can't be put in this order: somewhere this network has a slope without end, "
            "or numbers too large."
        )
    yield Products(asked.score, sums)


def _sums(value: Array, slope: Array) -> Array:
    product = as_maps(value.astype(np.float64) * slope)
    found: Array = product.sum(axis=(1, 2)).astype(np.float32)
    return found
