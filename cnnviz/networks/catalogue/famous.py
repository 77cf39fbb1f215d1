"""The famous networks in the order of their years, each with the picture and classes it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cnnviz.networks import neocognitron
from cnnviz.networks.catalogue import efficient, residual, stacks
from cnnviz.networks.graph import Network


@dataclass(frozen=True, slots=True)
class Famous:
    """A network that has a name.

    ``key`` is its name in a link, ``side`` and ``channels`` are those of its picture, ``classes``
    how many it was made for; ``build`` makes it for any number of classes.
    """

    key: str
    name: str
    family: str
    year: int
    side: int
    channels: int
    classes: int
    build: Callable[[int], Network]


def _large(name: str, family: str, year: int, build: Callable[[int], Network]) -> Famous:
    """One that reads the photos of ImageNet."""
    return Famous(name.lower(), name, family, year, 224, 3, 1000, build)


def _neocognitron(_: int) -> Network:
    return neocognitron.network()


_LENET = ("lenet", 1998, 32, 1, 10)
FAMOUS: tuple[Famous, ...] = (
    Famous("neocognitron", "Neocognitron", "neocognitron", 1980, 16, 1, 4, _neocognitron),
    Famous("lenet-5", "LeNet-5", *_LENET, stacks.lenet_5),
    Famous("lenet-5-partly", "LeNet-5, C3 in part", *_LENET, partial(stacks.lenet_5, partly=True)),
    _large("AlexNet", "alexnet", 2012, stacks.alexnet),
    Famous(
        "alexnet-halves",
        "AlexNet, in halves",
        "alexnet",
        2012,
        224,
        3,
        1000,
        stacks.alexnet_in_halves,
    ),
    _large("VGG-16", "vgg", 2014, stacks.vgg_16),
    _large("VGG-19", "vgg", 2014, stacks.vgg_19),
    *(
        _large(f"ResNet-{depth}", "resnet", 2015, partial(residual.resnet, depth))
        for depth in residual.BLOCKS
    ),
    *(
        Famous(
            f"efficientnet-b{k}",
            f"EfficientNet-B{k}",
            "efficientnet",
            2019,
            side,
            3,
            1000,
            partial(efficient.efficientnet, width, depth),
        )
        for k, (width, depth, side) in enumerate(efficient.SCALES)
    ),
)
BY_KEY = {one.key: one for one in FAMOUS}
