"""Undo and redo: what a page was before each change, and after those that were taken back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from cnnviz import settings as links
from cnnviz.files.images import Picture
from cnnviz.settings import UPLOAD
from cnnviz.ui.caching import digest

MOST_CHANGES, MOST_PHOTOS = 500, 4  # photos of 512 × 512 pixels: 3.1 MB in all
LONGEST = 20_000  # characters of one change that a browser's tab remembers


@dataclass(frozen=True, eq=False)
class Moment:
    """All that a page computes with at one time; the photo with it, which no link can carry.

    ``told`` is the `text` of one that a browser recalled: it was not computed with here yet.
    """

    settings: Any
    uploaded: Picture | None
    relaxed: Mapping[str, Any]
    kept: Mapping[str, Any]
    told: str = ""

    @cached_property
    def text(self) -> str:
        """As a browser's tab remembers it, with a name of the photo; nothing where it may not."""
        if self.told or self.private:
            return self.told
        own = self.uploaded if self.shows_photo else None
        text = f"{digest(own.pixels) if own else ''}?{links.to_link(self.settings)}"
        return text if len(text) <= LONGEST else ""

    @property
    def shows_photo(self) -> bool:
        """Whether the picture is the person's own photo."""
        return getattr(self.settings, "picture", "") == UPLOAD

    @property
    def private(self) -> bool:
        """Whether it holds, or keeps, what no link carries beside the photo."""
        return any(map(is_private, (self.settings, *self.kept.values())))

    def same_as(self, other: "Moment") -> bool:
        """Whether both show the same."""
        photo = self.uploaded is other.uploaded or not self.shows_photo
        return self.settings == other.settings and photo


def is_private(one: object) -> bool:
    """Whether something is a page's settings, with what no link carries."""
    return hasattr(one, "gives_way") and bool(links.private(one))


@dataclass
class History:
    """The moments before (``past``) and after (``future``) the one that is shown.

    ``gesture`` names what a person is just doing, such as typing one number: its changes are one.
    ``dropped`` counts those that there was no room for.
    """

    past: list[Moment] = field(default_factory=list)
    future: list[Moment] = field(default_factory=list)
    gesture: int | None = None
    dropped: int = 0

    def note(self, before: Moment, gesture: int | None = None) -> None:
        """A change is made: keep what was before it."""
        self.future.clear()
        if gesture is None or gesture != self.gesture or not self.past:
            self.past.append(before)
        self.gesture = gesture
        self._drop(len(self.past) - MOST_CHANGES)
        while len({id(one.uploaded) for one in self.past if one.uploaded}) > MOST_PHOTOS:
            self._drop(1)

    def recall(self, past: Sequence[Moment], future: Sequence[Moment]) -> None:
        """Put what a browser remembers before and after what is here."""
        self.past[:0] = past
        self.future[:0] = future
        self._drop(len(self.past) - MOST_CHANGES)

    def _drop(self, count: int) -> None:
        if count > 0:
            del self.past[:count]
            self.dropped += count

    def undo(self, now: Moment) -> Moment | None:
        """The moment before ``now``, if there is one."""
        return self._move(now, self.past, self.future)

    def redo(self, now: Moment) -> Moment | None:
        """The moment that an undo left, if there is one."""
        return self._move(now, self.future, self.past)

    def go(self, now: Moment, wanted: Callable[[Moment], bool]) -> Moment | None:
        """The nearest moment that is ``wanted``, the past first, by as many undos or redos."""
        for come_from, go_to in ((self.past, self.future), (self.future, self.past)):
            there = next((k for k in reversed(range(len(come_from))) if wanted(come_from[k])), None)
            if there is None:
                continue
            moment = now
            while len(come_from) > there:
                go_to.append(moment)
                moment = come_from.pop()
            self.gesture = None
            return moment
        return None

    def forget_private(self) -> None:
        """Leave no moment with what no link carries."""
        for moments in (self.past, self.future):
            moments[:] = [one for one in moments if not one.private]

    def forget_model(self, model: str) -> None:
        """Leave no moment that shows a model."""
        for moments in (self.past, self.future):
            moments[:] = [
                one
                for one in moments
                if model not in (getattr(one.settings, name, "") for name in ("model", "second"))
            ]

    def forget_photos(self) -> None:
        """Leave no photo: what showed one is gone, too."""
        for moments in (self.past, self.future):
            moments[:] = [replace(one, uploaded=None) for one in moments if not one.shows_photo]

    def _move(self, now: Moment, source: list[Moment], target: list[Moment]) -> Moment | None:
        self.gesture = None
        while source:
            moment = source.pop()
            if not moment.same_as(now):  # an edit that was taken back while it was typed
                target.append(now)
                return moment
        return None
