"""How long each layer takes: measured here and now, and no part of what is computed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from cnnviz.networks.graph import Network, Node, Params
from cnnviz.ops.layer import NOTHING, Array

RUNS = 9  # of which the median is told
ENOUGH = 20.0  # seconds after which no further run begins


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of each node, the median of ``done`` of ``runs`` runs."""

    done: int
    runs: int
    milliseconds: Mapping[str, float]


def timed(network: Network, params: Params, x: Array) -> Iterator[Times]:
    """The times of all nodes, told again after each run; the first run only warms up."""
    began = perf_counter()
    each: dict[str, list[float]] = {node.name: [] for node in network.nodes}
    for run in range(RUNS + 1):
        values: dict[str, Any] = {network.inputs[0]: x}
        for node in network.nodes:
            taken = _step(node, values, params)
            if run:
                each[node.name].append(taken)
        if run:
            medians = {name: median(taken) for name, taken in each.items()}
            yield Times(run, RUNS, medians)
            if perf_counter() - began > ENOUGH:
                return


def _step(node: Node, values: dict[str, Any], params: Params) -> float:
    """Run one node, and tell how many milliseconds that took."""
    read, own = node.read(values), params.get(node.name, NOTHING)
    start = perf_counter()
    values[node.name] = node.layer.forward(read, own)
    return 1000 * (perf_counter() - start)
