"""From a network's fields to the bytes that the receptive-field player looks things up in.

Per stage and axis there are two tables of links (which units below a unit reads, which units here
one below feeds) and the hulls of every unit's cone in each stage below. The browser follows links,
takes differences of shown numbers and fills templates; it computes no geometry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.analysis.effective_field import EffectiveField
from cnnviz.figures.theme import signed_range
from cnnviz.lessons.receptive_field import words
from cnnviz.lessons.receptive_field.trace import FieldTrace, Links, Stage
from cnnviz.networks.catalogue.notation import LARGEST, MOST_LAYERS, Stack
from cnnviz.player.gallery import levels, thumbnail
from cnnviz.player.packing import pack

Arrays = dict[str, npt.NDArray[Any]]
AXES = ("row", "column")


@dataclass(frozen=True, slots=True)
class View:
    """Where the player stands; units are (stage from 1, row, column).

    ``fresh`` changes whenever the player should go there instead of staying where it is.
    """

    unit: tuple[int, int, int]
    pixel: tuple[int, int]
    lock: tuple[int, int, int] | None = None
    mode: str = "see"
    view: str = "box"
    fresh: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Effective:
    """The effective field of a unit, or a sentence why it was not computed at once.

    ``sure`` says whether the person may have it computed all the same.
    """

    unit: tuple[int, int, int]
    found: EffectiveField | None = None
    why: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Everything beside the trace: the photo (C, H, W), its name, the link and what is said.

    ``stack`` holds the layers that can be edited, those included that no longer fit, or None;
    ``why`` says why they don't. ``weights`` says what fills the filters. ``maps`` has one map
    (H, W) a stage, or None while they would take too long.
    """

    photo: npt.NDArray[np.floating]
    about: str
    key: str
    link: str
    view: View
    stack: Stack | None = None
    why: str = ""
    maps: Sequence[npt.NDArray[np.floating]] | None = None
    effective: Effective | None = None
    weights: str = ""
    signed: bool = False
    serial: int = 0


def pack_field(trace: FieldTrace, frame: Frame) -> bytes:
    """The player's bytes."""
    arrays: Arrays = {"photo": frame.photo}
    stages = [_stage(trace, place, arrays) for place in range(len(trace.stages))]
    for place, values in enumerate(frame.maps or ()):
        small = thumbnail(values)
        limit = signed_range(small)
        stages[place]["map"] = f"map_{place}"
        arrays[f"map_{place}"] = levels(small, limit)
    header = {
        "kind": "field",
        "about": frame.about,
        "picture": frame.key,
        "link": frame.link,
        "serial": frame.serial,
        "start": _view(frame.view),
        "stages": stages,
        "weights": frame.weights,
        "signed": frame.signed,
        "stack": _stack(frame.stack),
        "why": frame.why,
        "limits": {**LARGEST, "layers": MOST_LAYERS},
        "effective": _effective(frame.effective, arrays),
        "words": dict(words.SENTENCES),
        "keys": words.KEYS,
        "total": words.total(trace),
        "comparison": words.comparison(trace),
    }
    return pack(header, arrays)


def _view(view: View) -> dict[str, Any]:
    return {
        "unit": list(view.unit),
        "pixel": list(view.pixel),
        "lock": list(view.lock) if view.lock else None,
        "mode": view.mode,
        "view": view.view,
        "fresh": view.fresh,
    }


def _stack(stack: Stack | None) -> list[dict[str, Any]] | None:
    names = ("kind", "maps", "kernel_size", "stride", "dilation", "padding")
    return None if stack is None else [{n: getattr(layer, n) for n in names} for layer in stack]


def _stage(trace: FieldTrace, place: int, arrays: Arrays) -> dict[str, Any]:
    stage = trace.stages[place]
    return {
        "title": words.title(stage),
        "detail": words.detail(stage),
        "maps": stage.shape[1],
        "weights": words.count(stage.weights),
        "aligned": all(axis.field.aligned for axis in stage.axes),
        "formulas": [words.formulas(trace, place, axis) for axis in (0, 1)],
        "axes": [_axis(stage, place, axis, arrays) for axis in (0, 1)],
    }


def _axis(stage: Stage, place: int, axis: int, arrays: Arrays) -> dict[str, Any]:
    """One axis, its tables put into ``arrays``; the header names them."""
    found, prefix = stage.axes[axis], f"{AXES[axis]}_{place}"
    arrays[f"{prefix}_hulls"] = found.hulls
    return {
        "units": found.units,
        "size": found.field.size,
        "jump": found.field.jump,
        "start": found.field.start,
        "hulls": f"{prefix}_hulls",
        "reads": _links(found.reads, f"{prefix}_reads", arrays),
        "feeds": _links(found.feeds, f"{prefix}_feeds", arrays),
    }


def _links(links: Links, prefix: str, arrays: Arrays) -> list[str]:
    arrays[f"{prefix}_start"], arrays[f"{prefix}_index"] = links.start, links.index
    return [f"{prefix}_start", f"{prefix}_index"]


def _effective(effective: Effective | None, arrays: Arrays) -> dict[str, Any] | None:
    if effective is None:
        return None
    header: dict[str, Any] = {
        "unit": list(effective.unit),
        "why": effective.why,
        "sure": effective.sure,
    }
    if effective.found is not None:
        found = effective.found
        arrays["strength"] = found.strength
        header |= {
            "origin": list(found.origin),
            "reached": found.reached,
            "half": found.half,
            "maps": found.maps,
            "most": float(found.strength.max()),
        }
    return header
