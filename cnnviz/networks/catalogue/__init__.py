"""Networks that people know by name."""

from collections.abc import Callable
from types import MappingProxyType

from cnnviz.geometry import listed
from cnnviz.networks.catalogue import residual, stacks
from cnnviz.networks.graph import Network

_BUILDERS: MappingProxyType[str, Callable[[], Network]] = MappingProxyType(
    {
        "Two 3×3": stacks.two_small,
        "One 5×5": stacks.one_large,
        "Dilated": stacks.dilated,
        "LeNet-5": stacks.lenet_5,
        "AlexNet": stacks.alexnet,
        "VGG-16": stacks.vgg_16,
        "ResNet-18": residual.resnet_18,
        "ResNet-50": residual.resnet_50,
        "ResNet-50, stride last": residual.resnet_50_stride_last,
    }
)
NAMES = tuple(_BUILDERS)


def build(name: str) -> Network:
    """The network of that name, its input called "x".

    Raises
    ------
    ValueError
        For a name that is not one of `NAMES`.

    Examples
    --------
    >>> build("LeNet-5").shapes((1, 1, 32, 32))["dense2"]
    (1, 10)
    """
    if name not in _BUILDERS:
        raise ValueError(f"There is no network of that name: use {listed(NAMES)}.")
    return _BUILDERS[name]()
