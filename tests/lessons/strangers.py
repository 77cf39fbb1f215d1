"""Links and events as a stranger could write them, and every lesson opened without a browser."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from types import SimpleNamespace
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.kernels import FAMILIES
from cnnviz.lessons.architectures import controls as architectures
from cnnviz.lessons.architectures.settings import Architectures
from cnnviz.lessons.architectures.settings import View as Laid
from cnnviz.lessons.backprop import controls_show as backprop
from cnnviz.lessons.backprop.classes import encoded
from cnnviz.lessons.backprop.controls_classes import ANSWERS
from cnnviz.lessons.backprop.settings import PRESETS as NETWORKS
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.backprop.settings import ViewState as Walk
from cnnviz.lessons.convolution import controls as convolution
from cnnviz.lessons.convolution.settings import Convolution
from cnnviz.lessons.equivariance import controls as equivariance
from cnnviz.lessons.equivariance.settings import Equivariance
from cnnviz.lessons.equivariance.settings import View as Moved
from cnnviz.lessons.filter_bank import controls as filter_bank
from cnnviz.lessons.filter_bank.settings import FilterBank
from cnnviz.lessons.mlp_to_cnn import controls as mlp_to_cnn
from cnnviz.lessons.mlp_to_cnn.settings import Scan
from cnnviz.lessons.mlp_to_cnn.settings import View as Scanned
from cnnviz.lessons.network import controls as network
from cnnviz.lessons.network import controls_why
from cnnviz.lessons.network.settings import NETWORKS as TRAINED
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.lessons.network.settings import View as Layered
from cnnviz.lessons.pooling import controls as pooling
from cnnviz.lessons.pooling.settings import PoolingLook, PoolingPage
from cnnviz.lessons.receptive_field import controls_show as receptive_field
from cnnviz.lessons.receptive_field.settings import PRESETS, ReceptiveField, ViewState
from cnnviz.lessons.regions.controls import LESSON as REGIONS
from cnnviz.lessons.regions.settings import Regions
from cnnviz.lessons.regions.settings import View as Stepped
from cnnviz.lessons.signals import controls as signals
from cnnviz.lessons.signals.settings import Signals
from cnnviz.lessons.signals.settings import View as Looked
from cnnviz.lessons.training import controls as training
from cnnviz.lessons.training import ledger
from cnnviz.lessons.training.settings import Training
from cnnviz.lessons.training.settings import View as Trained
from cnnviz.lessons.transposed_convolution.controls import LESSON
from cnnviz.lessons.transposed_convolution.settings import Transposed, View
from cnnviz.player.packing import unpack
from cnnviz.settings import DIGITS, GRIDS, PHOTOS, UPLOAD, Step
from cnnviz.ui import player, state


@dataclass(frozen=True)
class Lesson:
    """How a lesson is opened and shown, and which tables its links are read by."""

    visit: Callable[[], Any]
    show: Callable[[Any], object]
    tables: tuple[type, ...]


def _pair(show):
    return lambda visit: show(visit, *visit.result())


LESSONS = {
    "convolution": Lesson(
        lambda: state.visit("convolution", Convolution, convolution.compute),
        _pair(convolution.show),
        (Convolution, Step),
    ),
    "filter_bank": Lesson(
        lambda: state.visit("filter_bank", FilterBank, filter_bank.compute),
        _pair(filter_bank.show),
        (FilterBank, Step),
    ),
    "pooling": Lesson(
        pooling.visit,
        lambda visit: pooling.show(visit, visit.result()),
        (PoolingPage, PoolingLook),
    ),
    "mlp_to_cnn": Lesson(
        mlp_to_cnn.visit,
        lambda visit: mlp_to_cnn.show(visit, visit.result()),
        (Scan, Scanned),
    ),
    "receptive_field": Lesson(
        receptive_field.visited,
        lambda visit: receptive_field.show(visit, visit.result()),
        (ReceptiveField, ViewState),
    ),
    "equivariance": Lesson(equivariance.visit, _pair(equivariance.show), (Equivariance, Moved)),
    "backprop": Lesson(backprop.visit, _pair(backprop.show), (Backprop, Walk)),
    "signals": Lesson(
        signals.visit, lambda visit: signals.show(visit, visit.result()), (Signals, Looked)
    ),
    "network": Lesson(
        network.visited, lambda visit: network.show(visit, visit.result()), (NetworkPage, Layered)
    ),
    "training": Lesson(
        training.visit,
        training.show,
        (Training, Trained),
    ),
    "architectures": Lesson(
        architectures.visit,
        lambda visit: architectures.show(visit, visit.result()),
        (Architectures, Laid),
    ),
    "regions": Lesson(REGIONS.visit, _pair(REGIONS.show), (Regions, Stepped)),
    "transposed_convolution": Lesson(LESSON.visit, _pair(LESSON.show), (Transposed, View)),
}


@dataclass
class Stage:
    """A lesson without Streamlit: what its player was shown last, and how it answers."""

    lesson: Lesson
    visit: Any
    header: dict[str, Any] = field(default_factory=dict)
    payload: bytes = b""
    send: Callable[[dict[str, Any]], None] = print

    def show(self) -> None:
        """Draw it; nothing that can't be written as JSON gets this far."""
        self.lesson.show(self.visit)


class Query(dict):
    """The query of an address, as Streamlit gives it."""

    def to_dict(self):
        return dict(self)


class AtOnce:
    """A pool for whoever has no time: the first of what a job tells, worked out here."""

    def ask(self, key, call, make, gather=None, grade=None):
        module, _, name = call.partition(":")
        first = next(getattr(importlib.import_module(module), name)(*make()))
        found = gather(None, first) if gather else first
        return SimpleNamespace(
            latest=found,
            look=lambda: found,
            over=True,
            ahead=0,
            problem="",
            stop=bool,
            wait=lambda *_, **__: None,
        )

    def forget(self, key):
        pass

    def find(self, key):
        return None


def open_lesson(monkeypatch, name, query, session=()) -> Stage:
    """Open a lesson by a link, in a session of its own that has these things, and show it."""
    monkeypatch.setattr(st, "session_state", dict(session))
    monkeypatch.setattr(st, "query_params", Query(query))
    lesson = LESSONS[name]
    stage = Stage(lesson, None)

    def play(visit, payload, on_event, player=None):
        stage.payload, stage.header = payload, unpack(payload)[0]
        stage.send = on_event

    monkeypatch.setattr(player, "play", play)
    for module in (controls_why, ledger):
        monkeypatch.setattr(module, "POOL", AtOnce())
    stage.visit = lesson.visit()
    stage.show()
    return stage


# --- links

GARBAGE = (
    "", " ", "nan", "inf", "-1", "1e999", "9" * 30, "0x10", "\u0663", "<script>alert(1)</script>",
    "None", "1,2", "-0", "1.5", "\x00", "=1+1", "../../etc", "|", ";", "~", "{}",
)  # fmt: skip
EXTREME = ("0", "1", "-1", "1e8", "-1e8", "1e-300", "0.1", "100000000", "-0.0000001")


def pick(rng, options):
    return options[int(rng.integers(len(options)))]


def any_grid(rng) -> str:
    """A small grid, now and then one of extremes."""
    rows, columns = rng.integers(1, 10, 2)
    wild = rng.random() < 0.3
    cells = (
        pick(rng, ("0", "1", "-1000000", "1e6", "1e-300", "0.5"))
        if wild
        else str(rng.integers(-5, 10))
        for _ in range(int(rows * columns))
    )
    flat = list(cells)
    return ";".join(",".join(flat[i * columns : (i + 1) * columns]) for i in range(rows))


def any_picture(rng) -> str:
    kind = rng.random()
    if kind < 0.05:
        return pick(rng, (*PHOTOS, UPLOAD))
    return any_grid(rng) if kind < 0.7 else pick(rng, (*GRIDS, *DIGITS))


def any_kernel(rng) -> str:
    """A kernel of the bank, at any size and with any option, or weights of any size."""
    if rng.random() < 0.5:
        name = pick(rng, (*FAMILIES, "cross"))
        size = f"-{rng.integers(1, 16)}x{rng.integers(1, 16)}" if rng.random() < 0.4 else ""
        option = pick(rng, ("", "", "-c2", "-c3", "-s7", "-a45", "-a45-w9", "-w2"))
        return name + size + option
    channels, rows, columns = (int(rng.integers(1, most)) for most in (4, 6, 6))
    channels = channels if rng.random() < 0.3 else 1
    cells = [
        ";".join(",".join(pick(rng, EXTREME) for _ in range(columns)) for _ in range(rows))
        for _ in range(channels)
    ]
    divisor = pick(rng, ("", "", "", "/9", "/1e-12", "/1e12", "/0", "/-1"))
    return "|".join(cells) + divisor


SIGNALS = (
    "signal",
    "zeros",
    "filter",
    "melody",
    "first",
    "second",
    "biases",
    "far",
    "taps",
    "start",
    "goal",
)


def any_signal(rng) -> str:
    """A row of numbers, now and then of extremes, or a made signal."""
    if rng.random() < 0.2:
        return f"{pick(rng, ('pulses', 'chirp', 'tones', 'noise', 'claps'))}-{rng.integers(300)}"
    wild = rng.random() < 0.3
    count = int(pick(rng, (1, 2, 3, 4, 6, 8, 9, 24, 40)))

    def row() -> str:
        cells = (pick(rng, EXTREME) if wild else str(rng.integers(-5, 10)) for _ in range(count))
        return ",".join(cells)

    return f"{row()};{row()}" if rng.random() < 0.2 else row()


def any_stack(rng) -> str:
    if rng.random() < 0.3:
        return pick(rng, tuple(PRESETS))
    layer = any_layer(rng)
    layers = [layer if rng.random() < 0.5 else any_layer(rng) for _ in range(rng.integers(1, 21))]
    return ",".join(layers)


def any_layer(rng) -> str:
    padding = pick(rng, ("", "", "p1", "p7", "p32"))
    stride = pick(rng, ("", "", "s1", "s2", "s8"))
    return f"{pick(rng, 'ccma')}{pick(rng, (1, 2, 3, 5, 15))}{stride}{padding}"


def any_weights(rng) -> str:
    """Some weights, and now and then steps before and after them."""
    return ";".join(any_part(rng) for _ in range(rng.integers(1, 4)))


def any_part(rng) -> str:
    if rng.random() < 0.3:
        return f"{pick(rng, ('steps', 'teach'))},{rng.integers(0, 12)},{pick(rng, EXTREME)}"
    preset = NETWORKS[pick(rng, tuple(NETWORKS))]()
    node = pick(rng, tuple(preset.params))
    name = pick(rng, tuple(preset.params[node]))
    size = np.asarray(preset.params[node][name]).size
    if rng.random() < 0.3 and size < 50:
        return f"{node}.{name}," + ",".join(pick(rng, EXTREME) for _ in range(size))
    return f"{node}.{name}~{rng.integers(size + 1)},{pick(rng, EXTREME)}"


def any_padding(rng) -> str:
    """An amount, a rule, or amounts for some number of sides."""
    if rng.random() < 0.5:
        return pick(rng, ("valid", "same", "full", *map(str, range(-1, 16))))
    return ",".join(str(n) for n in rng.integers(-1, 16, pick(rng, (2, 4, 4, 4, 4))))


def any_classes(rng) -> str:
    """Names of classes, now and then too many, or the same."""
    return ",".join(pick(rng, ("A", "B", "my cat", "C", "D")) for _ in range(rng.integers(1, 5)))


def any_photos(rng) -> str:
    """Photos made here, and noise as somebody's own."""
    noise = encoded(rng.integers(0, 256, (28, 28)).astype(np.uint8))
    return ";".join(pick(rng, ("", "~", "~", noise)) for _ in range(rng.integers(1, 11)))


def any_seen(rng) -> str:
    """A picture of a set that networks were trained on, or any other."""
    if rng.random() < 0.7:
        return f"{pick(rng, ('digits', 'clothes'))}-{rng.integers(0, 2200)}"
    return any_picture(rng)


def any_trained(rng) -> str:
    """Mostly the quickest: a picture takes the others as long as a lesson."""
    return pick(rng, tuple(TRAINED)) if rng.random() < 0.03 else "digits"


def any_picture_or_class(rng) -> str:
    return f"class-{rng.integers(0, 10)}" if rng.random() < 0.4 else any_picture(rng)


def any_value(rng, page, line) -> str:
    """A text for one field of a link: mostly what its table knows."""
    name, codec = line.name, line.metadata["codec"]
    if rng.random() < 0.05:
        return pick(rng, GARBAGE)
    makers = {
        "picture": any_picture,
        "padding": any_padding,
        "gradient": any_grid,
        "kernel": any_kernel,
        "second": any_kernel,
        "stack": any_stack,
        "bank": lambda rng: "~".join(any_kernel(rng) for _ in range(rng.integers(1, 6))),
    }
    if page is Signals:
        makers |= dict.fromkeys(SIGNALS, any_signal)
    if page is NetworkPage:
        makers |= {"network": any_trained, "picture": any_seen}
    if page is Regions:  # each other photo takes the network half a second
        makers |= {"picture": lambda rng: "astronaut", "cut": lambda rng: pick(rng, GARBAGE)}
    if page is ReceptiveField:
        makers["picture"] = lambda rng: pick(rng, PHOTOS)
    if page is Scan:
        makers |= dict.fromkeys(("x1", "w1", "x2", "w2", "own", "error"), any_grid)
    if page is Backprop:
        makers |= {"weights": any_weights, "classes": any_classes, "photos": any_photos}
        makers["picture"] = any_picture_or_class
    if name in makers:
        return makers[name](rng)
    if name == "side":  # the largest would take the test minutes
        return pick(rng, ("16", "32", "64"))
    options = getattr(codec.show, "__self__", None)  # what one_of was made of
    if isinstance(options, dict):
        return str(pick(rng, tuple(options)))
    if codec.options:
        return str(rng.integers(codec.options.start - 1, codec.options.stop + 1))
    if name in ("unit", "lock", "at", "pixel", "box"):
        count = {"unit": 3, "lock": 3, "box": 4}.get(name, 2)
        return ",".join(str(rng.integers(0, 9)) for _ in range(count))
    return pick(rng, (*EXTREME, "valid", "same", "full", "2", "3"))


def any_link(rng, name) -> dict[str, str]:
    """A query for a lesson: some of its fields, each with a text for it."""
    return {
        line.name: any_value(rng, page, line)
        for page in LESSONS[name].tables
        for line in fields(page)
        if rng.random() < 0.4 or (page is NetworkPage and line.name == "network")
    }


# --- events

KINDS = {
    "convolution": ("edit", "action", "select"),
    "filter_bank": ("edit", "action", "select"),
    "pooling": ("gradient", "box"),
    "receptive_field": ("stack", "effective"),
    "equivariance": ("move", "quarter"),
    "mlp_to_cnn": ("edit", "paste", "teach", "forget", "turn"),
    "backprop": ("edit", "check", "check_all", "update", "undo", "target", *ANSWERS),
    "signals": ("edit", "paste", "set", "move", "update", "stop"),
    "network": ("choose", "why", "stop", "measure"),
    "training": ("train", "more", "stop", "look", "draw"),
    "architectures": ("network", "size", "draw", "stop"),
    "regions": ("box", "anything"),
    "transposed_convolution": ("edit", "anything"),
}
NAMES = {
    "name": ("negate", "transpose", "restore", "rotate_quarter", "normalise", "zero_mean", "x"),
    "key": (
        "box",
        "cross",
        "gaussian",
        "convolved-0",
        "pooled-3",
        "second",
        "activated-99",
        "vgg-16",
    ),
    "array": (
        "x",
        "w",
        "own",
        "error",
        "sw2",
        "pad",
        "bias",
        "lw",
        "lx",
        "goal",
        "conv.weight",
        "conv.bias",
        "dense.weight",
        "y",
        "conv",
        "conv.x.y",
    ),
    "turned": (True, False),
    "sure": (True, False),
}
FIELDS = (
    "weight", "bias", "name", "key", "row", "column", "value", "left", "top", "right", "bottom",
    "layers", "unit", "sure", "down", "angle", "scale", "view", "turned", "array", "values",
    "index", "times", "place", "by", "number", "text", "place", "layer", "map", "label", "versus",
    "shuffled", "square", "cells", "side", "classes",
)  # fmt: skip
SCALARS = (
    0, 1, 2, 3, -1, 0.5, 10**400, -(2**63), 1e308, 1e-320, float("inf"), float("-inf"),
    float("nan"), True, False, None, "", "1", "1,5", "x" * 50, "\ud800", "<b>",
)  # fmt: skip


def any_layer_event(rng) -> object:
    if rng.random() < 0.2:
        return any_json(rng)
    layer = {
        "kind": pick(rng, ("conv", "max", "average", ["conv"], {"a": 1}, None)),
        "kernel_size": pick(rng, (1, 2, 3, 15)),
        "stride": pick(rng, (1, 2, 8)),
        "dilation": 1,
        "padding": pick(rng, (0, 1, 32)),
        "maps": pick(rng, (1, 1, 6)),
    }
    if rng.random() < 0.3:
        layer[pick(rng, tuple(layer))] = any_json(rng)
    return layer


def any_json(rng, depth=0) -> object:
    """Anything that JSON, or a browser that was tampered with, can hold."""
    kind = rng.random()
    if kind < 0.6 or depth > 3:
        return pick(rng, SCALARS)
    if kind < 0.9:
        return [any_json(rng, depth + 1) for _ in range(rng.integers(0, 4))]
    return {"kind": any_json(rng, depth + 1), "weight": any_json(rng, depth + 1)}


def any_event(rng, name) -> dict[str, Any]:
    """An event for a lesson's player: of a kind that it knows, with anything in it."""
    event: dict[str, Any] = {"kind": pick(rng, KINDS[name])}
    if rng.random() < 0.1:
        event["kind"] = any_json(rng)
    for name_ in FIELDS:
        if rng.random() < 0.7:
            known = NAMES.get(name_)
            event[name_] = pick(rng, known) if known and rng.random() < 0.8 else any_json(rng)
    for name_ in ("row", "column", "left", "top", "right", "bottom"):
        if rng.random() < 0.5:
            event[name_] = int(rng.integers(0, 9))
    for name_ in ("layer", "map", "label", "versus", "square"):
        if rng.random() < 0.7:
            event[name_] = int(rng.integers(-1, 12))
    if rng.random() < 0.5:
        event["layers"] = [any_layer_event(rng) for _ in range(rng.integers(1, 21))]
    if rng.random() < 0.5:
        event["unit"] = [int(rng.integers(0, 9)) for _ in range(3)]
        event["times"] = int(rng.integers(1, 11))
    if rng.random() < 0.5:
        cells = [[pick(rng, SCALARS[:10]) for _ in range(rng.integers(1, 4))] for _ in range(3)]
        event["weight"], event["values"] = [cells], [pick(rng, SCALARS[:6]) for _ in range(9)]
    return event
