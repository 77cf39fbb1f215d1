"""A layer's way back as a trace: everything that its gradients are made of."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from cnnviz.lessons.backprop.convolution_trace import ConvolutionBackward
from cnnviz.lessons.backprop.pooling_trace import MaxPoolBackward
from cnnviz.networks.graph import Network, Params
from cnnviz.networks.run import Activations, Gradients
from cnnviz.ops import Conv, MaxPool
from cnnviz.traces import Array


def convolution(
    layer: Conv, x: npt.ArrayLike, params: Mapping[str, npt.ArrayLike], dy: npt.ArrayLike
) -> ConvolutionBackward:
    """The way back through a convolution.

    Parameters
    ----------
    x : (N, C, *spatial)
    params : {"weight": (F, C/groups, *kernel), "bias": (F,)}; the bias may be left out
    dy : (N, F, *outputs), the gradient of the output
    """
    grads = layer.backward(dy, x, params)
    x = _frozen(x)
    return ConvolutionBackward(
        x=x,
        weight=_frozen(params["weight"]),
        dy=_frozen(dy),
        dx=_frozen(grads["x"]),
        dw=_frozen(grads["weight"]),
        db=_frozen(grads["bias"]) if "bias" in grads else None,
        windows=layer.windows(x.shape[2:]),
        padding_mode=layer.padding_mode,
        groups=layer.groups,
    )


def max_pool(layer: MaxPool, x: npt.ArrayLike, dy: npt.ArrayLike) -> MaxPoolBackward:
    """The way back through a max pooling; ``x`` (N, C, *spatial), ``dy`` (N, C, *outputs)."""
    x, dy = _frozen(x), _frozen(dy)
    winners = layer.mask(x)
    winners.setflags(write=False)
    dx = _frozen(layer.backward(dy, x)["x"])
    return MaxPoolBackward(x, dy, dx, winners, layer.windows(x.shape[2:]))


def of_node(
    network: Network, params: Params, activations: Activations, gradients: Gradients, name: str
) -> ConvolutionBackward | MaxPoolBackward:
    """The way back through one node of a network that ran.

    Its ``dx`` is what goes back through this node alone; where other nodes read the same input, the
    network's gradient there is the sum over them.

    Raises
    ------
    ValueError
        When the node is neither a convolution nor a max pooling.
    """
    node = network.node(name)
    x, dy = node.read(activations.values), gradients.values[name]
    if isinstance(node.layer, Conv):
        return convolution(node.layer, x, params[name], dy)
    if isinstance(node.layer, MaxPool):
        return max_pool(node.layer, x, dy)
    raise ValueError(
        f'Node "{name}" is of kind "{type(node.layer).title}": '
        "terms are listed for a convolution and for max pooling."
    )


def _frozen(array: npt.ArrayLike) -> Array:
    """A read-only copy: the caller's own array stays writeable and cannot change the record."""
    array = np.array(array, order="C")
    array.setflags(write=False)
    return array
