"""From one lesson into another: the network, the picture and the place that are looked at.

A lesson that has a network with weights calls `given` for what stands for it in settings, and
`open_lesson` with that: Network, Backprop and Receptive field have the fields of `Given`.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import streamlit as st

from cnnviz.files import model_file, onnx, own_model
from cnnviz.files.own_model import OwnModel
from cnnviz.files.recipe import Recipe, usual
from cnnviz.files.trained import TRAINED
from cnnviz.ui import memory, models
from cnnviz.ui.models import Brought
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
        Where pictures go in by none of the usual ways, or no file can have its numbers.
    """
    ways = [(way.mean, way.scale) for way in usual(model.shape, model.channels_last)]
    if (recipe.mean, recipe.scale) not in ways:
        raise ValueError("Pictures go into this network in a way that other lessons do not have.")
    place = ways.index((recipe.mean, recipe.scale))
    names = "\n".join(model.classes)
    return Given(_handed(model, place, names), place, names)


def _handed(model: OwnModel, recipe: int, names: str) -> str:
    """What stands for a model in settings; its browser keeps it like one that was brought.

    One that no link carries is from now on what its file gives, so that it comes back the same.
    """
    file = f"{model.title}.onnx"
    files = {file: onnx.save(model.network, model.params, (1, *model.shape))}
    if not own_model.text(model):
        (found,) = model_file.read(files)
        model = models.read_only(replace(found, title=model.title, classes=model.classes))
    name = own_model.keep(model, models.digest(files))
    st.session_state[models.BROUGHT] = Brought(name, model.title, (file,), recipe, names)
    st.session_state[models.GIVEN] = name, b64encode(files[file]).decode()
    models.hold(name)
    return name


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
