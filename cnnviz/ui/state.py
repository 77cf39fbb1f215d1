"""What one person has on one page: opened from the address, kept for the session."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import combinations
from pathlib import Path
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnnviz import settings as links
from cnnviz.files import lesson_file
from cnnviz.files.images import Picture
from cnnviz.files.lesson_file import Saved
from cnnviz.serving import refused
from cnnviz.settings import UPLOAD, Fault, Step
from cnnviz.ui import changes, memory, mine, photo, widgets
from cnnviz.ui.history import History, Moment, is_private

S = TypeVar("S")
Compute = Callable[[Any, Picture | None], Any]


@dataclass
class PageState(Generic[S]):
    """One page as one person sees it.

    ``message`` is one sentence for them: why something can't be had, or what a link could not open.
    ``uploaded`` is their own photo: it is here and nowhere else. ``kept`` is what the controls
    remember beside the settings; an undo brings it back with them. ``counts`` only ever go up.
    ``relaxed`` is what they had chosen for the fields that had to give way.

    ``table`` is what a view of this page can say, where no lesson reads it in a way of its own;
    ``view`` is where the player opens, as it was read from the address, and None until then;
    ``opening`` tells the player to open there again. ``gesture`` names what the person is just
    doing in the player. ``link`` is what the address says of the settings, ``before_photo`` what a
    photo that is cancelled on its way gives back, ``saved`` the lesson as a file, on its way to the
    browser, ``here`` the query of the player's address when it was last asked for, ``played`` the
    payload and the player of this run, until the fold of what is saved has taken it.
    """

    page: str
    settings: S
    compute: Compute
    message: str = ""
    start: Step | None = None
    uploaded: Picture | None = None
    kept: dict[str, Any] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    relaxed: dict[str, Any] = field(default_factory=dict)
    history: History = field(default_factory=History)
    table: type[Any] | None = None
    view: Any = None
    opening: int = 0
    gesture: int | None = None
    before_photo: tuple[Any, ...] | None = None
    saved: str = ""
    link: str = ""
    here: Mapping[str, str] = field(default_factory=dict)
    played: tuple[bytes, Path] | None = None

    def ask(self) -> None:
        """Ask the player where it stands; it says so before the next run."""
        self.counts["asked"] += 1

    @property
    def wanted(self) -> S:
        """The settings as the person chose them, before anything gave way."""
        return replace(self.settings, **self.relaxed)  # type: ignore[type-var]

    def result(self) -> Any:
        """What the page's computation gives for these settings."""
        return self.compute(self.settings, self.uploaded)

    def change(self, **changes: Any) -> bool:
        """Set these fields if that can be computed; otherwise say why not and keep all as it is."""
        moved = self.try_settings(self._carried(replace(self.settings, **changes)))  # type: ignore[type-var]
        if moved:
            self.relaxed = {k: v for k, v in self.relaxed.items() if k not in changes}
        return moved

    def try_settings(self, settings: S, uploaded: Picture | None = None) -> bool:
        """Go to other settings, and perhaps to an uploaded photo, under the same rule."""
        photo = uploaded or self.uploaded
        try:
            self.compute(settings, photo)
        except ValueError as problem:
            self.message = str(problem)
            return False
        before = self.now
        self.settings, self.uploaded, self.message, self.start = settings, photo, "", None
        if not before.same_as(self.now):
            self.history.note(before, self.gesture)
            mine.note(before.settings, settings, drawing=self.gesture is not None)
        return True

    @property
    def now(self) -> Moment:
        """What the page computes with, to come back to."""
        return Moment(self.settings, self.uploaded, dict(self.relaxed), dict(self.kept))

    def forget_private(self) -> None:
        """Leave nothing that no link carries beside the photo; an undo does not bring it back."""
        if links.private(self.settings):
            self.apply_nearest(self.wanted.forgotten())  # type: ignore[attr-defined]
        self.kept = {name: one for name, one in self.kept.items() if not is_private(one)}
        self.history.forget_private()

    def undo(self) -> None:
        """Take back the last change."""
        self._restore(self.history.undo(self.now), "There is nothing to undo.")

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._restore(self.history.redo(self.now), "There is nothing to redo.")

    def _restore(self, moment: Moment | None, otherwise: str) -> None:
        self.message = "" if moment else otherwise
        if moment and moment.told:
            moment = self._computable(moment)
        if moment:
            self.settings, self.uploaded = moment.settings, moment.uploaded
            self.relaxed, self.kept = dict(moment.relaxed), dict(moment.kept)
            self.start = None

    def _computable(self, moment: Moment) -> Moment:
        """A moment that a browser recalled, or the nearest that there is, with a note on it."""
        moment, note = changes.found(type(self.settings), moment)
        uploaded = moment.uploaded or self.uploaded
        settings, misfits = nearest(moment.settings, self.compute, uploaded)
        self.message = note or links.note(misfits)
        return Moment(settings, uploaded, {}, self.kept)

    def reopen(self, query: Mapping[str, str], *, anew: bool = False) -> None:
        """Go to an address that this page had before, or to any other link, step included.

        ``anew`` makes it a change of its own, also where it was here before.
        """
        page = type(self.settings)
        wanted, own = links.from_link(page, query)[0], query.get("picture") == UPLOAD

        def is_it(moment: Moment) -> bool:
            return moment.shows_photo == own and _as_linked(moment.settings) == wanted

        if not is_it(self.now):
            moment = None if anew else self.history.go(self.now, is_it)
            brought = photo.brought()
            if moment:
                self._restore(moment, "")
            elif own and brought:
                mine = replace(wanted, picture=UPLOAD)  # type: ignore[type-var]
                self._go_near(mine, brought.picture)
            else:
                keeping = None if anew else getattr(wanted, "keeping", None)
                self._go_near(keeping(self.settings) if keeping else wanted)
        self.start = links.from_link(Step, query)[0]
        # A fragment's run, which may be the next one, does not come by `visit`.
        self.view = links.from_link(self.table, query)[0] if self.table else None
        self.link = links.short(self.settings)
        self.opening += 1

    @property
    def stays(self) -> str:
        """What of this page no link can carry: a word for it, or nothing."""
        if kept := getattr(self.settings, "stays", ""):
            return str(kept)
        if links.private(self.settings):
            return "photos"
        if self.now.shows_photo:
            return "photo"
        return "" if links.fits(self.settings) else "numbers"

    def file(self, query: str) -> str:
        """This lesson as the text of a file, with the step that the address ``query`` says."""
        names = {line.name for line in fields(self.settings)}  # type: ignore[arg-type]
        parts = query.removeprefix("?").split("&")
        step = [part for part in parts if part.partition("=")[0] not in names]
        whole = "&".join(filter(None, (links.to_link(self.settings), *step)))
        own = self.uploaded if self.now.shows_photo else None
        return lesson_file.write(Saved(self.page, whole, own))

    def publish(self) -> None:
        """Let the address tell these settings: Back comes to what it told before.

        It is also what the browser sends after the connection was lost, when all else is gone.
        """
        link = links.short(self.settings)
        if link != self.link:
            self.link = link
            st.query_params.from_dict(links.parts(link))

    def apply_nearest(self, settings: S, uploaded: Picture | None = None) -> None:
        """Go to the nearest settings that can be computed, and say what had to give way."""
        self._go_near(self._carried(settings), uploaded)

    def _carried(self, settings: S) -> S:
        """Settings that somebody changed from those here, with all that a change must not touch."""
        carry = getattr(settings, "carried", None)
        carried: S = carry(self.settings, self.result) if carry else settings
        return carried

    def _go_near(self, settings: S, uploaded: Picture | None = None) -> None:
        fitting, faults = nearest(settings, self.compute, uploaded or self.uploaded)
        if not self.try_settings(fitting, uploaded):
            return
        names = [line.name for line in fields(settings)]  # type: ignore[arg-type]
        self.relaxed = {
            name: wanted
            for name in names
            if (wanted := getattr(settings, name)) != getattr(fitting, name)
        }
        if faults:
            self.message = f"Not everything fits together; {faults[-1].shown} is used."


def visit(
    name: str, page: type[S], compute: Compute, view: type[Any] | None = None
) -> PageState[S]:
    """This session's visit to the page; the first one is opened from the address.

    ``view`` is the table of how a player looks at it, which the first visit reads as well.
    """
    _enter_through_the_app()
    query = st.query_params.to_dict()
    known: PageState[S] | None = st.session_state.get(name)
    if known is None:
        own = photo.brought()
        picture = own.picture if own else None
        known = opened(
            name, page, compute, memory.to_open(name) or query or memory.left(name), picture
        )
        st.session_state[name] = known
    elif widgets.goes_in_history():
        known.reopen(query)
    known.table = view
    if view and known.view is None:
        known.view, faults = links.from_link(view, query)
        known.message = known.message or links.note(faults)
    known.message = refused.take(session_id()) or known.message
    return known


def session_id() -> str:
    """What the server calls this session."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def _enter_through_the_app() -> None:
    # Until st.navigation was called once in the server's life, Streamlit's older rule runs a file
    # of pages/ alone, without app.py and so without a navigation, or what a browser has kept. Of
    # many who come at once to a server that starts again, some are under way by that rule.
    if not memory.is_in_app() or PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()


def _as_linked(settings: S) -> S:
    """The settings that their own link opens: without a photo, or what is too long for a link."""
    return links.from_link(type(settings), links.parts(links.short(settings)))[0]


def opened(
    name: str,
    page: type[S],
    compute: Compute,
    query: Mapping[str, str],
    uploaded: Picture | None = None,
) -> PageState[S]:
    """A visit that shows what a link asks for, or the nearest that can be had and one note.

    A link that shows a photo of one's own opens with ``uploaded``, if there is one.
    """
    shows = "picture" in getattr(page, "__dataclass_fields__", {})
    own = shows and uploaded is not None and query.get("picture") == UPLOAD
    readable = {key: text for key, text in query.items() if not (own and key == "picture")}
    settings, unread = links.from_link(page, readable)
    if own:
        settings = replace(settings, picture=UPLOAD)  # type: ignore[type-var]
    start, lost = links.from_link(Step, query)
    settings, misfits = nearest(settings, compute, uploaded)
    note = links.note((*unread, *lost, *misfits))
    link = links.short(settings)
    return PageState(name, settings, compute, note, start, uploaded, link=link)


def nearest(settings: S, compute: Compute, uploaded: Picture | None) -> tuple[S, tuple[Fault, ...]]:
    """The settings, with as little taken back as it needs for them to be computed.

    What stands late in the page's ``gives_way`` is kept the longest.
    """
    ways: Sequence[tuple[str, Any]] = settings.gives_way  # type: ignore[attr-defined]
    subsets = [c for size in range(len(ways) + 1) for c in combinations(ways, size)]
    for taken in sorted(subsets, key=lambda c: ways.index(c[-1]) if c else -1):
        change = dict(taken)
        candidate = replace(settings, **change)  # type: ignore[type-var]
        try:
            compute(candidate, uploaded)
        except ValueError:
            continue
        faults = [
            links.fault(type(settings), name, value, "that does not fit")
            for name, value in change.items()
            if getattr(settings, name) != value
        ]
        return candidate, tuple(faults)
    raise AssertionError("a page can always be computed with all that gives way taken back")
