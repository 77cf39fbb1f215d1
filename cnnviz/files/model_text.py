"""A small network in a row as text for a link: its layers, and its weights in float32.

"1.8.8;4c3p1,r,m2,f,10d;…" reads a picture (C, H, W) of 1 · 8 · 8: a convolution to 4 maps with a
kernel of 3 and a padding of 1, ReLU, a max pooling of 2, flatten, a dense layer of 10. "s" is a
stride (1, for pooling the kernel size), "d" behind a kernel a dilation, "g" groups, "n" says that
there is no bias; "a" is a mean pooling, "ga" and "gm" are poolings of whole maps, "i" is sigmoid,
"t" tanh and "x" softmax. The weights follow in Base64 for addresses.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from math import prod

import numpy as np

from cnnviz.networks.graph import Network, Params, Step, sequential
from cnnviz.networks.in_a_row import MOST_NUMBERS, plain
from cnnviz.ops import (
    AveragePool,
    Conv,
    Dense,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    MaxPool,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)
from cnnviz.ops.layer import Array, Layer, Shape

LONGEST = 6_000  # characters: there is room for all else that a link says
MOST_SIDE, MOST_LAYERS = 512, 24
POINTS: Mapping[str, Layer] = {
    "r": ReLU(),
    "i": Sigmoid(),
    "t": Tanh(),
    "f": Flatten(),
    "x": Softmax(),
    "ga": GlobalAveragePool(),
    "gm": GlobalMaxPool(),
}
SLIDING = {"c": Conv, "m": MaxPool, "a": AveragePool}
_SLIDING = re.compile(
    r"(\d{1,4})?([cma])(\d{1,2})(?:s(\d{1,2}))?(?:p(\d{1,2}))?(?:d(\d{1,2}))?(?:g(\d{1,3}))?(n)?",
    re.A,
)
_DENSE = re.compile(r"(\d{1,4})d(n)?", re.A)
_SHAPE = re.compile(r"([13])\.(\d{1,3})\.(\d{1,3})", re.A)
Read = tuple[tuple[int, int, int], Network, dict[str, dict[str, Array]]]
BROKEN = "This is no network as a link writes it."


def write(shape: Shape, network: Network, params: Params) -> str:
    """The text of a row of layers, or nothing where it can't say them or would be too long."""
    names = [*network.inputs, *(node.name for node in network.nodes)]
    if any(node.inputs != (name,) for node, name in zip(network.nodes, names, strict=False)):
        return ""
    layers = [_written(plain(node.layer), params.get(node.name, {})) for node in network.nodes]
    if not layers or not all(layers) or len(layers) > MOST_LAYERS:
        return ""
    arrays = [array for node in network.nodes for array in params.get(node.name, {}).values()]
    if sum(array.size for array in arrays) * 4 > LONGEST:
        return ""
    data = b"".join(np.asarray(array, "<f4").tobytes() for array in arrays)
    text = f"{'.'.join(map(str, shape))};{','.join(layers)};"
    text += urlsafe_b64encode(data).decode().rstrip("=")
    return text if len(text) <= LONGEST else ""


def _written(layer: Layer, own: Mapping[str, Array]) -> str:
    """One layer, or nothing where the text has no word for it."""
    if list(own) not in ([], ["weight"], ["weight", "bias"]):
        return ""
    none = "n" if own and "bias" not in own else ""
    if isinstance(layer, Dense):
        return f"{len(own['weight'])}d{none}"
    if isinstance(layer, Conv | MaxPool | AveragePool):
        return _sliding(layer, len(own["weight"]) if own else 0, none)
    return next((letter for letter, point in POINTS.items() if point == layer), "")


def _sliding(layer: Conv | MaxPool | AveragePool, maps: int, none: str) -> str:
    size, stride, dilation = layer.kernel_size, layer.stride, layer.dilation
    usual = 1 if maps else size
    kind = next(letter for letter, one in SLIDING.items() if type(layer) is one)
    text = f"{maps or ''}{kind}{size}"
    text += f"s{stride}" if stride != usual else ""
    text += f"p{layer.padding}" if layer.padding else ""
    text += f"d{dilation}" if dilation != 1 else ""
    text += f"g{layer.groups}" if isinstance(layer, Conv) and layer.groups > 1 else ""
    try:
        said = _layer(text + none)[1] == layer
    except ValueError:
        return ""
    return text + none if said else ""


def read(text: str) -> Read:
    """The picture's shape, the network and its parameters, read-only in float32.

    Raises
    ------
    ValueError
        In one sentence that repeats nothing of the text.
    """
    head, _, rest = text.partition(";")
    layers, _, packed = rest.partition(";")
    match = _SHAPE.fullmatch(head)
    if not match or len(text) > LONGEST or layers.count(",") >= MOST_LAYERS:
        raise ValueError(BROKEN)
    channels, rows, columns = map(int, match.groups())
    if not (0 < rows <= MOST_SIDE and 0 < columns <= MOST_SIDE):
        raise ValueError(BROKEN)
    steps, biased = zip(*map(_step, layers.split(",")), strict=True)
    network = sequential(*steps)
    return (
        (channels, rows, columns),
        network,
        _params(network, (channels, rows, columns), biased, packed),
    )


def _step(text: str) -> tuple[Step, bool]:
    if text in POINTS:
        return POINTS[text], True
    if match := _DENSE.fullmatch(text):
        return (Dense(), int(match[1])), not match[2]
    maps, layer, biased = _layer(text)
    return (layer, maps), biased


def _layer(text: str) -> tuple[int, Layer, bool]:
    match = _SLIDING.fullmatch(text)
    if not match or (match[1] is None) != (match[2] != "c"):
        raise ValueError(BROKEN)
    maps, letter, size, stride, padding, dilation, groups, none = match.groups()
    usual = 1 if letter == "c" else int(size)
    own = (int(size), int(stride or usual), int(padding or 0), int(dilation or 1))
    layer: Layer = Conv(*own, int(groups or 1)) if letter == "c" else SLIDING[letter](*own)
    return int(maps or 1), layer, not none


def _params(
    network: Network, shape: Shape, biased: tuple[bool, ...], packed: str
) -> dict[str, dict[str, Array]]:
    """The weights of the text, laid out as the layers want them."""
    every = network.shapes((1, *shape))
    if sum(map(prod, every.values())) > MOST_NUMBERS:
        raise ValueError(BROKEN)
    shapes = network.parameter_shapes((1, *shape))
    try:
        numbers = np.frombuffer(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), "<f4")
    except ValueError:
        raise ValueError(BROKEN) from None
    wanted = [
        (node.name, key, shapes[node.name][key])
        for node, bias in zip(network.nodes, biased, strict=True)
        for key in shapes.get(node.name, {})
        if bias or key != "bias"
    ]
    if numbers.size != sum(prod(one[2]) for one in wanted) or not np.isfinite(numbers).all():
        raise ValueError(BROKEN)
    params: dict[str, dict[str, Array]] = {}
    for name, key, size in wanted:
        array, numbers = numbers[: prod(size)].reshape(size), numbers[prod(size) :]
        params.setdefault(name, {})[key] = array.astype(np.float32)
        params[name][key].setflags(write=False)
    return params
