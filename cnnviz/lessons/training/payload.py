"""From the moments of a run to the bytes that the player goes through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log
from typing import Any

import numpy as np

from cnnviz.lessons.training import words, words_experiments
from cnnviz.lessons.training.ledger import Ledger
from cnnviz.lessons.training.looking import Looked
from cnnviz.lessons.training.run import KERNELS, PLACES, Moment
from cnnviz.lessons.training.settings import Training
from cnnviz.ops.layer import Array
from cnnviz.player import phrases
from cnnviz.player.axes import Arrays
from cnnviz.player.panels import pack_lesson
from cnnviz.player.source import Source

BLOCK = 64  # moments: a full block never changes, and is sent once
WRONG = 8  # pictures
GREY = 255
BESIDE = {"steps", "weight", "slope", "loss", "right", "answer"}  # what is told of run A


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A run as far as it was known at one time, and what each moment makes of the picture.

    ``looked`` is empty for another data set; ``key`` names the picture.
    """

    ledger: Ledger
    moments: Sequence[Moment]
    key: str = ""
    looked: Sequence[Looked] = ()

    @classmethod
    def of(cls, ledger: Ledger, key: str = "", x: Array | None = None) -> "Shown":
        """What is known now; moments that come later are not in it."""
        moments = list(ledger.moments)
        looked = ledger.looked(key, x)[: len(moments)] if x is not None else ()
        return cls(ledger, moments, key, looked)

    @property
    def over(self) -> bool:
        """Whether nothing comes after its last moment."""
        return self.ledger.ends_with(self.moments[-1])


def encode(
    shown: Shown,
    beside: Shown | None,
    x: Array,
    truth: int,
    *,
    settings: Training,
    turn: int = 0,
    **place: Any,
) -> bytes:
    """The player's bytes: every moment that is known, and what each sees in ``x``.

    Parameters
    ----------
    shown, beside : this run, and A
    x : the picture (1, 1, side, side)
    truth : the class of that picture, -1 where nobody knows it
    settings : of the page
    turn : how many experiments were begun
    place : ``source``, ``link`` and ``view`` for `pack_lesson`
    """
    data = shown.ledger.data
    arrays: Arrays = {
        "picture": np.rint(GREY * x[0, 0]).astype(np.uint8),
        "tests": np.rint(GREY * data.test_x[:, 0]).astype(np.uint8),
        "labels": data.test_y.astype(np.uint8),
    }
    _blocks(shown, "", arrays)
    if beside:
        _blocks(beside, "a-", arrays)
    header = {
        **_both(shown, beside, settings),
        "classes": data.names,
        "truth": truth,
        "turn": turn,
        "experiment": told(shown, beside, settings),
        "colour": "grey" if shown.ledger.settings.data == "own" else "ink",
        "reach": max(one.reach for one in shown.looked) or 1,
        "words": phrases.words(),
        "keys": words.KEYS,
    }
    return pack_lesson(header, arrays, **place)


def _both(shown: Shown, beside: Shown | None, settings: Training) -> dict[str, Any]:
    """The facts of the run, and of A, on one scale."""
    run = facts(shown)
    if not beside:
        return {"run": run, "beside": None}
    about = words.difference(settings)
    other = {**facts(beside), "about": about, "answers": bool(beside.looked)}
    for reach in ("scale", "slope"):
        run[reach] = max(run[reach], other[reach])
    run["running"] = run["running"] or other["running"]
    return {"run": run, "beside": other}


def told(shown: Shown, beside: Shown | None, settings: Training) -> dict[str, str]:
    """What is said of an experiment."""
    over = shown.over and beside is not None and beside.over
    other = beside.ledger if beside else None
    return words_experiments.told(settings, shown.ledger, other, over=over)


def _blocks(shown: Shown, prefix: str, arrays: Arrays) -> None:
    for first in range(0, len(shown.moments), BLOCK):
        found = _block(shown, first)
        for name in found if not prefix else BESIDE & found.keys():
            arrays[f"{prefix}{name}:{first // BLOCK}"] = found[name]


def _block(shown: Shown, first: int) -> dict[str, Array]:
    """The arrays of the moments from the first on; those of a full block are made once."""
    known, ledger, part = shown.moments, shown.ledger, slice(first, first + BLOCK)

    def told() -> dict[str, Array]:
        return _arrays(numbers(known[part], known[0], ledger))

    def looked() -> dict[str, Array]:
        return _arrays(seen(shown.looked[part])) if shown.looked else {}

    if len(known) < first + BLOCK:
        return told() | looked()
    return ledger.made(first, told) | ledger.made((shown.key, first), looked)


def _arrays(found: Mapping[str, Any]) -> dict[str, Array]:
    return {name: np.asarray(values) for name, values in found.items()}


def facts(shown: Shown) -> dict[str, Any]:
    """What is told of the whole run."""
    ledger, known = shown.ledger, shown.moments
    last, whole = known[-1], ledger.plan
    largest = [_most(m.point.params[KERNELS]["weight"]) for m in known]
    slopes = [_most(m.gradients[KERNELS]["weight"]) for m in known]
    return {
        "epoch": whole.epoch,
        "total": whole.total,
        "every": whole.every,
        "count": whole.count(),
        "known": len(known),
        "block": BLOCK,
        # A process tells its last moment before it tells that it is done.
        "running": ledger.running and not shown.over,
        "ahead": ledger.ahead,
        "over": shown.over,
        "stopped": last.point.steps if last.stopped else -1,
        "problem": ledger.problem,
        "scale": max(ceil(2 * max(largest)) / 2, 0.5),
        "slope": max(slopes) or 1,
        "guessing": log(len(ledger.data.names)),
        "kernels": ledger.settings.kernels,
        "size": ledger.settings.size,
        "training": len(ledger.data.y),
        "seen": len(last.seen.answers),
        "tests": len(ledger.data.test_y),
        "rate": ledger.settings.rate,
        "plain": ledger.settings.optimiser == "sgd",
    }


def _most(values: Array) -> float:
    found = np.abs(values[np.isfinite(values)])
    return float(found.max()) if found.size else 0.0


def numbers(part: Sequence[Moment], start: Moment, ledger: Ledger) -> dict[str, Any]:
    """What each moment knows, by name."""
    truth, classes = ledger.data.test_y, len(ledger.data.names)
    kernels = [m.point.params[KERNELS] for m in part]
    slopes = [m.gradients[KERNELS] for m in part]
    wrong = [most_wrong(m, truth) for m in part]
    first = start.point.params[KERNELS]["weight"]
    return {
        "steps": [m.point.steps for m in part],
        "weight": [one["weight"][:, 0] for one in kernels],
        "bias": [bias(m) for m in part],
        "slope": [one["weight"][:, 0] for one in slopes],
        "loss": [(m.batch_loss, m.seen.loss, m.test.loss) for m in part],
        "right": [(m.seen.right, m.test.right) for m in part],
        "answers": [m.test.answers for m in part],
        "confusion": [confusion(m, truth, classes) for m in part],
        "wrong": [places for places, _ in wrong],
        "took": [answers for _, answers in wrong],
        "moved": [int(_changes(one["weight"], first).argmax()) for one in kernels],
    }


def bias(moment: Moment) -> Array:
    """The bias of each kernel; where each place has its own, their mean."""
    params = moment.point.params
    found: Array = (
        params[PLACES]["bias"].mean(axis=(1, 2)) if PLACES in params else params[KERNELS]["bias"]
    )
    return found


def seen(part: Sequence[Looked]) -> dict[str, Any]:
    """What each moment makes of the picture, by name."""
    return {
        "maps": [one.levels for one in part],
        "mapped": np.asarray([one.reach for one in part], np.float32),
        "answer": [one.shares for one in part],
    }


def confusion(moment: Moment, truth: Array, classes: int) -> Array:
    """How often each class (row) was taken for each class (column)."""
    table = np.zeros((classes, classes), np.int16)
    np.add.at(table, (truth, moment.test.answers), 1)
    return table


def most_wrong(moment: Moment, truth: Array) -> tuple[Array, Array]:
    """Places of the test pictures whose truth got the smallest share, and what they were taken for.

    Where fewer are wrong, the places end in -1.
    """
    wrong = np.flatnonzero(moment.test.answers != truth)
    order = wrong[np.argsort(moment.test.shares[wrong], kind="stable")][:WRONG]
    places, answers = np.full(WRONG, -1, np.int16), np.full(WRONG, -1, np.int16)
    places[: len(order)], answers[: len(order)] = order, moment.test.answers[order]
    return places, answers


def _changes(weight: Array, first: Array) -> Array:
    """How far each kernel is from where it began."""
    far: Array = np.nan_to_num(np.square(weight - first).sum(axis=(1, 2, 3)))
    return far


def source_of(settings: Training) -> Source:
    """The picture that is looked at, for the player: its key ends with its place."""
    drawn = "drawn" if settings.drawn else "test"
    key = f"{settings.data} {drawn} {settings.look}"
    return Source(settings.data, "grey", 0.0, float(GREY), ("grey",), key)
