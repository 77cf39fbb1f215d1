"""Small networks of all kinds of layers that explanations are compared on."""

import json
from pathlib import Path

import numpy as np

from cnnviz.analysis.attribution.asked import ask
from cnnviz.files import samples
from cnnviz.files.trained import TRAINED as NETWORKS_INSIDE
from cnnviz.files.trained import load
from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.networks.run import forward
from cnnviz.ops import (
    Add,
    AveragePool,
    BatchNorm,
    Conv,
    Dense,
    Flatten,
    GlobalAveragePool,
    MaxPool,
    ReLU,
)

REFERENCES = Path(__file__).with_name("data") / "references.npz"
PLAIN = sequential(
    ("conv1", Conv(3, padding=1), 5), ("relu1", ReLU()), ("pool1", MaxPool(2)),
    ("conv2", Conv(3), 6), ("relu2", ReLU()), ("pool2", MaxPool(2)),
    ("flat", Flatten()), ("dense1", Dense(), 8), ("relu3", ReLU()), ("dense2", Dense(), 4),
)  # fmt: skip
RESIDUAL = Network(
    ("x",),
    (
        Node("conv1", Conv(3, padding=1), ("x",), 6),
        Node("relu1", ReLU(), ("conv1",)),
        Node("conv2", Conv(3, padding=1), ("relu1",), 6),
        Node("norm", BatchNorm(), ("conv2",)),
        Node("sum", Add(), ("norm", "relu1")),
        Node("relu2", ReLU(), ("sum",)),
        Node("average", AveragePool(2), ("relu2",)),
        Node("conv3", Conv(1), ("average",), 5),
        Node("relu3", ReLU(), ("conv3",)),
        Node("global", GlobalAveragePool(), ("relu3",)),
        Node("flat", Flatten(), ("global",)),
        Node("dense", Dense(), ("flat",), 4),
    ),
    ("dense",),
)
NETWORKS = {"plain": (PLAIN, (1, 2, 12, 12)), "residual": (RESIDUAL, (1, 3, 10, 9))}
MAPS = {"plain": ("relu2", "conv1"), "residual": ("relu3", "relu2", "conv2")}
QUESTIONS = ((2, None), (0, 3))
TRAINED, TRAINED_MAPS = "efficientnet_lite0", ("head.relu6", "block5.1.expand.relu6")
THIN = 8  # every such pixel's gradient is stored
CASES = [(name, *question) for name in NETWORKS for question in QUESTIONS]


def made(name):
    """Parameters and a picture by chance, without a tie anywhere."""
    network, shape = NETWORKS[name]
    generator = np.random.default_rng([*name.encode()])
    params = network.initial(shape, dtype=np.float64)
    dithered = {
        node: {key: array + 0.1 * generator.random(array.shape) for key, array in own.items()}
        for node, own in params.items()
    }
    return dithered, generator.standard_normal(shape)


def question(name, label, versus=None, dtype=np.float64):
    """A question about one of the networks."""
    network, _ = NETWORKS[name]
    params, x = made(name)
    params = {n: {key: a.astype(dtype) for key, a in own.items()} for n, own in params.items()}
    return ask(network, params, forward(network, params, x.astype(dtype)), label, versus)


def trained():
    """A trained network, its parameters, a photo of coffee as it goes in, and the right class."""
    network, params, classes = load(TRAINED)
    recipe = NETWORKS_INSIDE[TRAINED].recipe
    x = recipe.scaled(recipe.levels(samples.load("coffee")))
    return network, params, x, classes.index("espresso")


def stored():
    """Versions, and what the other programs gave, by name."""
    with np.load(REFERENCES) as file:
        return json.loads(str(file["versions"])), {k: file[k] for k in file if k != "versions"}


def difference(found, expected):
    """The largest difference, over the largest value."""
    return np.abs(found - expected).max() / np.abs(expected).max()


def key(name, label, versus, *rest):
    """The name of a stored array."""
    return "/".join([name, f"{label}" if versus is None else f"{label} not {versus}", *rest])
