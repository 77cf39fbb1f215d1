"""The receptive-field page: what it computes, and what its player is shown."""

from dataclasses import dataclass, replace
from math import log10
from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz.files import own_model, set_pictures
from cnnviz.files.images import Picture
from cnnviz.kernels import Kernel
from cnnviz.lessons.receptive_field import controls_maps
from cnnviz.lessons.receptive_field import trace as receptive_field_trace
from cnnviz.lessons.receptive_field.controls import Page, on_event
from cnnviz.lessons.receptive_field.controls_maps import exists
from cnnviz.lessons.receptive_field.handed import Handed, handed
from cnnviz.lessons.receptive_field.payload import Frame, pack_field
from cnnviz.lessons.receptive_field.settings import TRAINED, ReceptiveField, Unit, ViewState
from cnnviz.lessons.receptive_field.trace import FieldTrace
from cnnviz.lessons.receptive_field.words import ABOUT
from cnnviz.networks.catalogue import notation
from cnnviz.ops import Conv
from cnnviz.player import source as sources
from cnnviz.settings import TITLES, UPLOAD
from cnnviz.settings import link as links
from cnnviz.settings.values import BEYOND
from cnnviz.ui import intake, models, player, state
from cnnviz.ui.caching import RESULTS, digest
from cnnviz.ui.intake import Prepared

PLAYER = Path(__file__).with_name("player.js")

NAMED_WEIGHTS = {
    "equal": "all weights equal",
    "random": "random weights",
    "he": "He weights, ReLU",
    TRAINED: "weights as trained",
}
GATES = "; gates that look at whole maps are left out"
LARGEST_GROWTH = 30  # in powers of ten; single precision ends at 38
PLACE = 0.25, 0.5  # where a page opens: a little above the middle, where most photos have a face


@dataclass(frozen=True, slots=True, eq=False)
class FieldResult:
    """The photo as it is shown and as the network reads it, the fields, and why layers are
    missing; ``handed`` is the network that was handed over, if one was."""

    photo: Prepared
    read: Prepared
    trace: FieldTrace
    why: str
    handed: Handed | None = None


def compute(settings: ReceptiveField, uploaded: Picture | None) -> FieldResult:
    """The fields of the stack over the photo; layers that do not fit are left out."""
    if settings.model:
        return _of_model(settings, uploaded)
    if set_pictures.find(settings.picture) is not None:
        raise ValueError("This picture belongs to a trained network; choose a photo.")
    if settings.weights == TRAINED:
        raise ValueError("This network is not trained; choose other weights.")
    photo = intake.prepare(settings.picture, settings.side, "rgb", uploaded)
    read = intake.prepare(settings.picture, settings.side, settings.colour, uploaded)
    trace, why = RESULTS.get(
        ("fields", settings.stack, read.x.shape), lambda: _trace(settings, read.x.shape)
    )
    if settings.weights == "kernel":
        _check_growth(settings.build_kernel(), trace)
    return FieldResult(photo, read, trace, why)


def _of_model(settings: ReceptiveField, uploaded: Picture | None) -> FieldResult:
    """The fields of a network that was handed over, over the picture as it gets it."""
    given = handed(settings.model, settings.until)
    recipe = own_model.find(settings.model).recipe(settings.recipe)
    x = recipe.levels(intake.picture(settings.picture, uploaded)).astype(np.float64)
    key = digest(x)
    about = TITLES.get(settings.picture, "Your picture" if settings.picture == UPLOAD else "Photo")
    size = f"its middle, {x.shape[2]} × {x.shape[1]}"
    photo = Prepared(x, key, (size,), sources.photo(about, len(x), key))
    trace = RESULTS.get(
        ("fields", settings.model, settings.until),
        lambda: receptive_field_trace.trace(given.windows, given.input_shape, given.known),
    )
    if settings.weights == "kernel":
        _check_growth(settings.build_kernel(), trace)
    return FieldResult(photo, photo, trace, "", given)


def _check_growth(kernel: Kernel, trace: FieldTrace) -> None:
    """Raise ``ValueError`` where single precision could not hold what the kernel makes."""
    nodes = (node for stage in trace.stages for node in stage.nodes)
    convolutions = sum(isinstance(node.layer, Conv) for node in nodes)
    gain = float(np.abs(kernel.weight).sum()) / kernel.divisor
    if gain > 1 and convolutions * log10(gain) > LARGEST_GROWTH:
        raise ValueError(
            f"Through {convolutions} convolutions with this kernel numbers grow beyond all that "
            "can be computed with; smaller weights or fewer layers fit."
        )


def _trace(settings: ReceptiveField, shape: tuple[int, ...]) -> tuple[FieldTrace, str]:
    if settings.layers is None:
        return receptive_field_trace.trace(settings.build_network(), (1, *shape)), ""
    count, why = notation.fitting(settings.layers, shape[1:])
    network = notation.network(settings.layers[:count])
    return receptive_field_trace.trace(network, (1, *shape)), why


def visited() -> Page:
    """This session's visit; what a link says of the view is read with the first one."""
    visit = state.visit("receptive_field", ReceptiveField, compute)
    if visit.view is None:
        look, faults = links.from_link(ViewState, st.query_params.to_dict())
        missing = _missing(look, visit.result())
        visit.message = visit.message or links.note((*faults, *missing))
        visit.view = look
        if look.view == "effective" and look.unit:
            visit.kept["effective"] = (of_last(look.unit, visit.result()), False)
    return visit


def show(visit: Page, looked: FieldResult) -> None:
    """The player."""
    maps, coming = controls_maps.maps(visit.settings, looked)
    frame = Frame(
        photo=looked.photo.x,
        source=looked.photo.source,
        link=links.to_link(visit.settings),
        view=placed(visit.view, looked),
        fresh=visit.counts["fresh"] + visit.opening,
        stack=visit.settings.layers,
        why=looked.why,
        maps=maps,
        coming=coming,
        effective=controls_maps.effective_of(visit, looked),
        weights=_named_weights(visit.settings),
        note=_note(visit.settings, looked),
        signed=visit.settings.weights != "equal",
        serial=visit.counts["serial"],
    )
    data = pack_field(looked.trace, frame)
    player.play(visit, data, lambda event: on_event(visit, event), PLAYER)


def _note(settings: ReceptiveField, looked: FieldResult) -> str:
    if looked.handed is None:
        return ABOUT.get(settings.stack, "")
    gates = GATES if looked.handed.gated else ""
    return f"{models.title(settings.model)}{gates}"


def _named_weights(settings: ReceptiveField) -> str:
    if settings.weights == "kernel":
        return f"kernel: {settings.build_kernel().title}"
    return NAMED_WEIGHTS[settings.weights]


# ---- where the player stands


def placed(look: ViewState, looked: FieldResult) -> ViewState:
    """The view with a unit and a pixel that exist: those of the link, or near where it opens."""
    stages = looked.trace.stages
    height, width = looked.photo.x.shape[1:]
    row, column = look.pixel or (round(PLACE[0] * height), round(PLACE[1] * width))
    pixel = (min(row, height - 1), min(column, width - 1))
    unit = of_last(look.unit, looked)
    unit = unit if unit and exists(unit, looked.trace) else None
    if unit is None and stages:
        axes = stages[-1].axes
        row, column = (a.field.nearest(p, a.units) for a, p in zip(axes, pixel, strict=True))
        unit = (len(stages), row, column)
    lock = look.lock if look.lock and exists(look.lock, looked.trace) else None
    return replace(look, unit=unit or (0, 0, 0), pixel=pixel, lock=lock)


def of_last(unit: Unit | None, looked: FieldResult) -> Unit | None:
    """The unit, where layer 0 stands for the last one."""
    return (len(looked.trace.stages), *unit[1:]) if unit and unit[0] == 0 else unit


def _missing(look: ViewState, looked: FieldResult) -> list[links.Fault]:
    """What a link asks for that this network or photo does not have, and what is shown instead."""
    shown = placed(look, looked)
    look = replace(look, unit=of_last(look.unit, looked))
    asked = ((name, getattr(look, name), getattr(shown, name)) for name in ("unit", "pixel"))
    faults = [
        links.fault(ViewState, name, now, BEYOND) for name, was, now in asked if was and was != now
    ]
    if look.lock and not shown.lock:
        faults.append(links.Fault("a second unit", BEYOND, "one unit alone"))
    return faults
