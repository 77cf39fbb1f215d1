"""What the player is told of a run: how far it is, the spread of each layer, and the answer."""

from typing import Any, NamedTuple

import numpy as np

from cnnviz.figures.numbers import number
from cnnviz.lessons.architectures import words_panels
from cnnviz.lessons.architectures.layers import Layout
from cnnviz.lessons.architectures.running import Run, Shares
from cnnviz.player.axes import Arrays

WORDS = words_panels.RUN


class Asked(NamedTuple):
    """What is known of the run of this network; ``ahead`` others wait before it."""

    found: Run | None
    running: bool
    stopped: bool
    ahead: int | None
    problem: str


def told(own: Layout, asked: Asked | None, arrays: Arrays) -> dict[str, Any]:
    """Its words; the spreads go into the arrays, not a number where there is none yet."""
    found = asked.found if asked else None
    by_hand = own.famous.family == "neocognitron"
    spreads = np.full(len(own.rows) - 1, np.nan)
    if found:
        spreads[: len(found.spreads)] = found.spreads
    arrays["run:spreads"] = spreads
    return {
        "running": bool(asked and asked.running),
        "about": WORDS["about_neocognitron" if by_hand else "about"],
        "said": _said(own, asked) if asked else "",
        "trained": _trained(found) if found and found.trained else "",
        "words": {name: WORDS[name] for name in ("button", "stop", "line", "spread", "ends")},
    }


def _said(own: Layout, asked: Asked) -> str:
    if asked.problem:
        return asked.problem
    found = asked.found
    if found is None:
        return str(WORDS["waits"]).format(ahead=asked.ahead) if asked.ahead else ""
    values: dict[str, Any] = {
        "done": len(found.spreads),
        "count": found.count,
        "seconds": number(round(found.seconds, 1)),
        "classes": f"{own.classes:,}",
    }
    if not found.top:
        return str(WORDS["stopped" if asked.stopped else "going"]).format(**values)
    by_hand = own.famous.family == "neocognitron"
    kind, share = ("done_neocognitron", "figure") if by_hand else ("done", "share")
    return str(WORDS[kind]).format(top=_listed(found.top, share), **values)


def _trained(found: Run) -> str:
    return str(WORDS["trained"]).format(top=_listed(found.trained, "trained_share"))


def _listed(shares: Shares, kind: str) -> str:
    """Names with their shares in per cent, or a figure's answer as it is."""
    times = 1 if kind == "figure" else 100
    text = str(WORDS[kind])
    return ", ".join(text.format(name=name, share=number(s * times)) for name, s in shares)
