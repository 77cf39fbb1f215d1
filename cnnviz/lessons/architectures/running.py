"""A famous network run forward: what a process of the pool does, telling as it goes on."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import numpy as np

from cnnviz.files import samples, trained
from cnnviz.files.images import Picture
from cnnviz.files.recipe import Recipe
from cnnviz.lessons.architectures import names
from cnnviz.networks import neocognitron, once, run
from cnnviz.networks.catalogue.famous import BY_KEY, Famous
from cnnviz.networks.graph import Network
from cnnviz.ops import Softmax
from cnnviz.ops.layer import Array

PICTURE = "coffee"  # of the samples: one that the trained network knows
TRAINED, BESIDE = "efficientnet_lite0", "efficientnet-b0"
TOP = 3  # classes that are told
MOST = 40_000_000  # numbers in the largest map: 160 MB
EVERY = 0.25  # s from one time to the next that something is told
TOO_MUCH = "At {side}² its largest map would have {numbers:,} numbers; up to {most:,} are run."

Shares = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """How far it is: ``spreads`` are the standard deviations of the layers so far.

    ``top`` has the classes with the largest shares once all is done, ``trained`` those that the
    trained network gives the same picture, where there is one.
    """

    spreads: tuple[float, ...]
    count: int
    seconds: float
    top: Shares = ()
    trained: Shares = ()


def forward(key: str, side: int, classes: int, seed: int) -> Iterator[Run]:
    """Run it on a picture; raises ``ValueError`` where that would take too much memory."""
    famous = BY_KEY[key]
    side = side or famous.side
    network = famous.build(classes or famous.classes)
    largest = max(map(prod, network.shapes((1, famous.channels, side, side)).values()))
    if largest > MOST:
        raise ValueError(TOO_MUCH.format(side=side, numbers=largest, most=MOST))
    x = picture(famous, side)
    layers = names.listed(network)
    begun = told = time.monotonic()
    spreads: list[float] = []
    y = x
    for name, y in _values(famous, network, x, seed):
        if name in layers:
            spreads.append(float(y.std()))
        if time.monotonic() - told > EVERY:
            told = time.monotonic()
            yield Run(tuple(spreads), len(layers), told - begun)
    done = Run(tuple(spreads), len(layers), time.monotonic() - begun, _top(famous, y))
    yield done
    if key == BESIDE:
        yield Run(done.spreads, done.count, done.seconds, done.top, _beside())


def _values(famous: Famous, network: Network, x: Array, seed: int) -> Iterator[tuple[str, Array]]:
    if famous.family == "neocognitron":  # the one whose weights were set by hand
        values = run.forward(network, neocognitron.params(), x).values
        yield from ((node.name, values[node.name]) for node in network.nodes)
    else:
        yield from ((node.name, y) for node, y in once.walk(network, x, seed))


def picture(famous: Famous, side: int) -> Array:
    """What it looks at: a photo, or for the Neocognitron a plus, (1, C, side, side)."""
    if famous.family == "neocognitron":
        plus = neocognitron.figure("plus", 0, 0)[:7, :7]
        return np.pad(plus, (0, side - len(plus)))[None, None].astype(np.float32)
    recipe = Recipe("", (famous.channels, side, side), (127.0,), (128.0,))
    return recipe.scaled(recipe.levels(photo()))


def photo() -> Picture:
    """The sample that all of them look at."""
    found = samples.load(PICTURE)
    assert isinstance(found, Picture)
    return found


def _top(famous: Famous, scores: Array) -> Shares:
    if famous.family == "neocognitron":
        return tuple(zip(neocognitron.FIGURES, map(float, scores[0]), strict=True))
    shares = Softmax().forward(scores)[0]
    best = np.argsort(-shares, kind="stable")[:TOP]
    return tuple((str(k), float(shares[k])) for k in best)


def _beside() -> Shares:
    """What the trained network says of the same photo."""
    about, loaded = trained.TRAINED[TRAINED], trained.load(TRAINED)
    x = about.recipe.scaled(about.recipe.levels(photo()))
    scores = next(iter(run.answer(loaded.network, loaded.params, x).values()))
    shares = Softmax().forward(scores)[0]
    best = np.argsort(-shares, kind="stable")[:TOP]
    return tuple((loaded.classes[k], float(shares[k])) for k in best)
