"""Each lesson as the load generator knows it: whose it is, and which number must be right."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
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
from cnnviz.lessons.regions import controls as regions
from cnnviz.lessons.signals import controls as signals
from cnnviz.lessons.training import run as training
from cnnviz.lessons.training.data import data_of
from cnnviz.lessons.transposed_convolution import controls as transposed_convolution
from cnnviz.ui import intake

SEEDS, SIDE = 1000, 6
Own = Callable[[int], dict[str, str]]
Said = Callable[[Shown], Any]
Made = Callable[[Any, Picture | None], Any]


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
    """Whether these are the same numbers in the same shape."""
    return mark(np.asarray(found)) == mark(np.asarray(wanted))


def mark(numbers: Any) -> str:
    """A digest by which the same numbers are known again; shape and each bit count.

    A player gets arrays in single precision at least; other numbers come as they are.

    >>> mark(np.array([0.1, -0.0])) == mark(np.array([np.float32(0.1), 0.0]))
    True
    """
    kind = np.float32 if isinstance(numbers, np.ndarray) else np.float64
    values = np.asarray(numbers).astype(kind) + kind(0)  # no negative zero
    values = np.where(np.isnan(values), kind(np.nan), values)  # one of many
    head = f"{values.shape} {values.dtype.str}".encode()
    return blake2b(head + values.tobytes(), digest_size=16).hexdigest()


def _bank(settings: Any, photo: Picture | None) -> Any:
    maps = filter_bank.all_maps(settings, filter_bank.compute(settings, photo)[1])
    return maps["convolved-0"].y


def _field(settings: Any, photo: Picture | None) -> list[int]:
    """The field of the last unit in the middle, from the relation of each layer."""
    rows = intake.prepare(settings.picture, settings.side, "grey", photo).x.shape[1]
    n, low, high = rows, 0, 0
    for layer in settings.layers:
        n = (n + 2 * layer.padding - layer.dilation * (layer.kernel_size - 1) - 1) // layer.stride
        n += 1
    low = high = n // 2
    for layer in reversed(settings.layers):
        low = layer.stride * low - layer.padding
        high = layer.stride * high - layer.padding + layer.dilation * (layer.kernel_size - 1)
    return [n // 2, max(low, 0), min(high, rows - 1)]


def _field_shown(shown: Shown) -> list[int]:
    rows = [name for name in shown.arrays if re.fullmatch(r"row_\d+:hulls", name)]
    hulls = shown.arrays[f"row_{len(rows) - 1}:hulls"][0]
    middle = len(hulls) // 2
    return [middle, *hulls[middle].tolist()]


def _kernels(settings: Any, photo: Picture | None) -> Any:
    first = training.start(settings, data_of(settings)).params[training.KERNELS]["weight"]
    return first[:, 0]


def _shares(settings: Any, photo: Picture | None) -> list[float]:
    region = regions.LESSON._result(settings, photo)[1]
    return [float(region.shares[k]) for k in region.best]


@dataclass(frozen=True)
class Work:
    """One lesson: what says whose it is, a number of it as shown and as made, and what to do."""

    path: str
    settings: type[Any]
    own: Own
    said: Said
    made: Made
    doings: tuple[str, ...]
    opening: str = ""
    name: Callable[[Any], Any] = lambda value: value

    def query(self, who: int) -> str:
        said = "&".join(f"{name}={value}" for name, value in self.own(who).items())
        return "&".join(filter(None, (said, self.opening)))

    def is_of(self, settings: Any, who: int) -> bool:
        wanted, _ = links.from_link(self.settings, self.own(who))
        pairs = [(getattr(settings, name), getattr(wanted, name)) for name in self.own(who)]
        return all(self.name(found) == self.name(one) for found, one in pairs)


WORKS = (
    Work(
        "",
        convolution.Convolution,
        grid,
        lambda shown: shown.arrays["output"],
        lambda s, photo: convolution.compute(s, photo)[1].y,
        ("edit", "upload", "convolution-stride-step", "convolution-padding-step"),
    ),
    Work(
        "filter_bank",
        filter_bank.FilterBank,
        grid,
        lambda shown: shown.arrays["output"],
        _bank,
        ("upload",),
    ),
    Work(
        "pooling",
        pooling.PoolingPage,
        grid,
        lambda shown: shown.arrays["output"],
        lambda s, photo: pooling.compute(s, photo)[1].y,
        ("pooling-window-step", "pooling-stride-step", "upload"),
        "window=2",
    ),
    Work(
        "transposed_convolution",
        transposed_convolution.LESSON.settings,
        grid,
        lambda shown: shown.arrays["y"].ravel(),
        lambda s, photo: np.ravel(transposed_convolution.LESSON._result(s, photo)[1].y),
        ("transposed_convolution-stride-step", "transposed_convolution-padding-step"),
    ),
    Work(
        "signals",
        signals.Signals,
        row("signal"),
        lambda shown: shown.arrays["y"].ravel(),
        lambda s, photo: np.ravel(signals.compute(s, photo).filter.y),
        ("edit",),
    ),
    Work(
        "mlp_to_cnn",
        mlp_to_cnn.Scan,
        row("x1"),
        lambda shown: shown.arrays["slid"].ravel(),
        lambda s, photo: mlp_to_cnn.compute(s).trace.slid,
        ("edit",),
    ),
    Work(
        "equivariance",
        equivariance.Equivariance,
        grid,
        lambda shown: shown.arrays["map"],
        lambda s, photo: equivariance.compute(s, photo)[1].square.y,
        ("move",),
    ),
    Work(
        "receptive_field",
        receptive_field.ReceptiveField,
        seed,
        _field_shown,
        _field,
        ("stack",),
        "weights=he",
    ),
    Work(
        "backprop",
        backprop.Backprop,
        lambda who: {"rate": f"0.{10000 + who}"},
        lambda shown: shown.header["value"],
        lambda s, photo: backprop.compute(s, photo)[1].trace.value,
        ("edit",),
    ),
    Work(
        "training",
        training.Training,
        seed,
        lambda shown: shown.arrays["weight:0"][0],
        _kernels,
        ("train", "more", "look", "stop"),
    ),
    Work(
        "network",
        network.NetworkPage,
        lambda who: {"picture": ("coffee", "chelsea")[who % 2]},
        lambda shown: shown.header["answers"][0]["number"],
        lambda s, photo: network.compute(s, photo).answers(1)[0].number,
        ("choose", "why", "stop"),
    ),
    Work(
        "architectures",
        architectures.Architectures,
        seed,
        lambda shown: shown.header["own"]["parameters"],
        lambda s, photo: architectures.compute(s).parameters,
        ("network",),
    ),
    Work(
        "regions",
        regions.Regions,
        lambda who: {"box": f"{who % 150},{who // 150},200,200"},
        lambda shown: [one["shares"]["region"][0] for one in shown.header["classes"]],
        _shares,
        ("box", "regions-cells-step", "upload"),
        name=lambda box: box[:2],  # a corner: the other one is dragged
    ),
)
