"""The pictures that excite a map most, as the player shows them: nine patches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cnnviz.analysis.receptive_field import Fields
from cnnviz.lessons.network.exciting import SHOWN, Peak, box, patch, small
from cnnviz.ops.layer import Array
from cnnviz.player.axes import Arrays

AROUND = 56  # pixels on the longer side of the picture that stands beside its patch


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A picture: what an event calls it, what people call it, and as the network gets it."""

    name: str
    title: str
    levels: Array


@dataclass(frozen=True, slots=True, eq=False)
class Excited:
    """The pictures of one set, and how far a map was looked for on them.

    ``sizes`` are how many pictures each set has; ``done`` how many of this one are known, of which
    ``silent`` leave the map at 0 everywhere; ``peaks`` the others, the best first.
    """

    group: str
    sizes: dict[str, int]
    layer: int
    number: int
    candidates: Sequence[Candidate]
    peaks: Sequence[Peak]
    axes: Fields | None
    done: int
    silent: int
    running: bool
    ahead: int | None
    problem: str


def encode(excited: Excited, arrays: Arrays) -> dict[str, Any]:
    """The header of the patches; their pixels go into ``arrays``."""
    shown = excited.peaks[:SHOWN]
    tied = [peak for peak in excited.peaks if shown and peak.value == shown[0].value]
    return {
        "group": excited.group,
        "sizes": excited.sizes,
        "layer": excited.layer,
        "map": excited.number,
        "done": excited.done,
        "count": len(excited.candidates),
        "silent": excited.silent,
        "tied": len(tied),
        "running": excited.running,
        "ahead": excited.ahead or 0,
        "problem": excited.problem,
        "cells": [_cell(excited, k, peak, arrays) for k, peak in enumerate(shown)],
    }


def _cell(excited: Excited, k: int, peak: Peak, arrays: Arrays) -> dict[str, Any]:
    candidate = excited.candidates[peak.picture]
    there = box(excited.axes, candidate.levels.shape[1:], peak.row, peak.column)
    arrays[f"patch:{k}"] = patch(candidate.levels, there)
    if not there.whole:
        arrays[f"around:{k}"] = small(candidate.levels, AROUND)
    return {
        "picture": candidate.name,
        "title": candidate.title,
        "value": peak.value,
        "row": peak.row,
        "column": peak.column,
        "rows": there.rows,
        "columns": there.columns,
        "cut": there.cut,
        "whole": there.whole,
    }
