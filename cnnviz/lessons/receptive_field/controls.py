"""The controls of the receptive-field page, and what its player asks for."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from cnnviz import kernels
from cnnviz.analysis import effective_field as effective
from cnnviz.kernels import BANK
from cnnviz.lessons.receptive_field import controls_maps
from cnnviz.lessons.receptive_field.settings import (
    PRESET_SIDES,
    PRESETS,
    STACK,
    TRAINED,
    WEIGHTS,
    ReceptiveField,
    Unit,
    ViewState,
    named,
)
from cnnviz.networks.catalogue.notation import KINDS, MOST_LAYERS, Sliding, Stack
from cnnviz.settings import PHOTO, PHOTOS, UPLOAD
from cnnviz.ui import controls, mine, models, player, widgets
from cnnviz.ui.literal import literal
from cnnviz.ui.state import PageState

Page = PageState[ReceptiveField]
SMALL = ("two-3x3", "one-5x5", "dilated", "lenet-5")
PUBLISHED = tuple(name for name in PRESETS if name not in SMALL)
ABOUT = {
    TRAINED: "The weights that the network came with.",
    "equal": "Each layer averages its window: a pixel counts by the number of ways it can take.",
    "kernel": "One kernel in every convolution, at the layer's size.",
    "random": f"Drawn by chance, {effective.MAPS} maps a layer, no ReLU.",
    "he": f"Drawn as He et al. start training, {effective.MAPS} maps a layer, each with a ReLU.",
}


def presets(visit: Page) -> None:
    """The small stacks side by side, the published networks one click further."""
    model = visit.settings.model
    stack = "" if model else visit.settings.stack
    key = widgets.sync(f"{visit.page}-preset", stack if stack in SMALL else None)
    st.segmented_control(
        "Stack",
        SMALL,
        format_func=PRESETS.__getitem__,
        key=key,
        on_change=widgets.answer(key, lambda: _choose(visit, st.session_state[key]), options=SMALL),
    )
    title = PRESETS[stack] if stack in PUBLISHED else "Networks"
    title = literal(models.title(model)) if model else title
    with controls.panel(title, f"{visit.page}-networks", 250) as opened:
        if not opened:
            return
        for name in PUBLISHED:
            st.button(
                PRESETS[name],
                on_click=_choose,
                args=(visit, name),
                key=f"{visit.page}-stack-{name}",
                type="primary" if name == stack else "secondary",
            )
        mine.row(STACK, stack, lambda text: (text, None), lambda text: _mine(visit, text))
        st.caption(
            "Each on a photo of fitting size. “Stride last” shrinks its maps in the last block of "
            "a group, not in the next group's first."
        )


def _mine(visit: Page, stack: str) -> None:
    if visit.try_settings(_of_stack(visit.settings, stack=stack)):
        _open_anew(visit)


def _of_stack(settings: ReceptiveField, **changes: Any) -> ReceptiveField:
    """The settings for a stack, without a network that was handed over."""
    if settings.model:
        weights = "equal" if settings.weights == TRAINED else settings.weights
        picture = settings.picture if settings.picture in (UPLOAD, *PHOTOS) else PHOTO
        changes |= {"model": "", "until": 0, "recipe": 0, "weights": weights, "picture": picture}
    return replace(settings, **changes)


def _choose(visit: Page, stack: str) -> None:
    visit.apply_nearest(_of_stack(visit.settings, stack=stack, side=PRESET_SIDES[stack]))
    _open_anew(visit)


def _open_anew(visit: Page) -> None:
    visit.counts["fresh"] += 1
    visit.view = ViewState()
    visit.kept.pop("effective", None)


def weights(visit: Page) -> None:
    """What fills the filters, where maps and gradients are shown."""
    scheme = visit.settings.weights
    # The label stays the same: a panel with another label is another panel, and closed.
    with controls.panel("Weights", f"{visit.page}-weights", 430) as opened:
        if not opened:
            return
        options = {TRAINED: "As trained"} | WEIGHTS if visit.settings.model else WEIGHTS
        controls.segmented(visit, "weights", "Weights of every convolution", options)
        st.caption(ABOUT[scheme])
        if scheme == "kernel":
            controls.select(visit, "kernel", "Kernel", _kernels(visit))
        elif scheme in ("random", "he"):
            st.button("Draw again", on_click=_draw, args=(visit,))


def _kernels(visit: Page) -> dict[str, str]:
    """The kernels to choose from: the bank's, the link's, and the one made on the first page."""
    links = [*(kernels.to_link(family.build()) for family in BANK), visit.settings.kernel]
    titles = {link: kernels.from_link(link).title for link in links}
    convolution = st.session_state.get("convolution")
    if isinstance(convolution, PageState):
        made = convolution.settings.build_kernel()
        if made.channels == 1:
            titles[convolution.settings.kernel] = f"{made.title}, as on the convolution page"
    return titles


def _draw(visit: Page) -> None:
    visit.change(seed=(visit.settings.seed + 1) % 1000)


# ---- what the player asks for: it comes from a browser, so nothing in it is trusted


def on_event(visit: Page, event: Mapping[str, Any]) -> None:
    """Edit the stack, follow a unit's gradient or no longer; or look again at what comes yet."""
    visit.counts["serial"] += 1  # a refusal is an answer, too
    answers = {"stack": _edit, "effective": _follow, "halt": controls_maps.halts}
    player.by_kind(visit, event, answers)


def _edit(visit: Page, event: Mapping[str, Any]) -> None:
    stack = named(layers_of(event.get("layers")))
    visit.try_settings(_of_stack(visit.settings, stack=stack))


def _follow(visit: Page, event: Mapping[str, Any]) -> None:
    visit.kept.pop(controls_maps.HALTED, None)
    visit.kept[controls_maps.ASKED] = _unit_of(event.get("unit")), event.get("sure") is True


def layers_of(given: object) -> Stack:
    """The layers that an event lists, or a ``ValueError`` in one sentence."""
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_LAYERS:
        raise ValueError(f"A stack has 1 to {MOST_LAYERS} layers.")
    names = ("kernel_size", "stride", "dilation", "padding", "maps")
    stack = []
    for layer in given:
        if not isinstance(layer, dict) or layer.get("kind") not in tuple(KINDS):
            raise ValueError("A layer of a stack is a convolution, or a max or average pooling.")
        stack.append(Sliding(layer["kind"], **{name: _whole(layer.get(name)) for name in names}))
    return tuple(stack)


def _whole(value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if type(value) is int else -1  # which no setting of a layer can be


def _unit_of(given: object) -> Unit:
    if not isinstance(given, list) or len(given) != 3 or any(type(k) is not int for k in given):
        raise ValueError("There is no such unit.")
    layer, row, column = given
    return layer, row, column
