"""A stack of convolutions and poolings as a line of text: "6c5,a2,16c5,a2,120c5".

A layer is its number of maps (a convolution's alone, 1 where it is left out), its kind ("c"
convolution, "m" max pooling, "a" average pooling) and its kernel size; then, where they are not the
usual ones, "s" and the stride (1, for pooling the kernel size), "d" and the dilation, "p" and the
padding.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from cnnviz.networks.graph import Network, Step, sequential
from cnnviz.ops import AveragePool, Conv, MaxPool, ReLU
from cnnviz.ops.layer import Layer, Shape

KINDS = {"conv": "c", "max": "m", "average": "a"}
_LAYERS: dict[str, Callable[..., Layer]] = {"conv": Conv, "max": MaxPool, "average": AveragePool}
LARGEST = {"maps": 4096, "kernel_size": 15, "stride": 8, "dilation": 32, "padding": 32}
MOST_LAYERS = 20
_LAYER = re.compile(
    r"(\d{1,4})?([cma])(\d{1,2})(?:s(\d{1,2}))?(?:d(\d{1,2}))?(?:p(\d{1,2}))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Sliding:
    """One layer of a stack: a convolution ("conv") or a pooling ("max", "average").

    Raises
    ------
    ValueError
        For a kind that does not exist or a number beyond `LARGEST`.
    """

    kind: str
    kernel_size: int
    stride: int = 1
    dilation: int = 1
    padding: int = 0
    maps: int = 1

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError("A layer of a stack is a convolution, or a max or average pooling.")
        for name, largest in LARGEST.items():
            least, value = int(name != "padding"), getattr(self, name)
            if type(value) is not int or not least <= value <= largest:
                raise ValueError(_range(name, least, largest))
        if self.kind != "conv" and self.maps > 1:
            raise ValueError("A pooling keeps the number of maps; only a convolution sets it.")

    def build(self) -> Layer:
        """The layer of the engine."""
        return _LAYERS[self.kind](self.kernel_size, self.stride, self.padding, self.dilation)


Stack = tuple[Sliding, ...]


def _range(name: str, least: int, largest: int) -> str:
    if name == "maps":
        return f"A layer has {least} to {largest} maps."
    words = name.replace("_", " ")
    return f"The {words} of a layer is a number from {least} to {largest}."


def parse(text: str) -> Stack:
    """The layers that a line of text describes.

    Raises
    ------
    ValueError
        One sentence that repeats nothing of the text.

    Examples
    --------
    >>> parse("6c5,m2")
    (Sliding(kind='conv', kernel_size=5, stride=1, dilation=1, padding=0, maps=6), \
Sliding(kind='max', kernel_size=2, stride=2, dilation=1, padding=0, maps=1))
    """
    parts = text[: 30 * MOST_LAYERS].split(",")
    if len(parts) > MOST_LAYERS or len(text) > 30 * MOST_LAYERS:
        raise ValueError(f"A stack has at most {MOST_LAYERS} layers.")
    return tuple(map(_parse_layer, parts))


def write(stack: Stack) -> str:
    """The shortest text that `parse` turns into the same layers."""
    return ",".join(map(_write_layer, stack))


def network(stack: Stack, *, activation: bool = True) -> Network:
    """The network of a stack, with a ReLU after each convolution unless it is switched off.

    The node of layer 3 is called "layer3", its ReLU "relu3".
    """
    return sequential(*steps(stack, activation=activation))


def steps(stack: Stack, *, activation: bool = True) -> list[Step]:
    """The layers of a stack as `sequential` takes them."""
    found: list[Step] = []
    for number, layer in enumerate(stack, 1):
        found.append((f"layer{number}", layer.build(), layer.maps))
        if activation and layer.kind == "conv":
            found.append((f"relu{number}", ReLU()))
    return found


def fitting(stack: Stack, spatial: Shape) -> tuple[int, str]:
    """How many of the layers fit an input of this size, and why the next one does not.

    Examples
    --------
    >>> fitting(parse("c3,c3,c3"), (4, 9))[0]
    1
    """
    for number, layer in enumerate(stack, 1):
        try:
            built = layer.build().windows(spatial)
        except ValueError as problem:
            return number - 1, f"Layer {number} has nothing left to look at. {problem}"
        spatial = tuple(w.output_length(n) for w, n in zip(built, spatial, strict=True))
    return len(stack), ""


def _parse_layer(text: str) -> Sliding:
    match = _LAYER.fullmatch(text)
    if not match:
        raise ValueError('A stack is written like "6c5,m2,16c3p1": maps, kind, kernel, padding.')
    maps, letter, size, stride, dilation, padding = match.groups()
    kind = next(kind for kind, known in KINDS.items() if known == letter)
    usual = 1 if kind == "conv" else int(size)
    return Sliding(
        kind,
        int(size),
        int(stride or usual),
        int(dilation or 1),
        int(padding or 0),
        int(maps or 1),
    )


def _write_layer(layer: Sliding) -> str:
    usual = 1 if layer.kind == "conv" else layer.kernel_size
    parts = [
        str(layer.maps) if layer.maps > 1 else "",
        f"{KINDS[layer.kind]}{layer.kernel_size}",
        f"s{layer.stride}" if layer.stride != usual else "",
        f"d{layer.dilation}" if layer.dilation > 1 else "",
        f"p{layer.padding}" if layer.padding else "",
    ]
    return "".join(parts)
