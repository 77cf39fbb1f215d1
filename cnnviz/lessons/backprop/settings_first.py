"""The first convolution as a person sets it: what is not said is the network's own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cnnviz.geometry import check_padding
from cnnviz.ops import Conv
from cnnviz.ops.layer import Layer, Shape
from cnnviz.settings.values import Codec, amounts_or

FIRST = ("kernel_size", "stride", "padding", "dilation")
MODE = "padding_mode"
MOST = 4
AMOUNTS = amounts_or(MOST, {})


def own_or(codec: Codec[Any]) -> Codec[Any]:
    """The same values, or None for the network's own, without a word in the link."""

    def show(value: Any) -> str:
        return "as the network comes" if value is None else codec.show(value)

    def write(value: Any) -> str:
        return "" if value is None else codec.write(value)

    return Codec(codec.read, write, show, codec.options)


def changed(layer: Conv, changes: Mapping[str, Any]) -> Conv:
    """The convolution with these settings along each axis that it has more than one weight on.

    Raises ``ValueError`` for padding along an axis that it only passes over.
    """
    given = dict(changes)
    if isinstance(layer.kernel_size, int):
        return replace(layer, **given)
    own: dict[str, Any] = {MODE: given.pop(MODE)} if MODE in given else {}
    still: dict[str, Any] = {"kernel_size": 1, "stride": 1, "padding": (0, 0), "dilation": 1}
    if isinstance(padding := given.get("padding"), int):
        given["padding"] = padding, padding
    elif padding is not None:
        if any(padding[0]):
            raise ValueError("This network reads one row: there is no padding above and below it.")
        given["padding"] = padding[1]
    own |= {name: (still[name], one) for name, one in given.items()}
    return replace(layer, **own)


def is_padded(layer: Layer, shape: Shape) -> bool:
    """Whether it pads a picture of this shape; not where its windows do not fit there."""
    try:
        return any(any(window.pad) for window in layer.windows(shape))
    except ValueError:
        return False


def check(layer: Layer, shape: Shape) -> None:
    """Raise ``ValueError`` where a picture of this shape is too small for such a padding."""
    assert isinstance(layer, Conv)
    for window, n in zip(layer.windows(shape), shape, strict=True):
        check_padding(window.pad, layer.padding_mode, n)
