"""The layers as a table, as a drawing of what reads what, and how long each takes here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cnnviz.lessons.network.timing import Times
from cnnviz.lessons.network.trace import Seen
from cnnviz.lessons.network.wiring import Group, wiring


@dataclass(frozen=True, slots=True)
class Timed:
    """What is known of the times so far."""

    found: Times | None
    running: bool
    ahead: int
    problem: str


def drawing(seen: Seen) -> dict[str, Any]:
    """The drawing of all layers."""
    found = wiring(seen.layers)
    return {"long": found.long, "groups": [_group(group) for group in found.groups]}


def _group(group: Group) -> dict[str, Any]:
    return {
        "layers": group.layers,
        "steps": group.steps,
        "lanes": group.lanes,
        "edges": [(edge.source, edge.target, edge.lane) for edge in group.edges],
        "label": group.label,
    }


def times(seen: Seen, timed: Timed) -> dict[str, Any]:
    """The milliseconds of each layer; none before the first run."""
    found = timed.found
    measured: Mapping[str, float] = found.milliseconds if found else {}
    return {
        "milliseconds": [measured[info.name] for info in seen.layers] if found else [],
        "done": found.done if found else 0,
        "runs": found.runs if found else 0,
        "running": timed.running,
        "ahead": timed.ahead,
        "problem": timed.problem,
    }
