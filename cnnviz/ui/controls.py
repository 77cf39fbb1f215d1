"""Typed controls: each shows one field of the settings and changes it, or says why it can't."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, TypeGuard, TypeVar

import streamlit as st

from cnnviz import settings as links
from cnnviz.settings import ACTIVATIONS, LARGEST_DILATION, LARGEST_PADDING, LARGEST_STRIDE, PADDINGS
from cnnviz.settings.values import AROUND, Codec, Sides
from cnnviz.ui import widgets
from cnnviz.ui.state import PageState

T = TypeVar("T")
AMOUNTS = range(LARGEST_PADDING + 1)
SIDE = 151  # px
EACH = {False: "All sides", True: "Each side"}
HOLDS = "What the padding holds"


def stepper(visit: PageState[Any], field: str, label: str, options: Sequence[int]) -> None:
    """A whole number with − and +; one beyond what fits is refused in a sentence."""
    value = int(getattr(visit.settings, field))
    key = _shown(visit, field, float(value), "step")
    _number(visit, field, label, key, [*options, value])


def steppers(visit: PageState[Any], *names: str) -> None:
    """A stepper for each whole number of the settings, called and bounded as their table says."""
    for name in names:
        metadata = type(visit.settings).__dataclass_fields__[name].metadata
        stepper(visit, name, metadata["noun"].capitalize(), metadata["codec"].options)


def stride(visit: PageState[Any]) -> None:
    """How far the window moves from one output to the next."""
    stepper(visit, "stride", "Stride", range(1, LARGEST_STRIDE + 1))


def segmented(visit: PageState[Any], field: str, label: str, options: Mapping[Any, str]) -> None:
    """A few options side by side."""
    key = _shown(visit, field, getattr(visit.settings, field), "segments")
    choice(key, label, options, lambda: _changed(visit, field, key))


def choice(key: str, label: str, options: Mapping[Any, str], act: Callable[[], None]) -> None:
    """Options side by side, one of them always chosen; ``act`` is called once another is."""
    st.segmented_control(
        label,
        list(options),
        required=True,
        format_func=options.__getitem__,
        key=key,
        on_change=widgets.answer(key, act, options=options),
    )


def select(visit: PageState[Any], field: str, label: str, options: Mapping[Any, str]) -> None:
    """One of several options, in a list."""
    key = _shown(visit, field, getattr(visit.settings, field), "list")
    st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        on_change=widgets.answer(key, _changed, visit, field, key, options=options),
    )


def _number(
    visit: PageState[Any], field: str, label: str, key: str, options: Sequence[int]
) -> None:
    _field(label, key, partial(_stepped, visit, field, key, min(options), max(options)))


def _field(label: str, key: str, act: Callable[[], object], **more: Any) -> None:
    # Without bounds and without a value of its own: a browser keeps what lies beyond the bounds
    # to itself and goes on showing it, and turns an empty field into the smallest number. Where
    # only whole numbers could be typed, it would turn 2.7 into 2.
    more["on_change"] = widgets.answer(key, act)
    st.number_input(label, value=None, step=1.0, format="%g", key=key, **more)


def _stepped(visit: PageState[Any], field: str, key: str, smallest: int, largest: int) -> None:
    value = st.session_state[key]
    if _is_whole(value) and smallest <= value <= largest:
        visit.change(**{field: int(value)})
    else:
        visit.message = _limits(field.capitalize(), value, (smallest, largest))


def _limits(name: str, value: float | None, options: Iterable[int]) -> str:
    """What a number can be that was not taken."""
    whole = "" if value is None or _is_whole(value) else "a whole number, "
    return f"{name} can be {whole}{_span(options)} here."


def _is_whole(value: float | None) -> TypeGuard[float]:
    return value is not None and float(value).is_integer()


def _span(options: Iterable[int]) -> str:
    smallest, largest = min(options), max(options)
    return f"{smallest} to {largest}" if smallest < largest else f"only {smallest}"


def _shown(visit: PageState[Any], field: str, value: Any, widget: str) -> str:
    return widgets.sync(f"{visit.page}-{field}-{widget}", value)


def _written(visit: PageState[Any], field: str) -> Callable[[Any], str]:
    """How a field's values stand in a link."""
    codec: Codec[Any] = type(visit.settings).__dataclass_fields__[field].metadata["codec"]
    return codec.write


def _changed(visit: PageState[Any], field: str, key: str) -> None:
    """Take over what the widget says; a browser may say anything, so the table reads it."""
    value = st.session_state[key]
    visit.change(**{field: links.nearest(type(visit.settings), field, value)})


def padding(visit: PageState[Any], shape: tuple[int, ...]) -> None:
    """The padding's amount; what a rule or the largest side comes to, until it is stepped."""
    chosen, windows = visit.settings.padding, visit.settings.windows(*shape)
    each = isinstance(chosen, tuple)
    amount = max(windows[0].pad + windows[1].pad) if each else windows[0].pad[0]
    key = _shown(visit, "padding", float(amount), "step")
    name = "up to" if each else chosen if isinstance(chosen, str) else ""
    label = f"Padding, {name}" if name else "Padding"
    fits = fitting(visit, "padding", AMOUNTS, shape)
    _number(visit, "padding", label, key, [*fits, amount])


def padding_rule(visit: PageState[Any], shape: tuple[int, ...]) -> None:
    """Padding by its amount, by a name that says what it is for, or side by side."""
    write = _written(visit, "padding")
    rows, columns = (_within(window.pad) for window in visit.settings.windows(*shape))
    options = {write(rows[0]): "Amount", **PADDINGS, write((rows, columns)): "Sides"}
    key = _shown(visit, "padding", write(visit.settings.padding), "segments")
    choice(key, "Padding", options, lambda: _changed(visit, "padding", key))
    if isinstance(visit.settings.padding, tuple):
        sides(
            visit,
            visit.settings.padding,
            LARGEST_PADDING,
            lambda padding: bool(fitting(visit, "padding", [padding], shape)),
            lambda padding: visit.change(padding=padding),
        )


def _within(pad: tuple[int, int]) -> tuple[int, int]:
    before, after = (min(amount, LARGEST_PADDING) for amount in pad)
    return before, after


def sides(
    visit: PageState[Any],
    now: Sides,
    most: int,
    fits: Callable[[Sides], bool],
    act: Callable[[Sides], object],
) -> None:
    """An amount up to ``most`` for each of the four sides, of those that fit."""
    with st.container(horizontal=True, key=f"{visit.page}-sides"):
        for place, side in enumerate(AROUND):
            amount = now[place // 2][place % 2]
            every = {n: _with_side(now, place, n) for n in range(most + 1)}
            options = {n: padding for n, padding in every.items() if n == amount or fits(padding)}
            key = _shown(visit, f"padding-{side}", float(amount), "step")
            take = partial(_side_stepped, visit, key, side, options, act)
            _field(side.capitalize(), key, take, width=SIDE)


def each_side(
    visit: PageState[Any],
    now: int | Sides,
    apart: Sides,
    most: int,
    act: Callable[[int | Sides], object],
) -> None:
    """Padding ``now``, which is ``apart`` side by side: one amount for all sides, or each."""
    each = isinstance(now, tuple)
    key = widgets.sync(f"{visit.page}-each", each)
    by_choice: dict[bool, int | Sides] = {False: max(map(max, apart)), True: apart}

    def take() -> None:
        act(by_choice[st.session_state[key]])

    choice(key, "Padding on", EACH, take)
    if each:
        sides(visit, apart, most, lambda _: True, act)


def _with_side(padding: Sides, place: int, amount: int) -> Sides:
    flat = [*padding[0], *padding[1]]
    flat[place] = amount
    return (flat[0], flat[1]), (flat[2], flat[3])


def _side_stepped(
    visit: PageState[Any],
    key: str,
    side: str,
    options: Mapping[int, Sides],
    act: Callable[[Sides], object],
) -> None:
    value = st.session_state[key]
    if value in options:
        act(options[value])
    else:
        visit.message = _limits(f"Padding {side}", value, options)


def fitting(
    visit: PageState[Any], field: str, options: Iterable[T], shape: tuple[int, ...]
) -> list[T]:
    """Those options for a field with which the window fits the picture."""
    return [
        option
        for option in options
        if not replace(visit.settings, **{field: option}).misfit(*shape)
    ]


def activation(visit: PageState[Any]) -> None:
    """None, ReLU, and a third if another one was chosen under "More"."""
    chosen = visit.settings.activation
    names = dict.fromkeys(("none", "relu", chosen))
    segmented(visit, "activation", "Activation", {name: ACTIVATIONS[name] for name in names})


def dilation(visit: PageState[Any], shape: tuple[int, ...]) -> None:
    """How far apart the taps lie, as far as the window fits."""
    fits = fitting(visit, "dilation", range(1, LARGEST_DILATION + 1), shape)
    stepper(visit, "dilation", "Dilation", fits)


@contextmanager
def panel(
    label: str, key: str, width: int, turned: Callable[[], None] | None = None
) -> Iterator[bool]:
    """A button that opens a panel; the panel is filled only while it is open.

    ``turned`` is called when it opens or closes, before the page runs.
    """
    popover = st.popover(label, key=widgets.hold(key), on_change=turned or "rerun")
    with popover, st.container(width=width):
        yield bool(popover.open)


def repeat(message: str) -> None:
    """The page's sentence once more, where a panel hides it."""
    with st.container():  # there with and without a sentence: what follows keeps its place
        if message:
            st.text(message)
