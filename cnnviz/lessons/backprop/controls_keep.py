"""What a person takes home from the backprop page."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz.figures.grid import Map, signed
from cnnviz.files import names
from cnnviz.files.drawing import Drawing
from cnnviz.lessons.backprop import code as notebook
from cnnviz.lessons.backprop import code_here, figures_step, payload_moment
from cnnviz.lessons.backprop.chain import ChainTrace, Stage
from cnnviz.lessons.backprop.controls_show import Lesson
from cnnviz.lessons.backprop.settings import Backprop, ViewState
from cnnviz.lessons.backprop.words_fitting import fitted
from cnnviz.settings import fits, from_link
from cnnviz.traces import Array
from cnnviz.ui import downloads, models
from cnnviz.ui.intake import Prepared
from cnnviz.ui.keep import TakeAway
from cnnviz.ui.keep_steps import Steps
from cnnviz.ui.state import PageState


def take(
    visit: PageState[Backprop], shown: tuple[Prepared, Lesson], lesson: Lesson, page: str
) -> TakeAway:
    """Every array of the chain as picture and table; the network as a program and a notebook.

    The steps are drawn as they are ``shown``, perhaps wrong on purpose; all else is ``lesson``'s.
    """
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
        _title(visit, lesson),
        pictures,
        numbers,
        texts,
        _steps(visit, shown, lesson),
        more=lambda: _notebook(visit, lesson),
    )


def _steps(visit: PageState[Backprop], shown: tuple[Prepared, Lesson], lesson: Lesson) -> Steps:
    """The steps of the view that the player shows.

    A mistake that is made on purpose leaves one view only of the input's gradient.
    """
    (picture, seen), trace, start = shown, lesson.trace, lesson.start
    one_view = {"flip": False, "sum": True}
    scatter = one_view.get(seen.trace.mistake, _look(visit.here).view == "scatter")
    steps = payload_moment.steps(seen.trace, picture.source, scatter=scatter)
    said = fitted(seen.trace, start.classes, start.known, start.random)

    def at(here: Mapping[str, str]) -> int:
        return min(_look(here).step, steps.count - 1)

    def draw(n: int, scheme: str) -> Drawing:
        return figures_step.draw(steps, n, said, start.classes, scheme)

    def program(here: Mapping[str, str]) -> str:
        return code_here.program(trace, _look(here).step, scatter=scatter)

    weights = sum(own.size for stage in trace.stages for own in stage.params.values())
    numbers = trace.x.size + weights
    return Steps(steps.count, at, lambda n: f"{n + 1} of {steps.count}", draw, program, numbers)


def _look(here: Mapping[str, str]) -> ViewState:
    return from_link(ViewState, here)[0]


def _title(visit: PageState[Backprop], lesson: Lesson) -> str:
    """What the network is called."""
    return models.title(visit.settings.model) if visit.settings.model else lesson.start.title


def _notebook(visit: PageState[Backprop], lesson: Lesson) -> None:
    """The whole lesson as a notebook that proves its numbers."""
    trace, title = lesson.trace, _title(visit, lesson)
    of = names.mark(visit.settings, trace.x, title)
    file = names.safe("backprop", visit.settings.network, of, ending="ipynb")
    downloads.button("Notebook", lambda: notebook.encode(trace, title), file)
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
