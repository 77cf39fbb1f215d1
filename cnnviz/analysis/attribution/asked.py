"""The question: why does this picture get this score, or why this class rather than that one?

The score is the one before a softmax, as Simonyan, Vedaldi and Zisserman, "Deep inside
convolutional networks", ICLR 2014 workshop, section 2, advise: after it, a class also gains by
what only speaks against the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cnnviz.analysis.attribution.ends import from_maps, scores_node, separate
from cnnviz.geometry import at_least
from cnnviz.networks.graph import Network, Params
from cnnviz.networks.run import Activations, Gradients, answer, forward, value_gradients
from cnnviz.ops import Sigmoid, Softmax
from cnnviz.ops.layer import Array, floats


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
    separate : bool
        Whether a sigmoid makes each class's share by itself.
    """

    network: Network
    params: Params
    activations: Activations
    label: int
    versus: int | None = None
    separate: bool = False

    @property
    def picture(self) -> Array:
        """What the network read, (1, C, *spatial), in a floating type."""
        (picture,) = floats(self.activations.values[self.network.inputs[0]])
        return picture

    @property
    def scores(self) -> NDArray[np.float64]:
        """The scores of all classes, (K,)."""
        return scores_of(self._output)[0]

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

    def on_the_picture(self, values: Mapping[str, Array]) -> Array:
        """What was brought back to the picture, (C, *spatial).

        Raises
        ------
        ValueError
            When it is not finite, as behind a slope without end.
        """
        brought: Array = values[self.network.inputs[0]][0]
        wrong = int(np.count_nonzero(~np.isfinite(brought)))
        if wrong:
            raise ValueError(
                f"At {wrong} of {brought.size} numbers of the picture nothing finite came back: "
                "somewhere this network has a slope without end, or numbers too large."
            )
        return brought

    def seeing(self, picture: Array) -> "Asked":
        """The same question about another picture (1, C, *spatial)."""
        activations = forward(self.network, self.params, picture)
        return replace(self, activations=activations)

    def scores_for(self, pictures: Array) -> list[NDArray[np.float64]]:
        """The scores of other pictures (N, C, *spatial), each (K,), and nothing of what is between.

        It is quicker than `seeing`.
        """
        (output,) = answer(self.network, self.params, pictures).values()
        return scores_of(output, len(pictures))

    def shares(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the network gives to each class for scores (..., K) of any picture."""
        return shares(scores, self.separate)

    def gradients(self) -> Gradients:
        """The gradient of `score` for every value of the network that is asked."""
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
    _check_ends(network, activations)
    label = at_least("class", label, 0)
    versus = None if versus is None else at_least("class", versus, 0)
    ending = from_maps(network.ending_at(scores_node(network)), activations)
    names = [*ending.inputs, *(node.name for node in ending.nodes)]
    own = {name: params[name] for name in names if name in params}
    values = Activations({name: activations.values[name] for name in names})
    asked = Asked(ending, own, values, label, versus, separate(network))
    _finite(asked)
    _known(asked)
    return asked


def scores_of(output: Array, pictures: int = 1) -> list[NDArray[np.float64]]:
    """The scores of each picture, (K,), from an output such as (N, K), (N, K, 1, 1) or (K,)."""
    return list(output.reshape(pictures, -1).astype(np.float64))


def answered(
    network: Network, activations: Activations
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The scores of all classes, before a softmax or sigmoid, and the shares of them, (K,) each."""
    (scores,) = scores_of(activations.values[scores_node(network)])
    return scores, shares(scores, separate(network))


def shares(scores: NDArray[np.float64], separate: bool = False) -> NDArray[np.float64]:
    """What a network gives to each class, of scores (..., K): softmax, or each one's sigmoid.

    Examples
    --------
    >>> shares(np.log([1.0, 3.0])).round(12).tolist()
    [0.25, 0.75]
    >>> shares(np.log([1.0, 3.0]), separate=True).round(12).tolist()
    [0.5, 0.75]
    """
    return Sigmoid().forward(scores) if separate else Softmax(axis=-1).forward(scores)


def _check_ends(network: Network, activations: Activations) -> None:
    if len(network.inputs) != 1 or len(network.outputs) != 1:
        raise ValueError(
            "Only a network with one picture in and one answer out can be asked why; this one "
            f"takes {', '.join(network.inputs)} and gives {', '.join(network.outputs)}."
        )
    shape = activations.values[network.inputs[0]].shape
    if len(shape) < 2 or shape[0] != 1:
        raise ValueError(
            "One picture can be asked about at a time: its shape should be such as "
            f"(1, 3, 224, 224), not {shape}."
        )
    given = activations.values[scores_node(network)]
    if sum(length > 1 for length in given.shape) > 1 or 0 in given.shape:
        raise ValueError(
            f"The network's answer has shape {given.shape}: that is not one score for each "
            "class, such as (1, 10)."
        )
    if given.dtype.kind != "f":
        raise ValueError(
            f"The network's answer is of type {given.dtype}: only a score that can change by a "
            "little can be asked why."
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
        if label is not None and label >= count:
            raise ValueError(f"There is no class {label}: the classes are 0 to {count - 1}.")
    if asked.label == asked.versus:
        raise ValueError("A class can't be set against itself: choose two different ones.")
