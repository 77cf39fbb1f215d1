"""Weights in random order: what a heat map shows that knows nothing of what was learnt.

Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018: a map that hardly changes when
the weights are mixed up tells about the picture, not about the network.
"""

from math import isfinite

import numpy as np

from cnnviz.geometry import at_least
from cnnviz.networks.graph import Network, Params
from cnnviz.ops.layer import Array


def shuffled(network: Network, params: Params, seed: int = 0) -> dict[str, dict[str, Array]]:
    """The same numbers in every layer, in random order; each layer draws from its own stream.

    Whole numbers stay, but for those of eight bits: they are places and shapes, not weights.
    """
    at_least("seed", seed, 0)
    return {
        node.name: {
            name: _mixed(array, [seed, *f"{node.name}.{name}".encode()])
            if _weighs(array)
            else array
            for name, array in params[node.name].items()
        }
        for node in network.nodes
        if node.name in params
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


def _weighs(array: Array) -> bool:
    return array.dtype.kind == "f" or array.dtype.itemsize == 1


def _mixed(array: Array, seed: list[int]) -> Array:
    mixed = np.random.default_rng(seed).permutation(np.asarray(array).ravel())
    mixed = mixed.reshape(np.shape(array))
    mixed.setflags(write=False)
    return mixed
