"""A chain run without rounding dust: a number that is nothing but rounding becomes 0.

Sums such as 0.1 + 0.2 - 0.3 are not 0 in floating point but 6e-17. Whether a number is such dust
shows beside the sum of its terms' absolute values, not beside its array, for all of that may be
dust; and terms that cancelled once were larger than they are now. So each number has a scale: what
it would be if nothing on the way to it had cancelled (a running error analysis: Higham, "Accuracy
and stability of numerical algorithms", SIAM 2002, section 3.3). A number that is truly small, as
behind many sigmoids, has a small scale as well and stays.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.networks.graph import Network, Params
from cnnviz.networks.run import Activations, Gradients, Pass, only_output
from cnnviz.ops import (
    Conv,
    Dense,
    Flatten,
    MatMul,
    MaxPool,
    Softmax,
    SoftmaxCrossEntropy,
    SquaredError,
)
from cnnviz.ops.activation import Activation
from cnnviz.ops.layer import NOTHING, Array, Layer
from cnnviz.ops.loss import Loss

DUST = 1e-12  # relative to the scale; rounding itself is about 1e-16 for each term


def without_dust(values: npt.ArrayLike, scale: npt.ArrayLike) -> Array:
    """The values, 0 where they are nothing beside the sizes of the terms that made them.

    >>> without_dust([0.1 + 0.2 - 0.3, 1e-17], [0.6, 1e-17]).tolist()
    [0.0, 1e-17]
    """
    values, scale = np.asarray(values, np.float64), np.asarray(scale, np.float64)
    clean: Array = np.where((np.abs(values) < DUST * scale) & np.isfinite(scale), 0.0, values)
    clean.setflags(write=False)
    return clean


def dot(a: Array, b: Array) -> float:
    """The sum of all products, 0 where they cancel up to rounding."""
    return float(without_dust(np.vdot(a, b), np.vdot(np.abs(a), np.abs(b))))


def product(a: Array, b: Array, bias: Array | float = 0.0) -> Array:
    """The product of two matrices, or matrix and vector, plus a bias; 0 where all of it cancels.

    >>> product(np.array([1.0, 1.0, -1.0]), np.array([0.1, 0.2, 0.3])).item()
    0.0
    """
    forward = MatMul().forward
    sizes = forward((np.abs(a), np.abs(b))) + np.abs(bias)
    return without_dust(forward((a, b)) + bias, sizes)


def outputs(layer: Conv | Dense, x: Array, own: Mapping[str, Array]) -> Array:
    """What a layer gives, 0 where its terms cancel."""
    return _forward(layer, x, np.abs(x), own)[0]


def weight_gradient(layer: Conv | Dense, dy: Array, x: Array, own: Mapping[str, Array]) -> Array:
    """The gradient of a layer's weights, 0 where its terms cancel."""
    grads = layer.parameter_gradients(dy, x, own)["weight"]
    return without_dust(grads, layer.parameter_gradients(np.abs(dy), np.abs(x), own)["weight"])


def moved(array: Array, grad: npt.ArrayLike, rate: float) -> Array:
    """Numbers after a step against their gradient."""
    change = rate * np.asarray(grad)
    return without_dust(array - change, np.abs(array) + np.abs(change))


def step(params: Params, grads: Params, rate: float) -> dict[str, dict[str, Array]]:
    """The parameters after a step of gradient descent; one without a gradient stays as it is."""
    return {
        node: {
            name: moved(array, grads.get(node, NOTHING).get(name, 0.0), rate)
            for name, array in own.items()
        }
        for node, own in params.items()
    }


def run(network: Network, params: Params, x: Array, loss: Loss, target: Any) -> Pass:
    """The loss of a sequence of layers, and every value and gradient; ``x`` has a batch axis.

    As `cnnviz.networks.run.loss_and_gradients`, in float64 and without dust.
    """
    values, scales = forward(network, params, x)
    output = only_output(network)
    value, dz, dz_scale = _loss(loss, values[output], scales[output], target)
    grads, of_params = {output: dz}, {}
    back = dz_scale
    for node in reversed(network.nodes):
        before, own = node.inputs[0], params.get(node.name, NOTHING)
        given = values[before], scales[before], own
        of_node, sizes = _backward(node.layer, grads[node.name], back, *given)
        clean = {name: without_dust(grad, sizes[name]) for name, grad in of_node.items()}
        grads[before], back = clean.pop("x"), sizes["x"]
        if clean:
            of_params[node.name] = MappingProxyType(clean)
    return Pass(
        value,
        Activations(MappingProxyType(values)),
        Gradients(MappingProxyType(grads), MappingProxyType(of_params)),
    )


def forward(
    network: Network, params: Params, x: Array
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Every value of a sequence of layers, and the scale of each."""
    name = network.inputs[0]
    values, scales = {name: without_dust(x, 0.0)}, {name: np.abs(x)}
    for node in network.nodes:
        own = params.get(node.name, NOTHING)
        given = values[name], scales[name], own
        name = node.name
        try:
            values[name], scales[name] = _forward(node.layer, *given)
        except ValueError as error:
            raise ValueError(f'At "{name}": {error}') from error
    return values, scales


def loss_after(network: Network, params: Params, x: Array, loss: Loss, target: Any) -> float:
    """The loss alone, of other parameters."""
    values, scales = forward(network, params, x)
    output = only_output(network)
    return _loss(loss, values[output], scales[output], target)[0]


def _forward(layer: Layer, x: Array, scale: Array, own: Mapping[str, Array]) -> tuple[Array, Array]:
    y = layer.forward(x, own)
    if isinstance(layer, Conv | Dense):
        size = layer.forward(scale, _sizes(own))
        return without_dust(y, size), size
    if isinstance(layer, Activation):
        return without_dust(y, 0.0), np.abs(layer.derivative(x)) * scale + np.abs(y)
    size = layer.forward(scale) if isinstance(layer, MaxPool | Flatten) else np.abs(y)
    return without_dust(y, 0.0), size


def _backward(
    layer: Layer, dy: Array, dy_scale: Array, x: Array, scale: Array, own: Mapping[str, Array]
) -> tuple[dict[str, Array], dict[str, Array]]:
    """The gradients of a layer's input and parameters, and the scale of each."""
    grads = layer.backward(dy, x, own)
    if isinstance(layer, Conv | Dense):
        sizes = layer.backward(dy_scale, np.abs(x), _sizes(own))
        more = layer.parameter_gradients(np.abs(dy), scale, _sizes(own))
        return grads, {**sizes, **{name: sizes[name] + more[name] for name in more}}
    if isinstance(layer, Activation):
        passed = np.abs(layer.derivative(x)) * dy_scale
        return grads, {"x": np.maximum(passed, np.abs(grads["x"]))}
    if isinstance(layer, MaxPool | Flatten):
        return grads, layer.backward(dy_scale, x)
    return grads, {name: np.abs(grad) for name, grad in grads.items()}


def _loss(loss: Loss, z: Array, scale: Array, target: Any) -> tuple[float, Array, Array]:
    """The loss, its gradient, and the scale of that."""
    value, dz = loss.value_and_gradient(z, target)
    if isinstance(loss, SquaredError):
        size = loss.gradient(scale, -np.abs(target))
        dz = without_dust(dz, size)
        return (value if dz.any() else 0.0), dz, size
    if isinstance(loss, SoftmaxCrossEntropy) and np.ndim(target) == 1:
        value, dz = _cross_entropy(value, dz, Softmax().forward(z), int(target[0]))
    dz = without_dust(dz, 0.0)
    return value, dz, np.abs(dz)


def _cross_entropy(value: float, dz: Array, shares: Array, truth: int) -> tuple[float, Array]:
    """Both from the other shares: 1 - p would lose a p that is nearly 1."""
    others = float(np.delete(shares[0], truth).sum())
    exact = np.array(shares)
    exact[0, truth] = -others
    return (value if others > 0.5 else float(-np.log1p(-others)) + 0.0), exact


def _sizes(own: Mapping[str, Array]) -> dict[str, Array]:
    return {name: np.abs(array) for name, array in own.items()}
