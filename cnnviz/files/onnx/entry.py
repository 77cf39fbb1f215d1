"""What is known of each ONNX operator: how a node with it becomes a layer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cnnviz.files.onnx.call import Call
from cnnviz.ops.layer import Array, Layer

Build = Callable[[Call], Layer]


@dataclass(frozen=True, slots=True)
class Operator:
    """How a node with this operator becomes a layer.

    Parameters
    ----------
    build : from what is known of the node to the layer
    data : what the first inputs are called, which the layer takes as its own
        "*" stands for any number of them.
    parameters : what the layer calls the inputs after those
    settings : or else what ``build`` calls them
    needed : how many of all these must be there
    further : layers and types of the outputs after the first
    by_shape : attributes and inputs with which ``build`` has to know the shape of the input
    by_rank : the same, where the number of its axes is enough
    gives : from the types of the data to that of the output; without it, it is that of the first
    each : layer of an output by its number, where there can be any number of outputs
    arrange : from the known inputs to the layer's parameters, where they are not the same
    """

    build: Build
    data: tuple[str, ...] = ("x",)
    parameters: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    needed: int = 1
    further: tuple[tuple[Build, str], ...] = ()
    by_shape: tuple[str, ...] = ()
    by_rank: tuple[str, ...] = ()
    gives: Callable[[Call, Sequence[str]], str] | None = None
    each: Callable[[int], Build] | None = None
    arrange: Callable[[Call], Mapping[str, Array]] | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """What all inputs after the data are called."""
        return (*self.parameters, *self.settings)


def plain(layer: Layer) -> Operator:
    """An operator without settings."""
    return Operator(lambda call: layer)
