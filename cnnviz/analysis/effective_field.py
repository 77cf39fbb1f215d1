"""How much does each pixel matter to one unit? The gradient of the unit with respect to the input.

Luo, Li, Urtasun and Zemel, "Understanding the effective receptive field in deep convolutional
neural networks", NIPS 2016: within the field that a unit could see, the middle counts most.

Only the part of the input that a unit can see takes part, so a click costs what the unit's box
costs, not what the picture does.
"""

from dataclasses import dataclass, replace
from math import prod, sqrt

import numpy as np

from cnnviz.analysis.fields import fields
from cnnviz.kernels import FAMILIES, Kernel, resize
from cnnviz.networks import run
from cnnviz.networks.graph import Network, Params
from cnnviz.ops import Conv, Identity, ReLU
from cnnviz.ops.layer import Array, Layer, Shape

MAPS = 8  # as many as every layer has while weights are drawn by chance
SCHEMES = ("equal", "kernel", "random", "he")
BYTES, SECONDS = 2_000_000_000, 2.0  # beyond these a click is announced before it starts
COMFORT = 0.6  # seconds; a click that takes longer looks at fewer of the unit's maps
PER_SECOND, PER_NUMBER = 2e9, 2.5e-8  # multiply-adds; seconds an activation. One core, measured
FORWARD, BACKWARD = 0.3, 2  # how long a pass takes, against one multiply-add each at that rate
COPIES = 6  # arrays as large as the activations that a pass holds at once


@dataclass(frozen=True, slots=True, eq=False)
class EffectiveField:
    """The gradient of one unit, root mean square over the unit's maps and the input's channels.

    Parameters
    ----------
    maps : int
        In how many maps of its layer the unit was looked at, those with the largest answers first.
    origin : row and column of the first pixel that takes part
    strength : float32 (rows, columns), read-only
    reached : int
        How many pixels have a gradient at all.
    half : int
        How few pixels, the strongest first, make up half of the sum.
    """

    maps: int
    origin: tuple[int, int]
    strength: Array
    reached: int
    half: int


@dataclass(frozen=True, slots=True)
class Effort:
    """What a computation will take, estimated before it starts."""

    seconds: float
    bytes: int

    @property
    def large(self) -> bool:
        """Whether a person should be asked first."""
        return self.seconds > SECONDS or self.bytes > BYTES


def prepared(network: Network, scheme: str) -> Network:
    """The network whose gradient is shown: few maps, and ReLUs only for "he".

    Equal weights and a kernel need one map; weights drawn by chance get `MAPS`. Without ReLUs the
    network is linear but for its max pooling, and the gradient hardly depends on the picture.
    """
    maps = MAPS if scheme in ("random", "he") else 1
    nodes = [
        replace(node, layer=_layer(node.layer, scheme), out_channels=maps) for node in network.nodes
    ]
    return Network(network.inputs, tuple(nodes), network.outputs)


def parameters(
    network: Network, x_shape: Shape, scheme: str, *, seed: int = 0, kernel: Kernel | None = None
) -> Params:
    """Weights for a prepared network.

    Parameters
    ----------
    scheme : "equal", every weight of a filter the same, with sum 1; "kernel", the given kernel in
        every convolution, at its size; "random", normal with variance 1 / fan_in; "he", normal
        with variance 2 / fan_in (He et al., "Delving deep into rectifiers", ICCV 2015)
    """
    drawn = network.initial(x_shape, seed)
    if scheme == "he":
        return drawn
    return {
        name: {
            key: _weight(array, scheme, kernel) if array.ndim > 1 else array
            for key, array in own.items()
        }
        for name, own in drawn.items()
    }


def effective_field(
    network: Network, params: Params, x: Array, node: str, unit: tuple[int, int]
) -> EffectiveField:
    """The effective field of a unit of the node, given the picture ``x`` (C, H, W).

    Raises
    ------
    ValueError
        When the unit does not exist or sees nothing but padding.
    """
    part = _part(network, params, x.shape, node, unit)
    cropped = network.ending_at(node)
    window = x[(slice(None), *part.pixels)]
    own = {n.name: params[n.name] for n in cropped.nodes if n.name in params}
    squares = np.zeros(window.shape[1:])
    activations = run.forward(cropped, own, window[None])
    values = activations.values[node]
    answers = np.abs(values[(0, slice(None), *part.unit)])
    maps = _maps(network, params, x.shape, part, node)
    for channel in np.argsort(-answers, kind="stable")[:maps]:
        dy = np.zeros(values.shape, np.float32)
        dy[(0, channel, *part.unit)] = 1
        gradient = run.backward(cropped, own, activations, dy).values[cropped.inputs[0]]
        squares += np.square(gradient[0], dtype=np.float64).mean(axis=0)
    return _measured(maps, part.origin, np.sqrt(squares / maps))


def effort(
    network: Network, params: Params, x_shape: Shape, node: str, unit: tuple[int, int]
) -> Effort:
    """What `effective_field` will take for an input (C, H, W)."""
    part = _part(network, params, x_shape, node, unit)
    return _of_maps(
        network, params, x_shape, part, node, _maps(network, params, x_shape, part, node)
    )


def forward_effort(network: Network, params: Params, x_shape: Shape) -> Effort:
    """What one pass forward will take for an input (C, H, W)."""
    return _effort(network, params, (1, *x_shape), FORWARD)


def _maps(network: Network, params: Params, x_shape: Shape, part: "_Part", node: str) -> int:
    """In how many of its layer's maps a unit is looked at: up to `MAPS`, if that is soon done."""
    most = min(MAPS, network.shapes((1, *x_shape), params)[node][1])
    small = (
        m
        for m in range(most, 1, -1)
        if _of_maps(network, params, x_shape, part, node, m).seconds < COMFORT
    )
    return next(small, 1)


def _of_maps(
    network: Network, params: Params, x_shape: Shape, part: "_Part", node: str, maps: int
) -> Effort:
    shape = (1, x_shape[0], *(s.stop - s.start for s in part.pixels))
    return _effort(network.ending_at(node), params, shape, FORWARD + BACKWARD * maps)


def _effort(network: Network, params: Params, x_shape: Shape, passes: float) -> Effort:
    shapes = network.shapes(x_shape, params)
    own = {
        name: {key: np.shape(array) for key, array in arrays.items()}
        for name, arrays in params.items()
    }
    products = sum(
        node.layer.multiply_adds(node.read(shapes), own.get(node.name, {}))
        for node in network.nodes
    )
    numbers = sum(prod(shape) for shape in shapes.values())
    seconds = passes * (products / PER_SECOND + numbers * PER_NUMBER)
    return Effort(seconds, 4 * COPIES * numbers)


@dataclass(frozen=True, slots=True)
class _Part:
    """The pixels that take part, where they begin, and the unit counted from there."""

    pixels: tuple[slice, slice]
    unit: tuple[int, int]

    @property
    def origin(self) -> tuple[int, int]:
        return self.pixels[0].start, self.pixels[1].start


def _part(
    network: Network, params: Params, x_shape: Shape, node: str, unit: tuple[int, int]
) -> _Part:
    """The pixels that a unit sees, from the nearest pixel before them at which its layer's grid of
    units begins anew: from there on the network finds the same numbers as on the whole picture."""
    shapes = network.shapes((1, *x_shape), params)
    seen = fields(network, shapes, params)[node]
    if seen is None or any(not 0 <= u < n for u, n in zip(unit, shapes[node][2:], strict=True)):
        raise ValueError("There is no such unit.")
    slices, units = [], []
    for field, u, n in zip(seen, unit, x_shape[1:], strict=True):
        first, last = field.clipped(u, n)
        if first > last:
            raise ValueError("This unit sees nothing but padding.")
        start = first // field.jump * field.jump
        slices.append(slice(start, last + 1))
        units.append(u - start // field.jump)
    return _Part((slices[0], slices[1]), (units[0], units[1]))


def _layer(layer: Layer, scheme: str) -> Layer:
    if isinstance(layer, ReLU) and scheme != "he":
        return Identity()
    return replace(layer, groups=1) if isinstance(layer, Conv) else layer


def _weight(drawn: Array, scheme: str, kernel: Kernel | None) -> Array:
    if scheme == "random":
        return drawn / np.float32(sqrt(2))
    if scheme == "kernel" and kernel is not None:
        return _fitted(kernel, drawn.shape)
    return np.full(drawn.shape, 1 / prod(drawn.shape[1:]), drawn.dtype)


def _fitted(kernel: Kernel, shape: Shape) -> Array:
    """The kernel at a layer's size, the same for each channel, its divisor put in."""
    family, size = FAMILIES.get(kernel.name), (shape[2], shape[3])
    if family and family.allows(size):
        kernel = family.build(size, **dict(kernel.options))
    elif kernel.size != size:
        kernel = resize(kernel, size)
    weight = kernel.weight.mean(axis=0) / kernel.divisor
    return np.broadcast_to(weight, shape).astype(np.float32) / np.float32(shape[1])


def _measured(maps: int, origin: tuple[int, int], strength: Array) -> EffectiveField:
    rising = np.sort(strength, axis=None)[::-1]
    total = np.cumsum(rising)
    half = int(np.searchsorted(total, total[-1] / 2)) + 1 if total[-1] > 0 else 0
    found = strength.astype(np.float32)
    found.setflags(write=False)
    return EffectiveField(maps, origin, found, int(np.count_nonzero(found)), half)
