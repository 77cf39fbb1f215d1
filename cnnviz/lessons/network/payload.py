"""From what a network makes of a picture to the bytes that the player shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from cnnviz import ops
from cnnviz.analysis.attribution.ends import separate
from cnnviz.figures.theme import signed_range
from cnnviz.lessons.network import (
    payload_class,
    payload_compare,
    payload_exciting,
    payload_layers,
    payload_why,
    terms,
    words,
)
from cnnviz.lessons.network.layers import PICTURE
from cnnviz.lessons.network.maps import Glance, glance
from cnnviz.lessons.network.payload_class import Ordered
from cnnviz.lessons.network.payload_compare import Compared
from cnnviz.lessons.network.payload_exciting import Excited
from cnnviz.lessons.network.payload_layers import Timed
from cnnviz.lessons.network.payload_why import Answered
from cnnviz.lessons.network.trace import Answer, Seen
from cnnviz.lessons.network.unit import Unit
from cnnviz.ops.layer import NOTHING
from cnnviz.player import phrases
from cnnviz.player.axes import Arrays
from cnnviz.player.panels import pack_lesson, panel, relation
from cnnviz.player.source import Source

_TOLD: WeakKeyDictionary[Seen, dict[str, Any]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A layer and the number of one of its maps."""

    layer: int
    number: int


def encode(
    seen: Seen,
    chosen: Chosen,
    reasons: Answered | None = None,
    excited: Excited | None = None,
    ordered: Ordered | None = None,
    timed: Timed | None = None,
    compared: Compared | None = None,
    *,
    source: Source,
    link: str,
    view: Any,
    said: Mapping[str, object] = NOTHING,
) -> bytes:
    """The player's bytes, with all numbers behind one map; ``link`` opens these settings.

    ``said`` is what stands under the answer: ``note``, and whether the first two are ``near``.
    """
    arrays: Arrays = {"square": seen.square}
    for column, shown in zip(seen.columns, seen.glances, strict=True):
        _glanced(shown, column.face, arrays)
    if chosen.layer not in {column.face for column in seen.columns}:
        _inner(seen, chosen.layer, arrays)
    panels, relations, unit = _unit(seen, chosen, arrays)
    header = {
        **_told(seen),
        "answers": [_answer(answer) for answer in seen.answers()],
        "title": source.about,
        "note": "",
        "near": False,
        "waits": False,
        **said,
        "classes": len(seen.names),
        "unit": unit,
        "reach": _boxes(seen, chosen.layer, arrays),
        "why": payload_why.encode(seen, reasons, arrays) if reasons else None,
        "excited": payload_exciting.encode(excited, arrays) if excited else None,
        "ordered": payload_class.encode(seen, ordered, chosen.layer, arrays) if ordered else None,
        "times": payload_layers.times(seen, timed) if timed else None,
        "compare": compared
        and payload_compare.encode(seen, compared, (chosen.layer, chosen.number), arrays),
        "panels": panels,
        "relations": relations,
        "words": phrases.words(),
        "keys": words.KEYS,
    }
    return pack_lesson(header, arrays, source=source, link=link, view=view)


def _told(seen: Seen) -> dict[str, Any]:
    """What every payload of one picture has; it is made once, and goes when ``seen`` does."""
    found = _TOLD.get(seen)
    if found is None:
        found = _TOLD[seen] = {
            "layers": _layers(seen),
            "columns": _columns(seen),
            "wiring": payload_layers.drawing(seen),
            "overview": words.overview(seen),
            "separate": separate(seen.network),
        }
    return found


def _layers(seen: Seen) -> list[dict[str, Any]]:
    said = words.sentences(seen)
    return [
        {
            "name": info.name,
            "label": info.label,
            "inputs": info.inputs,
            "shape": [info.maps, info.rows, info.columns],
            "said": text,
            "parameters": row.parameters,
            "work": row.multiply_adds,
            "field": row.sees,
        }
        for info, text, row in zip(seen.layers, said, seen.costs, strict=True)
    ]


def _columns(seen: Seen) -> list[dict[str, Any]]:
    said = words.blocks(seen)
    return [
        {
            "layers": column.layers,
            "label": column.label,
            "skipped": column.skipped,
            "reach": shown.reach,
            "silent": shown.silent,
            "said": text,
        }
        for column, shown, text in zip(seen.columns, seen.glances, said, strict=True)
    ]


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "number": answer.number,
        "name": answer.name,
        "score": answer.score,
        "share": answer.share,
    }


def _inner(seen: Seen, layer: int, arrays: Arrays) -> None:
    """The maps of a layer inside a column, at a glance."""
    _glanced(glance(seen.maps(layer)), layer, arrays)


def _glanced(shown: Glance, layer: int, arrays: Arrays) -> None:
    for name in ("tiles", "peak", "mean", "spread"):
        arrays[f"{name}:{layer}"] = getattr(shown, name)


def _unit(
    seen: Seen, chosen: Chosen, arrays: Arrays
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """The panels, the relation and the header of one map's arithmetic.

    A number that an activation takes from a convolution is told together with it: ``then``.
    """
    layer = terms.computed_by(seen, chosen.layer)
    then = seen.layers[chosen.layer].label if layer != chosen.layer else ""
    unit = seen.unit(layer, chosen.number)
    reach = seen.reach(chosen.layer)
    scale = {"range": [-reach, reach]}
    panels = [panel("y", seen.maps(chosen.layer)[chosen.number][None], arrays, **scale)]
    relations = []
    if unit.rule:
        weight = {} if unit.weight is None else {"weight": "w"}
        panels += _parts(seen, layer, unit, arrays)
        relations.append(_relation(unit, arrays, weight))
    header = {
        "layer": chosen.layer,
        "map": chosen.number,
        "of": layer,
        "rule": unit.rule,
        "first": unit.first,
        "bias": unit.bias,
        "biased": "bias" in seen.params.get(seen.layers[layer].name, {}),
        "then": then,
        "name": seen.class_of(chosen.layer, chosen.number),
        "adds": isinstance(seen.layers[layer].layer, ops.Add),
    }
    return panels, relations, header


def _parts(seen: Seen, layer: int, unit: Unit, arrays: Arrays) -> list[dict[str, Any]]:
    """What the map reads: maps in the colours of where they come from, and its weights."""
    source = seen.layers[layer].inputs[0]
    reach = seen.reach(source) if source != PICTURE else signed_range(unit.x)
    parts = [panel("x", unit.x, arrays, range=[-reach, reach])]
    if unit.weight is not None:
        parts.append(panel("w", unit.weight, arrays, kind="parameter"))
    return parts


def _relation(unit: Unit, arrays: Arrays, weight: dict[str, str]) -> dict[str, Any]:
    rule = {"point": "copy"}.get(unit.rule, unit.rule)
    assert unit.tables is not None
    channels = [list(range(len(unit.x)))]
    return relation(
        "reads", unit.tables, arrays, input="x", output="y", rule=rule, channels=channels, **weight
    )


def _boxes(seen: Seen, layer: int, arrays: Arrays) -> dict[str, list[str]]:
    """The tables of what each unit sees, by the place of what is seen."""
    found = {}
    for place, axes in seen.boxes(layer).items():
        names = [f"{axis}:{place}" for axis in ("rows", "columns")]
        arrays.update(zip(names, axes, strict=True))
        found[str(place)] = names
    return found
