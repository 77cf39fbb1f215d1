"""One picture through a small network and back: every number of both directions, layer by layer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, isfinite
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from cnnviz.analysis import rounding
from cnnviz.lessons.backprop import backward_terms, mistakes
from cnnviz.lessons.backprop.convolution_trace import ConvolutionBackward
from cnnviz.lessons.backprop.pooling_trace import MaxPoolBackward
from cnnviz.networks.graph import Network, Params
from cnnviz.networks.run import Pass
from cnnviz.ops import Conv, MaxPool, Softmax, SoftmaxCrossEntropy
from cnnviz.ops.layer import NOTHING, Layer
from cnnviz.ops.loss import Loss
from cnnviz.traces import Array


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One layer of the chain, both ways.

    ``x``, ``y`` and their gradients ``dx``, ``dy`` have no batch axis: (C, H, W), or (n,) for
    vectors. ``params`` and ``grads`` have the layer's parameters by name. ``back`` opens the
    gradients of a convolution or of a max pooling into their terms.
    """

    name: str
    layer: Layer
    x: Array
    y: Array
    dx: Array
    dy: Array
    params: Mapping[str, Array]
    grads: Mapping[str, Array]
    back: ConvolutionBackward | MaxPoolBackward | None


@dataclass(frozen=True, slots=True, eq=False)
class ChainTrace:
    """One way forward to the loss and back, and the step of gradient descent that follows.

    ``shares`` are the softmax of the scores, None for a squared error. ``target`` is a class, or
    the wanted outputs. ``updated`` are the parameters after a step of size ``rate``, and
    ``loss_after`` the loss with them on the same picture, infinite where that is beyond all
    numbers. ``mistake`` is what is wrong with the gradients on purpose (see `.mistakes`).
    """

    network: Network
    params: Params
    x: Array
    loss: Loss
    target: npt.NDArray[np.generic]
    stages: tuple[Stage, ...]
    shares: Array | None
    value: float
    rate: float
    updated: Params
    loss_after: float
    mistake: str = ""

    @property
    def wanted(self) -> npt.NDArray[np.generic]:
        """The target as a batch of one, as losses take it."""
        return self.target[None]

    @property
    def predicted_change(self) -> float:
        """The change of the loss that the gradients promise: minus rate times their square."""
        return -self.rate * square({stage.name: stage.grads for stage in self.stages})

    @property
    def change(self) -> float:
        """The change of the loss that the step makes, 0 where it is lost in rounding."""
        if not isfinite(self.loss_after):
            return self.loss_after
        difference = self.loss_after - self.value
        return float(rounding.without_dust(difference, abs(self.value) + abs(self.loss_after)))


def square(grads: Params) -> float:
    """The square of the gradient's length, over all parameters."""
    return sum(float(np.square(grad).sum()) for own in grads.values() for grad in own.values())


def trace(
    network: Network,
    params: Params,
    x: npt.ArrayLike,
    loss: Loss,
    target: npt.ArrayLike,
    rate: float = 0.01,
    mistake: str = "",
) -> ChainTrace:
    """Run one picture forward and back; what is only rounding is 0 (`cnnviz.analysis.rounding`).

    Parameters
    ----------
    network : a sequence of layers, each reading the one before it
    x : (C, H, W), computed in float64
    target : a class for `SoftmaxCrossEntropy`, the wanted outputs (n,) for `SquaredError`
    rate : the learning rate of the step that follows
    mistake : what is made wrong on the way back

    Raises
    ------
    ValueError
        When the network is no sequence or has no layer for the mistake, when picture, parameters
        or target do not fit it, or when a number on the way is too large for a float.
    """
    _check_sequence(network)
    x = np.array(x, np.float64)[None]
    wanted = np.asarray(target)[None]
    with np.errstate(over="ignore", invalid="ignore"):
        run = rounding.run(mistakes.mistaken(network, mistake), params, x, loss, wanted)
        _check_finite(run)
        updated = rounding.step(params, run.gradients.params, rate)
        after = rounding.loss_after(network, updated, x, loss, wanted)
    scores = run.activations.values[network.outputs[0]]
    shares = Softmax().forward(scores)[0] if isinstance(loss, SoftmaxCrossEntropy) else None
    return ChainTrace(
        network,
        params,
        run.activations.values[network.inputs[0]][0],
        loss,
        wanted[0],
        _stages(network, params, run),
        shares,
        run.loss + 0.0,  # + 0.0 turns -0 into 0
        rate,
        updated,
        after + 0.0 if isfinite(after) else inf,
        mistake,
    )


def _stages(network: Network, params: Params, run: Pass) -> tuple[Stage, ...]:
    values, grads = run.activations.values, run.gradients.values
    return tuple(
        Stage(
            node.name,
            node.layer,
            x=values[node.inputs[0]][0],
            y=values[node.name][0],
            dx=grads[node.inputs[0]][0],
            dy=grads[node.name][0],
            params=MappingProxyType(dict(params.get(node.name, NOTHING))),
            grads=run.gradients.params.get(node.name, NOTHING),
            back=_way_back(network, params, run, node.name),
        )
        for node in network.nodes
    )


def _way_back(
    network: Network, params: Params, run: Pass, name: str
) -> ConvolutionBackward | MaxPoolBackward | None:
    if not isinstance(network.node(name).layer, Conv | MaxPool):
        return None
    back = backward_terms.of_node(network, params, run.activations, run.gradients, name)
    dx = run.gradients.values[network.node(name).inputs[0]]
    if isinstance(back, MaxPoolBackward):
        return replace(back, dx=dx)
    grads = run.gradients.params[name]
    return replace(back, dx=dx, dw=grads["weight"], db=grads.get("bias"))


def _check_finite(run: Pass) -> None:
    arrays = [*run.activations.values.values(), *run.gradients.values.values()]
    arrays += [grad for own in run.gradients.params.values() for grad in own.values()]
    if not (isfinite(run.loss) and all(np.isfinite(array).all() for array in arrays)):
        raise ValueError("With these weights the numbers grow beyond all bounds.")


def _check_sequence(network: Network) -> None:
    names = [*network.inputs, *(node.name for node in network.nodes)]
    if any(node.inputs != (before,) for node, before in zip(network.nodes, names, strict=False)):
        raise ValueError("A chain is a sequence of layers, each reading the one before it.")
