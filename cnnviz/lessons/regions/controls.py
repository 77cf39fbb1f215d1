"""The controls of the page on regions, and what its player asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cnnviz import settings as links
from cnnviz.files import own_model, trained
from cnnviz.files.images import Picture
from cnnviz.lessons.regions import payload, trace, words
from cnnviz.lessons.regions.settings import SIDE, Regions, View
from cnnviz.lessons.regions.trace import Looked, Region
from cnnviz.ops.layer import Array
from cnnviz.player import source as sources
from cnnviz.settings import TITLES
from cnnviz.settings.model import samples
from cnnviz.ui import controls, intake, pictures, player
from cnnviz.ui.caching import RESULTS, digest
from cnnviz.ui.intake import Prepared
from cnnviz.ui.lesson import Lesson
from cnnviz.ui.state import PageState

NAME, NETWORK = "regions", "efficientnet_lite0"
Page = PageState[Regions]


@dataclass(frozen=True)
class RegionLesson(Lesson[Regions, Region]):
    """The lesson, whose photo goes into the network as a square and whose region is dragged."""

    def on_event(self, visit: Page, event: Mapping[str, Any]) -> None:
        """Another region; it comes from a browser: nothing is sure."""
        player.by_kind(visit, event, {"box": _move})

    def _result(self, settings: Any, uploaded: Picture | None) -> tuple[Prepared, Region]:
        recipe = trained.TRAINED[NETWORK].recipe
        square = recipe.levels(intake.picture(settings.picture, uploaded))
        key = digest(square)
        about = TITLES.get(settings.picture, "Your picture")
        picture = Prepared(square, key, (), sources.photo(about, len(square), key))
        asked = (settings.box, settings.cells, settings.cut)
        return picture, RESULTS.get((NAME, key, asked), lambda: _region(key, square, settings))


def _region(key: str, square: Array, settings: Regions) -> Region:
    seen = trace.region(_looked(key, square), settings.box, settings.cells)
    if not settings.cut:
        return seen
    part = trace.cut_out(square, settings.box)
    alone = RESULTS.get((NAME, "alone", digest(part)), lambda: _run(part).shares)
    return replace(seen, part=part, alone=alone)


def _looked(key: str, square: Array) -> Looked:
    return RESULTS.get((NAME, key), lambda: _run(square))


def _run(square: Array) -> Looked:
    return trace.look(own_model.loaded(NETWORK), trained.TRAINED[NETWORK].recipe, square)


def _move(visit: Page, event: Mapping[str, object]) -> None:
    ends = [event.get(name) for name in ("left", "top", "right", "bottom")]
    if not all(type(end) is int and 0 <= end < SIDE for end in ends):
        raise ValueError(words.NO_REGION)
    visit.change(box=links.nearest(Regions, "box", tuple(ends)))


def chooser(visit: Page, _: Prepared) -> None:
    """The photos that suit the network, and one's own."""
    with controls.panel("Picture", f"{NAME}-pictures", pictures.WIDTH) as opened:
        if opened:
            titles = {name: pictures.titled(name) for name in samples(NETWORK)}
            pictures.tiles(visit, titles, own=True)
            controls.repeat(visit.message)


def ways(visit: Page) -> None:
    """Into how many cells a region is pooled, and whether it is also cut out."""
    controls.steppers(visit, "cells")
    controls.segmented(visit, "cut", words.WAY, words.WAYS)


PLAYER = Path(__file__).with_name("player.js")
LESSON = RegionLesson(NAME, Regions, View, trace.region, payload.encode, PLAYER)  # type: ignore[arg-type]
