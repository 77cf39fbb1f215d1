"""How dark ink on bright paper goes into a network that learned bright ink on black."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from cnnviz.figures.numbers import percent
from cnnviz.files import set_pictures
from cnnviz.files.images import Picture
from cnnviz.files.ink import INKS, bright, fitting
from cnnviz.files.recipe import AUTO, Recipe
from cnnviz.files.trained import TRAINED
from cnnviz.lessons.network import words_ink
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.lessons.network.trace import Seen
from cnnviz.ops.layer import Array
from cnnviz.ui import intake, widgets
from cnnviz.ui.state import PageState

WAYS = (AUTO, *INKS)  # as the settings count them
Page = PageState[NetworkPage]
Compute = Callable[[NetworkPage, Picture | None], Seen]


def recipe_of(settings: NetworkPage) -> Recipe:
    """How pictures go into a network of the app, with the ink that was chosen."""
    recipe = TRAINED[settings.network].recipe
    chosen = settings.recipe if settings.recipe < len(WAYS) else 0
    return replace(recipe, ink=WAYS[chosen]) if recipe.ink == AUTO else recipe


def note(visit: Page) -> str:
    """What is to be said of the picture's ink, or nothing."""
    levels = _as_it_is(visit)
    return "" if levels is None else words_ink.NOTES[recipe_of(visit.settings).way(levels)]


def ways(visit: Page, compute: Compute) -> None:
    """For a photo the ways in which its ink can go in, each with its answer; nothing otherwise."""
    settings, levels = visit.settings, _as_it_is(visit)
    if levels is None:
        return
    taken = recipe_of(settings).way(levels)
    labels = {way: _label(visit, way, compute) for way in INKS}
    key = widgets.sync(f"{visit.page}-ink", taken)
    st.radio(
        words_ink.ASKS,
        tuple(labels),
        format_func=labels.__getitem__,
        key=key,
        on_change=widgets.answer(key, _go, visit, key, options=labels),
    )
    reason = words_ink.BRIGHT if bright(levels) else words_ink.DARK
    st.caption(reason.format(way=words_ink.TITLES[fitting(levels)]))


def _go(visit: Page, key: str) -> None:
    visit.change(recipe=WAYS.index(st.session_state[key]))


def _as_it_is(visit: Page) -> Array | None:
    """The picture's levels, where it may be dark ink and the network learned bright ink."""
    settings = visit.settings
    recipe: Any = None if settings.model else TRAINED[settings.network].recipe
    if recipe is None or recipe.ink != AUTO:
        return None
    if set_pictures.find(settings.picture) and not settings.recipe:
        return None
    picture = intake.picture(settings.picture, visit.uploaded)
    found: Array = replace(recipe, ink="level").levels(picture)
    return found


def _label(visit: Page, way: str, compute: Compute) -> str:
    try:
        seen = compute(replace(visit.settings, recipe=WAYS.index(way)), visit.uploaded)
    except ValueError:
        return words_ink.TITLES[way]
    (best,) = seen.answers(1)
    return words_ink.ANSWER.format(
        way=words_ink.TITLES[way], name=best.name, share=percent(best.share)
    )
