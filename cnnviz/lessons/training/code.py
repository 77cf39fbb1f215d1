"""A run of training as a Jupyter notebook: the same network in plain NumPy, with the same curve."""

import base64
import zlib
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from textwrap import fill
from typing import Any

import numpy as np

from cnnviz.files import notebook
from cnnviz.files.notebook import Cell
from cnnviz.lessons.training import code_depth as depth
from cnnviz.lessons.training import code_layers as layers
from cnnviz.lessons.training import code_pools as pools
from cnnviz.lessons.training import code_words
from cnnviz.lessons.training.data import Data
from cnnviz.lessons.training.run import Moment, block, network, plan
from cnnviz.lessons.training.settings import Training
from cnnviz.ops import Dropout

LEVELS = (16, 255, 100)  # of a pixel: ink of a digit, grey, a made glyph
WIDE = 88  # characters in a line
DIGITS = 4  # of a loss, behind the point
CLOSE, ROUGH = 1e-4, 0.1  # how far a loss may be from the page's


def encode(settings: Training, data: Data, moments: Sequence[Moment]) -> str:
    """The notebook as JSON; it stops where its curve is not that of these moments."""
    return notebook.encode(_cells(settings, data, moments))


def _cells(settings: Training, data: Data, moments: Sequence[Moment]) -> Iterator[Cell]:
    yield "markdown", code_words.title(settings, data)
    yield "code", "\n\n".join((layers.IMPORTS, _settings(settings, data)))
    yield "markdown", "## The pictures"
    yield "code", _packed(data)
    yield "code", _data(data)
    yield "markdown", "## The layers, there and back"
    for text in _layers(settings, data):
        yield "code", text
    yield "markdown", "## The network"
    yield "code", _answer(settings)
    yield "code", _gradients(settings)
    yield "markdown", "## Where it begins, and how it moves"
    yield "code", _begin(settings)
    yield "code", layers.OPTIMISERS[settings.optimiser]
    yield "code", _batch(settings)
    yield "markdown", f"## Training\n\n{code_words.agrees(settings)}"
    yield "code", _page(settings, data, moments)
    yield "code", layers.REPORT
    yield "code", layers.TRAIN


def _settings(settings: Training, data: Data) -> str:
    whole = plan(settings, data)
    lines = {
        "SIDE": data.side,
        "NAMES": list(data.names),
        "KERNELS": settings.kernels,
        "SIZE": settings.size,
        "POOL": block(data),
        "RATE": settings.rate,
        "BATCH": settings.batch,
        "EPOCH": whole.epoch,
        "LAST": whole.total,
        "SEED": settings.seed,
    }
    if settings.depth > 1:
        lines["DEPTH"] = settings.depth
    if settings.dropout:
        lines["DROPOUT"] = settings.dropout / 100
    if settings.shift:
        lines["SHIFT"] = settings.shift
    said = {"EPOCH": "steps in which every picture was used once", "LAST": "step"}
    return "\n".join(
        f"{name} = {value!r}" + (f"  # {said[name]}" if name in said else "")
        for name, value in lines.items()
    )


def _packed(data: Data) -> str:
    most = levels(data)
    parts: dict[str, Any] = {
        "PICTURES": np.rint(data.x * most),
        "CLASSES": data.y,
        "TEST_PICTURES": np.rint(data.test_x * most),
        "TEST_CLASSES": data.test_y,
    }
    return "\n".join(
        f'{name} = "{base64.b64encode(zlib.compress(a.astype(np.uint8).tobytes(), 9)).decode()}"'
        for name, a in parts.items()
    )


def levels(data: Data) -> int:
    """The whole number that stands for 1 in pictures like these, none of which is rounded."""
    return next(most for most in LEVELS if _is_level(data.x, most) and _is_level(data.test_x, most))


def _is_level(x: np.ndarray, most: int) -> bool:
    return np.array_equal(np.rint(x * most) / np.float32(most), x)


def _data(data: Data) -> str:
    numbers = {"most": levels(data), "train": len(data.y), "test": len(data.test_y)}
    text = layers.DATA
    for name, number in numbers.items():
        text = text.replace(f"{{{name}}}", str(number))
    return text


def _layers(settings: Training, data: Data) -> Iterator[str]:
    yield layers.CONVOLVE
    if settings.depth > 1:
        yield depth.LAYERS
    if settings.norm:
        yield layers.NORM
    yield layers.ACTIVATIONS[settings.after]
    yield pools.pool(settings.pool, settings.ties)
    if settings.dropout:
        nodes = network(settings, data).nodes
        place = next(k for k, node in enumerate(nodes) if isinstance(node.layer, Dropout))
        yield layers.DROPOUT.replace("{place}", str(place))
    yield layers.LOSS


def _answer(settings: Training) -> str:
    """The network once it is trained."""
    lines = {
        "def answer(p, x):": True,
        '    """The scores of all classes for each picture."""': True,
        f"    maps = {_convolved(settings)}": True,
        '    maps = normalise(maps, p["mean"], p["variance"], p)': bool(settings.norm),
        "    active = activate(maps)": True,
        depth.ANSWER: settings.depth > 1,
        "    row = pool(active).reshape(len(x), -1)": True,
        '    return row @ p["weights"].T + p["bias"]': True,
    }
    return _joined(lines)


def _joined(lines: Mapping[str, bool]) -> str:
    return "\n".join(line for line, there in lines.items() if there)


def _convolved(settings: Training) -> str:
    if settings.bias == "untied":
        return 'convolve(x, p["kernels"], 0) + p["places"]'
    return 'convolve(x, p["kernels"], p["kernel_bias"])'


def _gradients(settings: Training) -> str:
    """The network while it learns."""
    norm, drop, untied = bool(settings.norm), bool(settings.dropout), settings.bias == "untied"
    lines = {
        "def gradients(p, x, classes, step):": True,
        '    """Forward to the loss, and back to the gradient of every number that is learnt."""': (
            True
        ),
        f"    maps = {_convolved(settings)}": True,
        "    raw, (mean, variance) = maps, statistics(maps)": norm,
        "    remember(p, raw, mean, variance)": norm,
        "    maps = normalise(raw, mean, variance, p)": norm,
        "    active = activate(maps)": True,
        depth.FORWARD: settings.depth > 1,
        "    pooled = pool(active)": True,
        "    row = pooled.reshape(len(x), -1)": True,
        "    stay = kept(row.shape, step)": drop,
        "    row = drop(row, stay)": drop,
        '    scores = row @ p["weights"].T + p["bias"]': True,
        "    loss, d_scores = cross_entropy(scores, classes)": True,
        '    d = {"weights": d_scores.T @ row, "bias": d_scores.sum(axis=0)}': True,
        '    d_row = d_scores @ p["weights"]': True,
        "    d_row = drop(d_row, stay)": drop,
        "    d_active = pool_back(d_row.reshape(pooled.shape), active)": True,
        depth.BACK: settings.depth > 1,
        "    d_maps = d_active * slope(maps)": True,
        '    d_maps, d["norm_weight"], d["norm_bias"] = normalise_back(\n'
        "        d_maps, raw, mean, variance, p\n"
        "    )": norm,
        '    d["kernels"], d["kernel_bias"] = convolve_back(d_maps, x)': not untied,
        '    d["kernels"], _ = convolve_back(d_maps, x)': untied,
        '    d["places"] = d_maps.sum(axis=0)': untied,
        "    return loss, d": True,
    }
    return _joined(lines)


def _begin(settings: Training) -> str:
    parts = {
        layers.BEGIN: True,
        depth.BEGIN: settings.depth > 1,
        layers.BEGIN_NORM: bool(settings.norm),
        layers.PLACES: settings.bias == "untied",
        layers.SINGLE: True,
    }
    return f"{layers.STARTS[settings.start]}\n\n\n{_joined(parts)}"


def _batch(settings: Training) -> str:
    text = layers.BATCH.replace("{x}", "moved(x[chosen], step)" if settings.shift else "x[chosen]")
    return f"{layers.SHIFT}\n\n\n{text}" if settings.shift else text


def _page(settings: Training, data: Data, moments: Sequence[Moment]) -> str:
    """What the page showed, by step; later steps are shown here alone."""
    wanted = shown_steps(settings, data)
    if moments[-1].stopped:
        last = moments[-1].point.steps
        wanted = [*(step for step in wanted if step < last), last]
    rows = [
        f"    {m.point.steps}: ({m.seen.loss:.{DIGITS}f}, {m.test.loss:.{DIGITS}f}),"
        for m in moments
        if m.point.steps in wanted and np.isfinite([m.seen.loss, m.test.loss]).all()
    ]
    if code_words.parts(settings):
        rows = rows[:1]
    close = ROUGH if code_words.rounding(settings) else CLOSE
    steps = fill(f"SHOWN = {wanted}", WIDE, subsequent_indent=9 * " ")
    return "\n".join((f"CLOSE = {close}", steps, "PAGE = {", *rows, "}"))


def shown_steps(settings: Training, data: Data) -> list[int]:
    """The moments that end an epoch, or come next after its end."""
    whole = plan(settings, data)
    ends = (ceil(k * whole.epoch / whole.every) * whole.every for k in range(settings.epochs + 1))
    return [min(step, whole.total) for step in ends]
