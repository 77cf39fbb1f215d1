"""From the layouts to the bytes that the player draws."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from cnnviz.lessons.architectures import depth, payload_ideas, payload_panels, payload_run, words
from cnnviz.lessons.architectures import words_said as said
from cnnviz.lessons.architectures.layers import Layout, Row
from cnnviz.lessons.architectures.payload_run import Asked
from cnnviz.lessons.architectures.settings import FAMILIES
from cnnviz.player import phrases, state
from cnnviz.player.axes import Arrays
from cnnviz.player.packing import pack
from cnnviz.traces import Array

KINDS = ("input", "conv", "pool", "mean", "dense")
PLACES = ("main", "arc", "gate")
NUMBERS = (
    "slot", "size", "stride", "padding", "groups", "reads", "maps", "side", "parameters", "work",
    "field",
)  # fmt: skip


def encode(
    own: Layout,
    every: Mapping[str, Layout],
    experiment: Mapping[str, Array],
    *,
    seed: int,
    asked: Asked | None = None,
    link: str,
    view: Any,
) -> bytes:
    """The bytes of the player: all networks as they were made, and the one that is looked at."""
    arrays: Arrays = {f"rows:{key}": table(layout) for key, layout in every.items()}
    arrays["rows:own"] = table(own)
    arrays |= {f"idea:{name}": array for name, array in experiment.items()}
    lenet = every["lenet-5"]
    header = {
        "link": link,
        "picture": "",
        "keys": words.KEYS,
        "state": state.table(view),
        "network": own.famous.key,
        "own": network(own, lenet),
        "nets": {key: network(layout, lenet) for key, layout in every.items()},
        "families": {family: [one.key for one in members] for family, members in FAMILIES.items()},
        "columns": ["kind", "place", *NUMBERS, "fresh"],
        "kinds": KINDS,
        "places": PLACES,
        "said": list(said.layers(own)),
        "against": {key: said.against(own, layout) for key, layout in every.items()},
        "idea": payload_ideas.idea(own.famous.family, experiment, seed),
        "run": payload_run.told(own, asked, arrays),
        "connections": payload_panels.connections(own),
        "blocks": payload_panels.blocks(own),
        "deep": payload_panels.deep(own),
        "words": phrases.words(
            overview=words.OVERVIEW, predict={**phrases.PREDICT, **words.SHAPES}
        ),
    }
    return pack(header, arrays)


def network(layout: Layout, lenet: Layout) -> dict[str, Any]:
    """What is told of a network as a whole, and what its rows are called."""
    famous = layout.famous
    return {
        "key": famous.key,
        "name": famous.name,
        "family": famous.family,
        "year": famous.year,
        "side": layout.side,
        "classes": layout.classes,
        "names": "\n".join(row.name for row in layout.rows),
        "skips": [[skip.first, skip.last, int(skip.learned)] for skip in layout.skips],
        "told": said.told(layout, lenet),
        "short": [said.short(layout.parameters), said.short(layout.work)],
        "totals": [f"{layout.parameters:,}", said.short(layout.work), f"{layout.field:,}"],
        "depth": depth.word(layout.learned),
        **{name: getattr(layout, name) for name in ("parameters", "work", "learned", "field")},
    }


def table(layout: Layout) -> Array:
    """A row of numbers for each layer, in the order of the header's columns."""
    return np.array([_numbers(row, layout.famous.family) for row in layout.rows], np.float64)


def _numbers(row: Row, family: str) -> list[int]:
    numbers = [getattr(row, name) for name in NUMBERS]
    return [KINDS.index(row.kind), PLACES.index(row.place), *numbers, int(is_fresh(row, family))]


def is_fresh(row: Row, family: str) -> bool:
    """Whether this kind of layer is what the family added."""
    if row.kind == "input":
        return False
    return {
        "neocognitron": True,
        "lenet": row.learned,
        "alexnet": row.size == 11 or row.kind == "dense",
        "vgg": row.kind == "conv",
    }.get(family, False)
