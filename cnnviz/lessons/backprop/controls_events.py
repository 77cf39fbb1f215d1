"""What the backprop player asks for. It comes from a browser, so nothing in it is trusted."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from cnnviz.files import grids
from cnnviz.kernels import MAX_WEIGHT
from cnnviz.kernels.cells import number
from cnnviz.lessons.backprop import controls_classes, recipe
from cnnviz.lessons.backprop import settings_weights as texts
from cnnviz.lessons.backprop import training as chain_training
from cnnviz.lessons.backprop.chain import ChainTrace
from cnnviz.lessons.backprop.recipe import Followed
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.tables.limits import counted
from cnnviz.ui import player
from cnnviz.ui.pasting import pasted
from cnnviz.ui.state import PageState

Event = Mapping[str, object]
Asked = tuple[str, tuple[int, ...]]


def on_event(visit: PageState[Backprop], event: Event) -> None:
    """Edit a number, check one or all, take steps, set the truth, or make backprop right."""
    answers = {
        "edit": _edit,
        "paste": _paste,
        "check": _check,
        "check_all": _check_all,
        "update": _update,
        "target": _target,
        "right": _right,
        **controls_classes.ANSWERS,
    }
    player.by_kind(visit, event, answers)


def asked(visit: PageState[Backprop]) -> Asked | None:
    """The number whose gradient was last checked, if nothing has changed since."""
    settings, place = visit.kept.get("check", (None, None))
    return place if settings == visit.settings else None


def asked_all(visit: PageState[Backprop]) -> bool:
    """Whether all gradients were checked, and nothing has changed since."""
    return bool(visit.kept.get("check all") == visit.settings)


def losses(visit: PageState[Backprop]) -> tuple[float, ...]:
    """The loss after each step since the weights were last set by hand."""
    settings, values = visit.kept.get("losses", (None, ()))
    return values if settings == visit.settings else ()


def first_loss(visit: PageState[Backprop]) -> float:
    """The loss before the first of those steps."""
    return float(visit.kept.get("first loss", 0.0))


def _edit(visit: PageState[Backprop], event: Event) -> None:
    trace: ChainTrace = visit.result()[1].trace
    array = str(event.get("array"))
    if array == "x":
        _edit_picture(visit, trace, event.get("values"))
        return
    node, _, name = array.partition(".")
    if name not in trace.params.get(node, {}):
        raise ValueError("There are no such numbers to change.")
    values = _numbers(event.get("values"), trace.params[node][name].shape)
    params = {**trace.params, node: {**trace.params[node], name: values}}
    _set_weights(visit, params)


def _paste(visit: PageState[Backprop], event: Event) -> None:
    """A block of numbers pasted onto a cell is an edit of its array."""
    trace: ChainTrace = visit.result()[1].trace
    array = str(event.get("array"))
    node, _, name = array.partition(".")
    onto = trace.x if array == "x" else trace.params.get(node, {}).get(name)
    if onto is None:
        raise ValueError("There are no such numbers to change.")
    values = pasted(onto, event, "grid").ravel().tolist()
    _edit(visit, {"array": array, "values": values})


def _edit_picture(visit: PageState[Backprop], trace: ChainTrace, cells: object) -> None:
    """Another picture of the same size, with truth and step size as they are."""
    if not visit.settings.small:
        raise ValueError("The numbers of a photo stay; choose small numbers to change them.")
    values = _numbers(cells, trace.x.shape)
    truth = visit.settings.target
    if truth is None:
        truth = float(trace.target if trace.target.ndim == 0 else _wanted(trace))
    text = grids.to_text(grids.parse(grids.to_text(values[0])))
    visit.change(picture=text, target=truth, rate=trace.rate)


def _wanted(trace: ChainTrace) -> float:
    """The truth behind wanted outputs: the one that is 1 of several, or the only one."""
    return float(trace.target[0] if trace.target.size == 1 else np.argmax(trace.target))


def _check(visit: PageState[Backprop], event: Event) -> None:
    trace: ChainTrace = visit.result()[1].trace
    index = event.get("index")
    if not isinstance(index, list) or not all(type(i) is int and i >= 0 for i in index):
        raise ValueError("There is no such number to check.")
    array, place = str(event.get("array")), tuple(index)
    _find(trace, array, place)
    visit.kept["check"] = visit.settings, (array, place)


def _find(trace: ChainTrace, array: str, place: tuple[int, ...]) -> None:
    """Raise ``ValueError`` unless there is such a number."""
    shapes = {"x": trace.x.shape}
    for stage in trace.stages:
        shapes[stage.name] = stage.y.shape
        shapes |= {f"{stage.name}.{name}": array.shape for name, array in stage.params.items()}
    shape = shapes.get(array)
    if (
        not shape
        or len(place) != len(shape)
        or any(i >= n for i, n in zip(place, shape, strict=True))
    ):
        raise ValueError("There is no such number to check.")


def _check_all(visit: PageState[Backprop], event: Event) -> None:
    visit.kept["check all"] = visit.settings


def _update(visit: PageState[Backprop], event: Event) -> None:
    times = controls_classes.asked_steps(event)
    before = losses(visit)
    if not before:
        visit.kept["first loss"] = visit.result()[1].trace.value
    lesson = visit.result()[1]
    descent = chain_training.descend(lesson.trace, times)
    if descent.losses:
        _walk(visit, Followed(descent.params, (lesson.trace.value, *descent.losses)))
        visit.kept["losses"] = visit.settings, (*before, *descent.losses)
    visit.message = descent.stopped


def _walk(visit: PageState[Backprop], after: Followed) -> None:
    """Go to the weights after some steps: as a recipe, where a link can follow it."""
    lesson, now = visit.result()[1], visit.settings.weights
    trace, times = lesson.trace, len(after.losses) - 1
    linked = not visit.settings.shows_own
    longer = recipe.walked(now, times, trace.rate, trace.x.size) if linked else ""
    if longer:
        lesson.keep(longer, lambda: recipe.continued(lesson.followed, now, longer, after))
    visit.change(weights=longer or texts.to_text(after.params, lesson.start.params))


def _target(visit: PageState[Backprop], event: Event) -> None:
    visit.change(target=_number(event.get("value"), "The truth"))


def _right(visit: PageState[Backprop], event: Event) -> None:
    visit.change(mistake="")


def _set_weights(visit: PageState[Backprop], params: Any) -> None:
    lesson = visit.result()[1]
    now = visit.settings.weights
    visit.change(weights=recipe.edited(now, params, lesson.start, lesson.follow))


def _numbers(cells: object, shape: tuple[int, ...]) -> Any:
    """As many finite numbers as the shape holds, from a flat list."""
    size = int(np.prod(shape))
    if not isinstance(cells, list) or len(cells) != size:
        raise ValueError(f"These should be {counted(size, 'number')}.")
    places = np.ndindex(*shape)
    flat = [_number(cell, _where(place)) for place, cell in zip(places, cells, strict=True)]
    return np.array(flat).reshape(shape)


def _where(place: tuple[int, ...]) -> str:
    """The place of a number in words.

    >>> _where((0, 0, 1, 2))
    'The number in row 1, column 2'
    """
    named = zip(("filter", "channel", "row", "column")[4 - len(place) :], place, strict=True)
    shown = [f"{name} {i}" for name, i in named if name in ("row", "column") or i]
    return f"The number in {', '.join(shown)}"


def _number(cell: object, where: str) -> float:
    value = number(cell, where)
    if not abs(value) <= MAX_WEIGHT:  # NaN compares false
        raise ValueError(f"{where} can be from -{MAX_WEIGHT} to {MAX_WEIGHT}.")
    return value + 0.0  # + 0.0 turns -0 into 0
