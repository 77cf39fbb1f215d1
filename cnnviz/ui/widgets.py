"""What a browser had seen of the controls when it said what stands in them.

Streamlit's browser sends what every widget shows with each request. One that is sent before the
answer to the last is drawn has the old values of widgets that the answer sets: they are not what
anybody chose. A number that no one sees, drawn last, comes with each request and tells them apart.
A value that the browser did not show before is a choice whatever it has seen: a busy server may
take seconds from a widget to the number.
"""

import time
from collections.abc import Callable, Container, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import user_key_from_element_id

KEY, TOLD = "seen", "told"  # of the widget, and in the session's state


@dataclass(frozen=True)
class Given:
    """What a widget was set to, the number of that run, and what it may show until that is seen."""

    number: int
    value: Any
    before: tuple[Any, ...] = ()

    @property
    def is_ahead(self) -> bool:
        """Whether the browser is known not to have seen it."""
        return bool(st.session_state.get(KEY, self.number) < self.number)


@dataclass
class Told:
    """What the browser was told: what each widget was set to; one that is gone, to nothing.

    ``number`` is the last one that a browser got, and higher than any of a session before;
    ``said`` are the widgets of which its last request speaks: those that it has drawn.
    """

    number: int = field(default_factory=lambda: time.time_ns() // 1_000_000)
    given: dict[str, Given] = field(default_factory=dict)
    drawn: set[str] = field(default_factory=set)
    said: Set[str] = frozenset()

    def was_cut(self, key: str) -> bool:
        """Whether the run that set a widget last did not come to its end.

        Streamlit sends once what a run sets, and takes it back where another begins before that.
        """
        given = self.given.get(key)
        return given is not None and given.number > self.number

    def may_have_lost(self, key: str) -> bool:
        """Whether the browser may never have got what a widget was set to.

        It drops that, too, where the next answer comes before it has drawn the widget, whose code
        may still be on its way; until then its requests do not speak of the widget.
        """
        return self.was_cut(key) or (key in self.given and key not in self.said)

    def give(self, key: str, value: Any) -> None:
        """A widget is set, or removed, in this run."""
        last = self.given.get(key)
        before: list[Any] = []
        if last and (last.is_ahead or self.may_have_lost(key)):
            before = [*last.before] if last.value in last.before else [*last.before, last.value]
        shown = st.session_state.get(key, value)
        if shown != value and shown not in before:
            before.append(shown)
        self.given[key] = Given(self.number + 1, value, tuple(before))


def _told() -> Told:
    if TOLD not in st.session_state:
        # A page may come from a server whose clock is ahead: what it has seen counts too.
        told = Told()
        told.number = max(told.number, st.session_state.get(KEY) or 0)
        st.session_state[TOLD] = told
    there: Told = st.session_state[TOLD]
    return there


def give(key: str, value: Any) -> str:
    """The key of a widget, which shows ``value`` from now on, whatever stands in the browser."""
    _told().give(key, value)
    st.session_state[key] = value
    return key


def tell(what: str) -> int:
    """A number for what the browser gets from this run on, until it has seen it.

    A run that begins takes back of the one before what is still to be sent: once is not enough.
    """
    _told().give(what, None)
    return _told().given[what].number


def is_seen(what: str) -> bool:
    """Whether the browser has seen the last that it was to be told of this."""
    given = _told().given.get(what)
    return given is None or (st.session_state.get(KEY) or 0) >= given.number


def sync(key: str, value: Any) -> str:
    """The key of a widget, once the widget shows ``value``.

    It is set only where it differs: setting it each time would undo a click that is on its way.
    """
    told = _told()
    told.drawn.add(key)
    differs = key not in st.session_state or st.session_state[key] != value
    if differs or told.may_have_lost(key) or _crossed(key):
        give(key, value)
    return key


def _crossed(key: str) -> bool:
    """Whether a choice was on its way here while the widget was set to something else there.

    The browser then shows that, and would say it from then on as if somebody had chosen it.
    """
    given = _told().given.get(key)
    if given is None or not given.before or st.session_state[key] == given.value:
        return False
    return given.is_ahead


def hold(key: str) -> str:
    """The key of a widget, which shows what it was given if the browser had not seen that."""
    told = _told()
    if is_old(key):
        st.session_state[key] = told.given[key].value
    elif told.was_cut(key):
        st.session_state[key] = st.session_state[key]  # it is sent again
    return key


def is_old(key: str) -> bool:
    """Whether what the browser says of a widget is from before it was set or removed."""
    given = _told().given.get(key)
    if given is None or not given.is_ahead:
        return False
    return st.session_state.get(key) in given.before


def answer(
    key: str, act: Callable[..., object], *args: Any, options: Container[Any] | None = None
) -> Callable[[], None]:
    """What is called when a widget changes: ``act``, if its person has seen what it showed.

    Of a choice, ``options`` are what it offers. Streamlit turns a label that is none of them, as
    one that was written anew since, into the label itself: nobody chose that. Nor does anything
    follow where a choice was taken back.
    """

    def answer() -> None:
        chosen = options is None or st.session_state[key] in options
        if chosen and not is_old(key):
            act(*args)

    return answer


def goes_in_history() -> bool:
    """Whether this run answers the browser's Back or Forward."""
    return getattr(get_script_run_ctx(), "is_history_navigation", False)


def _said() -> Set[str]:
    """The widgets of which this run's request speaks."""
    context = get_script_run_ctx()
    states = context.session_state.get_widget_states() if context else ()
    return {key for state in states if (key := user_key_from_element_id(state.id))}


@contextmanager
def run() -> Iterator[None]:
    """One run of all controls; at its end the browser gets the number of what it has seen."""
    told = _told()
    told.said = _said()
    before, told.drawn = told.drawn, set()
    yield
    for key in before - told.drawn:
        told.give(key, None)
    told.number = max([told.number, *(given.number for given in told.given.values())])
    st.session_state[KEY] = told.number
    with st.container(key="unseen"):
        st.number_input("Seen", value=None, step=1, key=KEY)
