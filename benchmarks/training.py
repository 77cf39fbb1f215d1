"""Training against PyTorch, one thread each, epoch by epoch in turn.

    python -m benchmarks.training

Prints a Markdown table. The ratio is the median over pairs of our time to PyTorch's, so below 1 is
faster; the goal is the most that the ratio may be. Ours includes the metrics of each step. Both
start from the same weights, see the same batches and must end with the same loss. The digits are
random numbers of the size of scikit-learn's: 1,797 pictures of 8 × 8. Needs
requirements-oracles.txt.
"""

import statistics
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from benchmarks.convolution import blas, paired_times, processor  # sets one BLAS thread

# isort: split
import platform

import numpy as np
import torch

from cnnviz.networks.graph import Network, sequential
from cnnviz.networks.optimisers import SGD, Adam, Optimiser
from cnnviz.networks.train import train
from cnnviz.ops import Conv, Dense, Flatten, MaxPool, ReLU, SoftmaxCrossEntropy

RATE = 0.01
EPOCHS = 100_000  # more than there is time for
DIGITS = sequential(
    (Conv(3, padding=1), 8), ReLU(), MaxPool(2),
    (Conv(3, padding=1), 16), ReLU(), MaxPool(2),
    Flatten(), (Dense(), 10),
)  # fmt: skip
LENET = sequential(
    (Conv(5, padding=2), 6), ReLU(), MaxPool(2), (Conv(5), 16), ReLU(), MaxPool(2),
    Flatten(), (Dense(), 120), ReLU(), (Dense(), 84), ReLU(), (Dense(), 10),
)  # fmt: skip


class Case(NamedTuple):
    name: str
    network: Network
    pictures: int
    side: int
    batch: int
    optimiser: Optimiser
    goal: float | None = None


CASES = [
    Case("8×8 digits, one epoch, batch 64, SGD", DIGITS, 1797, 8, 64, SGD(RATE), 0.7),
    Case("8×8 digits, one epoch, batch 64, Adam", DIGITS, 1797, 8, 64, Adam(RATE)),
    Case("8×8 digits, one epoch, batch 32, SGD", DIGITS, 1797, 8, 32, SGD(RATE)),
    Case("LeNet, 28×28, ten steps, batch 64, SGD", LENET, 640, 28, 64, SGD(RATE), 1.1),
]


def main() -> None:
    torch.set_num_threads(1)
    print(f"{date.today()}, {platform.machine()}, {processor()}, one thread.")
    print(f"NumPy {np.__version__} on {blas()}; PyTorch {torch.__version__}.\n")
    print("| workload | ours, ms | PyTorch, ms | ratio | goal |")
    print("|---|---:|---:|---:|---:|")
    for case in CASES:
        print(row(case), flush=True)


def row(case: Case) -> str:
    mine, torchs = times(case)
    ratio = statistics.median(a / b for a, b in zip(mine, torchs, strict=True))
    medians = f"{1e3 * statistics.median(mine):.2f} | {1e3 * statistics.median(torchs):.2f}"
    return f"| {case.name} | {medians} | {ratio:.2f} | {case.goal or ''} |"


def times(case: Case) -> tuple[list[float], list[float]]:
    """Seconds of each epoch, ours and PyTorch's, in turn."""
    generator = np.random.default_rng(0)
    x = generator.standard_normal((case.pictures, 1, case.side, case.side), np.float32)
    y = generator.integers(10, size=case.pictures)
    params = case.network.initial(x.shape)
    ours, theirs = our_epochs(case, params, x, y), pytorch_epochs(case, params, x, y)
    np.testing.assert_allclose(next(ours), next(theirs), rtol=1e-3)
    return paired_times(lambda: next(ours), lambda: next(theirs))


def our_epochs(case: Case, params, x: np.ndarray, y: np.ndarray) -> Iterator[float]:
    """The last loss of each epoch of one long training."""
    loss = SoftmaxCrossEntropy()
    training = (case.network, params, (x, y), loss, case.optimiser, case.batch)
    last, epoch = 0.0, 0
    for step in train(*training, epochs=EPOCHS):
        if step.epoch > epoch:
            yield last
        last, epoch = step.loss, step.epoch


def pytorch_epochs(case: Case, params, x: np.ndarray, y: np.ndarray) -> Iterator[float]:
    model = pytorch_model(case.network)
    start = {
        f"{place}.{name}": torch.from_numpy(array)
        for place, node in enumerate(case.network.nodes)
        for name, array in params.get(node.name, {}).items()
    }
    model.load_state_dict(start)
    kind = getattr(torch.optim, type(case.optimiser).__name__)
    optimiser = kind(model.parameters(), lr=RATE)
    loss_of = torch.nn.CrossEntropyLoss()
    pictures, classes = torch.from_numpy(x), torch.from_numpy(y)
    for epoch in range(EPOCHS):
        order = torch.from_numpy(np.random.default_rng([0, epoch]).permutation(len(x)))
        for batch in order.split(case.batch):
            optimiser.zero_grad()
            loss = loss_of(model(pictures[batch]), classes[batch])
            loss.backward()
            optimiser.step()
        yield loss.item()


def pytorch_model(network: Network) -> torch.nn.Module:
    """The same layers in PyTorch; their weights are loaded before each run."""
    layers: list[torch.nn.Module] = []
    for node in network.nodes:
        layer, features = node.layer, node.out_channels
        if isinstance(layer, Conv):
            layers.append(torch.nn.LazyConv2d(features, layer.kernel_size, padding=layer.padding))
        elif isinstance(layer, Dense):
            layers.append(torch.nn.LazyLinear(features))
        elif isinstance(layer, MaxPool):
            layers.append(torch.nn.MaxPool2d(layer.kernel_size))
        else:
            layers.append({ReLU: torch.nn.ReLU, Flatten: torch.nn.Flatten}[type(layer)]())
    return torch.nn.Sequential(*layers)


if __name__ == "__main__":
    main()
