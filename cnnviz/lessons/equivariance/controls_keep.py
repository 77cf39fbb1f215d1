"""What a person takes home from the equivariance page."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cnnviz.figures.grid import Map, signed
from cnnviz.figures.sheet import sheet
from cnnviz.files.drawing import Drawing
from cnnviz.lessons.equivariance import code
from cnnviz.lessons.equivariance import trace as equivariance
from cnnviz.lessons.equivariance.controls import Result, position
from cnnviz.lessons.equivariance.settings import VIEW_FIELDS, Equivariance, View
from cnnviz.lessons.equivariance.trace import SquareTrace
from cnnviz.lessons.equivariance.words import name
from cnnviz.player.source import Source
from cnnviz.settings import from_link
from cnnviz.ui.keep import TakeAway
from cnnviz.ui.keep_steps import Steps
from cnnviz.ui.state import PageState


def take(visit: PageState[Equivariance], result: Result, source: Source, page: str) -> TakeAway:
    """The picture and its map, as they are and moved."""
    square = result.square
    at = moved(visit.settings, square, visit.here)
    still = Map("Picture", square.x, source.colour, source.low, source.high)
    y = signed("Map", square.y)
    pictures = {"Map": (y,), "Picture and map": (still, y), "Two ways": _ways(square, still, at)}
    numbers = {
        "Map": square.y,
        "Picture": square.x,
        "Map of the moved picture": square.before[at],
        "Moved map": square.after[at],
        "Difference": square.difference[at],
    }
    texts = {
        "The two ways": Path(equivariance.__file__).read_text("utf-8"),
        "This page": Path(page).read_text("utf-8"),
    }
    about = f"{name(square.moves[at])}: {source.about}"
    return TakeAway(about, pictures, numbers, texts, _steps(visit.settings, square, still))


def _ways(square: SquareTrace, still: Map, at: int) -> tuple[Map, Map, Map]:
    """The picture moved, its map, and the map moved, on one scale."""
    y = signed("", square.y)
    return (
        replace(still, title="Picture moved", values=square.moved[at]),
        replace(y, title="Its map", values=square.before[at]),
        replace(y, title="The map moved", values=square.after[at]),
    )


def moved(settings: Equivariance, square: SquareTrace, here: Mapping[str, str]) -> int:
    """Which of the moves at hand the player shows, or the nearest one."""
    look = _look(settings, here)
    return position(replace(settings, **{f: getattr(look, f) for f in VIEW_FIELDS}), square.moves)


def _look(settings: Equivariance, here: Mapping[str, str]) -> View:
    return from_link(View, {**_told(settings), **here})[0]


def _inside(at: tuple[int, int] | None, square: SquareTrace) -> tuple[int, int] | None:
    """The cell that an address pins, moved into the map."""
    if at is None:
        return None
    row, column = (min(i, n - 1) for i, n in zip(at, square.y.shape, strict=True))
    return row, column


def _told(settings: Equivariance) -> dict[str, str]:
    return {field: str(getattr(settings, field)) for field in VIEW_FIELDS}


def _steps(settings: Equivariance, square: SquareTrace, still: Map) -> Steps:
    """Each move at hand."""

    def draw(n: int, scheme: str) -> Drawing:
        return sheet(_ways(square, still, n), scheme, name(square.moves[n]))

    def program(here: Mapping[str, str]) -> str:
        n = moved(settings, square, here)
        at = _look(settings, here).at
        return code.program(settings, square, n, _inside(at, square), name(square.moves[n]))

    return Steps(
        len(square.moves),
        lambda here: moved(settings, square, here),
        lambda n: name(square.moves[n]),
        draw,
        program,
        square.x.size,
    )
