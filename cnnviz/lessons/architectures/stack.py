"""A random stack of layers with arcs and without: how large the gradient is on its way back."""

from collections.abc import Iterator

import numpy as np

from cnnviz.networks import run
from cnnviz.networks.graph import Network, Node, Params
from cnnviz.ops import Add, Dense, ReLU
from cnnviz.ops.layer import Array

WIDTH, INPUTS = 16, 8
DEPTHS = (20, 56)
PYTORCH = 0.41  # of He's standard deviation: what a linear layer of PyTorch begins with, √(1/6)
STARTS = tuple(sorted([PYTORCH, *(k / 10 for k in range(2, 13))]))


def norms(depth: int, seed: int) -> Array:
    """‖∂L/∂h‖ at each layer, relative to the last: (starts, plain or with arcs, depth + 1).

    A block is two layers; with arcs, what went into it is added before its last ReLU. The norms of
    the single inputs are added up. L is a sum of the last layer's numbers with random weights.
    """
    generator = np.random.default_rng(seed)
    weights = generator.standard_normal((depth, WIDTH, WIDTH)) * np.sqrt(2 / WIDTH)
    x = np.maximum(0, generator.standard_normal((INPUTS, WIDTH)))
    dy = np.broadcast_to(generator.standard_normal(WIDTH), (INPUTS, WIDTH))
    found = np.empty((len(STARTS), 2, depth + 1))
    for arcs in (0, 1):
        network = Network(("h0",), tuple(_nodes(depth, bool(arcs))), (f"h{depth}",))
        for k, start in enumerate(STARTS):
            params = {f"z{n + 1}": {"weight": w * start} for n, w in enumerate(weights)}
            found[k, arcs] = _back(network, params, x, dy, depth)
    return found


def _nodes(depth: int, arcs: bool) -> Iterator[Node]:
    for n in range(1, depth + 1):
        yield Node(f"z{n}", Dense(), (f"h{n - 1}",), WIDTH)
        if arcs and n % 2 == 0:
            yield Node(f"sum{n}", Add(), (f"z{n}", f"h{n - 2}"))
        yield Node(f"h{n}", ReLU(), (f"sum{n}" if arcs and n % 2 == 0 else f"z{n}",))


def _back(network: Network, params: Params, x: Array, dy: Array, depth: int) -> Array:
    values = run.forward(network, params, x)
    grads = run.value_gradients(network, params, values, dy).values
    every = np.stack([grads[f"h{n}"] for n in range(depth + 1)])
    sizes = np.linalg.norm(every, axis=2).sum(axis=1)
    relative: Array = sizes / sizes[-1]
    return relative
