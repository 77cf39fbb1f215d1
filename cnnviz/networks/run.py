"""Running a network forward and backward; every number on the way is kept."""

from collections.abc import Mapping
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
    depends on it; ``params`` that of each parameter, by node and name.
    """

    values: Mapping[str, Array]
    params: Params


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
    grads = _output_gradients(network, activations, dy)
    of_params: dict[str, Mapping[str, Array]] = {}
    for node in reversed(network.nodes):
        if node.name not in grads:
            grads[node.name] = _zeros(activations.values[node.name])
        result: dict[str, Any] = node.layer.backward(
            grads[node.name], node.read(activations.values), params.get(node.name, NOTHING)
        )
        several = result["x"] if isinstance(result["x"], tuple) else (result["x"],)
        for name, part in zip(node.inputs, several, strict=True):
            # A new array: a layer may have passed one array back to several readers
            grads[name] = _frozen(grads[name] + part if name in grads else part)
        own = {name: _frozen(grad) for name, grad in result.items() if name != "x"}
        if own:
            of_params[node.name] = MappingProxyType(own)
    values = {
        name: grads[name] if name in grads else _zeros(value)
        for name, value in activations.values.items()
    }
    return Gradients(MappingProxyType(values), MappingProxyType(of_params))


def loss_and_gradients(
    network: Network, params: Params, inputs: Any, loss: Loss, target: Any
) -> Pass:
    """The loss of a network with one output, and all activations and gradients behind it."""
    activations = forward(network, params, inputs)
    z = activations.values[only_output(network)]
    gradients = backward(network, params, activations, loss.gradient(z, target))
    return Pass(loss.value(z, target), activations, gradients)


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


def _forward(node: Node, values: Mapping[str, Array], own: Mapping[str, Array]) -> Array:
    try:
        return node.layer.forward(node.read(values), own)
    except ValueError as error:
        raise ValueError(f'At "{node.name}": {error}') from error


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
