"""What the maps do for a class, as the player sorts them by it."""

from dataclasses import dataclass
from typing import Any

from cnnviz.lessons.network.class_order import Products
from cnnviz.lessons.network.trace import Seen
from cnnviz.player.axes import Arrays


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """A class, perhaps against another one, and what is known of the maps' order for it."""

    label: int
    versus: int | None
    found: Products | None
    running: bool
    problem: str


def encode(seen: Seen, ordered: Ordered, layer: int, arrays: Arrays) -> dict[str, Any]:
    """The header; the sums of the columns' maps, and of those of ``layer``, go into ``arrays``."""
    other = ordered.versus
    if ordered.found:
        for k in {layer, *(column.face for column in seen.columns)}:
            sums = ordered.found.sums.get(seen.layers[k].name)
            if sums is not None and len(sums) == seen.layers[k].maps:
                arrays[f"class:{k}"] = sums
    return {
        "label": ordered.label,
        "versus": -1 if other is None else other,
        "name": seen.names[ordered.label],
        "other": "" if other is None else seen.names[other],
        "score": ordered.found.score if ordered.found else 0.0,
        "running": ordered.running,
        "problem": ordered.problem,
    }
