"""What can be done in a player of each lesson, and what comes back when it was done."""

import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from benchmarks.sessions import Shown
from benchmarks.works import same

Fits = Callable[[Any, Shown], bool]
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


def _box(shown: Shown, dice: random.Random) -> tuple[Mapping[str, Any], Fits]:
    """Another lower right corner; the upper left one says whose the region is."""
    left, top, *_ = shown.header["region"]["box"]
    box = [left, top, dice.randint(201, 223), dice.randint(201, 223)]
    event = {"kind": "box", **dict(zip(("left", "top", "right", "bottom"), box, strict=True))}
    return event, lambda settings, now: now.header["region"]["box"] == box


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
    ("regions", "box"): _box,
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
