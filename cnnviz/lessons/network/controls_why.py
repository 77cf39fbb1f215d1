"""What the player asks of the reasons: which class, against which, with which weights."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.files.recipe import Recipe
from cnnviz.jobs import Job
from cnnviz.lessons.network.payload_why import Answered, Measured
from cnnviz.lessons.network.trace import Seen
from cnnviz.lessons.network.why import Question, Reasons
from cnnviz.ui.pool import POOL
from cnnviz.ui.state import PageState

MODULE = "cnnviz.lessons.network.why"
SOON = 0.6  # seconds that a first answer is waited for
GREY, BLACK = 127, 0
Asking = tuple[int, int | None, bool]


def asks(visit: PageState[Any], event: Mapping[str, object]) -> None:
    """Ask why, or look again at what is being worked out."""
    visit.kept["why"] = (*asked_class(event), event.get("shuffled") is True)


def asked_class(event: Mapping[str, object]) -> tuple[int, int | None]:
    """The class of an event, and the one that it is set against; a ``ValueError`` for none."""
    label, versus = event.get("label"), event.get("versus")
    if type(label) is not int or type(versus) is not int or label < 0 or label == versus:
        raise ValueError("There is no such class.")
    return label, versus if versus >= 0 else None


def stops(visit: PageState[Any], event: Mapping[str, object]) -> None:
    """End what is being worked out; what was found stays."""
    visit.kept["why stopped"] = visit.kept.get("why")


def measures(visit: PageState[Any], event: Mapping[str, object]) -> None:
    """Brighten one square, and see."""
    square = event.get("square")
    if type(square) is not int:
        raise ValueError("There is no such square.")
    visit.kept["why square"] = square


def answered(visit: PageState[Any], seen: Seen, recipe: Recipe, key: str) -> Answered | None:
    """What is known of the question of this session, of which the player is told."""
    found = _answered(visit, seen, recipe, key)
    st.session_state[f"{visit.page}-reasons"] = found
    return found


def told(visit: PageState[Any]) -> Answered | None:
    """What the player was told last."""
    found: Answered | None = st.session_state.get(f"{visit.page}-reasons")
    return found


def _answered(visit: PageState[Any], seen: Seen, recipe: Recipe, key: str) -> Answered | None:
    asking: Asking | None = visit.kept.get("why")
    if asking is None or asking[0] >= len(seen.names) or (asking[1] or 0) >= len(seen.names):
        return None
    goes_on = visit.kept.get("why stopped") != asking
    job = _job(seen, recipe, (key, asking), goes_on)
    found: Reasons | None = job.latest if job else None
    label, versus, shuffled = asking
    trained = POOL.find((key, (label, versus, False))) if shuffled else None
    return Answered(
        label,
        versus,
        shuffled,
        found,
        goes_on and job is not None and not job.over,
        job.ahead if job else None,
        job.problem if job else "",
        trained.latest if trained else None,
        _measured(visit, seen, recipe, (key, asking), found),
    )


def _job(seen: Seen, recipe: Recipe, asked: tuple[str, Asking], goes_on: bool) -> Job | None:
    """The work on a question; who has stopped it waits no longer, and it ends unless others do."""
    if not goes_on:
        left = POOL.find(asked)
        if left:
            left.leave()
        return left
    job = POOL.ask(asked, f"{MODULE}:reasons", lambda: (question_of(seen, recipe, asked[1]),))
    job.wait(lambda one: one.look() is not None, SOON)
    return job


def question_of(seen: Seen, recipe: Recipe, asking: Asking) -> Question:
    """What a process of the pool is asked."""
    label, versus, shuffled = asking
    plain = np.full(recipe.shape, 1, np.uint8)
    first = replace(recipe, channels_last=False)  # reasons count channels first
    grey, black = (
        tuple(float(v) for v in first.scaled(plain * level)[0].mean(axis=(1, 2)))
        for level in (GREY, BLACK)
    )
    params = {node: dict(own) for node, own in seen.params.items()}
    faces = tuple(seen.layers[column.face].name for column in seen.columns)
    x = seen.values.values[seen.network.inputs[0]]
    return Question(seen.network, params, x, label, versus, faces, grey, black, shuffled)


def _measured(
    visit: PageState[Any],
    seen: Seen,
    recipe: Recipe,
    asked: tuple[str, Asking],
    found: Reasons | None,
) -> Measured | None:
    """The square that was brightened last, if it belongs to this question and is done."""
    square = visit.kept.get("why square")
    if found is None or square is None:
        return None
    rows, columns = found.starts
    if not 0 <= square < len(rows) * len(columns):
        return None
    row, column = divmod(square, len(columns))
    top, left = rows[row], columns[column]
    box = (top, top + found.size - 1, left, left + found.size - 1)
    job = POOL.ask(
        (*asked, box), f"{MODULE}:measured", lambda: (question_of(seen, recipe, asked[1]), box)
    )
    job.wait(lambda one: one.latest is not None, SOON)
    if job.latest is None:
        return Measured(square, problem=job.problem) if job.problem else None
    return Measured(square, *job.latest)
