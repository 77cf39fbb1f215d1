"""The filter bank page: its stages as rows of maps, and the chooser of its kernels."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from cnnviz import kernels as all_kernels
from cnnviz.files import code
from cnnviz.files.images import Picture
from cnnviz.kernels import BANK, Kernel, short_title
from cnnviz.lessons.filter_bank import payload_round
from cnnviz.lessons.filter_bank import trace as many_kernels
from cnnviz.lessons.filter_bank.controls_events import on_event
from cnnviz.lessons.filter_bank.controls_wall import (
    Trace,
    all_maps,
    branch_key,
    gallery,
    kernel_of,
)
from cnnviz.lessons.filter_bank.round import Asked, Question, draw
from cnnviz.lessons.filter_bank.settings import BANK as LINKS
from cnnviz.lessons.filter_bank.settings import EXAMPLES, SETS, FilterBank
from cnnviz.lessons.filter_bank.trace import LARGEST_BANK, FilterBankTrace
from cnnviz.player.source import Source, grid
from cnnviz.player.window import payload
from cnnviz.player.window.layer import layer
from cnnviz.settings import Step, from_link, nearest, note, to_link
from cnnviz.traces import MaxPoolTrace
from cnnviz.ui import controls, intake, mine, player, widgets
from cnnviz.ui.caching import RESULTS, digest
from cnnviz.ui.intake import Prepared
from cnnviz.ui.state import PageState
from cnnviz.ui.window import start

Links = tuple[str, ...]
WIDTH = 474


def compute(settings: FilterBank, uploaded: Picture | None) -> tuple[Prepared, FilterBankTrace]:
    """The picture and every stage of the bank; raises ``ValueError`` as above."""
    picture = intake.prepare(settings.picture, settings.side, "grey", uploaded)
    # Which map is looked at, and what a kernel was before, change nothing in any of them.
    key = (replace(settings, shown="convolved-0", origins=()), picture.digest)
    return picture, RESULTS.get(key, lambda: _run_bank(settings, picture))


def _run_bank(settings: FilterBank, picture: Prepared) -> FilterBankTrace:
    return many_kernels.trace(
        picture.x,
        settings.build_bank(),
        stride=settings.stride,
        padding=settings.padding,
        padding_mode=settings.padding_mode,
        activation=settings.activation,
        pool=settings.pool or None,
        second=settings.build_second(),
        keep=lambda place, make: RESULTS.get(branch_key(settings, picture, place), make),
    )


def show(
    visit: PageState[FilterBank], picture: Prepared, bank: FilterBankTrace
) -> tuple[Trace, Kernel]:
    """Every stage as a row of maps, and the chosen map with its numbers; returns what it is of."""
    maps = all_maps(visit.settings, bank)
    asked = asked_round(visit)
    # The round is about the picture itself, and not about the maps of a later stage.
    key = "convolved-0" if asked.round else _present(visit.settings.shown, maps)
    trace = maps[key]
    kernel = kernel_of(visit.settings, key)
    common: dict[str, Any] = {
        "source": _source(picture, trace, key),
        "link": to_link(visit.settings),
        "start": started(visit.start, trace),
        "gallery": gallery(visit.settings, picture, bank, key),
        "beside": payload_round.encode(asked, _questions(asked, picture)),
    }
    if isinstance(trace, MaxPoolTrace):
        data = payload.max_pooling(trace, **common)
    else:
        numpy = code.numpy_step_template(kernel, **layer(trace))
        data = payload.convolution(trace, kernel=kernel, numpy=numpy, fixed_bias=True, **common)
    player.play(visit, data, lambda event: on_event(visit, chosen(visit), event))
    return trace, kernel


def asked_round(visit: PageState[FilterBank]) -> Asked:
    """The round that is on; at first as the address says."""
    if visit.view is None:
        visit.view, faults = from_link(Asked, st.query_params.to_dict())
        visit.message = visit.message or note(faults)
    asked: Asked = visit.view
    return asked


def _questions(asked: Asked, picture: Prepared) -> tuple[Question, ...]:
    if not asked.round:
        return ()
    return RESULTS.get(("round", asked, picture.digest), lambda: draw(asked.round, picture.x))


def _present(key: str, maps: Mapping[str, Trace]) -> str:
    """The key, or where its stage is switched off the first stage of the same kernel."""
    first = f"convolved-{key.partition('-')[2]}"
    return next((k for k in (key, first) if k in maps), "convolved-0")


def started(pinned: Step | None, trace: Trace) -> Step:
    """The step of the link, or where the map answers most: there its kernel has found something.

    Padding is not searched: the border of a photo would often answer most.
    """
    step = start(pinned, trace.y) or Step()
    if step.at is not None:
        return step
    strength = np.abs(np.nan_to_num(trace.y[0]))
    rows, columns = (
        window.input_indices(n).min(axis=1) >= 0
        for window, n in zip(trace.windows, trace.x.shape[1:], strict=True)
    )
    inside = rows[:, None] & columns
    searched = np.where(inside, strength, -1) if inside.any() else strength
    row, column = np.unravel_index(int(searched.argmax()), strength.shape)
    return replace(step, at=(int(row), int(column)))


def _source(picture: Prepared, trace: Trace, key: str) -> Source:
    """What the map was made of: the picture, or the maps of the stage before."""
    if key.startswith(("convolved", "activated")):
        return picture.source
    about = "The maps of the first layer" if key == "second" else "The map before pooling"
    return grid(about, trace.x, digest(trace.x))


def chosen(visit: PageState[FilterBank]) -> Links:
    """The kernels as they were last chosen, before any edit; the second layer's comes last."""
    settings = visit.settings
    links: Links = visit.kept.setdefault("bank", (*settings.bank, settings.second))
    told = settings.told_origins()
    return tuple(one or other for one, other in zip(told, links, strict=False))


def choose(visit: PageState[FilterBank], **changes: Any) -> None:
    """Take other kernels or a whole example, and what of the rest goes with them."""
    visit.apply_nearest(
        replace(visit.settings, **{"shown": "convolved-0", "origins": (), **changes})
    )
    visit.kept["bank"] = (*visit.settings.bank, visit.settings.second)


def examples(visit: PageState[FilterBank]) -> None:
    """The examples, each one click away; none is marked once something else is set."""
    now = next((name for name, example in EXAMPLES.items() if _is(visit, example)), None)
    key = widgets.sync(f"{visit.page}-example", now)
    st.segmented_control(
        "Example",
        list(EXAMPLES),
        key=key,
        on_change=widgets.answer(
            key, lambda: _open(visit, st.session_state[key]), options=EXAMPLES
        ),
    )


def _is(visit: PageState[FilterBank], example: Mapping[str, object]) -> bool:
    """Whether this is the example, whichever of its maps is looked at."""
    parts = {name: value for name, value in example.items() if name != "shown"}
    return all(getattr(visit.settings, name) == value for name, value in parts.items())


def _open(visit: PageState[FilterBank], name: str) -> None:
    choose(visit, **EXAMPLES[name])


def chooser(visit: PageState[FilterBank]) -> None:
    """Which kernels the bank holds: one by one, or a whole set."""
    with controls.panel("Kernels", f"{visit.page}-kernels", WIDTH) as opened:
        if not opened:
            return
        controls.repeat(visit.message)
        with st.container(horizontal=True):
            for title, links in SETS.items():
                st.button(title, on_click=choose, args=(visit,), kwargs={"bank": links})
        mine.row(
            LINKS,
            visit.settings.bank,
            lambda links: (", ".join(map(_short, links)), None),
            lambda links: choose(visit, bank=links),
        )
        known = [all_kernels.to_link(family.build()) for family in BANK]
        key = widgets.sync(f"{visit.page}-bank", list(visit.settings.bank))
        st.multiselect(
            f"The bank, up to {LARGEST_BANK} kernels",
            list(dict.fromkeys([*known, *visit.settings.bank])),
            format_func=lambda link: all_kernels.from_link(link).title,
            max_selections=LARGEST_BANK,
            key=key,
            on_change=widgets.answer(key, lambda: _set_bank(visit, tuple(st.session_state[key]))),
        )


def _short(link: str) -> str:
    return short_title(all_kernels.from_link(link))


def _set_bank(visit: PageState[FilterBank], links: Links) -> None:
    if links:
        choose(visit, bank=links)
    else:
        visit.change(bank=links)  # says how many it takes


def second(visit: PageState[FilterBank]) -> None:
    """What reads all maps of the first layer at once."""
    settings, count = visit.settings, len(visit.settings.bank)
    options = {"": "None", "cross": "Cross", f"random-c{count}": "Random"}
    if count != 2:
        del options["cross"]
    if settings.second not in options:
        options[settings.second] = "Edited"
    key = widgets.sync(f"{visit.page}-second", settings.second)
    controls.choice(key, "Second layer", options, lambda: _set_second(visit, st.session_state[key]))


def _set_second(visit: PageState[FilterBank], link: str | None) -> None:
    """Look at once at what the second layer makes, and without one at the first map."""
    first = chosen(visit)[:-1]
    link = nearest(FilterBank, "second", link)
    origins = (*visit.settings.told_origins()[:-1], "")
    shown = "second" if link else "convolved-0"
    if visit.change(second=link, shown=shown, origins=origins if any(origins) else ()):
        visit.kept["bank"] = (*first, link)
