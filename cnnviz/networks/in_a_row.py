"""A trained network as a plain row of layers, of which every number can be followed there and back.

What does nothing once training is over is left out, and so is a softmax at the end, which a loss
takes in.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from cnnviz.networks.graph import Network, Node, Params
from cnnviz.ops import (
    AveragePool,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalMaxPool,
    Identity,
    LogSoftmax,
    MaxPool,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
    Transpose,
)
from cnnviz.ops.layer import Layer, Shape

MOST_LAYERS = 8  # with weights, or poolings: LeNet-5 has 7
MOST_NUMBERS = 120_000  # values and weights together
NAMES: Mapping[type[Layer], str] = {
    Conv: "conv",
    MaxPool: "pool",
    Flatten: "flatten",
    Dense: "dense",
    ReLU: "relu",
    Sigmoid: "sigmoid",
    Tanh: "tanh",
}
FITS = "convolutions, max poolings, flatten, dense layers, ReLU, sigmoid and tanh"
IDLE = (Dropout, Identity)
LARGE = 4096  # a length that every window fits into
Row = tuple[Network, dict[str, dict[str, np.ndarray]]]


def in_a_row(network: Network, params: Params, shape: Shape) -> Row:
    """The same network for a picture (C, H, W), its layers named "conv1", "relu1", … in float64.

    Raises
    ------
    ValueError
        In one sentence: which layer does not fit, and what would.
    """
    nodes = _needed(network)
    _check_row(network, nodes)
    shapes = network.shapes((1, *_given(network, shape)), params)
    places = {node.name: place for place, node in enumerate(network.nodes, 1)}
    found = [_steppable(node, places[node.name], shapes) for node in nodes]
    _check_size(found, params, shapes)
    return _renamed(found, params)


def misfit(network: Network, params: Params, shape: Shape) -> str:
    """Why a network can't be followed so, in one sentence; nothing where it can."""
    try:
        in_a_row(network, params, shape)
    except ValueError as problem:
        return str(problem)
    return ""


def _needed(network: Network) -> list[Node]:
    """The nodes that do something, without the turn to channels first and the softmax."""
    nodes = [node for node in network.nodes if not isinstance(node.layer, IDLE)]
    if nodes and isinstance(nodes[-1].layer, Softmax | LogSoftmax):
        nodes = nodes[:-1]
    return nodes[1:] if nodes and _turns(nodes[0]) else nodes


def _turns(node: Node) -> bool:
    """Whether it turns a picture (N, H, W, C) to (N, C, H, W)."""
    return isinstance(node.layer, Transpose) and node.layer.permutation == (0, 3, 1, 2)


def without_turn(network: Network) -> Network:
    """A network that turns its picture to channels first, without that: it reads them so."""
    if not network.nodes or not _turns(network.nodes[0]):
        raise ValueError("This network reads channels last and does not turn them.")
    turn, x = network.nodes[0].name, network.inputs[0]
    nodes = tuple(
        replace(node, inputs=tuple(x if name == turn else name for name in node.inputs))
        for node in network.nodes[1:]
    )
    return Network(network.inputs, nodes, network.outputs)


def _given(network: Network, shape: Shape) -> Shape:
    """The picture's shape as the network itself reads it."""
    return (*shape[1:], shape[0]) if network.nodes and _turns(network.nodes[0]) else shape


def _check_row(network: Network, nodes: list[Node]) -> None:
    if not any(isinstance(node.layer, Dense | Conv) for node in nodes):
        raise ValueError("This network has no layer with weights: there is nothing to learn.")
    read = Counter(name for node in network.nodes for name in node.inputs)
    branches = [node for node in network.nodes if len(node.inputs) != 1]
    if branches or any(times > 1 for times in read.values()):
        raise ValueError(
            "This network has branches; Backprop follows layers that stand in one row, "
            f"up to {MOST_LAYERS} of them."
        )


def _steppable(node: Node, place: int, shapes: Mapping[str, Shape]) -> Node:
    """The node with a layer that can be followed."""
    if isinstance(node.layer, GlobalMaxPool):
        rows, columns = shapes[node.inputs[0]][2:]
        return replace(node, layer=MaxPool((rows, columns), 1))
    if type(node.layer) not in NAMES:
        title = type(node.layer).title
        raise ValueError(f"Layer {place} is of kind “{title}”; Backprop follows {FITS}.")
    if isinstance(node.layer, Conv) and node.layer.groups > 1:
        raise ValueError(
            f"Layer {place} is a convolution in {node.layer.groups} groups; Backprop follows "
            "those that read all maps."
        )
    if isinstance(node.layer, MaxPool) and not _covers(node.layer, shapes[node.inputs[0]]):
        raise ValueError(
            f"Layer {place} is a max pooling with padding or holes; Backprop follows those without."
        )
    return replace(node, layer=plain(node.layer))


def _covers(layer: MaxPool, shape: Shape) -> bool:
    """Whether all windows of a pooling are whole and lie inside its input."""
    windows = layer.windows(shape[2:])
    sizes = zip(windows, shape[2:], strict=True)
    inside = all((w.output_length(n) - 1) * w.stride + w.kernel_size <= n for w, n in sizes)
    return inside and all(w.pad == (0, 0) and w.dilation == 1 for w in windows)


def plain(layer: Layer) -> Layer:
    """A sliding layer whose settings are the same along both axes, with one number for each."""
    if not isinstance(layer, Conv | MaxPool | AveragePool):
        return layer
    try:
        rows, columns = layer.windows((LARGE, LARGE))
    except ValueError:  # not over rows and columns
        return layer
    sides = {*rows.pad, *columns.pad}
    depends = layer.padding == "same" and rows.stride > 1  # on the size of the picture
    if rows != columns or len(sides) > 1 or depends:
        return layer
    return replace(
        layer,
        kernel_size=rows.kernel_size,
        stride=rows.stride,
        padding=rows.pad[0],
        dilation=rows.dilation,
    )


def _check_size(nodes: list[Node], params: Params, shapes: Mapping[str, Shape]) -> None:
    count = sum(isinstance(node.layer, Conv | MaxPool | Dense) for node in nodes)
    if count > MOST_LAYERS:
        raise ValueError(
            f"This network has {count} layers with weights or poolings; Backprop follows up to "
            f"{MOST_LAYERS}."
        )
    values = sum(int(np.prod(shapes[node.name])) for node in nodes)
    total = values + sum(a.size for node in nodes for a in params.get(node.name, {}).values())
    if total > MOST_NUMBERS:
        raise ValueError(
            f"This network has {total:,} numbers, weights included; Backprop follows up to "
            f"{MOST_NUMBERS:,}, one by one."
        )
    last = shapes[nodes[-1].name]
    if len(last) != 2:
        raise ValueError("This network ends in maps; Backprop follows one that gives one row.")


def _renamed(nodes: list[Node], params: Params) -> Row:
    """The nodes by their kind, numbered."""
    counts = Counter[str]()
    made, own = [], {}
    before = "x"
    for node in nodes:
        kind = NAMES[type(node.layer)]
        counts[kind] += 1
        name = f"{kind}{counts[kind]}"
        made.append(Node(name, node.layer, (before,), node.out_channels))
        if arrays := params.get(node.name):
            own[name] = {key: np.asarray(array, np.float64) for key, array in arrays.items()}
            made[-1] = replace(made[-1], out_channels=len(own[name]["weight"]))
        before = name
    return Network(("x",), tuple(made), (before,)), own
