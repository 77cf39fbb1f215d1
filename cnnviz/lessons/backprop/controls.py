"""The controls of the backprop page: one row, and a panel for what is set less often."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.files.trained import TRAINED
from cnnviz.kernels.cells import compact
from cnnviz.lessons.backprop import controls_first, mistakes
from cnnviz.lessons.backprop.controls_show import Lesson
from cnnviz.lessons.backprop.settings import CHAIN_SIDES, LOSSES, NETWORKS, Backprop
from cnnviz.lessons.backprop.settings_classes import OWN
from cnnviz.settings import DIGITS, GRIDS, PHOTOS, TITLES, nearest
from cnnviz.settings.model import samples
from cnnviz.settings.values import Codec
from cnnviz.ui import controls, handover, intake, models, pictures, reading, thumbnails, widgets
from cnnviz.ui.handover import Given
from cnnviz.ui.intake import Prepared
from cnnviz.ui.literal import literal
from cnnviz.ui.state import PageState

SIZES = {True: ("too small", "right", "too large"), False: ("small", "medium", "large")}
LONGEST = 100  # characters of a number
MOST_SIDE_BY_SIDE = 10  # classes
KEPT = ("picture", "side", "classes", "photos")  # where another network is chosen
TRAINED_HERE = {name: TRAINED[name].title for name in ("digits", "clothes")}
NEVER_RISES = ". No step size was found with which the loss rises."


def network(visit: PageState[Backprop]) -> None:
    """Which network; it comes with its own weights, truth, loss and step size."""
    settings = visit.settings
    titles = NETWORKS | TRAINED_HERE
    if settings.model:
        titles = titles | {settings.model: models.title(settings.model)}
    key = widgets.sync(f"{visit.page}-network", settings.model or settings.network)
    st.selectbox(
        "Network",
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        on_change=widgets.answer(key, lambda: _open(visit, st.session_state[key]), options=titles),
        label_visibility="collapsed",
        width=300,
    )


def _open(visit: PageState[Backprop], name: str | None) -> None:
    now = visit.settings
    if name in NETWORKS:
        fields = ("side", "classes", "photos") if now.model else KEPT
        kept = {field: getattr(now, field) for field in fields}
        visit.apply_nearest(Backprop(nearest(Backprop, "network", name), **kept))
    elif name in TRAINED_HERE:
        visit.apply_nearest(Backprop(model=name, side=now.side))


def picture(visit: PageState[Backprop], shown: Prepared) -> None:
    """The network's own picture, digits, drawn grids, numbers to type, and photos."""
    with controls.panel("Picture", f"{visit.page}-pictures", pictures.WIDTH) as opened:
        if not opened:
            return
        if visit.settings.model:
            _seen_by_a_model(visit)
            return
        small = _kind(visit)
        pictures.tiles(visit, _offered(visit, small), own=not small)
        controls.repeat(visit.message)
        if small:
            pictures.made(visit)
        if small and visit.settings.small:
            pictures.typed(visit, shown)
        elif not small:
            pictures.own(visit, CHAIN_SIDES, shown.notes)


def back(visit: PageState[Backprop]) -> None:
    """The way to the network page, for a model that it can show."""
    if visit.settings.model:
        st.button("Open in Network", on_click=_go_back, args=(visit,), key="to-network")


def _go_back(visit: PageState[Backprop]) -> None:
    now = visit.settings
    handover.to_network(Given(now.model, now.recipe, now.names), now.shown, {})


def _seen_by_a_model(visit: PageState[Backprop]) -> None:
    """The pictures that suit a model that was handed over, and one's own."""
    titles = {name: pictures.titled(name) for name in samples(visit.settings.model)}
    pictures.tiles(visit, titles, own=True, now=visit.settings.shown)
    controls.repeat(visit.message)


def _offered(visit: PageState[Backprop], small: bool) -> dict[str, str]:
    """Names and titles of the pictures that the network can read."""
    if not small:
        return {name: TITLES[name] for name in PHOTOS}
    own = visit.settings.build_own()
    st.html(f"<style>{thumbnails.style(OWN, own[0])}</style>")
    on_a_line = own.shape[1] == 1
    fitting = [name for name in (*DIGITS, *GRIDS) if _is_line(name) == on_a_line]
    return {OWN: "The network's own"} | {name: TITLES[name] for name in fitting}


def _is_line(name: str) -> bool:
    """Whether a small picture is a single row of numbers."""
    grid = intake.sample(name)
    return isinstance(grid, np.ndarray) and len(grid) == 1


def _kind(visit: PageState[Backprop]) -> bool:
    """Whether small numbers or photos are offered; which of them is shown does not change yet."""
    key = f"{visit.page}-kind"
    if visit.settings.network == "line":
        return True  # a photo has rows, and this network reads only one
    st.segmented_control(
        "Picture",
        [True, False],
        default=visit.settings.small,
        required=True,
        format_func={True: "Small numbers", False: "Photo"}.__getitem__,
        key=key,
        label_visibility="collapsed",
    )
    return bool(st.session_state[key])


def truth(visit: PageState[Backprop], lesson: Lesson) -> None:
    """The class that would be right, or the output that is wanted; a class's own photo has one."""
    if visit.settings.place >= 0:
        return
    names, target = lesson.start.classes, lesson.trace.target
    if len(names) == 1:
        _amount(visit, "target", "Wanted", float(target[0]))
        return
    now = int(target) if target.ndim == 0 else int(target.argmax())
    if len(names) > MOST_SIDE_BY_SIDE:
        _truth_of_many(visit, names, now)
        return
    options = {float(k): literal(name) for k, name in enumerate(names)}
    _segments(visit, "target", "Truth", options, now)


def _truth_of_many(visit: PageState[Backprop], names: Sequence[str], now: int) -> None:
    key = widgets.sync(f"{visit.page}-target-of-many", now)
    st.selectbox(
        "Truth",
        range(len(names)),
        format_func=names.__getitem__,
        key=key,
        on_change=widgets.answer(
            key, lambda: _set(visit, "target", st.session_state[key]), options=range(len(names))
        ),
        width=220,
    )


def rate(visit: PageState[Backprop], lesson: Lesson) -> None:
    """How far a step goes; a size is called too large where it was seen to raise the loss."""
    steps, now = lesson.steps, lesson.trace.rate
    options = dict(zip(steps.rates, SIZES[steps.overshoots], strict=True))
    about = _explained(options) + ("." if steps.overshoots else NEVER_RISES)
    _segments(visit, "rate", "Step size η", options, now if now in options else None, about)


def let_it_fail(visit: PageState[Backprop], lesson: Lesson) -> None:
    """What is made wrong on purpose on the way back."""
    with controls.panel("Let it fail", f"{visit.page}-fail", 340) as opened:
        if not opened:
            return
        controls.repeat(visit.message)
        st.caption("Make backprop wrong on purpose, and see which numbers the check finds.")
        options = mistakes.possible(lesson.trace.network)
        key = widgets.sync(f"{visit.page}-mistake", visit.settings.mistake)
        st.radio(
            "Wrong on purpose",
            list(options),
            format_func=lambda name: capitalised(options.get(name, "")),
            key=key,
            on_change=widgets.answer(key, _fail, visit, key, options=options),
            label_visibility="collapsed",
        )


def _fail(visit: PageState[Backprop], key: str) -> None:
    visit.change(mistake=nearest(Backprop, "mistake", st.session_state[key] or ""))


def capitalised(text: str) -> str:
    """The text as a sentence begins; `str.capitalize` would make ReLU small."""
    return text[:1].upper() + text[1:]


def more(visit: PageState[Backprop], lesson: Lesson) -> None:
    """The loss, any step size, and the way back to the weights that the network came with."""
    with controls.panel("More", f"{visit.page}-more", 320) as opened:
        if not opened:
            return
        controls.repeat(visit.message)
        controls_first.first_convolution(visit)
        controls.select(visit, "loss", "Loss", LOSSES)
        _amount(visit, "rate", "Step size η", lesson.trace.rate)
        st.button(
            "Weights as the network comes",
            disabled=not visit.settings.weights,
            on_click=_restore,
            args=(visit,),
        )


def _codec(name: str) -> Codec[Any]:
    codec: Codec[Any] = Backprop.__dataclass_fields__[name].metadata["codec"]
    return codec


def _restore(visit: PageState[Backprop]) -> None:
    visit.change(weights="")


def _segments(
    visit: PageState[Backprop],
    field: str,
    label: str,
    options: Mapping[float, str],
    now: float | None,
    about: str | None = None,
) -> None:
    key = widgets.sync(f"{visit.page}-{field}", now)
    st.segmented_control(
        label,
        list(options),
        format_func=lambda value: options.get(value, ""),
        key=key,
        on_change=widgets.answer(
            key, lambda: _set(visit, field, st.session_state[key]), options=options
        ),
        help=about,
    )


def _explained(options: Mapping[float, str]) -> str:
    """What the words for step sizes stand for."""
    return ", ".join(f"{words}: {compact(value)}" for value, words in options.items())


def _amount(visit: PageState[Backprop], field: str, label: str, now: float) -> None:
    """A number of any size, typed."""
    key = widgets.sync(f"{visit.page}-{field}-typed", compact(now))
    st.text_input(
        label,
        key=key,
        max_chars=reading.room(LONGEST),
        on_change=widgets.answer(key, lambda: _type(visit, field, st.session_state[key])),
    )


def _type(visit: PageState[Backprop], field: str, text: str) -> None:
    try:
        value, reason = _codec(field).read(reading.within(text, LONGEST))
    except ValueError:
        visit.message = "Write a number such as 0.01 or 1e-3."
        return
    if visit.change(**{field: value}) and reason:
        visit.message = f"That is out of range; {compact(value)} is used."


def _set(visit: PageState[Backprop], field: str, value: Any) -> None:
    visit.change(**{field: nearest(Backprop, field, float(value))})
