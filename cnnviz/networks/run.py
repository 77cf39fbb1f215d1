"""Running a network forward and backward; every number on the way is kept."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from cnnviz.networks.graph import Network, Node, Params
from cnnviz.ops.layer import NOTHING, Array
from cnnviz.ops.loss import Loss


@dataclass(frozen=True, slots=True, eq=False)
class Activations:
    """The value of every network input and node output, by name, read-only."""

    values: Mapping[str, Array]


@dataclass(frozen=True, slots=True, eq=False)
class Gradients:
    """The gradient of every value of `Activations` and of every parameter, read-only.

    ``values`` has the gradient at each network input and node output, zero where no output
    depends on it, and is empty where only parameters were asked for; ``params`` has that of each
    parameter, by node and name.
    """

    values: Mapping[str, Array]
    params: Params


Backward = Callable[[Network, Params, Activations, Any], Gradients]


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """One way forward to the loss and back."""

    loss: float
    activations: Activations
    gradients: Gradients


def forward(network: Network, params: Params, inputs: Any) -> Activations:
    """Every activation.

    Parameters
    ----------
    params : {node: {name: array}}; nodes without parameters may be left out
    inputs : the one input, or a mapping from name to array

    Raises
    ------
    ValueError
        When inputs or parameters do not fit; the message begins with the node's name.
    """
    values = {name: _recorded(value) for name, value in network.named(inputs).items()}
    unknown = params.keys() - {node.name for node in network.nodes}
    if unknown:
        raise ValueError(f"There are parameters for {sorted(unknown)}, but no such node.")
    return _completed(network, params, values)


def answer(network: Network, params: Params, inputs: Any) -> dict[str, Array]:
    """The outputs alone, by name: the numbers of `forward`, in less time and memory.

    What is on the way is let go as soon as the last node that needs it has run.
    """
    values = {name: _recorded(value) for name, value in network.named(inputs).items()}
    readers = Counter(name for node in network.nodes for name in node.inputs)
    readers.update(network.outputs)
    free: set[str] = set()  # what nothing else has in its memory
    for node in network.nodes:
        own = params.get(node.name, NOTHING)
        last = all(name in free and readers[name] == 1 for name in node.inputs)
        result = _forward(node, values, own, onto=last)
        others = [*own.values(), *([] if last else (values[name] for name in node.inputs))]
        if _alone(result, others):
            free.add(node.name)
        else:
            free.difference_update(node.inputs)
        values[node.name] = result
        for name in node.inputs:
            readers[name] -= 1
            if not readers[name]:
                values.pop(name, None)
    return {name: _frozen(values[name]) for name in network.outputs}


def resume(
    network: Network,
    params: Params,
    activations: Activations,
    values: Mapping[str, Any] = NOTHING,
    nodes: tuple[str, ...] = (),
) -> Activations:
    """Every activation after a change; what does not depend on it is not computed again.

    Parameters
    ----------
    params : the parameters, changed or not
    activations : what there was before
    values : inputs or node outputs that are now different; a node's own layer is not asked
    nodes : names of the nodes whose parameters are now different

    Raises
    ------
    ValueError
        For a name that the network does not have, or parameters that do not fit.
    """
    unknown = {*values, *nodes} - activations.values.keys()
    if unknown:
        raise ValueError(f"{sorted(unknown)} were changed, but the network has no such values.")
    stale = set(values)
    kept = {**activations.values, **{name: _recorded(v) for name, v in values.items()}}
    for node in network.nodes:
        if node.name not in values and (node.name in nodes or not stale.isdisjoint(node.inputs)):
            stale.add(node.name)
            del kept[node.name]
    return _completed(network, params, kept)


def backward(network: Network, params: Params, activations: Activations, dy: Any) -> Gradients:
    """Every gradient, from those of the outputs.

    A value that several nodes read gets the sum of what comes back from each; sums start at zero
    in every call.

    Parameters
    ----------
    activations : of `forward` with the same parameters
    dy : the gradient of the one output, or a mapping from output name to gradient
        An output that is left out counts as zero.

    Raises
    ------
    ValueError
        When a gradient is for no output, or not of its shape.
    """
    every = {*network.inputs, *(node.name for node in network.nodes)}
    grads, of_params = _swept(network, params, activations, dy, every)
    return Gradients(_whole(grads, activations), of_params)


def value_gradients(
    network: Network, params: Params, activations: Activations, dy: Any
) -> Gradients:
    """As `backward`, for the values alone: there are no gradients of parameters."""
    grads = _output_gradients(network, activations, dy)
    for node in reversed(network.nodes):
        if node.name in grads:
            read, own = node.read(activations.values), params.get(node.name, NOTHING)
            _passed_back(node, node.layer.input_gradient(grads[node.name], read, own), grads)
    return Gradients(_whole(grads, activations), NOTHING)


def parameter_gradients(
    network: Network, params: Params, activations: Activations, dy: Any
) -> Gradients:
    """As `backward`, for the parameters alone: what only the inputs need is left out."""
    learnt = {name for name, own in params.items() if own}
    for node in network.nodes:
        if not learnt.isdisjoint(node.inputs):
            learnt.add(node.name)
    _, of_params = _swept(network, params, activations, dy, learnt)
    return Gradients(MappingProxyType({}), of_params)


def _swept(
    network: Network, params: Params, activations: Activations, dy: Any, wanted: set[str]
) -> tuple[dict[str, Array], Params]:
    """Gradients of values, as far as those ``wanted`` need them, and of parameters."""
    grads = _output_gradients(network, activations, dy)
    of_params: dict[str, Mapping[str, Array]] = {}
    for node in reversed(network.nodes):
        if node.name not in wanted:
            continue
        if node.name not in grads:
            grads[node.name] = _zeros(activations.values[node.name])
        own = params.get(node.name, NOTHING)
        given = grads[node.name], node.read(activations.values), own
        result: dict[str, Any]
        if wanted.isdisjoint(node.inputs):
            result = dict(node.layer.parameter_gradients(*given))
        else:
            result = node.layer.backward(*given)
            _passed_back(node, result.pop("x"), grads)
        if result:
            of_params[node.name] = MappingProxyType(
                {name: _frozen(grad) for name, grad in result.items()}
            )
    return grads, MappingProxyType(of_params)


def _whole(grads: Mapping[str, Array], activations: Activations) -> Mapping[str, Array]:
    """A gradient for every value: zero where nothing was passed back."""
    whole = {
        name: grads[name] if name in grads else _zeros(value)
        for name, value in activations.values.items()
    }
    return MappingProxyType(whole)


def _passed_back(node: Node, dx: Any, grads: dict[str, Array]) -> None:
    """Add the gradient of what a node read to what others passed back to it."""
    for name, part in zip(node.inputs, dx if isinstance(dx, tuple) else (dx,), strict=True):
        # A new array: a layer may have passed one array back to several readers
        grads[name] = _frozen(grads[name] + part if name in grads else part)


def loss_and_gradients(
    network: Network,
    params: Params,
    inputs: Any,
    loss: Loss,
    target: Any,
    back: Backward = backward,
) -> Pass:
    """The loss of a network with one output, and all activations and gradients behind it.

    With `parameter_gradients` for ``back`` there are those of the parameters only.
    """
    activations = forward(network, params, inputs)
    value, dz = loss.value_and_gradient(activations.values[only_output(network)], target)
    return Pass(value, activations, back(network, params, activations, dz))


def only_output(network: Network) -> str:
    """The name of the network's one output, or a ValueError when it has several."""
    if len(network.outputs) > 1:
        raise ValueError(f"A loss needs one output; this network has {list(network.outputs)}.")
    return network.outputs[0]


def _completed(network: Network, params: Params, values: dict[str, Array]) -> Activations:
    for node in network.nodes:
        if node.name not in values:
            values[node.name] = _frozen(_forward(node, values, params.get(node.name, NOTHING)))
    return Activations(MappingProxyType(values))


def _forward(
    node: Node, values: Mapping[str, Array], own: Mapping[str, Array], onto: bool = False
) -> Array:
    layer = node.layer
    try:
        return (layer.forward_onto if onto else layer.forward)(node.read(values), own)
    except ValueError as error:
        raise ValueError(f'At "{node.name}": {error}') from error


def _alone(value: Array, others: Sequence[Any]) -> bool:
    """Whether floating numbers may be written over without a change to any of the others."""
    if not value.flags.writeable or value.dtype.kind != "f":
        return False
    return not any(np.may_share_memory(value, each) for each in others)


def _output_gradients(network: Network, activations: Activations, dy: Any) -> dict[str, Array]:
    given = dy if isinstance(dy, Mapping) else {only_output(network): dy}
    unknown = given.keys() - set(network.outputs)
    if unknown:
        raise ValueError(f"{sorted(unknown)} are no outputs; those are {list(network.outputs)}.")
    grads = {}
    for name, gradient in given.items():
        value = activations.values[name]
        grads[name] = _recorded(np.asarray(gradient, _float_type(value)))
        if grads[name].shape != value.shape:
            raise ValueError(
                f'The gradient of "{name}" has shape {grads[name].shape}; the output {value.shape}.'
            )
    return grads


def _recorded(value: Any) -> Array:
    """The array itself if nobody can write to it, else a read-only copy."""
    array = np.asarray(value)
    return _frozen(array.copy()) if array.flags.writeable else array


def _frozen(array: Array) -> Array:
    array = array.view()  # the layer's own array may be a parameter, which stays the caller's
    array.setflags(write=False)
    return array


def _float_type(value: Array) -> Any:
    return value.dtype if value.dtype.kind == "f" else np.float32


def _zeros(value: Array) -> Array:
    return _frozen(np.zeros(value.shape, _float_type(value)))
