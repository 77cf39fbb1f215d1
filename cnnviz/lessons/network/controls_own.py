"""A model of one's own: how it is brought, how pictures go into it, what its classes are called."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from cnnviz.files.names import unstarred
from cnnviz.files.own_model import OwnModel, find
from cnnviz.files.recipe import Recipe
from cnnviz.jobs import Job
from cnnviz.lessons.network.edits import Other
from cnnviz.lessons.network.own_model import received
from cnnviz.lessons.network.trace import Seen, whole
from cnnviz.ops.layer import Array
from cnnviz.settings.model import MOST_NAMES
from cnnviz.store import Store
from cnnviz.ui import models, widgets
from cnnviz.ui.caching import digest
from cnnviz.ui.literal import literal
from cnnviz.ui.pool import PATIENCE, POOL, finished
from cnnviz.ui.state import PageState

MODULE = "cnnviz.lessons.network.own_model"
# What models of one's own made of pictures: one of them alone may be larger than all other results.
RUNS = Store(max_entries=8, max_bytes=1_000_000_000)
STOPPED = "This was stopped; choose anything to go on."


def run(
    model: OwnModel, key: Hashable, recipe: Recipe, levels: Array, names: Sequence[str]
) -> Seen:
    """What the model makes of a picture, worked out in a process of the pool."""
    found = finished(asked(model, key, recipe, levels))
    POOL.forget(("run", key))  # they are kept elsewhere
    kept = received(model.network, model.params, found)
    return whole(model.network, model.params, kept, levels, names)


def asked(
    model: OwnModel, key: Hashable, recipe: Recipe, levels: Array, goes_on: bool = True
) -> Job:
    """The job that runs the model on a picture; ``ValueError`` where it was stopped."""
    if not goes_on:
        running = POOL.find(("run", key))
        if running:
            running.leave()
        raise ValueError(STOPPED)
    arguments = (model.network, model.params, recipe.scaled(levels))
    return POOL.ask(("run", key), f"{MODULE}:seen", lambda: arguments)


def chooser(visit: PageState[Any]) -> None:
    """The door for a file."""
    key = f"own-model-{visit.counts['model']}"
    st.file_uploader(
        "Your own model: an ONNX file, with its .onnx.data if it has one",
        ["onnx", "data"],
        accept_multiple_files=True,
        max_upload_size=models.MEGABYTES,
        key=key,
        on_change=_brought,
        args=(visit, key),
    )


def _brought(visit: PageState[Any], key: str) -> None:
    files = {file.name: file.getvalue() for file in st.session_state[key] or ()}
    if not files:
        return
    visit.counts["model"] += 1  # the next file meets an empty door
    try:
        take(visit, files)
    except ValueError as problem:
        visit.message = str(problem)


def take(visit: PageState[Any], files: dict[str, bytes]) -> None:
    """Read a model and show it; raises ``ValueError`` with a sentence, and all stays."""
    name = models.read(files)
    wanted = replace(visit.settings, model=name, recipe=_first(find(name)), names="")
    wanted = replace(wanted, other=Other().text())  # pixels of another size
    if visit.try_settings(wanted.suited(visit.settings)):
        visit.kept.pop("chosen", None)


def _first(model: OwnModel) -> int:
    """What PyTorch's own networks for photos read; for grey pictures 0 to 1."""
    titles = [recipe.title for recipe in model.recipes]
    return next((k for k, title in enumerate(titles) if "ImageNet's mean and" in title), 0)


def ways(visit: PageState[Any], levels: Array, names: Sequence[str]) -> None:
    """How pictures go in, each way with the answer that it gives, and the names of the classes."""
    model = find(visit.settings.model)
    key = ("ways", visit.settings.model, digest(levels))
    job = POOL.ask(key, f"{MODULE}:tried", lambda: (model, levels))
    job.wait(lambda one: len(one.look() or ()) == len(model.recipes), PATIENCE)
    answers = job.latest or []
    labels = {k: recipe.title for k, recipe in enumerate(model.recipes)}
    for k, (best, share) in enumerate(answers):
        labels[k] = f"{labels[k]}: {literal(names[best])} {100 * share:.0f} %"
    shown = widgets.sync(f"{visit.page}-recipe", visit.settings.recipe)
    st.radio(
        "A file does not say how pictures go in. The usual ways, and what each answers:",
        range(len(labels)),
        format_func=labels.__getitem__,
        key=shown,
        on_change=widgets.answer(shown, _go, visit, shown, options=labels),
    )
    text = widgets.sync(f"{visit.page}-names", visit.settings.names)
    st.text_area(
        f"Names of its {len(names)} classes, one a line",
        key=text,
        height=90,
        max_chars=MOST_NAMES,
        on_change=widgets.answer(
            text, lambda: _name(visit, str(st.session_state[text]), len(names))
        ),
    )


def _go(visit: PageState[Any], key: str) -> None:
    visit.change(recipe=st.session_state[key])


def _name(visit: PageState[Any], text: str, count: int) -> None:
    lines = [line.strip() for line in text.strip().splitlines()]
    if lines and len(lines) != count:
        visit.message = f"There are {len(lines)} names, and {count} classes: one name a line."
        return
    visit.change(names=unstarred("\n".join(lines)))
