"""How large the numbers of a chain are on the way forward and on the way back, layer by layer.

Vanishing and exploding gradients: Glorot and Bengio, "Understanding the difficulty of training deep
feedforward neural networks", AISTATS 2010, section 4.2.
"""

from dataclasses import dataclass

import numpy as np

from cnnviz.lessons.backprop.chain import ChainTrace, Stage
from cnnviz.ops import ReLU
from cnnviz.ops.layer import Layer
from cnnviz.traces import Array

FACTOR = 50.0  # from the last map to the first: so many times less vanishes, more explodes


@dataclass(frozen=True, slots=True, eq=False)
class LayerSize:
    """The sizes of one layer's numbers.

    ``activation`` and ``gradient`` are the root mean squares of its output and of the gradient of
    that; ``weight`` and ``weight_gradient`` those of its weights, None without any. ``shut`` is the
    share of a ReLU's gates that let nothing through, None for other layers. ``values`` and
    ``gradients`` are the numbers themselves, for histograms.
    """

    name: str
    layer: Layer
    activation: float
    gradient: float
    weight: float | None
    weight_gradient: float | None
    shut: float | None
    values: Array
    gradients: Array


@dataclass(frozen=True, slots=True)
class Health:
    """What becomes of the error between the last map and the first.

    ``ratio`` is the root mean square of the first map's gradient over that of the last map;
    ``verdict`` is "steady", "vanishing", "exploding" or "dead".
    """

    ratio: float
    verdict: str


def sizes(trace: ChainTrace) -> tuple[LayerSize, ...]:
    """One record a layer, in the order of the way forward."""
    return tuple(map(_size, trace.stages))


def health(trace: ChainTrace) -> Health:
    """Whether the error keeps its size on its way back through all layers."""
    maps = [stage for stage in trace.stages if stage.dy.ndim > 1]
    first, last = (root_mean_square(maps[at].dy) for at in (0, -1))
    if not (first and last):
        return Health(0.0, "dead")
    ratio = first / last
    verdict = "vanishing" if ratio < 1 / FACTOR else "exploding" if ratio > FACTOR else "steady"
    return Health(ratio, verdict)


def root_mean_square(array: Array) -> float:
    """The typical size of the numbers.

    >>> root_mean_square(np.array([3.0, -3.0]))
    3.0
    """
    return float(np.sqrt(np.square(array).mean())) if array.size else 0.0


def _size(stage: Stage) -> LayerSize:
    weight = stage.params.get("weight")
    gradient = stage.grads.get("weight")
    return LayerSize(
        stage.name,
        stage.layer,
        root_mean_square(stage.y),
        root_mean_square(stage.dy),
        None if weight is None else root_mean_square(weight),
        None if gradient is None else root_mean_square(gradient),
        float((stage.y <= 0).mean()) if isinstance(stage.layer, ReLU) else None,
        stage.y,
        stage.dy,
    )
