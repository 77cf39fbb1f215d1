"""From one lesson into another: the network, the picture and the place that are looked at.

A lesson that has a network with weights calls `given` for what stands for it in settings, and
`open_lesson` with that: Network, Backprop and Receptive field have the fields of `Given`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b

import numpy as np
import streamlit as st

from cnnviz.files import own_model
from cnnviz.files.own_model import OwnModel
from cnnviz.files.recipe import Recipe, usual
from cnnviz.files.trained import TRAINED
from cnnviz.ui import memory, models
from cnnviz.ui.state import PageState


@dataclass(frozen=True, slots=True)
class Given:
    """A network as the settings of lessons have it.

    ``model`` is its name, its key, or the whole of a small one; ``recipe`` the place of the way in
    which pictures go in among the usual ones, and ``names`` those of its classes, one a line.
    """

    model: str
    recipe: int = 0
    names: str = ""

    @property
    def query(self) -> dict[str, str]:
        """As parts of a link."""
        return {name: str(value) for name, value in asdict(self).items() if value}


def given(model: OwnModel, recipe: Recipe) -> Given:
    """What stands for a network that was just trained, or read from a file.

    Raises
    ------
    ValueError
        Where pictures go in by none of the usual ways.
    """
    ways = [(way.mean, way.scale) for way in usual(model.shape, model.channels_last)]
    if (recipe.mean, recipe.scale) not in ways:
        raise ValueError("Pictures go into this network in a way that other lessons do not have.")
    place = ways.index((recipe.mean, recipe.scale))
    name = own_model.keep(model, _key(model))
    models.hold(name)
    return Given(name, place, "\n".join(model.classes))


def _key(model: OwnModel) -> str:
    """The digest of all weights and layers."""
    name = blake2b(repr(model.network).encode(), digest_size=16)
    for own in model.params.values():
        for array in own.values():
            name.update(np.ascontiguousarray(array).tobytes())
    return name.hexdigest()


def open_lesson(lesson: str, query: Mapping[str, str]) -> None:
    """Open a lesson by the parts of a link, once the player goes there; an undo there goes back."""
    page = st.session_state.get(lesson)
    if isinstance(page, PageState):
        page.reopen(query, anew=True)
    else:
        memory.open_next(lesson, dict(query))
    memory.go(lesson, query)


def to_network(given: Given, picture: str, where: Mapping[str, str]) -> None:
    """Open the network page with a network, a picture, and a place in it.

    Where the page shows that network it goes on with what is known there of its classes.
    """
    page = st.session_state.get("network")
    now = page.settings if isinstance(page, PageState) else None
    if now and given.model in (now.model, now.network):
        given = replace(given, names=now.names)
    query = given.query
    if given.model in TRAINED:
        query["network"] = query.pop("model")
    open_lesson("network", query | {"picture": picture} | dict(where))
