"""Which pixels of the input can a unit see? One answer for every node of a network.

A unit's field along one axis is a window over the input: `Window.then`, applied layer after layer,
says how large it is (size), how far apart the fields of neighbours lie (jump) and where that of
unit 0 has its centre (start). Layer by layer this is the recurrence

    size += (kernel_size - 1) * dilation * jump
    start += ((kernel_size - 1) * dilation / 2 - padding) * jump
    jump *= stride

of Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks", Distill
2019, sections 2 and 3. Where branches meet, the field is what all of them see together. Layers that
slide no window are in `cnnviz.analysis.fields`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cnnviz.geometry import Window
from cnnviz.networks.graph import Node
from cnnviz.ops.layer import Shape

PIXEL = Window(1)


@dataclass(frozen=True, slots=True)
class Field:
    """What the units of a layer see of the input along one axis.

    Parameters
    ----------
    window : the one window over the input that does what all layers so far do in turn
    aligned : bool
        Whether all branches so far had the same centres and the same jump.

    Examples
    --------
    >>> field = Field().through(Window(5)).through(Window(2, stride=2)).through(Window(5))
    >>> field.size, field.jump, field.start, field.box(12)
    (14, 2, 6.5, (24, 37))
    """

    window: Window = PIXEL
    aligned: bool = True

    @property
    def size(self) -> int:
        """How many pixels from the first to the last that a unit sees, borders not yet cut off."""
        return self.window.span

    @property
    def jump(self) -> int:
        """How many pixels lie between the fields of two neighbours."""
        return self.window.stride

    @property
    def start(self) -> float:
        """The pixel, or half-way between two, on which the field of unit 0 is centred."""
        return (self.size - 1) / 2 - self.window.pad[0]

    def through(self, window: Window) -> "Field":
        """The field one layer further up."""
        return Field(self.window.compose(window), self.aligned)

    def centre(self, unit: int) -> float:
        """The pixel, or half-way between two, on which the unit's field is centred."""
        return self.start + unit * self.jump

    def box(self, unit: int) -> tuple[int, int]:
        """First and last pixel of the unit's field; what lies outside the input is padding."""
        first = unit * self.jump - self.window.pad[0]
        return first, first + self.size - 1

    def clipped(self, unit: int, n: int) -> tuple[int, int]:
        """As `box`, cut off at the borders of an input of ``n`` pixels; empty if first > last."""
        first, last = self.box(unit)
        return max(first, 0), min(last, n - 1)

    def nearest(self, pixel: float, units: int) -> int:
        """Which of ``units`` has its field centred nearest a pixel.

        Examples
        --------
        >>> Field(Window(6, stride=4)).nearest(11, units=5)  # centres 2.5, 6.5, 10.5, ...
        2
        """
        return min(max(round((pixel - self.start) / self.jump), 0), units - 1)


Fields = tuple[Field, ...]


def union(branches: Sequence[Field]) -> Field:
    """What all branches that meet see together; with equal centres that is the largest.

    Examples
    --------
    >>> union([Field(Window(5, pad=(2, 2))), Field()]).size
    5
    >>> wider = union([Field(Window(2)), Field(Window(2, pad=(1, 0)))])
    >>> wider.size, wider.aligned
    (3, False)
    """
    before = max(field.window.pad[0] for field in branches)
    last = max(field.box(0)[1] for field in branches)
    after = max(field.window.pad[1] for field in branches)
    jump = max(field.jump for field in branches)
    centres = {(field.start, field.jump) for field in branches}
    aligned = len(centres) == 1 and all(field.aligned for field in branches)
    return Field(Window(last + before + 1, stride=jump, pad=(before, after)), aligned)


def windows_of(node: Node, shapes: Mapping[str, Shape]) -> tuple[Window, ...]:
    """One window per axis for a node that slides one over a single input, else none."""
    spatial = shapes[node.inputs[0]][2:]
    return node.layer.windows(spatial) if len(node.inputs) == 1 and spatial else ()


def field_after(
    node: Node, below: Mapping[str, Field], shapes: Mapping[str, Shape], axis: int
) -> Field:
    """The field of a node along one axis, from those of all that it reads."""
    if len(node.inputs) > 1:
        return union([below[name] for name in node.inputs])
    (before,) = (below[name] for name in node.inputs)
    windows = windows_of(node, shapes)
    if windows:
        return before.through(windows[axis])
    spatial = shapes[node.inputs[0]][2:]
    looks_at_all = bool(spatial) and not shapes[node.name][2:]
    return before.through(Window(spatial[axis])) if looks_at_all else before


def reached(fields: Fields, units: Sequence[int], spatial: Shape) -> int:
    """How many pixels of the input lie in a unit's field, one unit index per axis."""
    count = 1
    for field, unit, n in zip(fields, units, spatial, strict=True):
        first, last = field.clipped(unit, n)
        count *= max(0, last - first + 1)
    return count
