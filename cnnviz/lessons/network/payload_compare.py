"""A comparison as the player shows it: the second strip, the three maps, and what is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from cnnviz.lessons.network import edits, words_compare, words_networks
from cnnviz.lessons.network.compare import Comparison, shared
from cnnviz.lessons.network.edits import Other
from cnnviz.lessons.network.maps import Glance, glance
from cnnviz.lessons.network.trace import SHOWN, Answer, Seen
from cnnviz.player.axes import Arrays


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What is compared, and what is known of it so far: pictures in ``found``, or a ``second``.

    ``menu`` has the choices by group, each with its text in a link and its title; ``title`` is that
    of another picture or network.
    """

    other: Other
    menu: Mapping[str, Mapping[str, str]]
    title: str = ""
    found: Comparison | None = None
    second: Seen | None = None
    titles: tuple[str, str] = ("", "")
    running: bool = False
    ahead: int | None = None
    problem: str = ""


def encode(
    seen: Seen, compared: Compared, chosen: tuple[int, int], arrays: Arrays
) -> dict[str, Any]:
    """The header of a comparison, with the numbers behind the ``chosen`` layer and map."""
    other = compared.other
    header: dict[str, Any] = {
        "kind": other.kind,
        "numbers": other.numbers,
        "name": other.name,
        "text": other.text(),
        "menu": compared.menu,
        "limits": limits(other, seen.square.shape[1:]),
        "title": words_compare.title(other, compared.title),
        "running": compared.running,
        "ahead": compared.ahead or 0,
        "problem": compared.problem,
    }
    if compared.found is not None:
        header |= _pictures(compared.found, compared.title, chosen, arrays)
    if compared.second is not None:
        header |= _networks(seen, compared.second, compared.titles, arrays)
    return header


def limits(other: Other, size: tuple[int, ...]) -> list[list[Any]]:
    """The fields of an edit: name, which of its numbers that is, least, most."""
    rows, columns = size
    ends: Mapping[str, tuple[tuple[str, int, int], ...]] = {
        "erase": (("size", 1, min(size)),),
        "move": (("down", 1 - rows, rows - 1), ("right", 1 - columns, columns - 1)),
        "turn": (("degrees", -180, 180),),
        "light": (("levels", -edits.LEVELS, edits.LEVELS),),
        "contrast": (("percent", 0, 400),),
    }
    return [[name, k, low, high] for k, (name, low, high) in enumerate(ends.get(other.kind, ()))]


def _pictures(
    found: Comparison, own: str, chosen: tuple[int, int], arrays: Arrays
) -> dict[str, Any]:
    before, after, travel = found.before, found.after, found.travel
    layer, number = chosen
    arrays["after:square"] = after.square
    faces = {column.face for column in before.columns}
    reaches = {}
    for face, shown in zip(travel.glances, after.glances, strict=True):
        reaches[str(face)] = _glanced(face, shown, travel.glances[face], arrays)
        arrays[f"part:{face}"] = travel.parts[face]
    if layer not in faces:
        both = glance(after.maps(layer)), glance(found.difference(layer))
        reaches[str(layer)] = _glanced(layer, *both, arrays)
        arrays[f"part:{layer}"] = found.parts(layer)
    arrays["after:map"] = after.maps(layer)[number]
    arrays["difference:map"] = found.difference(layer)[number]
    reach = travel.reached.get(layer)
    if reach is not None:
        arrays["reached:map"] = reach.astype(np.uint8)
    return {
        "at": [layer, number],
        "reaches": reaches,
        "answers": [_changed(*pair) for pair in found.answers()],
        "changes": [one if isfinite(one) else None for one in travel.relative],
        "percents": [words_compare.percents(one) for one in travel.relative],
        "said": words_compare.sentences(found, own),
        "notes": words_compare.notes(found),
        "boxes": _boxes(found) if found.other.kind == "erase" else {},
    }


def _boxes(found: Comparison) -> dict[str, list[int]]:
    """First and last row and column that see the square, by layer; the picture's is the square."""
    boxes = {}
    for place, reach in found.travel.reached.items():
        if reach.any():
            ends = (np.flatnonzero(reach.any(axis=axis)) for axis in (1, 0))
            boxes[str(place)] = [int(n) for one in ends for n in (one[0], one[-1])]
    return boxes


def _glanced(place: int, after: Glance, difference: Glance, arrays: Arrays) -> float:
    for name, shown in (("after", after), ("difference", difference)):
        arrays[f"{name}:tiles:{place}"], arrays[f"{name}:peak:{place}"] = shown.tiles, shown.peak
    return difference.reach


def _changed(before: Answer, after: Answer) -> dict[str, Any]:
    return {
        "number": after.number,
        "name": after.name,
        "share": after.share,
        "before": before.share,
        "change": words_compare.signed(after.share - before.share),
    }


def _networks(
    before: Seen, second: Seen, titles: tuple[str, str], arrays: Arrays
) -> dict[str, Any]:
    columns = []
    arrays["after:square"] = second.square
    for column, shown in zip(second.columns, second.glances, strict=True):
        info = second.layers[column.face]
        place = column.face
        arrays[f"second:tiles:{place}"], arrays[f"second:peak:{place}"] = shown.tiles, shown.peak
        arrays[f"second:mean:{place}"] = shown.mean
        columns.append({
            "face": place, "label": column.label, "skipped": column.skipped, "reach": shown.reach,
            "maps": info.maps, "rows": info.rows, "columns": info.columns,
        })  # fmt: skip
    return {
        "second": {
            "columns": columns,
            "rows": words_networks.rows(before, second),
            "titles": titles,
            "classes": [
                {"name": b.name, "before": a.share, "after": b.share,
                 "change": words_compare.signed(b.share - a.share)}
                for a, b in shared(before, second)[:SHOWN]
            ],
        },
        "answers": [
            {"number": one.number, "name": one.name, "share": one.share, "before": None}
            for one in second.answers()
        ],
        "agreement": words_networks.agreement(before, second, titles),
    }  # fmt: skip
