"""How long the effective receptive field of one unit takes: twelve layers on a photo of 224².

python -m benchmarks.receptive_field
"""

import os
import time

import numpy as np

from benchmarks.hover import spread, table
from cnnviz.analysis import effective_field as effective
from cnnviz.networks.catalogue.notation import network, parse

STACK = "c3p1,c3p1,m2,c3p1,c3p1,m2,c3p1,c3p1,m2,c3p1,c3p1,m2"
RUNS = 7


def times(scheme: str) -> dict[str, float]:
    """The unit in the middle, with weights of this scheme."""
    x = np.random.default_rng(0).uniform(0, 1, (1, 224, 224)).astype(np.float32)
    net = effective.prepared(network(parse(STACK)), scheme)
    params = effective.parameters(net, (1, *x.shape), scheme)
    waits = []
    for _ in range(RUNS):
        start = time.perf_counter()
        effective.effective_field(net, params, x, "layer12", (7, 7))
        waits.append(1000 * (time.perf_counter() - start))
    return spread(waits)


def main() -> None:
    print(f"load average before: {os.getloadavg()[0]:.1f}\n")
    print(table({f"effective field, {scheme}": times(scheme) for scheme in effective.SCHEMES}))


if __name__ == "__main__":
    main()
