"""A family's experiment for the player: its knobs, the values they stand for, and its words."""

from collections.abc import Mapping
from typing import Any

from cnnviz.figures.numbers import number
from cnnviz.lessons.architectures import ideas, stack
from cnnviz.lessons.architectures import words_panels as words
from cnnviz.networks import neocognitron
from cnnviz.traces import Array

KNOBS: Mapping[str, tuple[str, ...]] = {
    "neocognitron": ("shift",),
    "lenet": ("window",),
    "alexnet": ("z", "units", "rate"),
    "vgg": ("count", "maps"),
    "resnet": ("deep", "start"),
    "efficientnet": ("way", "phi"),
}


def idea(family: str, experiment: Mapping[str, Array], seed: int) -> dict[str, Any]:
    """What the player needs beside the arrays."""
    knobs = [[name, words.KNOBS[name], _values(name)] for name in KNOBS[family]]
    random = family in ("alexnet", "resnet")
    return {
        "family": family,
        "about": words.ABOUT[family],
        "knobs": knobs,
        "said": words.SAID[family],
        "again": words.AGAIN.format(seed=seed) if random else "",
        "names": _names(family),
        "factor": words.FACTOR,
    }


def _values(name: str) -> list[str]:
    """What a knob says at each of its places."""
    return {
        "shift": [str(k) for k in range(ideas.SHIFTS)],
        "window": list(words.WINDOWS),
        "z": [number(float(z)) for z in ideas.SLOPES],
        "units": [str(n + 1) for n in range(ideas.UNITS)],
        "rate": [number(float(rate)) for rate in ideas.RATES],
        "count": [str(n) for n in ideas.SMALL],
        "maps": [str(n) for n in ideas.CHANNELS],
        "deep": [words.DEEP_STACK.format(count=n) for n in stack.DEPTHS],
        "start": [number(float(start)) for start in stack.STARTS],
        "way": list(words.GROWN),
        "phi": [str(phi) for phi in range(ideas.PHIS)],
    }[name]


def _names(family: str) -> list[str]:
    """What the parts of its drawing are called."""
    if family == "neocognitron":
        return [*words.PARTS[family], *neocognitron.FIGURES]
    return list(words.PARTS[family])
