"""Channels as pixels, and pixels as channels: how super-resolution networks enlarge maps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.geometry import at_least
from cnnviz.ops.layer import NOTHING, Array, Example, Shape, gradient, real
from cnnviz.ops.shaping import Shaping, float_type

REFERENCE = (
    'Shi et al., "Real-time single image and video super-resolution using an efficient sub-pixel '
    'convolutional neural network", CVPR 2016, section 3.2'
)


@dataclass(frozen=True, slots=True)
class DepthToSpace(Shaping):
    """Channels of one pixel laid out as a square of pixels (PyTorch's PixelShuffle).

    Parameters
    ----------
    block : int
        The side of the square.
    channels_first : bool
        The channels that make one square lie next to each other, as in PyTorch.

    Examples
    --------
    >>> DepthToSpace(2).forward([[[[1]], [[2]], [[3]], [[4]]]]).tolist()
    [[[[1, 2], [3, 4]]]]
    """

    title: ClassVar[str] = "Depth to space"
    formula: ClassVar[str] = r"(N, C b^2, H, W) \to (N, C, b H, b W)"
    reference: ClassVar[str] = REFERENCE
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 8, 2, 3), {"block": 2}),
        Example((2, 8, 2, 3), {"block": 2, "channels_first": False}),
    )

    block: int
    channels_first: bool = True

    def __post_init__(self) -> None:
        at_least("block", self.block, 1)

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(N, C / block², block H, block W)."""
        if len(x_shape) != 4 or x_shape[1] % self.block**2:
            raise ValueError(
                f"Channels of an input of shape {x_shape} were to be laid out as squares of "
                f"{self.block} by {self.block}: it takes (N, C, H, W), C a multiple of "
                f"{self.block**2}."
            )
        n, c, h, w = x_shape
        return (n, c // self.block**2, h * self.block, w * self.block)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The larger maps."""
        x = real(x)
        n, c, h, w = self.output_shape(x.shape)
        b, (_, _, height, width) = self.block, x.shape
        if self.channels_first:
            y = x.reshape(n, c, b, b, height, width).transpose(0, 1, 4, 2, 5, 3)
        else:
            y = x.reshape(n, b, b, c, height, width).transpose(0, 3, 4, 1, 5, 2)
        return y.reshape(n, c, h, w)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": each ``dy`` back in its channel."""
        x = real(x)
        dy = gradient(dy, float_type(x), self.output_shape(x.shape))
        n, c, _, _ = dy.shape
        b, (_, _, height, width) = self.block, x.shape
        apart = dy.reshape(n, c, height, b, width, b)
        order = (0, 1, 3, 5, 2, 4) if self.channels_first else (0, 3, 5, 1, 2, 4)
        return {"x": apart.transpose(order).reshape(x.shape)}


@dataclass(frozen=True, slots=True)
class SpaceToDepth(Shaping):
    """Each square of pixels laid out as channels of one pixel: the opposite of `DepthToSpace`.

    Parameters
    ----------
    block : int
        The side of the square.
    channels_first : bool
        The channels of one square lie next to each other, as in PyTorch's PixelUnshuffle.

    Examples
    --------
    >>> SpaceToDepth(2).forward([[[[1, 2], [3, 4]]]]).tolist()
    [[[[1]], [[2]], [[3]], [[4]]]]
    """

    title: ClassVar[str] = "Space to depth"
    formula: ClassVar[str] = r"(N, C, b H, b W) \to (N, C b^2, H, W)"
    reference: ClassVar[str] = REFERENCE
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 4, 6), {"block": 2}),
        Example((2, 3, 4, 6), {"block": 2, "channels_first": True}),
    )

    block: int
    channels_first: bool = False

    def __post_init__(self) -> None:
        at_least("block", self.block, 1)

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(N, C block², H / block, W / block)."""
        if len(x_shape) != 4 or x_shape[2] % self.block or x_shape[3] % self.block:
            raise ValueError(
                f"Squares of {self.block} by {self.block} of an input of shape {x_shape} were to "
                f"become channels: it takes (N, C, H, W), H and W multiples of {self.block}."
            )
        n, c, h, w = x_shape
        return (n, c * self.block**2, h // self.block, w // self.block)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The smaller maps."""
        x = real(x)
        n, _, h, w = shape = self.output_shape(x.shape)
        b = self.block
        apart = x.reshape(n, x.shape[1], h, b, w, b)
        order = (0, 1, 3, 5, 2, 4) if self.channels_first else (0, 3, 5, 1, 2, 4)
        return np.ascontiguousarray(apart.transpose(order)).reshape(shape)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": each ``dy`` back at its pixel."""
        x = real(x)
        dy = gradient(dy, float_type(x), self.output_shape(x.shape))
        back = DepthToSpace(self.block, self.channels_first)
        return {"x": back.forward(dy).astype(dy.dtype, copy=False)}
