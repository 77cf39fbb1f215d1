"""The controls of the network page, and what its player asks for."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from cnnviz import settings as links
from cnnviz.files import own_model
from cnnviz.files.images import Picture
from cnnviz.files.recipe import Recipe
from cnnviz.files.trained import TRAINED, Loaded
from cnnviz.jobs import Job
from cnnviz.lessons.network import (
    controls_class,
    controls_compare,
    controls_exciting,
    controls_ink,
    controls_near,
    controls_own,
    controls_time,
    controls_why,
    edits,
    payload,
    words,
)
from cnnviz.lessons.network.payload import Chosen
from cnnviz.lessons.network.settings import NetworkPage, View
from cnnviz.lessons.network.trace import Seen, trace
from cnnviz.ops.layer import Array
from cnnviz.player import source as sources
from cnnviz.settings import model
from cnnviz.store import Store
from cnnviz.ui import controls, intake, models, pictures, player, state
from cnnviz.ui.caching import digest
from cnnviz.ui.state import PageState

Page = PageState[NetworkPage]
PLAYER = Path(__file__).with_name("player.js")
# What the app's networks made of pictures, 72 MB of a photo: two would fill half of what all
# lessons share, and a few of those of a class would drive everything else out.
SEEN = Store(max_entries=16, max_bytes=256_000_000)


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """The network that is shown: its title, how pictures go in, and where that is looked up."""

    title: str
    key: str
    recipe: Recipe


def network_of(settings: NetworkPage) -> Shown:
    """The network of the settings; raises ``ValueError`` where one's own is no longer here."""
    if settings.model:
        model = own_model.find(settings.model)
        recipe = model.recipe(settings.recipe)
        return Shown(models.title(settings.model), f"{settings.model} {settings.recipe}", recipe)
    recipe = controls_ink.recipe_of(settings)
    return Shown(TRAINED[settings.network].title, f"{settings.network} {recipe.ink}", recipe)


def _for_all(settings: NetworkPage) -> tuple[Recipe, str]:
    """How any picture goes in, whatever was chosen for the one that is shown; and a name for it."""
    if settings.model:
        network = network_of(settings)
        return network.recipe, network.key
    return TRAINED[settings.network].recipe, settings.network


def compute(settings: NetworkPage, uploaded: Picture | None) -> Seen:
    """What the network makes of the picture; raises ``ValueError`` where it does not fit."""
    recipe = network_of(settings).recipe
    return seen_on(settings, recipe.levels(intake.picture(settings.picture, uploaded)))


def seen_on(settings: NetworkPage, levels: Array) -> Seen:
    """What the network makes of a picture that is as it gets it."""
    network = network_of(settings)
    key = _key(settings, levels)
    if settings.model:
        model = own_model.find(settings.model)
        names = settings.names.splitlines() or model.classes
        return controls_own.RUNS.get(
            key, lambda: controls_own.run(model, key, network.recipe, levels, names)
        )
    return SEEN.get(key, lambda: _run(own_model.loaded(settings.network), network.recipe, levels))


def _key(settings: NetworkPage, levels: Array) -> Hashable:
    return "network", network_of(settings).key, settings.names, digest(levels)


def _seen_soon(settings: NetworkPage, levels: Array, goes_on: bool) -> Seen | Job:
    """The same, or the job that finds out where a model of one's own takes long."""
    key = _key(settings, levels)
    if settings.model and key not in controls_own.RUNS:
        model, recipe = own_model.find(settings.model), network_of(settings).recipe
        job = controls_own.asked(model, key, recipe, levels, goes_on)
        if not job.wait(seconds=controls_compare.SOON):
            return job
    return seen_on(settings, levels)


def _looked_soon(settings: NetworkPage, uploaded: Picture | None, goes_on: bool) -> Seen | Job:
    """The same for the picture of these settings."""
    levels = network_of(settings).recipe.levels(intake.picture(settings.picture, uploaded))
    return _seen_soon(settings, levels, goes_on)


def _run(network: Loaded, recipe: Recipe, levels: Any) -> Seen:
    x = recipe.scaled(levels)
    return trace(network.network, network.params, x, levels, network.classes)


def visited() -> Page:
    """This session's visit; what a link says of the view is read with the first one."""
    visit = state.visit("network", NetworkPage, compute)
    if visit.view is None:
        visit.view, faults = links.from_link(View, st.query_params.to_dict())
        visit.message = visit.message or links.note(faults)
        visit.kept["chosen"] = (visit.view.layer - 1, visit.view.map - 1)
        visit.kept["comparing"] = visit.view.view == "compare"
    return visit


def show(visit: Page, seen: Seen) -> None:
    """The player."""
    chosen = present(seen, *visit.kept.get("chosen", (-1, -1)))
    link = links.short(visit.settings)
    network = network_of(visit.settings)
    about = sources.photo(network.title, len(seen.square), digest(seen.square))
    key = f"{network.key} {about.key}"
    reasons = controls_why.answered(visit, seen, network.recipe, key)
    ordered = controls_class.ordered(visit, seen, network.recipe, key)
    excited = controls_exciting.excited(visit, seen, *_for_all(visit.settings), chosen)
    timed = controls_time.answered(visit, seen, network.key)
    here = controls_compare.Here(
        network.title,
        network.key,
        model.samples(visit.settings.model or visit.settings.network),
        lambda name, own: network.recipe.levels(intake.picture(name, own)),
        _seen_soon,
        _looked_soon,
    )
    compared = controls_compare.compared(visit, seen, here)
    parts = (reasons, excited, ordered, timed, compared)
    said = controls_near.said(seen, network.recipe, key, controls_ink.note(visit))
    data = payload.encode(seen, chosen, *parts, source=about, link=link, view=visit.view, said=said)
    player.play(visit, data, lambda event: on_event(visit, event), PLAYER)


def present(seen: Seen, layer: int, number: int) -> Chosen:
    """The layer and map that were asked for; the first column and the strongest map for none."""
    if not 0 <= layer < len(seen.layers):
        layer = seen.columns[0].face
    maps = seen.maps(layer)
    if 0 <= number < len(maps):
        return Chosen(layer, number)
    return Chosen(layer, int(np.abs(maps).mean(axis=(1, 2)).argmax()))


def on_event(visit: Page, event: Mapping[str, Any]) -> None:
    """Another layer or map: its numbers are sent; or reasons are asked for."""
    answers = {
        "choose": _choose,
        "why": controls_why.asks,
        "stop": controls_why.stops,
        "measure": controls_why.measures,
        "pictures": controls_exciting.asks,
        "sort": controls_class.sorts,
        "look": controls_near.looks,
        "halt": controls_exciting.halts,
        "open": controls_exciting.opens,
        "time": controls_time.asks,
        "compare": controls_compare.asks,
        "stopcompare": controls_compare.stops,
    }
    player.by_kind(visit, event, answers, unasked="look")


def _choose(visit: Page, event: Mapping[str, object]) -> None:
    layer, number = event.get("layer"), event.get("map")
    if type(layer) is not int or type(number) is not int:
        raise ValueError("There is no such map.")
    controls_exciting.leaves(visit)
    visit.kept["chosen"] = (layer, number)
    visit.kept["comparing"] = event.get("comparing") is True


# ---- what is looked at


def networks(visit: Page) -> None:
    """The networks that come with the app, and one's own."""
    settings = visit.settings
    # The label stays the same: a panel with another label is another panel, and closed.
    with controls.panel("Network", f"{visit.page}-networks", 400) as opened:
        if not opened:
            return
        for name, about in TRAINED.items():
            chosen = name == settings.network and not settings.model
            st.button(
                about.title,
                on_click=_take,
                args=(visit, name),
                key=f"{visit.page}-network-{name}",
                type="primary" if chosen else "secondary",
            )
        if not settings.model:
            about = TRAINED[settings.network]
            st.caption(words.about(about.about, about.licence, visit.result().layers))
        controls.repeat(visit.message)
        controls_own.chooser(visit)
        if settings.model:
            levels = network_of(settings).recipe.levels(
                intake.picture(settings.picture, visit.uploaded)
            )
            controls_own.ways(visit, levels, visit.result().names)


def _take(visit: Page, name: str) -> None:
    """A network, and a picture that suits it unless somebody chose the one that is shown."""
    wanted = replace(visit.settings, network=name, model="", recipe=0, names="")
    wanted = wanted.suited(visit.settings)
    wanted = replace(wanted, other=edits.Other().text())  # pixels of another size
    visit.apply_nearest(wanted)
    visit.kept.pop("chosen", None)


def chooser(visit: Page) -> None:
    """The pictures that suit the network, and one's own."""
    settings = visit.settings
    names = model.samples(settings.model or settings.network)
    with controls.panel("Picture", f"{visit.page}-pictures", pictures.WIDTH) as opened:
        if opened:
            pictures.tiles(visit, {name: pictures.titled(name) for name in names}, own=True)
            controls.repeat(visit.message)
            controls_ink.ways(visit, compute)
