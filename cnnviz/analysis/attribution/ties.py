"""Where a gradient could also have gone: numbers so close that rounding decides between them.

A maximum gives its gradient to one number, and a ReLU gives it to a number above 0. Two programs
that round a sum differently may disagree about either; both are then right.
"""

from collections.abc import Mapping
from operator import contains

import numpy as np
from numpy.typing import NDArray

from cnnviz.analysis.attribution.asked import Asked
from cnnviz.analysis.attribution.rectifiers import rectifiers
from cnnviz.analysis.kinks import KINKS
from cnnviz.networks.graph import Node
from cnnviz.networks.run import Gradients
from cnnviz.ops import GlobalMaxPool, MaxPool
from cnnviz.ops.layer import Array, floats
from cnnviz.ops.padding import pad
from cnnviz.ops.window import sliding

NEAR = 1e-5  # relative to the maximum of a window, or to the largest number of a layer


def near_ties(
    asked: Asked, gradients: Gradients, tolerance: float = NEAR
) -> Mapping[str, NDArray[np.bool_]]:
    """Which outputs of max pooling, and of activations with a kink, are near-ties with a gradient.

    Nodes without any are left out. Windows of exact zeros behind a ReLU do not count: their
    gradient ends there, whichever of them gets it.

    Returns
    -------
    {node: bool (C, *outputs)}
    """
    found = {}
    for node in asked.network.nodes:
        near = _near(asked, node, tolerance)
        if near is not None:
            near = near[0] & (gradients.values[node.name][0] != 0)
            if near.any():
                found[node.name] = near
    return found


def rivals(
    asked: Asked, node: str, output: tuple[int, ...], tolerance: float = NEAR
) -> tuple[tuple[int, ...], ...]:
    """Which inputs of a pooling window are within the tolerance of its maximum.

    Parameters
    ----------
    output : channel and position of the window

    Returns
    -------
    Positions (*spatial), in row-major order; more than one is a near-tie.

    Raises
    ------
    ValueError
        When there is no such window.
    """
    layer = asked.network.node(node).layer
    shape = asked.activations.values[node].shape[1:]
    inside = len(output) == len(shape) and all(map(contains, map(range, shape), output))
    if not isinstance(layer, MaxPool | GlobalMaxPool) or not inside:
        raise ValueError(f'"{node}" takes no maximum at {output}; its output has shape {shape}.')
    (x,) = floats(asked.network.node(node).read(asked.activations.values))
    channel, *at = output
    windows = layer.windows(x.shape[2:])
    axes = [
        [i for i in window.input_indices(n)[position] if i >= 0]
        for window, n, position in zip(windows, x.shape[2:], at, strict=True)
    ]
    values = x[0, channel][np.ix_(*axes)]
    close = values >= values.max() - tolerance * abs(values.max())
    places = np.argwhere(close).tolist()
    return tuple(
        tuple(int(axis[i]) for axis, i in zip(axes, place, strict=True)) for place in places
    )


def _near(asked: Asked, node: Node, tolerance: float) -> NDArray[np.bool_] | None:
    values = asked.activations.values
    if type(node.layer) in KINKS:
        x = values[node.inputs[0]]
        distances = [np.abs(x - kink) for kink in KINKS[type(node.layer)](node.layer)]
        close: NDArray[np.bool_] = np.min(distances, axis=0) <= tolerance * np.abs(x).max(initial=0)
        return close
    if isinstance(node.layer, MaxPool | GlobalMaxPool):
        (x,) = floats(values[node.inputs[0]])
        near = _close_maxima(node, x, tolerance)
        rectified = node.inputs[0] in rectifiers(asked.network)
        return near & (values[node.name] != 0) if rectified else near
    return None


def _close_maxima(node: Node, x: Array, tolerance: float) -> NDArray[np.bool_]:
    """Windows with a second number within the tolerance of the largest."""
    windows = node.layer.windows(x.shape[2:])
    read = sliding(pad(x, windows, fill=-np.inf), windows)
    kernel = tuple(range(x.ndim, read.ndim))
    best = read.max(axis=kernel, keepdims=True)
    close = read >= best - tolerance * np.abs(best)
    several: NDArray[np.bool_] = np.count_nonzero(close, axis=kernel) > 1
    return several
