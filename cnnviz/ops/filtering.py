"""What a convolution and its transpose share: filters in groups, and how they fit their input."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from numpy.typing import ArrayLike

from cnnviz.geometry import at_least
from cnnviz.ops.layer import Array, PerAxis, Shape, SlidingLayer, floats


@dataclass(frozen=True, slots=True)
class FilterLayer(SlidingLayer):
    """Base of the layers that slide filters.

    Parameters
    ----------
    kernel_size, stride, padding, dilation : see `SlidingLayer`
        The stride is 1 where it is left out.
    groups : int
        The channels are split into this many groups, each with filters of its own.

    Attributes
    ----------
    weight_axes : how the shape of the weight begins; the axis of the maps F is named after them
    """

    weight_axes: ClassVar[tuple[str, str]]

    stride: PerAxis = 1
    groups: int = 1

    def __post_init__(self) -> None:
        SlidingLayer.__post_init__(self)  # a slotted dataclass has no super() without arguments
        at_least("groups", self.groups, 1)

    def check_groups(self, x_shape: Shape, out_channels: int) -> None:
        """Raise ValueError when the groups divide the channels of input or output unevenly."""
        for name, channels in (("input", x_shape[1]), ("output", out_channels)):
            if channels % self.groups:
                raise ValueError(
                    f"{self.groups} groups do not divide the {channels} {name} channels."
                )

    def features(self, x_shape: Shape, shapes: Mapping[str, Shape]) -> int:
        """How many maps come out, once the shapes are known to fit the layer and each other."""
        weight, axes = tuple(shapes["weight"]), list(self.weight_axes)
        axis = next(axis for axis, name in enumerate(axes) if name.startswith("F"))
        features = weight[axis] * (1 if axes[axis] == "F" else self.groups) if weight[axis:] else 0
        expected = self.parameter_shapes(x_shape, features)["weight"]
        if not features or weight != expected:
            needed = [axes[axis] if at == axis else str(n) for at, n in enumerate(expected)]
            raise ValueError(
                f"The weight has shape {weight}; this layer and an input of shape {x_shape} "
                f"need ({', '.join(needed)})."
            )
        bias = tuple(shapes.get("bias", (features,)))
        if bias != (features,):
            raise ValueError(f"The bias has shape {bias}; {features} maps need ({features},).")
        return features

    def fitted(
        self, x: ArrayLike, params: Mapping[str, ArrayLike]
    ) -> tuple[Array, Array, Array | None, Shape]:
        """Input, weight and bias in one floating type, and the output's shape."""
        if "weight" not in params:
            shape = ", ".join((*self.weight_axes, "*kernel"))
            raise ValueError(f'A {self.title.lower()} needs a "weight" of shape ({shape}).')
        given = [params[name] for name in ("weight", "bias") if name in params]
        x, weight, *rest = floats(x, *given, interleaved=True)
        bias = rest[0] if rest else None
        shapes = (x.shape, weight.shape, None if bias is None else bias.shape)
        return x, weight, bias, _output_shape(self, *shapes)


def parameter_gradients(dw: Array, dy: Array, bias: Array | None) -> dict[str, Array]:
    """Gradients of "weight" and, where there is one, of "bias"."""
    if bias is None:
        return {"weight": dw}
    return {"weight": dw, "bias": dy.sum(axis=(0, *range(2, dy.ndim)))}


@lru_cache(maxsize=1024)  # a network asks for the same ones at every step of its training
def _output_shape(layer: FilterLayer, x: Shape, weight: Shape, bias: Shape | None) -> Shape:
    shapes = {"weight": weight} if bias is None else {"weight": weight, "bias": bias}
    return layer.output_shape(x, shapes)
