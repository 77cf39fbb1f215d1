"""What takes long on the page of receptive fields: generators, for a process of the pool."""

from collections.abc import Iterator, Sequence

import numpy as np

from cnnviz.analysis.effective_field import EffectiveField, effective_field
from cnnviz.networks import run
from cnnviz.networks.graph import Network, Params
from cnnviz.traces import Array


def followed(
    network: Network, params: Params, x: Array, node: str, unit: tuple[int, int]
) -> Iterator[EffectiveField]:
    """The effective field of a unit of the node, given the picture ``x`` (C, H, W)."""
    yield effective_field(network, params, x, node, unit)


def mapped(
    network: Network, params: Params, x: Array, names: Sequence[str]
) -> Iterator[tuple[Array, ...]]:
    """The strongest map (H, W) of each of these nodes, given the picture ``x`` (C, H, W)."""
    values = run.forward(network, params, x[None]).values
    yield tuple(_strongest(values[name][0]) for name in names)


def _strongest(maps: Array) -> Array:
    """The one of the maps (C, H, W) that answers most; others may be silent."""
    found: Array = maps[int(np.abs(maps).mean(axis=(1, 2)).argmax())].copy()
    found.setflags(write=False)
    return found
