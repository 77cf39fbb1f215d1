"""What a person takes home from the backprop page."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz.figures.grid import Map, signed
from cnnviz.files import names
from cnnviz.lessons.backprop import code as notebook
from cnnviz.lessons.backprop import code_here
from cnnviz.lessons.backprop.chain import ChainTrace, Stage
from cnnviz.lessons.backprop.controls_show import Lesson
from cnnviz.lessons.backprop.settings import Backprop, ViewState
from cnnviz.settings import fits, from_link
from cnnviz.traces import Array
from cnnviz.ui.caching import digest
from cnnviz.ui.keep import TakeAway
from cnnviz.ui.keep_steps import Steps
from cnnviz.ui.state import PageState


def take(visit: PageState[Backprop], lesson: Lesson, page: str) -> TakeAway:
    """Every array of the chain as picture and table; the network as a program and a notebook."""
    trace = lesson.trace
    numbers = tables(trace)
    pictures: dict[str, tuple[Map, ...]] = {}
    for name, values in numbers.items():
        pictures[name] = (signed(name, values),)
        if (back := f"∂L/∂{name}") in numbers:
            pictures[f"{name} and its gradient"] = (
                signed(name, values),
                signed(back, numbers[back]),
            )
    texts = {"NumPy": notebook.script(trace), "This page": Path(page).read_text("utf-8")}
    return TakeAway(
        lesson.start.title,
        pictures,
        numbers,
        texts,
        _steps(trace, visit.settings.mistake),
        more=lambda: _notebook(visit, lesson),
    )


def _steps(trace: ChainTrace, mistake: str) -> Steps:
    """The steps of the gather view; they are programs and no pictures.

    A mistake that is made on purpose leaves one view only of the input's gradient.
    """
    one_view = {"flip": False, "sum": True}

    def step(here: Mapping[str, str]) -> int:
        return from_link(ViewState, here)[0].step

    def program(here: Mapping[str, str]) -> str:
        look = from_link(ViewState, here)[0]
        return code_here.program(
            trace, look.step, scatter=one_view.get(mistake, look.view == "scatter")
        )

    weights = sum(own.size for stage in trace.stages for own in stage.params.values())
    return Steps(0, step, lambda n: f"step {n + 1}", None, program, trace.x.size + weights)


def _notebook(visit: PageState[Backprop], lesson: Lesson) -> None:
    """The whole lesson as a notebook that proves its numbers."""
    trace, title = lesson.trace, lesson.start.title
    file = names.safe("backprop", visit.settings.network, digest(trace.x)[:8], ending="ipynb")
    st.download_button("Notebook", lambda: notebook.encode(trace, title), file, on_click="ignore")
    if not fits(visit.settings):
        st.caption("The weights are too many for a link; the notebook has them.")


def tables(trace: ChainTrace) -> dict[str, Array]:
    """Every array of the chain by name, with one map each."""
    found = _split("x", trace.x) | _split("∂L/∂x", trace.stages[0].dx)
    for stage in trace.stages:
        found |= _of_stage(stage)
    return found


def _of_stage(stage: Stage) -> dict[str, Array]:
    found = _split(stage.name, stage.y) | _split(f"∂L/∂{stage.name}", stage.dy)
    for name, array in stage.params.items():
        title = f"{stage.name}.{name}"
        found |= _split(title, array) | _split(f"∂L/∂{title}", stage.grads[name])
    return found


def _split(name: str, array: Array) -> dict[str, Array]:
    """An array as tables of rows and columns, numbered where there are several."""
    maps = np.atleast_2d(array).reshape(-1, *np.atleast_2d(array).shape[-2:])
    return {f"{name} {n}" if len(maps) > 1 else name: table for n, table in enumerate(maps)}
