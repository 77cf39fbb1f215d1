"""Weights in random order: what a heat map shows that knows nothing of what was learnt.

Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018: a map that hardly changes when
the weights are mixed up tells about the picture, not about the network.
"""

from math import isfinite

import numpy as np

from cnnviz.geometry import at_least
from cnnviz.networks.graph import Network, Params
from cnnviz.ops.arithmetic import Constant
from cnnviz.ops.layer import Array


def shuffled(network: Network, params: Params, seed: int = 0) -> dict[str, dict[str, Array]]:
    """The same numbers in every layer, in random order; each layer draws from its own stream.

    A constant of the network stays: it may be a shape, and nobody learned it.
    """
    at_least("seed", seed, 0)
    constants = {node.name for node in network.nodes if isinstance(node.layer, Constant)}
    return {
        node: {
            name: array if node in constants else _mixed(array, [seed, *f"{node}.{name}".encode()])
            for name, array in own.items()
        }
        for node, own in params.items()
    }


def likeness(heat: Array, other: Array) -> float | None:
    """The correlation of the sizes of two heat maps; None where one is the same everywhere.

    Examples
    --------
    >>> likeness(np.array([1.0, -2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    1.0
    """
    sizes = [np.abs(array).ravel().astype(np.float64) for array in (heat, other)]
    a, b = (size - size.mean() for size in sizes)
    scale = float(np.sqrt(np.vdot(a, a) * np.vdot(b, b)))
    found = float(np.vdot(a, b)) / scale if scale > 0 else np.nan
    return found if isfinite(found) else None


def _mixed(array: Array, seed: list[int]) -> Array:
    mixed = np.random.default_rng(seed).permutation(np.asarray(array).ravel())
    mixed = mixed.reshape(np.shape(array))
    mixed.setflags(write=False)
    return mixed
