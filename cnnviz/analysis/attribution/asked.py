"""The question: why does this picture get this score, or why this class rather than that one?

The score is the one before a softmax, as Simonyan, Vedaldi and Zisserman, "Deep inside
convolutional networks", ICLR 2014 workshop, section 2, advise: after it, a class also gains by
what only speaks against the others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.networks.graph import Network, Params
from cnnviz.networks.run import Activations, Gradients, forward, value_gradients
from cnnviz.ops import Dropout, Flatten, Identity, LogSoftmax, Sigmoid, Softmax
from cnnviz.ops.layer import Array, Layer, Shape, floats
from cnnviz.ops.shaping import AsMatrix, Reshape, Squeeze, Transpose, Unsqueeze

SHARES: tuple[type[Layer], ...] = (Softmax, LogSoftmax, Sigmoid)
ONLY_SHAPE: tuple[type[Layer], ...] = (
    AsMatrix,
    Dropout,
    Flatten,
    Identity,
    Reshape,
    Squeeze,
    Unsqueeze,
)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A network, one picture, and the score that is asked about; made by `ask`.

    Parameters
    ----------
    network : Network
        Its one output is the scores. It begins where the picture is (1, C, *spatial): behind what
        only brings it into that shape.
    params : Params
    activations : Activations
        Of the picture (1, C, *spatial).
    label : int
    versus : int or None
        The class whose score is taken away, for "this rather than that".
    """

    network: Network
    params: Params
    activations: Activations
    label: int
    versus: int | None = None

    @property
    def picture(self) -> Array:
        """What the network read, (1, C, *spatial), in a floating type."""
        (picture,) = floats(self.activations.values[self.network.inputs[0]])
        return picture

    @property
    def scores(self) -> NDArray[np.float64]:
        """The scores of all classes, (K,)."""
        scores: NDArray[np.float64] = scores_of(self._output)[0]
        return scores

    @property
    def score(self) -> float:
        """What is explained: the score, or the difference of two."""
        return float(self.among(self.scores))

    @property
    def direction(self) -> Array:
        """The gradient of `score` for the network's output, in the output's shape."""
        direction = np.zeros(self._output.shape, floats(self._output)[0].dtype)
        flat = direction.reshape(-1)
        flat[self.label] = 1
        if self.versus is not None:
            flat[self.versus] = -1
        return direction

    @property
    def _output(self) -> Array:
        return self.activations.values[self.network.outputs[0]]

    def among(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is explained, from the scores of all classes (..., K)."""
        taken: NDArray[np.float64] = scores[..., self.label]
        return taken if self.versus is None else taken - scores[..., self.versus]

    def seeing(self, picture: Array) -> "Asked":
        """The same question about another picture (1, C, *spatial)."""
        activations = forward(self.network, self.params, picture)
        return Asked(self.network, self.params, activations, self.label, self.versus)

    def gradients(self) -> Gradients:
        """The gradient of `score` for every value of the network."""
        return value_gradients(self.network, self.params, self.activations, self.direction)


def ask(
    network: Network,
    params: Params,
    activations: Activations,
    label: int,
    versus: int | None = None,
) -> Asked:
    """A question about the picture whose activations these are.

    Raises
    ------
    ValueError
        When the network has several inputs or outputs, or no scores; for several pictures, for
        numbers that are not finite, and for classes that there are not.
    """
    _one_picture(network, activations)
    ending = _from_maps(network.ending_at(scores_node(network)), activations)
    names = [*ending.inputs, *(node.name for node in ending.nodes)]
    own = {name: params[name] for name in names if name in params}
    values = Activations({name: activations.values[name] for name in names})
    asked = Asked(ending, own, values, label, versus)
    _finite(asked)
    _known(asked)
    return asked


def scores_node(network: Network) -> str:
    """The value that holds the scores: what the last softmax or sigmoid reads, else the output."""
    name = network.outputs[0]
    nodes = {node.name: node for node in network.nodes}
    while name in nodes and isinstance(nodes[name].layer, SHARES + ONLY_SHAPE):
        (below,) = nodes[name].inputs
        if isinstance(nodes[name].layer, SHARES):
            return below
        name = below
    return network.outputs[0]


def _from_maps(network: Network, activations: Activations) -> Network:
    """The network from where its picture has channels first, as a file may begin by moving them."""
    (name,) = network.inputs
    readers = [node for node in network.nodes if name in node.inputs]
    if len(readers) != 1 or name in network.outputs:
        return network
    (first,) = readers
    if not _makes_maps(first.layer, activations.values[name].ndim, activations.values[first.name]):
        return network
    rest = tuple(node for node in network.nodes if node is not first)
    return _from_maps(Network((first.name,), rest, network.outputs), activations)


def _makes_maps(layer: Layer, rank: int, maps: Array) -> bool:
    """Whether a layer only makes (1, C, *spatial) of a picture that came in in another shape."""
    if len(maps) != 1 or maps.ndim < 3:
        return False
    if isinstance(layer, Transpose):
        return layer.permutation == (0, rank - 1, *range(1, rank - 1))
    return isinstance(layer, Reshape | Unsqueeze) and rank < maps.ndim


def scores_of(output: Array) -> NDArray[np.float64]:
    """The scores of each sample, (N, K), from an output (N, K) or (N, K, 1, 1)."""
    return output.reshape(len(output), -1).astype(np.float64)


def shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The softmax of scores (..., K): what a network gives to each class.

    Examples
    --------
    >>> shares(np.log([1.0, 3.0])).round(12).tolist()
    [0.25, 0.75]
    """
    return Softmax(axis=-1).forward(scores)


def _one_picture(network: Network, activations: Activations) -> None:
    if len(network.inputs) != 1 or len(network.outputs) != 1:
        raise ValueError(
            "Only a network with one picture in and one answer out can be asked why; this one "
            f"takes {', '.join(network.inputs)} and gives {', '.join(network.outputs)}."
        )
    for name in (network.inputs[0], scores_node(network)):
        shape = activations.values[name].shape
        if len(shape) < 2 or shape[0] != 1:
            raise ValueError(
                f'One picture can be asked about at a time; "{name}" has shape {shape}, '
                "where the first number should be 1 and others should follow."
            )
    _one_score_a_class(activations.values[scores_node(network)].shape)


def _one_score_a_class(shape: Shape) -> None:
    if sum(length > 1 for length in shape) > 1 or 0 in shape:
        raise ValueError(
            f"The network's answer has shape {shape}: that is not one score for each class, "
            "such as (1, 10)."
        )


def _finite(asked: Asked) -> None:
    for what, array in (("picture", asked.picture), ("scores", asked.scores)):
        wrong = int(np.count_nonzero(~np.isfinite(array)))
        if wrong:
            raise ValueError(
                f"{wrong} of {array.size} numbers in the {what} are not finite: "
                "there is nothing to share out."
            )


def _known(asked: Asked) -> None:
    count = len(asked.scores)
    for label in (asked.label, asked.versus):
        if label is not None and not 0 <= label < count:
            raise ValueError(f"There is no class {label}: the classes are 0 to {count - 1}.")
    if asked.label == asked.versus:
        raise ValueError("A class can't be set against itself: choose two different ones.")
