"""The backprop page: its computation, and its player with what a link and the person asked for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from cnnviz import settings as links
from cnnviz.analysis.gradient_report import Report
from cnnviz.files import set_pictures
from cnnviz.files.images import Picture
from cnnviz.lessons.backprop import chain, controls_classes, handed, payload, recipe, teaching
from cnnviz.lessons.backprop import check as chain_check
from cnnviz.lessons.backprop import classes as own_classes
from cnnviz.lessons.backprop import controls_events as backprop_events
from cnnviz.lessons.backprop.chain import ChainTrace
from cnnviz.lessons.backprop.check import Checked
from cnnviz.lessons.backprop.classes import DIVISOR, Examples
from cnnviz.lessons.backprop.recipe import Followed, Keep
from cnnviz.lessons.backprop.settings import Backprop, ViewState
from cnnviz.lessons.backprop.settings_classes import OWN
from cnnviz.lessons.backprop.step_sizes import StepSizes, step_sizes
from cnnviz.networks.preset import Preset
from cnnviz.player.packing import unpack
from cnnviz.player.source import grid, photo
from cnnviz.settings import TITLES, UPLOAD
from cnnviz.ui import intake, player, state
from cnnviz.ui.caching import RESULTS, digest
from cnnviz.ui.intake import Prepared
from cnnviz.ui.state import PageState

PLAYER = Path(__file__).with_name("player.js")
DIVIDED = f"divided by {DIVISOR}"


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """The network as it starts, and the way there and back with the weights as they are now.

    ``steps`` are the step sizes found by trial for the network as it starts. ``followed`` is where
    the recipe of the weights led to, ``keep`` the place of others that begin in the same way, and
    ``examples`` what the person's own classes teach, None where there are none.
    """

    start: Preset
    trace: ChainTrace
    steps: StepSizes
    followed: Followed
    keep: Keep
    examples: Examples | None = None

    def follow(self, text: str) -> Followed:
        """Another recipe, from the same start."""
        return recipe.follow(self.start, text, self.trace.mistake, self.examples, self.keep)


def compute(settings: Backprop, uploaded: Picture | None) -> tuple[Prepared, Lesson]:
    """Everything the page shows; raises ``ValueError`` in one sentence where it does not fit."""
    picture = _prepare(settings, uploaded)
    key = ("backprop", replace(settings, side=0), picture.digest)
    return picture, RESULTS.get(key, lambda: _run(settings, picture))


def _run(settings: Backprop, picture: Prepared) -> Lesson:
    begin = replace(settings, weights="", rate=None, side=0, mistake="")
    start, steps = RESULTS.get(
        ("backprop start", begin, picture.digest), lambda: _begin(begin, picture)
    )
    examples = settings.examples() if settings.class_names else None
    keep = partial(_keep, replace(begin, mistake=settings.mistake), picture)
    followed = recipe.follow(start, settings.weights, settings.mistake, examples, keep)
    now = replace(start, params=followed.params)
    rate = steps.right if settings.rate is None else settings.rate
    trace = _trace(now, rate, settings.mistake)
    return Lesson(start, trace, steps, followed, keep, examples)


def _keep(begin: Backprop, picture: Prepared, text: str, make: Callable[[], Followed]) -> Followed:
    """What a recipe leads to from where the network begins, kept for the next time."""
    x: object = picture.digest
    if recipe.kinds(text) == {recipe.TEACH}:  # whichever of the photos is shown
        begin, x = _of_all(begin), picture.x.shape
    return RESULTS.get(("backprop weights", begin, x, text), make)


def _of_all(begin: Backprop) -> Backprop:
    """The settings that matter to all photos of the classes together."""
    return replace(begin, picture=OWN, target=None, side=0)


def _begin(settings: Backprop, picture: Prepared) -> tuple[Preset, StepSizes]:
    preset = settings.start(picture.x)
    examples = settings.examples()
    if examples.teach and examples.x.shape[1:] == preset.x.shape:
        key = ("backprop class steps", _of_all(settings))
        return preset, RESULTS.get(key, lambda: teaching.step_sizes(preset, examples))
    return preset, step_sizes(_trace(preset, 0.01))


def _trace(preset: Preset, rate: float, mistake: str = "") -> ChainTrace:
    start = preset.network, preset.params, preset.x, preset.loss, preset.target
    return chain.trace(*start, rate, mistake)


def right(visit: PageState[Backprop], lesson: Lesson) -> Lesson:
    """The lesson without the mistake that is made on purpose."""
    if not visit.settings.mistake:
        return lesson
    corrected: Lesson = visit.compute(replace(visit.settings, mistake=""), visit.uploaded)[1]
    return corrected


def _prepare(settings: Backprop, uploaded: Picture | None) -> Prepared:
    """The picture in numbers as small as those of a digit; "own" is the network's own."""
    if settings.model:
        return _handed(settings, uploaded)
    if set_pictures.find(settings.picture) is not None:
        raise ValueError("This picture belongs to a trained network; choose another one.")
    if settings.picture == OWN:
        x = settings.build_own()
        key = digest(x)
        return Prepared(x, key, (), grid("The network's own picture", x, key))
    if settings.place >= 0:
        return _photo_of_class(settings)
    picture = intake.prepare(settings.picture, settings.side, "grey", uploaded)
    if settings.small:
        return picture
    x = np.asarray(picture.x, np.float64) / DIVISOR
    source = replace(picture.source, high=picture.source.high / DIVISOR)
    return replace(picture, x=x, notes=(*picture.notes, DIVIDED), source=source)


def _handed(settings: Backprop, uploaded: Picture | None) -> Prepared:
    """The picture as a model reads it."""
    picture = intake.picture(settings.shown, uploaded)
    x, recipe = handed.numbers(picture, settings.model, settings.recipe)
    low, high = handed.ends(recipe)
    key = digest(x)
    about = TITLES.get(settings.shown, "Your picture" if settings.shown == UPLOAD else "A picture")
    source = replace(photo(about, 1, key), low=low, high=high)
    _, rows, columns = recipe.shape
    return Prepared(x, key, (f"its middle, {columns} × {rows}", recipe.title), source)


def _photo_of_class(settings: Backprop) -> Prepared:
    """A photo that teaches one of the person's own classes."""
    place, there = settings.place, settings.examples()
    if place not in there.places:
        raise ValueError("There is no photo in this place of a class.")
    x = there.x[there.places.index(place)]
    name = settings.class_names[place // own_classes.PLACES]
    source = photo(f"A photo of {name}", 1, digest(x))
    source = replace(source, high=source.high / DIVISOR)
    side = own_classes.SIDE
    return Prepared(x, source.key, (f"cut to a square, {side} × {side}, grey, {DIVIDED}",), source)


def show(visit: PageState[Backprop], picture: Prepared, lesson: Lesson) -> None:
    """The player, where the link or the person left it."""
    _read_view(visit)  # opened anew by what the browser told
    data = _payload(
        visit,
        picture,
        lesson,
        start=_start(visit),
        check=checked(visit, picture, lesson),
        report=report(visit, picture, lesson) if _checks_all(visit) else None,
        teach=controls_classes.told(visit, lesson),
        **_history(visit),
    )
    player.play(visit, data, lambda event: backprop_events.on_event(visit, event), PLAYER)


def _checks_all(visit: PageState[Backprop]) -> bool:
    """Whether all was asked to be checked; where backprop is wrong on purpose it always is."""
    return bool(visit.settings.mistake) or backprop_events.asked_all(visit)


def _payload(visit: PageState[Backprop], picture: Prepared, lesson: Lesson, **shown: Any) -> bytes:
    return payload.chain(
        lesson.trace,
        source=picture.source,
        classes=lesson.start.classes,
        known=lesson.start.known,
        random=lesson.start.random,
        link=links.short(visit.settings),
        editable_x=visit.settings.small,
        **shown,
    )


def visit() -> PageState[Backprop]:
    """This session's visit to the page; the first one also reads the step of the link."""
    visit = state.visit("backprop", Backprop, compute)
    _read_view(visit)
    return visit


def _read_view(visit: PageState[Backprop]) -> None:
    """Where the link stands, once for each opening."""
    if visit.view is None:
        walk, faults = links.from_link(ViewState, st.query_params.to_dict())
        nearest = replace(walk, step=min(walk.step, _last_step(visit, walk)))
        if nearest != walk:
            faults = (*faults, links.fault(ViewState, "step", nearest.step, "that does not exist"))
        visit.view = visit.settings, nearest
        visit.message = visit.message or links.note(faults)


def _last_step(visit: PageState[Backprop], walk: ViewState) -> int:
    """The last step of the lesson, in the view that the link asks for."""
    if not walk.step:
        return 0
    picture, lesson = visit.result()
    segments = unpack(_payload(visit, picture, lesson))[0]["segments"]
    scattered = walk.view == "scatter" or visit.settings.mistake == "sum"
    counts: list[int] = [(scattered and one["scatter"]) or one["count"] for one in segments]
    return sum(counts) - 1


def _start(visit: PageState[Backprop]) -> ViewState | None:
    """The step of the link, as long as nothing else was changed since."""
    walk: ViewState
    opened, walk = visit.view
    return walk if visit.settings == opened else None


def _history(visit: PageState[Backprop]) -> dict[str, Any]:
    """The steps taken since the weights were last set by hand, and the loss after each."""
    losses = backprop_events.losses(visit)
    return {"steps_taken": len(losses), "losses": losses}


def checked(visit: PageState[Backprop], picture: Prepared, lesson: Lesson) -> Checked | None:
    """The check of the number that was asked for, while nothing else has changed."""
    asked = backprop_events.asked(visit)
    if asked is None:
        return None
    key = ("check", visit.settings, picture.digest, *asked)
    return RESULTS.get(key, lambda: chain_check.probe(lesson.trace, *asked))


def report(visit: PageState[Backprop], picture: Prepared, lesson: Lesson) -> Report:
    """Every gradient beside its finite difference."""
    key = ("check all", visit.settings, picture.digest)
    return RESULTS.get(key, lambda: chain_check.check_all(lesson.trace))
