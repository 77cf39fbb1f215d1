"""A lesson as its page needs it: one visit a session, one computation, one player."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import streamlit as st

from cnnviz import settings as links
from cnnviz.files.images import Picture
from cnnviz.ui import intake, layout, own_photo, pictures, player, state
from cnnviz.ui.caching import PACKED, RESULTS
from cnnviz.ui.intake import Prepared
from cnnviz.ui.state import PageState

S = TypeVar("S")
T = TypeVar("T")


class Contents(Protocol):
    """The table of contents: what a lesson answers and what to do first."""

    def opening(self, url_path: str, /) -> tuple[str, str]: ...


@dataclass(frozen=True)
class Lesson(Generic[S, T]):
    """What one lesson is made of.

    ``settings`` is what is computed with and ``view`` where the player stands: both are tables of
    `cnnviz.settings.link.setting` lines. ``compute`` makes the trace; ``encode`` its bytes, given
    the source of the picture, the link of the settings and the view to open with.
    """

    name: str
    settings: type[S]
    view: type[Any]
    compute: Callable[[S, Prepared], T]
    encode: Callable[..., bytes]
    player: Path

    def visit(self) -> PageState[S]:
        """This session's visit; the first one also reads where the link stands."""
        return state.visit(self.name, self.settings, self._result, self.view)

    def show(self, visit: PageState[S], picture: Prepared, trace: T) -> None:
        """The player, where the link left it, with what there is to say to the person."""
        link = links.to_link(visit.settings)
        data = PACKED.get(
            (visit.settings, picture.source, visit.view),
            lambda: self.encode(trace, source=picture.source, link=link, view=visit.view),
        )
        player.play(visit, data, lambda event: self.on_event(visit, event), self.player)

    def on_event(self, visit: PageState[S], event: Mapping[str, Any]) -> None:
        """What the player of this lesson asks for; most ask for nothing."""

    def page(
        self,
        contents: Contents,
        *,
        choose: Callable[[PageState[S], Prepared], None],
        settings: Callable[[PageState[S]], None],
        below: Callable[[PageState[S], Prepared, T], None] | None = None,
    ) -> None:
        """The whole page: its question, the controls, the player.

        ``choose`` has the controls of what is looked at, ``settings`` those of how it is computed;
        ``below`` is what folds out under the player.
        """
        visit = self.visit()
        own_photo.follow(visit)

        @st.fragment
        def lesson() -> None:
            """Everything that answers to a control: a change runs only this."""
            picture, trace = visit.result()
            with layout.lesson():
                first, second = layout.rows()
                # Before the controls are drawn again: what changed is seen at once.
                self.show(visit, picture, trace)
                with first:
                    own_photo.your_photo(visit)
                    choose(visit, picture)
                with second:
                    settings(visit)
                pictures.notes(picture.notes)
                if below:
                    below(visit, picture, trace)

        layout.header(*contents.opening(self.name))
        lesson()

    def _result(self, settings: Any, uploaded: Picture | None) -> tuple[Prepared, T]:
        picture = intake.prepare(settings.picture, settings.side, settings.colour, uploaded)
        key = (self.name, settings, picture.digest)
        return picture, RESULTS.get(key, lambda: self.compute(settings, picture))
