"""A person's own classes: the button that opens them, and what their view asks for."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz.lessons.backprop import classes, payload_classes, recipe, teaching, training
from cnnviz.lessons.backprop import settings_weights as texts
from cnnviz.lessons.backprop.recipe import TEACH, Followed
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.backprop.settings_classes import OWN
from cnnviz.settings import class_names
from cnnviz.ui.state import PageState

if TYPE_CHECKING:
    from cnnviz.lessons.backprop.controls_show import Lesson

Event = Mapping[str, object]
OPENED, LEFT = "classes", "left classes"  # in the visit's counts, and in what it keeps
MOST_AT_ONCE = 10
ENOUGH = f"{texts.MOST_STEPS} steps are taken, and that is as far as this goes; undo some."


def button(visit: PageState[Backprop]) -> None:
    """The way to classes of one's own, as they were left."""
    if visit.settings.model:
        return
    st.button(
        "Your classes",
        key="own-classes",
        type="primary" if visit.settings.class_names else "secondary",
        on_click=_open,
        args=(visit,),
    )


def _open(visit: PageState[Backprop]) -> None:
    visit.counts[OPENED] += 1
    if visit.settings.class_names:
        return
    now = visit.wanted
    left = visit.kept.get(LEFT, replace(now, classes=classes.FIRST_NAMES, photos=""))
    network = Backprop().network if now.network == "line" else now.network
    begun = replace(now, network=network, classes=left.classes, weights="", rate=None, target=None)
    visit.apply_nearest(begun.with_photos(left.photos))


def told(visit: PageState[Backprop], lesson: "Lesson") -> dict[str, Any] | None:
    """What the player shows of the classes; None where there are none."""
    if lesson.examples is None:
        return None
    facts = payload_classes.teach(
        visit.settings, lesson.start, lesson.trace.params, lesson.followed
    )
    return {"open": visit.counts[OPENED], "rate": lesson.trace.rate, **facts}


def asked_steps(event: Event) -> int:
    """How many steps are asked for; raises ``ValueError`` with a sentence."""
    times = event.get("times")
    if type(times) is not int or not 1 <= times <= MOST_AT_ONCE:
        raise ValueError(f"Take 1 to {MOST_AT_ONCE} steps at a time.")
    return times


def _teach(visit: PageState[Backprop], event: Event) -> None:
    times, lesson, now = asked_steps(event), visit.result()[1], visit.settings.weights
    trace, most = lesson.trace, texts.MOST_STEPS - texts.steps(now)
    if most <= 0:
        raise ValueError(ENOUGH)
    given = lesson.start, trace.params, lesson.examples, trace.rate
    params, losses = teaching.teach(*given, min(times, most), trace.mistake)
    taken = len(losses) - 1
    longer = recipe.walked(now, taken, trace.rate, kind=TEACH) if taken > 0 else now
    if longer != now:
        after = Followed(params, losses)
        lesson.keep(longer, lambda: recipe.continued(lesson.followed, now, longer, after))
        visit.change(weights=longer)
    if taken < min(times, most):
        visit.message = training.runaway(max(taken, 0), trace.rate)


def _name(visit: PageState[Backprop], event: Event) -> None:
    names, index = (
        list(visit.settings.class_names),
        _whole(event, "index", len(visit.settings.class_names)),
    )
    names[index] = class_names.name(str(event.get("name"))[:200])
    if len(set(names)) < len(names):
        raise ValueError(class_names.TWICE)
    visit.change(classes=",".join(names))


def _add(visit: PageState[Backprop], _: Event) -> None:
    names = visit.settings.class_names
    if not names or len(names) == classes.MOST:
        raise ValueError(f"There can be {classes.FEWEST} to {classes.MOST} classes.")
    free = next(name for name in "CDEF" if name not in names)
    made = visit.settings.photos == classes.made(len(names))
    photos = classes.made(len(names) + 1) if made else visit.settings.photos
    free = classes.MADE_NAMES[len(names)] if made else free
    _begin_anew(visit, replace(visit.settings, classes=",".join((*names, free)), photos=photos))


def _made(visit: PageState[Backprop], _: Event) -> None:
    count = len(visit.settings.class_names)
    names = ",".join(classes.MADE_NAMES[:count])
    named = replace(visit.settings, classes=names)
    _begin_anew(visit, named.with_photos(classes.made(count)))


def _remove(visit: PageState[Backprop], event: Event) -> None:
    place = _whole(event, "place", len(visit.settings.every_place))
    visit.apply_nearest(visit.settings.with_place(place, ""))


def _look(visit: PageState[Backprop], event: Event) -> None:
    place = _whole(event, "place", len(visit.settings.every_place))
    visit.change(picture=classes.picture(place), target=None)


def _forget(visit: PageState[Backprop], _: Event) -> None:
    """Leave the photos nowhere in this session."""
    visit.forget_private()


def _leave(visit: PageState[Backprop], _: Event) -> None:
    """Back to the network as it comes; the classes are kept for the next time."""
    now = visit.settings
    picture = OWN if now.place >= 0 else now.picture
    bare = replace(now, classes="", photos="", picture=picture)
    _begin_anew(visit, bare)
    visit.kept[LEFT] = now


def _begin_anew(visit: PageState[Backprop], settings: Backprop) -> None:
    """With the weights, truth and step size that the network comes with."""
    visit.apply_nearest(replace(settings, weights="", target=None, rate=None))


def _whole(event: Event, name: str, count: int) -> int:
    value = event.get(name)
    if type(value) is not int or not 0 <= value < count:
        raise ValueError("There is no such place among the classes.")
    return value


ANSWERS: Mapping[str, Callable[[PageState[Backprop], Event], None]] = {
    "class_name": _name,
    "class_add": _add,
    "class_made": _made,
    "class_remove": _remove,
    "class_look": _look,
    "class_teach": _teach,
    "class_forget": _forget,
    "class_leave": _leave,
}
