"""The reasons as the player shows them: small maps, a number for each square, and the checks."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from cnnviz.analysis.attribution.shuffling import likeness
from cnnviz.lessons.network.maps import shrunk
from cnnviz.lessons.network.trace import Seen
from cnnviz.lessons.network.why import NUDGE, Reasons, in_squares
from cnnviz.ops.layer import Array
from cnnviz.player.axes import Arrays

CELLS = 56  # on the longer side of a map of pixels


class Measured(NamedTuple):
    """What a brighter square did to the score, or the sentence that says why that is not known."""

    square: int
    foretold: float = 0.0
    measured: float = 0.0
    problem: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """A question and what is known of it so far.

    ``trained`` are the reasons of the trained weights, where those shown are of shuffled ones.
    """

    label: int
    versus: int | None
    shuffled: bool
    found: Reasons | None
    running: bool
    ahead: int | None
    problem: str
    trained: Reasons | None = None
    measured: Measured | None = None


def encode(seen: Seen, answered: Answered, arrays: Arrays) -> dict[str, Any]:
    """The header of the reasons; their arrays go into ``arrays``."""
    other = answered.versus
    header: dict[str, Any] = {
        "label": answered.label,
        "versus": -1 if other is None else other,
        "name": seen.names[answered.label],
        "other": "" if other is None else seen.names[other],
        "shuffled": answered.shuffled,
        "running": answered.running,
        "ahead": answered.ahead or 0,
        "problem": answered.problem,
        "names": seen.names,
    }
    found = answered.found
    if found is not None:
        header |= _found(seen, found, arrays)
        header["likeness"] = _likeness(found, answered.trained)
        if answered.measured:
            header["measured"] = answered.measured._asdict()
    return header


def _found(seen: Seen, found: Reasons, arrays: Arrays) -> dict[str, Any]:
    for name, pixels in found.pixels.items():
        _pixels(name, pixels, found, arrays, NUDGE if name == "gradient" else 1.0)
    arrays["why:drops"], arrays["why:left"] = found.drops, found.left
    if found.gains is not None:
        _pixels("gains", found.gains, found, arrays)
    return {
        "score": found.score,
        "share": found.share,
        "rows": found.starts[0],
        "columns": found.starts[1],
        "size": found.size,
        "kinds": list(found.pixels),
        "sums": {name: float(p.sum(dtype=np.float64)) for name, p in found.pixels.items()},
        "done": found.done,
        "points_done": found.points_done,
        "points": found.points,
        "gain": found.gain,
        "total": 0.0 if found.gains is None else float(found.gains.sum(dtype=np.float64)),
        "complete": found.complete,
        "classes": _classes(seen, found, arrays),
    }


def _pixels(name: str, pixels: Array, found: Reasons, arrays: Arrays, factor: float = 1.0) -> None:
    """A map in cells that can be seen, and its sum in each square."""
    arrays[f"why:{name}"] = shrunk(pixels[None], CELLS)[0]
    arrays[f"squares:{name}"] = in_squares(pixels, found) * factor


def _classes(seen: Seen, found: Reasons, arrays: Arrays) -> dict[str, Any]:
    places = {info.name: k for k, info in enumerate(seen.layers)}
    header = {}
    for name, one in found.classes.items():
        place = places[name]
        for method, heat in one.heats.items():
            arrays[f"heat:{place}:{method}"] = heat
        header[str(place)] = {
            "methods": list(one.heats),
            "rows": one.discs.centres[0],
            "columns": one.discs.centres[1],
            "jump": one.discs.jump,
            "size": one.discs.size,
            "total": one.total,
            "product": one.product,
            "even": one.even,
        }
    return header


def _likeness(found: Reasons, trained: Reasons | None) -> dict[str, float]:
    """How like the maps of shuffled weights are to those of the trained ones."""
    if trained is None:
        return {}
    pairs = {name: (found.pixels[name], trained.pixels.get(name)) for name in found.pixels}
    pairs["cover"] = (found.drops, trained.drops)
    if found.gains is not None:
        pairs["shares"] = (found.gains, trained.gains)
    for name, one in found.classes.items():
        there = trained.classes.get(name)
        if there:
            pairs[name] = one.heats["grad_cam"], there.heats["grad_cam"]
    values = {
        name: likeness(a, b)
        for name, (a, b) in pairs.items()
        if b is not None and np.isfinite(a).all() and np.isfinite(b).all()
    }
    return {name: value for name, value in values.items() if value is not None}
