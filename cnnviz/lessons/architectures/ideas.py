"""Each family's idea as a small experiment, worked out by the engine for every setting it has."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from cnnviz.lessons.architectures import stack
from cnnviz.networks import neocognitron, run
from cnnviz.networks.catalogue import efficient
from cnnviz.networks.graph import sequential
from cnnviz.networks.presets import grid
from cnnviz.ops import AveragePool, Conv, Dense, Dropout, MaxPool, ReLU, Tanh
from cnnviz.ops.layer import Array, Layer

SHIFTS = 10  # columns in which a figure of 7 can begin in a picture of 16
Z = "2,-1,0,3;1,0,-2,1;0,1,-3,-1;2,3,1,-2"
SLOPES = np.arange(-16, 17) / 4  # z, from -4 to 4
UNITS = 20  # layers in a row
RATES = np.arange(9) / 10
UNIT_ROWS, UNIT_COLUMNS = 6, 12  # units of which dropout leaves some out
SMALL = (1, 2, 3)  # convolutions of 3 × 3 in a row
CHANNELS = (16, 32, 64, 128, 256, 512)
KERNELS = ("1,0,-1;2,0,-2;1,0,-1", "0,1,0;1,-1,1;0,1,0", "1,1,0;1,-2,-1;0,-1,1")
PHIS = 8
WAYS = ("all", "depth", "width", "side")
MEASURED = ("parameters", "work", "depth", "width", "side")

Arrays = dict[str, Array]


def of_family(family: str, seed: int) -> Arrays:
    """The arrays of a family's experiment, each indexed by its settings first."""
    return EXPERIMENTS[family](seed)


def _neocognitron(_: int) -> Arrays:
    """A plus that moves to the right: the picture, the S-plane that finds it, all C-cells."""
    network, params = neocognitron.network(), neocognitron.params()
    pictures = np.stack([neocognitron.figure("plus", 4, k) for k in range(SHIFTS)])
    values = run.forward(network, params, pictures[:, None]).values
    names = list(neocognitron.FIGURES)
    return {"x": pictures, "s": values["S2"][:, names.index("plus")], "c": values["scores"]}


def _lenet(_: int) -> Arrays:
    """The same numbers through tanh and the mean, and through ReLU and the maximum."""
    z = grid(Z)[None, None]
    bent, cut = Tanh().forward(z), ReLU().forward(z)
    mean, largest = AveragePool(2).forward(bent), MaxPool(2).forward(cut)
    found = {"z": z, "tanh": bent, "mean": mean, "relu": cut, "max": largest}
    return {name: array[0, 0] for name, array in found.items()}


def _alexnet(seed: int) -> Arrays:
    """What is left of a gradient behind n activations, and what dropout leaves of units of 1.

    ``tanh`` and ``relu`` are (z, n): each of the n layers stands at the same z.
    """
    powers = np.arange(1, UNITS + 1)
    left = {
        name: _slope(layer)[:, None] ** powers
        for name, layer in (("tanh", Tanh()), ("relu", ReLU()))
    }
    ones = np.ones((UNIT_ROWS, UNIT_COLUMNS))
    kept = [Dropout(float(rate), seed, training=True).forward(ones) for rate in RATES]
    return {"at": SLOPES, **left, "rates": RATES, "kept": np.stack(kept)}


def _slope(layer: Layer) -> Array:
    slope: Array = layer.backward(np.ones(SLOPES.shape), SLOPES)["x"]
    return slope


def _vgg(_: int) -> Arrays:
    """Small kernels in a row against one large one: weights, field, and the numbers they give.

    ``same`` is how far n linear convolutions are from the one with the kernel that they make
    together, ``bent`` how far they are with a ReLU after each.
    """
    counts = [
        [_weights(3, n, maps), _weights(2 * n + 1, 1, maps)] for n in SMALL for maps in CHANNELS
    ]
    found: Arrays = {"weights": np.array(counts, np.float64).reshape(len(SMALL), len(CHANNELS), 2)}
    picture = np.random.default_rng(0).integers(-3, 4, (1, 1, 13, 13)).astype(np.float64)
    off = []
    for n in SMALL:
        kernels = [grid(text) for text in KERNELS[:n]]
        one = _together(kernels)
        found[f"kernel {n}"] = one
        whole = Conv(2 * n + 1).forward(picture, {"weight": one[None, None]})
        off.append([_apart(kernels, picture, whole, bent) for bent in (False, True)])
    return found | {"off": np.array(off)}


def _pair(n: int, maps: int) -> tuple[float, float]:
    return float(_weights(3, n, maps)), float(_weights(2 * n + 1, 1, maps))


def _weights(size: int, layers: int, maps: int) -> int:
    shape = Conv(size).parameter_shapes((1, maps, size, size), maps)["weight"]
    return layers * int(np.prod(shape))


def _together(kernels: list[Array]) -> Array:
    """The one kernel: what the last output of all of them adds up, weight by weight."""
    names = [f"conv{k + 1}" for k in range(len(kernels))]
    network = sequential(*((name, Conv(3)) for name in names))
    params = {name: {"weight": k[None, None]} for name, k in zip(names, kernels, strict=True)}
    side = 2 * len(kernels) + 1
    values = run.forward(network, params, np.zeros((1, 1, side, side)))
    back = run.value_gradients(network, params, values, np.ones((1, 1, 1, 1)))
    whole: Array = back.values["x"][0, 0]
    return whole


def _apart(kernels: list[Array], picture: Array, whole: Array, bent: bool) -> float:
    y = picture
    for kernel in kernels:
        y = Conv(3).forward(y, {"weight": kernel[None, None]})
        y = ReLU().forward(y) if bent else y
    other = ReLU().forward(whole) if bent else whole
    return float(np.abs(y - other).max())


def _resnet(seed: int) -> Arrays:
    """The norms of the gradient on its way back, (depths, starts, plain or arcs, layers)."""
    found = {f"norms {deep}": stack.norms(deep, seed) for deep in stack.DEPTHS}
    return {"starts": np.array(stack.STARTS), **found}


def _efficientnet(_: int) -> Arrays:
    """What each φ makes of B0, in all three directions or in one: (ways, φ, measures)."""
    found = [[_scaled(way, phi) for phi in range(PHIS)] for way in WAYS]
    return {"scaled": np.array(found, np.float64)}


def _scaled(way: str, phi: int) -> list[float]:
    factors = {"depth": efficient.ALPHA, "width": efficient.BETA, "side": efficient.GAMMA}
    depth, width, times = (f**phi if way in ("all", name) else 1.0 for name, f in factors.items())
    side = round(efficient.SCALES[0][2] * times)
    network = efficient.efficientnet(width, depth)
    shapes = network.shapes((1, 3, side, side))
    own = network.parameter_shapes((1, 3, side, side))
    parameters = work = 0
    for node in network.nodes:
        learned = {k: s for k, s in own.get(node.name, {}).items() if not k.startswith("running")}
        parameters += sum(int(np.prod(shape)) for shape in learned.values())
        if isinstance(node.layer, Conv | Dense):
            work += node.layer.multiply_adds(node.read(shapes), own[node.name])
    normed = {n.inputs[0] for n in network.nodes if n.name.endswith(".norm")}
    parameters -= sum(int(np.prod(own[name]["bias"])) for name in normed)
    return [parameters, work, depth, width, side]


EXPERIMENTS: Mapping[str, Callable[[int], Arrays]] = MappingProxyType(
    {
        "neocognitron": _neocognitron,
        "lenet": _lenet,
        "alexnet": _alexnet,
        "vgg": _vgg,
        "resnet": _resnet,
        "efficientnet": _efficientnet,
    }
)
