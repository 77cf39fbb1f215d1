"""Guided backpropagation and the deconvnet: the gradient with another way back through ReLUs.

Springenberg, Dosovitskiy, Brox and Riedmiller, "Striving for simplicity: the all convolutional
net", ICLR 2015 workshop, section 3.4; Zeiler and Fergus, "Visualizing and understanding
convolutional networks", ECCV 2014, section 2.1. What is swapped here is the network of the way
back only; the layers themselves stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.analysis.attribution.asked import Asked
from cnnviz.networks.graph import Network, Node
from cnnviz.networks.run import value_gradients
from cnnviz.ops import Clip, Identity, ReLU
from cnnviz.ops.activation import Activation
from cnnviz.ops.layer import NOTHING, Array, floats, gradient


@dataclass(frozen=True, slots=True)
class Guided(Activation):
    """A rectifier that lets back what is positive, where the number itself came through."""

    title: ClassVar[str] = "Guided ReLU"
    formula: ClassVar[str] = r"\bar x = \max(0, \bar y\, f'(x))"
    reference: ClassVar[str] = "Springenberg et al., 2015, section 3.4"

    rectifier: Activation

    def function(self, x: Array) -> Array:
        return self.rectifier.function(x)

    def derivative(self, x: Array) -> Array:
        return self.rectifier.derivative(x)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The positive part of the rectifier's own gradient."""
        return {"x": np.maximum(self.rectifier.backward(dy, x, params)["x"], 0)}


@dataclass(frozen=True, slots=True)
class Deconvolved(Guided):
    """A rectifier that lets back what is positive, whatever the number was."""

    title: ClassVar[str] = "ReLU of a deconvnet"
    formula: ClassVar[str] = r"\bar x = \max(0, \bar y)"
    reference: ClassVar[str] = "Zeiler and Fergus, 2014, section 2.1"

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The positive part of ``dy``."""
        (x,) = floats(x)
        return {"x": np.maximum(gradient(dy, x.dtype, x.shape), 0)}


def guided(asked: Asked) -> Array:
    """What guided backpropagation brings to each number of the picture, (C, *spatial).

    Raises
    ------
    ValueError
        Where it would be the gradient: in a network without rectifiers.
    """
    return _brought_back(asked, Guided)


def deconvolved(asked: Asked) -> Array:
    """What a deconvnet brings to each number of the picture, (C, *spatial).

    Raises
    ------
    ValueError
        As `guided`.
    """
    return _brought_back(asked, Deconvolved)


def rectifiers(network: Network) -> tuple[str, ...]:
    """The nodes that are swapped: ReLUs, and clips at 0 such as ReLU6."""
    return tuple(node.name for node in network.nodes if _rectifies(node))


def bent_otherwise(network: Network) -> tuple[str, ...]:
    """The activations that are left as they are, because no rule is agreed for them."""
    return tuple(
        node.name
        for node in network.nodes
        if isinstance(node.layer, Activation)
        and not isinstance(node.layer, Identity)
        and not _rectifies(node)
    )


def _rectifies(node: Node) -> bool:
    layer = node.layer
    return isinstance(layer, ReLU) or (isinstance(layer, Clip) and layer.minimum == 0)


def _brought_back(asked: Asked, rule: type[Guided]) -> Array:
    if not rectifiers(asked.network):
        raise ValueError(
            "This network has no ReLU on the way to its scores: "
            "with another way back through ReLUs it would be the gradient that comes out."
        )
    nodes = tuple(
        replace(node, layer=rule(node.layer))
        if _rectifies(node) and isinstance(node.layer, Activation)
        else node
        for node in asked.network.nodes
    )
    swapped = replace(asked.network, nodes=nodes)
    gradients = value_gradients(swapped, asked.params, asked.activations, asked.direction)
    return asked.on_the_picture(gradients.values)
