"""What can be done in each lesson, and what comes back when it is right."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.sessions import Shown
from cnnviz import settings as links
from cnnviz.files.images import Picture
from cnnviz.lessons.architectures import controls as architectures
from cnnviz.lessons.backprop import controls_show as backprop
from cnnviz.lessons.convolution import controls as convolution
from cnnviz.lessons.equivariance import controls as equivariance
from cnnviz.lessons.filter_bank import controls as filter_bank
from cnnviz.lessons.mlp_to_cnn import controls as mlp_to_cnn
from cnnviz.lessons.network import controls as network
from cnnviz.lessons.pooling import controls as pooling
from cnnviz.lessons.receptive_field import controls as receptive_field
from cnnviz.lessons.signals import controls as signals
from cnnviz.lessons.training import run as training
from cnnviz.lessons.training.data import data_of
from cnnviz.lessons.transposed_convolution import controls as transposed_convolution

SEEDS, SIDE = 1000, 6
Own = Callable[[int], dict[str, str]]
Number = Callable[[Any, Picture | None, Shown], bool]
Fits = Callable[[Any, Shown], bool]


def grid(who: int) -> dict[str, str]:
    """A picture of numbers whose first one says whose it is."""
    cells = np.random.default_rng(who).integers(0, 10, (SIDE, SIDE))
    rows = [",".join(map(str, row)) for row in cells.tolist()]
    return {"picture": str(who) + ";".join(rows)[1:]}


def row(name: str) -> Own:
    """Eight numbers that say whose they are."""
    return lambda who: {name: ",".join(f"{who:08d}")}


def seed(who: int) -> dict[str, str]:
    return {"seed": str(who % SEEDS)}


def same(found: Any, wanted: Any) -> bool:
    """Whether a player got these numbers; single precision is the least that it gets."""
    found, wanted = np.asarray(found), np.asarray(wanted)
    return found.shape == wanted.shape and np.array_equal(
        found.astype(np.float32), wanted.astype(np.float32), equal_nan=True
    )


def _equivariant(settings: Any, photo: Picture | None, shown: Shown) -> bool:
    return same(shown.arrays["map"], equivariance.compute(settings, photo)[1].square.y)


def _of_bank(settings: Any, photo: Picture | None, shown: Shown) -> bool:
    maps = filter_bank.all_maps(settings, filter_bank.compute(settings, photo)[1])
    return same(shown.arrays["output"], maps["convolved-0"].y)


def _transposed(settings: Any, photo: Picture | None, shown: Shown) -> bool:
    _, trace = transposed_convolution.LESSON._result(settings, photo)
    return same(shown.arrays["y"].ravel(), np.ravel(trace.y))


def _of_backprop(settings: Any, photo: Picture | None, shown: Shown) -> bool:
    return bool(shown.header["value"] == backprop.compute(settings, photo)[1].trace.value)


def _of_field(settings: Any, photo: Picture | None, shown: Shown) -> bool:
    """The field of the last unit in the middle, from the relation of each layer."""
    n, low, high = settings.side, [], []
    for layer in settings.layers:
        n = (n + 2 * layer.padding - layer.dilation * (layer.kernel_size - 1) - 1) // layer.stride
        n += 1
    low = high = n // 2
    for layer in reversed(settings.layers):
        low = layer.stride * low - layer.padding
        high = layer.stride * high - layer.padding + layer.dilation * (layer.kernel_size - 1)
    hull = shown.arrays[f"row_{len(settings.layers) - 1}:hulls"][0, n // 2].tolist()
    return bool(hull == [max(low, 0), min(high, settings.side - 1)])


def _of_training(settings: Any, photo: Picture | None, shown: Shown) -> bool:
    first = training.start(settings, data_of(settings)).params[training.KERNELS]["weight"]
    return same(shown.arrays["weight:0"][0], first[:, 0])


def _of_network(settings: Any, photo: Picture | None, shown: Shown) -> bool:
    first = network.compute(settings, photo).answers(1)[0]
    return bool(shown.header["answers"][0]["number"] == first.number)


@dataclass(frozen=True)
class Work:
    """One lesson: what says whose it is, a number of it, and what can be done."""

    path: str
    settings: type[Any]
    own: Own
    number: Number
    doings: tuple[str, ...]
    opening: str = ""

    def query(self, who: int) -> str:
        said = "&".join(f"{name}={value}" for name, value in self.own(who).items())
        return "&".join(filter(None, (said, self.opening)))

    def is_of(self, settings: Any, who: int) -> bool:
        wanted, _ = links.from_link(self.settings, self.own(who))
        return all(getattr(settings, name) == getattr(wanted, name) for name in self.own(who))


WORKS = (
    Work(
        "",
        convolution.Convolution,
        grid,
        lambda s, photo, shown: same(shown.arrays["output"], convolution.compute(s, photo)[1].y),
        ("edit", "upload", "convolution-stride-step", "convolution-padding-step"),
    ),
    Work(
        "filter_bank",
        filter_bank.FilterBank,
        grid,
        _of_bank,
        ("upload",),
    ),
    Work(
        "pooling",
        pooling.PoolingPage,
        grid,
        lambda s, photo, shown: same(shown.arrays["output"], pooling.compute(s, photo)[1].y),
        ("pooling-window-step", "pooling-stride-step", "upload"),
        "window=2",
    ),
    Work(
        "transposed_convolution",
        transposed_convolution.LESSON.settings,
        grid,
        _transposed,
        ("transposed_convolution-stride-step", "transposed_convolution-padding-step"),
    ),
    Work(
        "signals",
        signals.Signals,
        row("signal"),
        lambda s, photo, shown: same(
            shown.arrays["y"].ravel(), np.ravel(signals.compute(s, photo).filter.y)
        ),
        ("edit",),
    ),
    Work(
        "mlp_to_cnn",
        mlp_to_cnn.Scan,
        row("x1"),
        lambda s, photo, shown: same(
            shown.arrays["slid"].ravel(), mlp_to_cnn.compute(s).trace.slid
        ),
        ("edit",),
    ),
    Work("equivariance", equivariance.Equivariance, grid, _equivariant, ("move",)),
    Work(
        "receptive_field",
        receptive_field.ReceptiveField,
        seed,
        _of_field,
        ("stack",),
        "weights=he",
    ),
    Work(
        "backprop",
        backprop.Backprop,
        lambda who: {"rate": f"0.{10000 + who}"},
        _of_backprop,
        ("edit",),
    ),
    Work("training", training.Training, seed, _of_training, ("train", "more", "look", "stop")),
    Work(
        "network",
        network.NetworkPage,
        lambda who: {"picture": ("coffee", "chelsea")[who % 2]},
        _of_network,
        ("choose", "why", "stop"),
    ),
    Work(
        "architectures",
        architectures.Architectures,
        seed,
        lambda s, photo, shown: bool(
            shown.header["own"]["parameters"] == architectures.compute(s).parameters
        ),
        ("network",),
    ),
)


Doing = Callable[[Shown, random.Random], tuple[Mapping[str, Any], Fits]]


def _always(settings: Any, shown: Shown) -> bool:
    return True


def _kernel(shown: Shown, dice: random.Random) -> tuple[Mapping[str, Any], Fits]:
    weight = [[[dice.randint(-4, 4) for _ in range(3)] for _ in range(3)]]
    event = {"kind": "edit", "weight": weight, "bias": 0}
    return event, lambda settings, now: same(now.arrays["weight"][0], weight)


def _numbers(array: str) -> Doing:
    def doing(shown: Shown, dice: random.Random) -> tuple[Mapping[str, Any], Fits]:
        shape = shown.arrays[array].shape
        values = [float(dice.randint(-4, 4)) for _ in range(int(np.prod(shape)))]
        event = {"kind": "edit", "array": array, "values": values}
        return event, lambda settings, now: same(now.arrays[array].ravel(), values)

    return doing


def _moved(shown: Shown, dice: random.Random) -> tuple[Mapping[str, Any], Fits]:
    down, right = dice.randint(-2, 2), dice.randint(-2, 2)
    event = {"kind": "move", "down": down, "right": right, "angle": 15, "scale": 150}
    wanted = {"down": down, "right": right}
    return event, lambda settings, now: wanted.items() <= now.state.items()


def _stack(shown: Shown, dice: random.Random) -> tuple[Mapping[str, Any], Fits]:
    sizes = {"stride": 1, "dilation": 1, "padding": dice.randint(0, 1), "maps": 4}
    layers = [
        {"kind": "conv", "kernel_size": dice.choice((1, 3, 5)), **sizes}
        for _ in range(dice.randint(1, 4))
    ]
    sides = [layer["kernel_size"] for layer in layers]
    return {
        "kind": "stack",
        "layers": layers,
    }, lambda settings, now: [layer.kernel_size for layer in settings.layers] == sides


def _look(shown: Shown, dice: random.Random) -> tuple[Mapping[str, Any], Fits]:
    place = dice.randrange(100)
    return {"kind": "look", "place": place}, lambda settings, now: settings.look == place


def _choose(shown: Shown, dice: random.Random) -> tuple[Mapping[str, Any], Fits]:
    chosen = {"layer": dice.choice((0, 3, 8)), "map": dice.randrange(16)}
    event = {"kind": "choose", **chosen}
    return event, lambda settings, now: chosen.items() <= now.header["unit"].items()


def _why(shown: Shown, dice: random.Random) -> tuple[Mapping[str, Any], Fits]:
    label = dice.randrange(1000)
    event = {"kind": "why", "label": label, "versus": -1, "shuffled": False}
    return event, lambda settings, now: now.header["why"]["label"] == label


def _famous(shown: Shown, dice: random.Random) -> tuple[Mapping[str, Any], Fits]:
    key = dice.choice(("lenet-5", "alexnet", "vgg-16", "resnet-18", "resnet-50"))
    return {"kind": "network", "key": key}, lambda settings, now: settings.network == key


def _plain(kind: str) -> Doing:
    return lambda shown, dice: ({"kind": kind}, _always)


DOINGS: dict[tuple[str, str], Doing] = {
    ("", "edit"): _kernel,
    ("signals", "edit"): _numbers("w"),
    ("mlp_to_cnn", "edit"): _numbers("w"),
    ("equivariance", "move"): _moved,
    ("receptive_field", "stack"): _stack,
    ("backprop", "edit"): _numbers("conv.bias"),
    ("training", "train"): _plain("train"),
    ("training", "more"): _plain("more"),
    ("training", "stop"): _plain("stop"),
    ("training", "look"): _look,
    ("network", "choose"): _choose,
    ("network", "why"): _why,
    ("network", "stop"): _plain("stop"),
    ("architectures", "network"): _famous,
}
