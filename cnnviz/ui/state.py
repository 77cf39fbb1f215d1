"""What one person has on one page: opened from the address, kept for the session."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import combinations
from typing import Any, Generic, TypeVar

import streamlit as st

from cnnviz import settings as links
from cnnviz.files.images import Picture
from cnnviz.settings import UPLOAD, Fault, Step
from cnnviz.ui import photo

S = TypeVar("S")
Compute = Callable[[Any, Picture | None], Any]


@dataclass
class PageState(Generic[S]):
    """One page as one person sees it.

    ``message`` is one sentence for them: why something can't be had, or what a link could not open.
    ``uploaded`` is their own photo: it is here and nowhere else. ``kept`` is what the controls
    remember, such as the photo to come back to. ``relaxed`` is what they had chosen for the
    fields that had to give way.
    """

    page: str
    settings: S
    compute: Compute
    message: str = ""
    start: Step | None = None
    uploaded: Picture | None = None
    kept: dict[str, Any] = field(default_factory=dict)
    relaxed: dict[str, Any] = field(default_factory=dict)

    @property
    def wanted(self) -> S:
        """The settings as the person chose them, before anything gave way."""
        return replace(self.settings, **self.relaxed)  # type: ignore[type-var]

    def result(self) -> Any:
        """What the page's computation gives for these settings."""
        return self.compute(self.settings, self.uploaded)

    def change(self, **changes: Any) -> bool:
        """Set these fields if that can be computed; otherwise say why not and keep all as it is."""
        moved = self.try_settings(replace(self.settings, **changes))  # type: ignore[type-var]
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
        self.settings, self.uploaded, self.message, self.start = settings, photo, "", None
        return True

    def apply_nearest(self, settings: S, uploaded: Picture | None = None) -> None:
        """Go to the nearest settings that can be computed, and say what had to give way."""
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


def visit(name: str, page: type[S], compute: Compute) -> PageState[S]:
    """This session's visit to the page; the first one is opened from the address."""
    if name not in st.session_state:
        own = photo.brought()
        picture = own.picture if own else None
        st.session_state[name] = opened(name, page, compute, st.query_params.to_dict(), picture)
    return st.session_state[name]  # type: ignore[no-any-return]


def opened(
    name: str,
    page: type[S],
    compute: Compute,
    query: dict[str, str],
    uploaded: Picture | None = None,
) -> PageState[S]:
    """A visit that shows what a link asks for, or the nearest that can be had and one note.

    A link that shows a photo of one's own opens with ``uploaded``, if there is one.
    """
    own = uploaded is not None and query.get("picture") == UPLOAD
    readable = {key: text for key, text in query.items() if not (own and key == "picture")}
    settings, unread = links.from_link(page, readable)
    if own:
        settings = replace(settings, picture=UPLOAD)  # type: ignore[type-var]
    start, lost = links.from_link(Step, query)
    settings, misfits = nearest(settings, compute, uploaded)
    note = links.note((*unread, *lost, *misfits))
    return PageState(name, settings, compute, note, start, uploaded)


def nearest(settings: S, compute: Compute, uploaded: Picture | None) -> tuple[S, tuple[Fault, ...]]:
    """The settings, with as little taken back as it needs for them to be computed.

    What stands late in the page's ``gives_way`` is kept the longest.
    """
    ways: Sequence[tuple[str, Any]] = settings.gives_way  # type: ignore[attr-defined]
    subsets = [c for size in range(len(ways) + 1) for c in combinations(ways, size)]
    for changes in sorted(subsets, key=lambda c: ways.index(c[-1]) if c else -1):
        change = dict(changes)
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
