"""A network on one's own array, forwards and back, in the player of the lesson on backprop."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.lessons.backprop import chain, payload
from cnnviz.networks.graph import Network
from cnnviz.notebook.shown import HEIGHT, Shown, by_name, key, numbers, picture, shown
from cnnviz.ops import SoftmaxCrossEntropy, SquaredError
from cnnviz.ops.loss import Loss
from cnnviz.player.source import grid

ENTRY = Path(payload.__file__).with_name("player.js")


def show_backprop(
    network: Network,
    params: Mapping[str, Mapping[str, ArrayLike]],
    x: ArrayLike,
    target: ArrayLike,
    *,
    loss: Loss | None = None,
    rate: float = 0.01,
    classes: Sequence[str] = (),
    height: int = HEIGHT,
) -> Shown:
    """A network from the picture to the loss and back, number by number, in a notebook.

    Parameters
    ----------
    network : a sequence of layers, such as `cnnviz.networks.graph.sequential` makes
    params : by node and name
    x : (H, W), (C, H, W) or (1, C, H, W)
    target : a class, or the wanted outputs
    loss : cross-entropy for a class and the squared error for outputs, where it is left out
    rate : the learning rate of the step that follows
    classes : names of the outputs
    height : of the frame, px

    Raises
    ------
    ValueError
        In one sentence, for what does not fit together or can't be shown.
    """
    if not isinstance(network, Network):
        raise ValueError("A network is what sequential(Conv(3), ReLU()) makes.")
    if not isinstance(rate, int | float) or not 0 < rate < float("inf"):
        raise ValueError("The learning rate is a number above 0.")
    array, wanted = picture(x), numbers("target", target)
    judge = loss or (SquaredError() if wanted.ndim else SoftmaxCrossEntropy())
    if not isinstance(params, Mapping):
        raise ValueError("The parameters come by node, such as network.initial((1, 1, 8, 8)).")
    own = {node: by_name(of, node) for node, of in params.items()}
    if isinstance(judge, SoftmaxCrossEntropy):
        wanted = _class(wanted)
    trace = chain.trace(network, own, array, judge, wanted, float(rate))
    outputs = trace.stages[-1].y.size
    if len(classes) not in (0, outputs):
        raise ValueError(f"The network has {outputs} outputs, and {len(classes)} names were given.")
    names = [str(name) for name in classes] or [f"class {n}" for n in range(outputs)]
    data = payload.chain(
        trace, source=grid("x", array, key(array)), classes=names, link="", editable_x=False
    )
    hint = "Press Space for the next step."
    return shown(data, ENTRY, title="Backprop", hint=hint, height=height)


def _class(target: np.ndarray) -> np.ndarray:
    if target.ndim or target % 1:
        raise ValueError("The target of a cross-entropy is one class, such as 0.")
    return target.astype(np.int64)
