"""The kernel chooser: the bank with its sizes and options, and kernels as text and files."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from cnnviz import kernels as bank
from cnnviz.figures.coloured import coloured
from cnnviz.files import names
from cnnviz.kernels import BANK, FAMILIES, MAX_SIDE, Family, Kernel
from cnnviz.kernels.text import MAX_TEXT
from cnnviz.settings.shared import KERNEL, made_from, titled
from cnnviz.tables import Reading
from cnnviz.ui import controls, downloads, mine, reading, widgets
from cnnviz.ui.state import PageState

SIDES, WIDTH = range(1, MAX_SIDE + 1), 380


def current(visit: PageState[Any]) -> Kernel:
    """The kernel with the title that people know it by."""
    return titled(visit.settings.build_kernel(), origin(visit))


def choose(visit: PageState[Any], kernel: Kernel) -> bool:
    """Take a kernel from the bank or from outside; "restore" comes back to it."""
    link = bank.to_link(kernel)
    taken = visit.change(kernel=link, **_made_from(visit, link, link))
    if taken:
        visit.kept["origin"] = kernel
    return taken


def edit(visit: PageState[Any], kernel: Kernel, **more: Any) -> bool:
    """Take what was made of the kernel here; "restore" comes back to the one before."""
    link = bank.to_link(kernel)
    since = _made_from(visit, link, bank.to_link(origin(visit)))
    return visit.change(kernel=link, **since, **more)


def _made_from(visit: PageState[Any], kernel: str, chosen: str) -> dict[str, str]:
    """For the pages whose kernel is edited where it stands."""
    return {"origin": made_from(kernel, chosen)} if hasattr(visit.settings, "origin") else {}


def origin(visit: PageState[Any]) -> Kernel:
    """The kernel that was last chosen, before any edit."""
    kernel: Kernel = visit.settings.build_kernel()
    told = getattr(visit.settings, "origin", "")
    if told and kernel.name == "custom":
        return bank.from_link(told)
    kernel = visit.kept.setdefault("origin", kernel)
    return kernel


def chooser(visit: PageState[Any]) -> None:
    """The bank with sizes and options, and kernels as text and files."""
    with controls.panel("Kernel", f"{visit.page}-kernels", WIDTH) as opened:
        if not opened:
            return
        controls.repeat(visit.message)
        mine.row(KERNEL, visit.settings.kernel, _tile, partial(_take, visit))
        kernel = visit.settings.build_kernel()
        family = FAMILIES.get(kernel.name)
        _family(visit, kernel)
        with st.container(horizontal=True):
            _side(visit, kernel, 0, family.heights if family else tuple(SIDES))
            _side(visit, kernel, 1, family.widths if family else tuple(SIDES))
            _options(visit, kernel, family)
        st.text(family.description if family else "Edited by hand.")
        if visit.settings.colour == "sum":
            _per_channel(visit, kernel)
        with st.expander("Paste, load or save"):
            _text(visit)
            _downloads(current(visit))
            reading.copies(bank.to_tabs(kernel), bank.to_numpy(kernel))


def _tile(text: str) -> mine.Tile:
    kernel = bank.from_link(text)
    return "{} × {}".format(*kernel.size), coloured(kernel.weight[0])


def _take(visit: PageState[Any], text: str) -> None:
    choose(visit, bank.from_link(text))


def _family(visit: PageState[Any], kernel: Kernel) -> None:
    names = [family.name for family in BANK]
    if kernel.name not in names:
        names = [kernel.name, *names]
    key = widgets.sync(f"{visit.page}-family", kernel.name)
    st.selectbox(
        "Kernel",
        names,
        format_func=lambda name: FAMILIES[name].title if name in FAMILIES else "Edited kernel",
        key=key,
        on_change=widgets.answer(key, lambda: _build(visit, st.session_state[key]), options=names),
    )


def _build(visit: PageState[Any], name: str | None) -> None:
    """The family in the present size if it has it, else in its usual one."""
    if name not in FAMILIES:
        return
    size = visit.settings.build_kernel().size
    family = FAMILIES[name]
    choose(visit, family.build(size if family.allows(size) else None))


def _side(visit: PageState[Any], kernel: Kernel, axis: int, sides: tuple[int, ...]) -> None:
    key = widgets.sync(f"{visit.page}-kernel-side-{axis}", kernel.size[axis])
    st.selectbox(
        ("Height", "Width")[axis],
        sides,
        key=key,
        on_change=widgets.answer(
            key, lambda: _resize(visit, axis, st.session_state[key]), options=sides
        ),
        width=96,
    )


def _resize(visit: PageState[Any], axis: int, side: int) -> None:
    """A bank kernel is built anew, an edited one cut or framed with zeros."""
    kernel = visit.settings.build_kernel()
    size = (side, kernel.size[1]) if axis == 0 else (kernel.size[0], side)
    family = FAMILIES.get(kernel.name)
    try:
        if family:
            choose(visit, family.build(size, **dict(kernel.options)))
        else:
            edit(visit, bank.resize(kernel, size))
    except ValueError as problem:
        visit.message = str(problem)


def _options(visit: PageState[Any], kernel: Kernel, family: Family | None) -> None:
    for option in family.options if family else ():
        if option.name == "channels":
            continue
        value = dict(kernel.options)[option.name]
        key = widgets.sync(f"{visit.page}-kernel-{option.name}", value)
        st.number_input(
            option.title,
            option.smallest,
            option.largest,
            step=15 if option.name == "angle" else 1,
            key=key,
            on_change=widgets.answer(key, _set_option, visit, option.name, key),
            width=130,
        )


def _set_option(visit: PageState[Any], name: str, key: str) -> None:
    kernel = visit.settings.build_kernel()
    options = dict(kernel.options)
    if name not in options:  # that kernel gave way to another one while this was on its way
        return
    options[name] = st.session_state[key]
    try:
        choose(visit, FAMILIES[kernel.name].build(kernel.size, **options))
    except ValueError as problem:
        visit.message = str(problem)


def _per_channel(visit: PageState[Any], kernel: Kernel) -> None:
    key = widgets.sync(f"{visit.page}-per-channel", kernel.channels > 1)
    st.toggle(
        "Weights of their own for red, green and blue",
        key=key,
        on_change=widgets.answer(key, lambda: _spread(visit, 3 if st.session_state[key] else 1)),
    )


def _spread(visit: PageState[Any], channels: int) -> None:
    kernel = visit.settings.build_kernel()
    first = kernel.weight[:1]
    edit(visit, replace(kernel, weight=np.repeat(first, channels, axis=0)))


def _text(visit: PageState[Any]) -> None:
    count = visit.counts["read"]
    pasted, uploaded = f"kernel-text-{count}", f"kernel-file-{count}"
    for key in (pasted, uploaded):
        reading.question(key, partial(_use, visit))
    st.text_area(
        "Paste weights: from a spreadsheet, NumPy, PyTorch, MATLAB …",
        key=pasted,
        height=110,
        max_chars=reading.room(MAX_TEXT),
        on_change=lambda: _read(visit, pasted, st.session_state[pasted]),
    )
    st.file_uploader(
        "Or bring a JSON or CSV file",
        ["json", "csv", "txt"],
        max_upload_size=1,
        key=uploaded,
        on_change=lambda: _read(
            visit, uploaded, getattr(st.session_state[uploaded], "getvalue", str)()
        ),
    )


def _read(visit: PageState[Any], key: str, text: str | bytes) -> None:
    if text:
        reading.take(visit, key, text, bank.read, partial(_use, visit))


def _use(visit: PageState[Any], found: Reading) -> None:
    """Take a kernel that was read; the widgets are new, and so keep no text and no file."""
    if choose(visit, bank.pasted(found)):
        visit.counts["read"] += 1


def _downloads(kernel: Kernel) -> None:
    with st.container(horizontal=True):
        for kind, write in (("JSON", bank.to_json), ("CSV", bank.to_csv)):
            text = write(kernel)
            file = names.safe("kernel", names.mark(text), ending=kind.lower())
            downloads.button(f"Save as {kind}", text, file)
