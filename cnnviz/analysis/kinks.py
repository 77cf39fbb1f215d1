"""Where layers bend: the places at which a slope jumps, and which side of them a number is on."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from cnnviz.ops import GlobalMaxPool, LeakyReLU, LpPool, MaxPool, ReLU, RoIMaxPool
from cnnviz.ops.arithmetic import Clip
from cnnviz.ops.functions import Absolute
from cnnviz.ops.layer import Array, Layer
from cnnviz.ops.more_activations import ELU, SELU, HardSigmoid, HardSwish, Shrink, ThresholdedReLU
from cnnviz.ops.parametric_relu import PReLU

# Where the slope of a layer that works number by number jumps.
KINKS: dict[type[Layer], Callable[[Any], tuple[float, ...]]] = {
    ReLU: lambda layer: (0.0,),
    LeakyReLU: lambda layer: (0.0,),
    PReLU: lambda layer: (0.0,),
    ELU: lambda layer: (0.0,),  # with an alpha of 1 only the curvature jumps, which also shows
    SELU: lambda layer: (0.0,),
    HardSigmoid: lambda layer: (-layer.offset / layer.slope, (1 - layer.offset) / layer.slope),
    HardSwish: lambda layer: (-3.0, 3.0),
    Clip: lambda layer: (layer.minimum, layer.maximum),
    Absolute: lambda layer: (0.0,),
    Shrink: lambda layer: (-layer.threshold, layer.threshold),
    ThresholdedReLU: lambda layer: (layer.threshold,),
}
MAXIMA: tuple[type[Layer], ...] = (MaxPool, GlobalMaxPool, RoIMaxPool)
BENT: tuple[type[Layer], ...] = (*KINKS, *MAXIMA, LpPool)


def sides(layer: Layer, x: Any, params: Mapping[str, Array]) -> Array:
    """For each output a number that changes when its input crosses a kink, or its winner does."""
    if isinstance(layer, RoIMaxPool):
        return layer.mask(x, params)
    if isinstance(layer, MaxPool | GlobalMaxPool):
        return layer.mask(x)
    if isinstance(layer, LpPool):  # sizes bend at 0, other norms where all of a window is 0
        return layer.forward(np.sign(x) + 1) if layer.p == 1 else layer.forward(x) > 0
    points = next(points for kind, points in KINKS.items() if isinstance(layer, kind))
    side: Array = np.sign(x[..., None] - np.asarray(points(layer))).sum(axis=-1)
    return side
