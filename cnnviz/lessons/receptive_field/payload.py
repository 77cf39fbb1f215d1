"""From a network's fields to the bytes that the receptive-field player looks things up in.

Per stage and axis there is one index table (which units below a unit reads, which units here one
below feeds) and the hulls of every unit's cone in each stage below. The browser follows tables,
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
from cnnviz.lessons.receptive_field.settings import ViewState
from cnnviz.lessons.receptive_field.trace import Axis, FieldTrace
from cnnviz.networks.catalogue.notation import MOST_LAYERS, Stack
from cnnviz.player import axes, phrases
from cnnviz.player.axes import AXES, Arrays
from cnnviz.player.gallery import levels, thumbnail
from cnnviz.player.panels import pack_lesson
from cnnviz.player.source import Source

MAP_DOTS = 96  # of a map in the row of stages, along its longer side


@dataclass(frozen=True, slots=True, eq=False)
class Effective:
    """The effective field of a unit, or a sentence why it was not computed at once.

    ``sure`` says whether the person may have it computed all the same; ``told`` how far it is while
    it is being computed.
    """

    unit: tuple[int, int, int]
    found: EffectiveField | None = None
    why: str = ""
    sure: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Everything beside the trace: the photo (C, H, W), its source, the link and what is said.

    ``view`` is where the player opens, and ``fresh`` changes whenever it should go there instead of
    staying where it is. ``stack`` holds the layers that can be edited, those included that no
    longer fit, or None; ``why`` says why they don't. ``weights`` says what fills the filters, and
    ``note`` what there is to know of the network. ``maps`` has one map (H, W) a stage, or None
    while they would take too long or are ``coming``. ``serial`` counts the player's events: each
    one is answered.
    """

    photo: npt.NDArray[np.floating]
    source: Source
    link: str
    view: ViewState
    fresh: int = 0
    stack: Stack | None = None
    why: str = ""
    maps: Sequence[npt.NDArray[np.floating]] | None = None
    coming: bool = False
    effective: Effective | None = None
    weights: str = ""
    note: str = ""
    signed: bool = False
    serial: int = 0


def pack_field(trace: FieldTrace, frame: Frame) -> bytes:
    """The player's bytes."""
    arrays: Arrays = {"photo": frame.photo}
    stages = [_stage(trace, place, arrays) for place in range(len(trace.stages))]
    for place, values in enumerate(frame.maps or ()):
        small = thumbnail(values, MAP_DOTS)
        limit = signed_range(small)
        stages[place]["map"] = f"map_{place}"
        arrays[f"map_{place}"] = levels(small, limit)
    said = phrases.words(sentences=words.SENTENCES, notes=words.NOTES)
    header = {
        "about": frame.source.about,
        "serial": frame.serial,
        "fresh": frame.fresh,
        "stages": stages,
        "weights": frame.weights,
        "signed": frame.signed,
        "stack": _stack(frame.stack),
        "most": MOST_LAYERS,
        "why": frame.why,
        "effective": _effective(frame.effective, arrays),
        "coming": frame.coming or bool(frame.effective and frame.effective.told),
        "words": said,
        "keys": words.KEYS,
        "total": words.total(trace),
        "comparison": words.comparison(trace),
        "note": frame.note,
    }
    return pack_lesson(header, arrays, source=frame.source, link=frame.link, view=frame.view)


def _stack(stack: Stack | None) -> list[dict[str, Any]] | None:
    names = ("kind", "maps", "kernel_size", "stride", "dilation", "padding")
    return None if stack is None else [{n: getattr(layer, n) for n in names} for layer in stack]


def _stage(trace: FieldTrace, place: int, arrays: Arrays) -> dict[str, Any]:
    stage = trace.stages[place]
    rows, columns = stage.axes
    encoded = [_axis(f"{AXES[0]}_{place}", rows, arrays)]
    # On a square photo both axes are one table.
    same = _same(rows, columns)
    encoded += encoded if same else [_axis(f"{AXES[1]}_{place}", columns, arrays)]
    formulas = [words.formulas(trace, place, axis) for axis in (0, 1)]
    return {
        "title": words.title(stage),
        "detail": words.detail(stage),
        "maps": stage.shape[1],
        "weights": words.count(stage.weights),
        "aligned": all(axis.field.aligned for axis in stage.axes),
        "formulas": formulas,
        "axes": encoded,
    }


def _same(one: Axis, other: Axis) -> bool:
    pairs = ((one.table.index, other.table.index), (one.hulls, other.hulls))
    return one.field == other.field and all(np.array_equal(a, b) for a, b in pairs)


def _axis(name: str, axis: Axis, arrays: Arrays) -> dict[str, Any]:
    """One axis, its tables put into ``arrays``; the header names them."""
    table = axes.encode(name, axis.table, arrays)
    arrays[f"{name}:hulls"] = axis.hulls
    field = axis.field
    sizes = {"units": axis.units, "size": field.size, "jump": field.jump, "start": field.start}
    return {**table, **sizes, "hulls": f"{name}:hulls"}


def _effective(effective: Effective | None, arrays: Arrays) -> dict[str, Any] | None:
    if effective is None:
        return None
    header: dict[str, Any] = {
        "unit": list(effective.unit),
        "why": effective.why,
        "sure": effective.sure,
        "told": effective.told,
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
