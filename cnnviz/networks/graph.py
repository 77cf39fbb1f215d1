"""How layers connect: a graph of named nodes, of which a plain sequence is the simple case."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnviz.geometry import at_least
from cnnviz.networks.initialise import initial
from cnnviz.ops.layer import NOTHING, Array, Layer, Shape

Params = Mapping[str, Mapping[str, Array]]
Step = Layer | tuple[str, Layer] | tuple[Layer, int] | tuple[str, Layer, int]


@dataclass(frozen=True, slots=True)
class Node:
    """One use of a layer; its name is also the name of its output.

    Parameters
    ----------
    name : str
    layer : Layer
    inputs : names of what it reads, in the layer's order
    out_channels : int
        How many maps or units the parameters lead to, for a layer that has parameters.
    """

    name: str
    layer: Layer
    inputs: tuple[str, ...]
    out_channels: int = 1

    def __post_init__(self) -> None:
        if not isinstance(self.layer, Layer):
            raise ValueError(f'Node "{self.name}" needs a layer, such as Conv(3): {self.layer!r}.')
        object.__setattr__(self, "inputs", tuple(self.inputs))
        at_least("out_channels", self.out_channels, 1)

    def read(self, values: Mapping[str, Any]) -> Any:
        """What the layer takes as its input: the one value, or the tuple of its several."""
        if len(self.inputs) == 1:
            return values[self.inputs[0]]
        return tuple(values[name] for name in self.inputs)


@dataclass(frozen=True, slots=True)
class Network:
    """A graph of layers without cycles. It holds settings only; parameters are passed beside it.

    Parameters
    ----------
    inputs : names of what goes in
    nodes : in an order in which each comes after all that it reads
    outputs : names of the nodes, or inputs, whose values come out

    Raises
    ------
    ValueError
        For a name used twice, a name that nothing has, or nodes out of order.

    Examples
    --------
    >>> from cnnviz.ops import Conv, ReLU
    >>> network = sequential((Conv(3), 8), ReLU())
    >>> network.shapes((1, 1, 6, 6))["relu1"]
    (1, 8, 4, 4)
    """

    inputs: tuple[str, ...]
    nodes: tuple[Node, ...]
    outputs: tuple[str, ...]

    def __post_init__(self) -> None:
        for field in ("inputs", "nodes", "outputs"):
            object.__setattr__(self, field, tuple(getattr(self, field)))
        names = [*self.inputs, *(node.name for node in self.nodes)]
        for name, times in Counter(names).items():
            if times > 1:
                raise ValueError(f'The name "{name}" is used {times} times: give each its own.')
        known = set(self.inputs)
        for node in self.nodes:
            for name in node.inputs:
                if name not in known:
                    raise ValueError(_unreadable(node, name, names))
            known.add(node.name)
        for name in self.outputs:
            if name not in known:
                raise ValueError(f'The output "{name}" does not exist: {_choice(names)}')
        if not self.outputs:
            raise ValueError(f"A network needs at least one output: {_choice(names)}")

    def node(self, name: str) -> Node:
        """The node of that name, or a ValueError that lists the names."""
        for node in self.nodes:
            if node.name == name:
                return node
        raise ValueError(
            f'There is no node "{name}": {_choice([node.name for node in self.nodes])}'
        )

    def ending_at(self, name: str) -> "Network":
        """The network with that value as its one output, and only the nodes that it needs.

        Examples
        --------
        >>> from cnnviz.ops import Conv, ReLU, Softmax
        >>> [node.name for node in sequential(Conv(3), ReLU(), Softmax()).ending_at("relu1").nodes]
        ['conv1', 'relu1']
        """
        needed, kept = {name}, []
        for node in reversed(self.nodes):
            if node.name in needed:
                needed.update(node.inputs)
                kept.append(node)
        return Network(self.inputs, tuple(reversed(kept)), (name,))

    def named(self, given: Any) -> dict[str, Any]:
        """One thing for each network input, by name: as given, or the thing itself if there is one.

        Raises
        ------
        ValueError
            When the names are not those of the inputs.
        """
        if not isinstance(given, Mapping) and len(self.inputs) == 1:
            return {self.inputs[0]: given}
        if not isinstance(given, Mapping) or given.keys() != set(self.inputs):
            got = list(given) if isinstance(given, Mapping) else type(given).__name__
            raise ValueError(
                f"The inputs {list(self.inputs)} need one value each, by name; given: {got}."
            )
        return dict(given)

    def shapes(self, input_shapes: Any, params: Params | None = None) -> dict[str, Shape]:
        """Shape of every network input and node output, by name.

        Parameters
        ----------
        input_shapes : the shape of the one input, or a mapping from name to shape
        params : the parameters, where there are any already
            Otherwise each node's ``out_channels`` says how many maps it has.
        """
        return self._shapes(input_shapes, params)[0]

    def parameter_shapes(self, input_shapes: Any) -> dict[str, dict[str, Shape]]:
        """Shapes of all parameters, by node and name; nodes without parameters are left out."""
        return self._shapes(input_shapes, None)[1]

    def initial(
        self, input_shapes: Any, seed: int = 0, scheme: str = "he", dtype: Any = np.float32
    ) -> dict[str, dict[str, Array]]:
        """Parameters to start training from, by node and name.

        Each node draws from its own stream, made from the seed and its name, so that adding a node
        leaves the weights of the others alone. For the schemes see `cnnviz.networks.initialise`.
        """
        shapes = self.parameter_shapes(input_shapes)
        at_least("seed", seed, 0)
        return {
            name: initial(
                self.node(name).layer,
                shapes[name],
                np.random.default_rng([seed, *name.encode()]),
                scheme,
                dtype,
            )
            for name in shapes
        }

    def _shapes(
        self, input_shapes: Any, params: Params | None
    ) -> tuple[dict[str, Shape], dict[str, dict[str, Shape]]]:
        values: dict[str, Shape] = {n: tuple(s) for n, s in self.named(input_shapes).items()}
        parameters = {}
        for node in self.nodes:
            with_name = f'At "{node.name}": '
            x_shape = node.read(values)
            try:
                if params is None:
                    own = node.layer.parameter_shapes(x_shape, node.out_channels)
                else:
                    own = {k: np.shape(v) for k, v in params.get(node.name, NOTHING).items()}
                values[node.name] = node.layer.output_shape(x_shape, own)
            except ValueError as error:
                raise ValueError(with_name + str(error)) from error
            if own:
                parameters[node.name] = own
        return values, parameters


def sequential(*steps: Step) -> Network:
    """A network of layers one after the other, from the input "x" to the last layer.

    A step is a layer, or a tuple of its name, the layer and its ``out_channels``, of which name and
    channels may be left out. A layer without a name is called after its kind and counted: "conv1".

    Examples
    --------
    >>> from cnnviz.ops import Conv, ReLU
    >>> [node.name for node in sequential(("edges", Conv(3), 4), ReLU(), (Conv(3), 2)).nodes]
    ['edges', 'relu1', 'conv2']
    """
    nodes: list[Node] = []
    kinds: Counter[str] = Counter()
    for step in steps:
        parts: list[Any] = list(step) if isinstance(step, tuple) else [step]
        name = parts.pop(0) if isinstance(parts[0], str) and parts[1:] else None
        kind = type(parts[0]).__name__.lower()
        kinds[kind] += 1
        before = nodes[-1].name if nodes else "x"
        nodes.append(Node(name or f"{kind}{kinds[kind]}", parts[0], (before,), *parts[1:]))
    return Network(("x",), tuple(nodes), (nodes[-1].name if nodes else "x",))


def _unreadable(node: Node, name: str, names: Sequence[str]) -> str:
    if name not in names:
        return f'Node "{node.name}" reads "{name}", which does not exist: {_choice(names)}'
    return (
        f'Node "{node.name}" reads "{name}", which does not come before it: '
        "put each node after all that it reads; a cycle has no such order."
    )


def _choice(names: Sequence[str]) -> str:
    return f"there are {', '.join(names)}." if names else "there are no names yet."
