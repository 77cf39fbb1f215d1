"""A run of training as a Jupyter notebook: the same network in plain NumPy, with the same curve."""

import base64
import zlib
from collections.abc import Iterator, Sequence
from math import ceil
from textwrap import fill
from typing import Any

import numpy as np

from cnnviz.files import notebook
from cnnviz.files.notebook import Cell
from cnnviz.lessons.training import code_layers as layers
from cnnviz.lessons.training.data import Data
from cnnviz.lessons.training.run import Moment, block, network, plan
from cnnviz.lessons.training.settings import Training
from cnnviz.ops import Dropout

LEVELS = (16, 255, 100)  # of a pixel: ink of a digit, grey, a made glyph
WIDE = 88  # characters in a line
DIGITS = 4  # of a loss, behind the point
CLOSE, ROUGH = 1e-4, 0.1  # how far a loss may be from the page's
BIAS = (
    "Batch norm takes the bias of a kernel off again, so the gradient of that bias is rounding and "
    "nothing else, and Adam makes whole steps of it."
)
TIES = (
    "Kernels that begin alike give several equal sums in a block, and rounding decides which of "
    "them is the maximum."
)


def fits(settings: Training) -> bool:
    """Whether there is a notebook for such a network."""
    plain = Training()
    return all(getattr(settings, k) == getattr(plain, k) for k in ("pool", "depth", "bias", "ties"))


def encode(settings: Training, data: Data, moments: Sequence[Moment]) -> str:
    """The notebook as JSON; it stops where its curve is not that of these moments."""
    return notebook.encode(_cells(settings, data, moments))


def _cells(settings: Training, data: Data, moments: Sequence[Moment]) -> Iterator[Cell]:
    yield "markdown", _title(settings, data)
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
    yield "markdown", f"## Training\n\n{_agrees(settings)}"
    yield "code", _page(settings, data, moments)
    yield "code", layers.REPORT
    yield "code", layers.TRAIN


def _agrees(settings: Training) -> str:
    why = _rounding(settings)
    if not why:
        return (
            "The page showed the losses below. Here they come again, to the last of their digits."
        )
    return f"The page showed the losses below. {why} Other rounding gives a slightly other curve."


def _rounding(settings: Training) -> str:
    """Why the curve depends on how sums are rounded, or nothing."""
    if settings.norm and settings.optimiser == "adam":
        return BIAS
    return TIES if settings.start == "tenths" else ""


def _title(settings: Training, data: Data) -> str:
    return (
        "# A small network learns to see, in plain NumPy\n\n"
        f"{settings.kernels} kernels of {settings.size} × {settings.size}, an activation, the "
        f"maximum of each block, and one score for each of {len(data.names)} classes. It learns "
        f"from {len(data.y):,} pictures and is tested on {len(data.test_y):,} others."
    )


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
    if settings.norm:
        yield layers.NORM
    yield layers.ACTIVATIONS[settings.after]
    yield layers.POOL
    if settings.dropout:
        nodes = network(settings, data).nodes
        place = next(k for k, node in enumerate(nodes) if isinstance(node.layer, Dropout))
        yield layers.DROPOUT.replace("{place}", str(place))
    yield layers.LOSS


def _answer(settings: Training) -> str:
    """The network once it is trained."""
    norm = '    maps = normalise(maps, p["mean"], p["variance"], p)\n' if settings.norm else ""
    return (
        "def answer(p, x):\n"
        '    """The scores of all classes for each picture."""\n'
        '    maps = convolve(x, p["kernels"], p["kernel_bias"])\n'
        f"{norm}"
        "    row = pool(activate(maps)).reshape(len(x), -1)\n"
        '    return row @ p["weights"].T + p["bias"]'
    )


def _gradients(settings: Training) -> str:
    """The network while it learns."""
    norm, drop = bool(settings.norm), bool(settings.dropout)
    lines = {
        '    maps = convolve(x, p["kernels"], p["kernel_bias"])': True,
        "    raw, (mean, variance) = maps, statistics(maps)": norm,
        "    remember(p, raw, mean, variance)": norm,
        "    maps = normalise(raw, mean, variance, p)": norm,
        "    active = activate(maps)": True,
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
        "    d_maps = d_active * slope(maps)": True,
        '    d_maps, d["norm_weight"], d["norm_bias"] = normalise_back(\n'
        "        d_maps, raw, mean, variance, p\n"
        "    )": norm,
        '    d["kernels"], d["kernel_bias"] = convolve_back(d_maps, x)': True,
    }
    head = (
        "def gradients(p, x, classes, step):\n"
        '    """Forward to the loss, and back to the gradient of every number that is learnt."""'
    )
    return "\n".join(
        (head, *(line for line, there in lines.items() if there), "    return loss, d")
    )


def _begin(settings: Training) -> str:
    parts = [layers.BEGIN, layers.BEGIN_NORM, layers.SINGLE]
    text = "\n".join(part for part in parts if settings.norm or part != layers.BEGIN_NORM)
    return f"{layers.STARTS[settings.start]}\n\n\n{text}"


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
    close = ROUGH if _rounding(settings) else CLOSE
    steps = fill(f"SHOWN = {wanted}", WIDE, subsequent_indent=9 * " ")
    return "\n".join((f"CLOSE = {close}", steps, "PAGE = {", *rows, "}"))


def shown_steps(settings: Training, data: Data) -> list[int]:
    """The moments that end an epoch, or come next after its end."""
    whole = plan(settings, data)
    ends = (ceil(k * whole.epoch / whole.every) * whole.every for k in range(settings.epochs + 1))
    return [min(step, whole.total) for step in ends]
