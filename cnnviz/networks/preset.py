"""A network with a picture and weights to start from, and what it makes of another picture."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from cnnviz.networks.graph import Network, Node, Params
from cnnviz.networks.run import forward, loss_and_gradients
from cnnviz.ops import Conv, SoftmaxCrossEntropy
from cnnviz.ops.axes import per_axis
from cnnviz.ops.layer import Array
from cnnviz.ops.loss import Loss

CLASSES = ("7", "1")
UNNAMED = ("class 0", "class 1")
SEEDS = 30  # kernels that are drawn until one learns

Draw = Callable[[tuple[int, ...]], Array]


def drawn(shape: tuple[int, ...], seed: int = 0) -> Array:
    """Weights (outputs, inputs) by chance, so small that the scores start close together.

    They have a spread of 1 / √(4 · inputs), half of LeCun's ("Efficient BackProp", 1998, section
    4.6), and are rounded to a power of two near half of that, so that all are short numbers. Few
    of them may all become 0, or the same for each output, and nothing could be learned through
    them: then others are drawn.

    >>> drawn((2, 8)).tolist()[0]
    [0.0, 0.0, 0.125, 0.0, -0.125, 0.0625, 0.25, 0.1875]
    """
    spread = 1 / np.sqrt(4 * shape[1])
    unit = 2.0 ** np.round(np.log2(spread / 2))
    weights = np.random.default_rng(seed).standard_normal(shape) * spread
    rounded: Array = np.round(weights / unit) * unit + 0.0  # + 0.0 turns -0 into 0
    differ = (rounded != rounded[0]).any() if shape[0] > 1 else rounded.any()
    return rounded if differ else drawn(shape, seed + 1)


def opposed(shape: tuple[int, ...]) -> Array:
    """Weights that speak against the first class and for all others, whatever comes in."""
    weights: Array = np.abs(drawn(shape))
    weights[0] = 0 - weights[0]  # not times -1, which would make -0 of 0
    return weights


def redrawn(weight: Array, kernel: tuple[int, ...], seed: int = 0) -> Array:
    """Weights (F, C, *kernel) drawn from the numbers of others that are not 0, as short as those.

    >>> redrawn(np.array([[[[1.0, -2.0]]]]), (2, 3)).tolist()
    [[[[1.0, -2.0, -2.0], [1.0, -2.0, 1.0]]]]
    """
    generator = np.random.default_rng([seed, *kernel])
    drawn: Array = generator.choice(weight[weight != 0], (*weight.shape[:2], *kernel))
    return drawn


@dataclass(frozen=True, slots=True, eq=False)
class Preset:
    """A network with everything it takes to run it once.

    ``x`` (C, H, W) is the picture, ``params`` the weights for a picture of that size, ``target`` a
    class or the wanted outputs, ``classes`` the names of the outputs; ``draw`` makes the dense
    weights (outputs, inputs) for a picture of another size. ``known`` says whether the picture is
    known to be of the target's class, ``random`` whether any weights were drawn.
    """

    title: str
    network: Network
    x: Array
    params: Params
    loss: Loss = field(default_factory=SoftmaxCrossEntropy)
    target: npt.NDArray[np.generic] = field(default_factory=lambda: np.array(0))
    classes: tuple[str, ...] = CLASSES
    draw: Draw = drawn
    known: bool = True
    random: bool = False

    @property
    def convolves(self) -> bool:
        """Whether there is a convolution."""
        return any(isinstance(node.layer, Conv) for node in self.network.nodes)

    @property
    def has_square_kernel(self) -> bool:
        """Whether the first convolution has one number for both axes of its kernel."""
        layer = self.first.layer
        return isinstance(layer, Conv) and isinstance(layer.kernel_size, int)

    @property
    def first(self) -> Node:
        """The first convolution."""
        return next(node for node in self.network.nodes if isinstance(node.layer, Conv))

    def with_first(self, layer: Conv) -> "Preset":
        """The same network with another first convolution; `with_input` fits what follows to it.

        Its own kernel stays where it has the right size and something to learn from the network's
        own picture. Otherwise one is drawn from the numbers of its own, with a bias of 0: its own
        bias was chosen for its own kernel.
        """
        shape = self.params[self.first.name]["weight"].shape
        size = tuple(per_axis("kernel_size", layer.kernel_size, len(shape) - 2))
        nodes = tuple(
            replace(node, layer=layer) if node is self.first else node
            for node in self.network.nodes
        )
        own = replace(self, network=replace(self.network, nodes=nodes))
        drawn = [own._with_kernel(size, seed) for seed in range(SEEDS)]
        every = [own, *drawn] if size == shape[2:] else drawn
        return next((preset for preset in every if preset._learns()), every[0])

    def _with_kernel(self, size: tuple[int, ...], seed: int) -> "Preset":
        name, own = self.first.name, self.params[self.first.name]
        fresh = {key: np.zeros_like(array) for key, array in own.items()}
        fresh["weight"] = redrawn(own["weight"], size, seed)
        return replace(self, params={**self.params, name: fresh}, random=True)

    def _learns(self) -> bool:
        """Whether its own picture gives the first kernel a gradient; yes where it does not fit."""
        try:
            own = self.with_input(self.x)
        except ValueError:
            return True
        run = loss_and_gradients(own.network, own.params, own.x[None], own.loss, own.target[None])
        return bool(run.gradients.params[self.first.name]["weight"].any())

    def with_classes(self, names: tuple[str, ...]) -> "Preset":
        """The same network for other classes; as many outputs as it has keep their weights.

        Raises
        ------
        ValueError
            For a network whose output is a number and no class.
        """
        if len(self.classes) == 1:
            raise ValueError("This network has one output; classes of your own need another one.")
        if len(names) == len(self.classes):
            return replace(self, classes=names)
        last = self.network.nodes[-1]
        nodes = (*self.network.nodes[:-1], replace(last, out_channels=len(names)))
        network = replace(self.network, nodes=nodes)
        own = self.params[last.name]
        outputs = {
            key: self.draw((len(names), *array.shape[1:]))
            if array.ndim > 1
            else np.zeros(len(names))
            for key, array in own.items()
        }
        params = {**self.params, last.name: outputs}
        return replace(self, network=network, params=params, classes=names, random=True)

    def with_input(self, x: Array, label: str = "", typed: bool = False) -> "Preset":
        """The same network with another picture (C, H, W).

        What does not depend on the picture's size stays. A dense layer that needs more or fewer
        weights gets them by ``draw``. The target is the class that the network likes least: there
        is something to learn. That class gets the ``label`` of the picture as its name; of a
        picture without one the target is only pretended. For one ``typed`` by hand it is the
        network's own, so that no number that is changed turns the target into another.

        Raises
        ------
        ValueError
            When the network can't read a picture of that size.
        """
        params = self.fitting(x).params
        kept = all(
            params[node][key].shape == own[key].shape
            for node, own in self.params.items()
            for key in own
        )
        if np.array_equal(x, self.x):
            return self if kept else replace(self, params=params, random=True)
        read = replace(self, x=x, params=params, random=self.random or not kept)
        if len(self.classes) == 1:
            return read
        if typed:
            names = self.classes if x.shape == self.x.shape else UNNAMED
            return replace(read, classes=names, known=False)
        scores = forward(self.network, params, x[None]).values[self.network.outputs[0]]
        least = int(np.argmin(scores))
        names = _named(label, least) if label else UNNAMED
        return replace(read, target=np.array(least), classes=names, known=bool(label))

    def fitting(self, x: Array) -> "Preset":
        """The same network with dense weights for a picture (C, H, W) of another size."""
        shapes = self.network.parameter_shapes((1, *x.shape))
        params = {
            name: {key: self._fitting(array, shapes[name][key]) for key, array in own.items()}
            for name, own in self.params.items()
        }
        return replace(self, params=params)

    def _fitting(self, array: Array, shape: tuple[int, ...]) -> Array:
        return array if array.shape == shape else self.draw(shape)


def _named(label: str, at: int) -> tuple[str, ...]:
    """Names of two classes, the one at this place given.

    >>> _named("3", 1), _named("7", 0)
    (('7', '3'), ('7', '1'))
    """
    other = next(name for name in CLASSES if name != label)
    return (label, other) if at == 0 else (other, label)
