"""The equivariance page: which moves it takes, its computation, its controls and its player."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.files.images import Picture
from cnnviz.kernels import rotate_quarter
from cnnviz.lessons.equivariance import payload
from cnnviz.lessons.equivariance import score as equivariance_score
from cnnviz.lessons.equivariance import trace as equivariance
from cnnviz.lessons.equivariance.layers import Stage, build
from cnnviz.lessons.equivariance.moves import Move, shifts
from cnnviz.lessons.equivariance.score import ScoreTrace
from cnnviz.lessons.equivariance.settings import (
    ANGLES,
    EQUIVARIANCE_LAYERS,
    FURTHEST,
    SCALES,
    VIEW_FIELDS,
    Equivariance,
    View,
)
from cnnviz.lessons.equivariance.trace import SquareTrace
from cnnviz.lessons.equivariance.words import Subject
from cnnviz.settings import from_link, nearest, to_link
from cnnviz.ui import controls, intake, player, state, widgets
from cnnviz.ui.caching import PACKED, RESULTS
from cnnviz.ui.intake import Prepared
from cnnviz.ui.state import PageState

PLAYER = Path(__file__).with_name("player.js")

NUMBERS = 450_000  # how many the player is sent at once; beyond it the server is asked again
SCORE_SIDE = 32
KERNELS = ("convolution", "strided")


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """Both views of a picture: the square of two ways, and the scores."""

    square: SquareTrace
    score: ScoreTrace
    steps: tuple[Move, ...]
    columns: int


def compute(settings: Equivariance, uploaded: Picture | None) -> tuple[Prepared, Result]:
    """Everything the page shows; raises ``ValueError`` in one sentence where it does not fit."""
    picture = intake.prepare(settings.picture, settings.side, "grey", uploaded)
    x = np.asarray(picture.x[0], np.float64)  # also for a photo: rounding may not be counted
    shape = (x.shape[0], x.shape[1])
    moves, columns = steps(settings.move, shape)
    stage = stage_for(settings, shape)
    chosen = held(moves, columns, position(settings, moves), _numbers(settings, stage, shape))

    def make() -> SquareTrace:
        turned = stage_for(settings, shape, turned=True) if _turns_along(settings) else None
        return equivariance.trace(x, stage, chosen, settings.padding_mode, turned)

    # Which of the moves one stands at changes nothing, as long as they are all there.
    plain = replace(settings, **{name: getattr(Equivariance(), name) for name in VIEW_FIELDS})
    square = RESULTS.get((plain, chosen, picture.digest), make)
    return picture, Result(square, _scores(settings, uploaded), moves, columns)


def _turns_along(settings: Equivariance) -> bool:
    return settings.turned and settings.layer == "convolution"


def _numbers(settings: Equivariance, stage: Stage, shape: tuple[int, int]) -> int:
    """How many numbers one move takes: the picture, both maps, and where they come from."""
    rows, columns = (w.output_length(n) for w, n in zip(stage.windows, shape, strict=True))
    maps = 2 if settings.move == "shift" else 4
    return shape[0] * shape[1] + maps * rows * columns


def _scores(settings: Equivariance, uploaded: Picture | None) -> ScoreTrace:
    """Scores of the picture, made or cut small, at every shift on an empty field."""
    side = min(settings.side, SCORE_SIDE)
    picture = intake.prepare(settings.picture, side, "grey", uploaded)
    reach = {"dense": 0, "max": 0, "average": 0, "blur": 1}.get(
        settings.layer, max(settings.build_kernel().size) // 2
    )
    pattern = np.asarray(picture.x[0][:SCORE_SIDE, :SCORE_SIDE], np.float64)
    usual = {name: getattr(Equivariance(), name) for name in (*VIEW_FIELDS, "move", "turned")}
    plain = replace(settings, side=side, **usual)

    def make() -> ScoreTrace:
        field = equivariance_score.framed(pattern, FURTHEST + reach)
        moves, _ = shifts(FURTHEST, (FURTHEST + 1, FURTHEST + 1))
        return equivariance_score.trace(
            field, lambda shape: stage_for(plain, shape), moves, pool=settings.pool
        )

    return RESULTS.get(("score", plain, picture.digest), make)


def stage_for(settings: Equivariance, shape: tuple[int, int], turned: bool = False) -> Stage:
    """The layer that the settings describe, for pictures of a shape."""
    kernel = settings.build_kernel()
    return build(
        settings.layer,
        shape,
        rotate_quarter(kernel) if turned else kernel,
        stride=settings.stride,
        padding=settings.padding,
        padding_mode=settings.padding_mode,
        activation=settings.activation,
    )


def steps(move: str, shape: tuple[int, int]) -> tuple[tuple[Move, ...], int]:
    """All moves of a kind in reading order, and how many make a row."""
    if move == "shift":
        return shifts(FURTHEST, shape)
    if move == "turn":
        return tuple(Move(degrees=float(angle)) for angle in ANGLES), len(ANGLES)
    return tuple(Move(scale=percent / 100) for percent in SCALES), len(SCALES)


def position(settings: Equivariance, moves: Sequence[Move]) -> int:
    """Which of the moves the settings stand at, or the nearest one."""
    if settings.move == "turn":
        return [*ANGLES].index(settings.angle)
    if settings.move == "scale":
        return [*SCALES].index(settings.scale)
    away = [abs(m.down - settings.down) + abs(m.right - settings.right) for m in moves]
    return away.index(min(away))


def held(moves: Sequence[Move], columns: int, at: int, numbers: int) -> tuple[Move, ...]:
    """The moves that are sent at once: all, else the row of ``at``, else what lies around it.

    ``numbers`` is how many each of them takes.
    """
    most = max(1, NUMBERS // numbers)
    if len(moves) <= most:
        return tuple(moves)
    first = at - at % columns
    row = moves[first : first + columns]
    start = min(max(0, at - first - most // 2), max(0, len(row) - most))
    return tuple(row[start : start + most])


def visit() -> PageState[Equivariance]:
    """This session's visit to the page; the first one also reads whether numbers are hidden."""
    visit = state.visit("equivariance", Equivariance, compute)
    if visit.view is None:
        visit.view = from_link(View, st.query_params.to_dict())[0]
    return visit


def show(visit: PageState[Equivariance], picture: Prepared, result: Result) -> None:
    """The player, with everything that it moves by itself."""
    view = _view(visit, result)
    data = PACKED.get(
        (visit.settings, picture.source, view),
        lambda: _packed(visit.settings, picture, result, view),
    )
    player.play(visit, data, lambda event: on_event(visit, event), PLAYER)


def _packed(settings: Equivariance, picture: Prepared, result: Result, view: View) -> bytes:
    kernel = settings.build_kernel()
    usual = {name: getattr(Equivariance(), name) for name in VIEW_FIELDS}
    return payload.square(
        result.square,
        result.score,
        steps=result.steps,
        columns=result.columns,
        subject=Subject(
            settings.layer,
            settings.move,
            settings.stride if settings.layer != "convolution" else 1,
            _turns_along(settings),
            kernel.same_as(rotate_quarter(kernel)),
        ),
        kernel=kernel if settings.layer in KERNELS else None,
        pool=settings.pool,
        source=picture.source,
        link=to_link(replace(settings, **usual)),
        view=view,
    )


def _view(visit: PageState[Equivariance], result: Result) -> View:
    """Where the link or the last answer left the player; a cell beyond the map is moved into it."""
    pinned = visit.start.at if visit.start else None
    if pinned:
        row, column = (min(i, n - 1) for i, n in zip(pinned, result.square.y.shape, strict=True))
        pinned = row, column
    moved = {name: getattr(visit.settings, name) for name in VIEW_FIELDS}
    return View(**moved, at=pinned, hide=visit.view.hide)


def on_event(visit: PageState[Equivariance], event: Mapping[str, object]) -> None:
    """What the player asks for; it comes from a browser, so nothing in it is trusted."""
    if event.get("kind") == "move":
        moved = {name: nearest(Equivariance, name, event.get(name)) for name in VIEW_FIELDS}
        visit.change(**moved)
    if event.get("kind") == "quarter":
        turned = event.get("turned") is True
        visit.change(move="turn", angle=90, turned=turned)


def layer(visit: PageState[Equivariance]) -> None:
    """Which layer is asked; what can't be had with it gives way and comes back later."""
    key = widgets.sync(f"{visit.page}-layer", visit.settings.layer)
    names = EQUIVARIANCE_LAYERS | {"strided": f"Stride {visit.settings.stride}"}
    controls.choice(key, "Layer", names, lambda: _take(visit, "layer", st.session_state[key]))


def _take(visit: PageState[Equivariance], name: str, value: Any) -> None:
    if value is not None:
        wanted = {name: nearest(Equivariance, name, value)}
        visit.apply_nearest(replace(visit.wanted, **wanted))
