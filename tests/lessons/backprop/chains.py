"""The chains whose every number the browser tests read back from the screen."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from cnnviz.lessons.backprop import chain
from cnnviz.lessons.backprop.payload import chain as packed
from cnnviz.lessons.backprop.settings import Backprop, ViewState
from cnnviz.networks.graph import sequential
from cnnviz.networks.presets import PRESETS, Preset
from cnnviz.ops import (
    Conv,
    Dense,
    Flatten,
    MaxPool,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    SquaredError,
)
from cnnviz.player import source as windows


def strided() -> Preset:
    """Two channels, two filters, stride 2, padding 1, sigmoid, squared error."""
    random = np.random.default_rng(11)

    def whole(*shape):
        return random.integers(-2, 3, shape).astype(float)

    network = sequential(
        ("conv", Conv(3, stride=2, padding=1), 2),
        ("act", Sigmoid()),
        ("flatten", Flatten()),
        ("dense", Dense(), 2),
    )
    params = {
        "conv": {"weight": whole(2, 2, 3, 3), "bias": np.array([1.0, -1.0])},
        "dense": {"weight": whole(2, 18), "bias": np.array([0.0, 1.0])},
    }
    x = whole(2, 5, 5)
    target = np.array([1.0, 0.0])
    return Preset("strided", network, x, params, SquaredError(), target, ("first", "second"))


def large() -> Preset:
    """A 28 by 28 picture through two blocks."""
    network = sequential(
        ("conv1", Conv(3, padding=1), 4),
        ("relu1", ReLU()),
        ("pool1", MaxPool(2)),
        ("conv2", Conv(3, padding=1), 4),
        ("relu2", ReLU()),
        ("pool2", MaxPool(2)),
        ("flatten", Flatten()),
        ("dense", Dense(), 3),
    )
    rows, columns = np.mgrid[:28, :28]
    x = np.round(9 * np.exp(-((np.hypot(rows - 14, columns - 13) - 8) ** 2) / 6))[None]
    params = network.initial((1, *x.shape), seed=3, dtype=np.float64)
    classes = ("ring", "disc", "line")
    return Preset("large", network, x, params, SoftmaxCrossEntropy(), np.array(0), classes)


def photo() -> Preset:
    """A picture of 128 by 128, too large to write out."""
    network = sequential(
        ("conv", Conv(5, stride=2, padding=2), 2),
        ("relu", ReLU()),
        ("pool", MaxPool(8)),
        ("flatten", Flatten()),
        ("dense", Dense(), 2),
    )
    rows, columns = np.mgrid[:128, :128]
    x = np.round(127 + 100 * np.sin(rows / 9) * np.cos(columns / 13))[None]
    params = network.initial((1, *x.shape), seed=1, dtype=np.float64)
    params["conv"]["weight"] /= 100
    classes = ("waves", "stones")
    return Preset("photo", network, x, params, SoftmaxCrossEntropy(), np.array(0), classes)


def dilated() -> Preset:
    """A kernel with gaps, and a ring of padding."""
    settings = Backprop("plain", kernel_size=2, dilation=2, padding=1)
    return settings.build(settings.build_own())


CASES = (*PRESETS.values(), dilated, strided, large, photo)
TRACES: dict[int, chain.ChainTrace] = {}


def trace(case: int) -> chain.ChainTrace:
    if case not in TRACES:
        preset = CASES[case]()
        TRACES[case] = chain.trace(
            preset.network, preset.params, preset.x, preset.loss, preset.target
        )
    return TRACES[case]


def asked(query: Mapping[str, str]) -> int:
    return int(query.get("case", 0))


def payload(case: int, event: dict[str, Any] | None, query: Mapping[str, str]) -> bytes:
    preset, traced = CASES[case](), trace(case)
    start = ViewState(
        int(query.get("step", 0)), query.get("view", "gather"), int(query.get("hide") == "1")
    )
    return packed(
        traced,
        source=windows.grid("picture", traced.x, preset.title),
        classes=preset.classes,
        link=f"case={case}",
        start=start,
        check=_checked(traced, event),
    )


def _checked(traced, event):
    if not event or event["kind"] != "check":
        return None
    try:
        from cnnviz.lessons.backprop import check as chain_check
    except ImportError:
        return None
    return chain_check.probe(traced, event["array"], tuple(event["index"]))
