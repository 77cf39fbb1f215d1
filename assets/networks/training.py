"""What both networks trained here share: rates that fall, and a file at the end."""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when NumPy is first imported
os.environ["OPENBLAS_CORETYPE"] = "Haswell"  # the same roundings on every processor with AVX2

# isort: split
from pathlib import Path

import numpy as np

from cnnviz.files import onnx
from cnnviz.networks.graph import Network
from cnnviz.networks.optimisers import Adam, State
from cnnviz.networks.train import score, train
from cnnviz.ops import SoftmaxCrossEntropy

LOSS = SoftmaxCrossEntropy()


def trained(network: Network, data: tuple, rates: dict[float, int], batch: int, seed: int = 0):
    """Parameters after so many epochs at each rate."""
    params, state = network.initial((1, *data[0].shape[1:]), seed), State()
    for place, (rate, epochs) in enumerate(rates.items()):
        drawing = 100 * seed + place
        for step in train(network, params, data, LOSS, Adam(rate), batch, epochs, drawing, state):
            params, state = step.params, step.state
    return params


def accuracy(network: Network, params, data: tuple) -> float:
    """The share that is told right."""
    return score(network, params, data, LOSS).accuracy


def write(name: str, network: Network, params, shape: tuple[int, ...], test: tuple) -> None:
    """Write the file, and print how well it does; the parameters are as it has them."""
    single = {
        node: {key: np.asarray(array, np.float32) for key, array in own.items()}
        for node, own in params.items()
    }
    count = sum(array.size for own in single.values() for array in own.values())
    Path(__file__).with_name(f"{name}.onnx").write_bytes(onnx.save(network, params, shape))
    share = accuracy(network, single, test)
    print(f"{name}.onnx: {count} weights, {share:.4f} of {len(test[1])} test pictures told right")
