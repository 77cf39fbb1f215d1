"""Pages run without a browser; a list stands in for the player and keeps what it was shown."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnnviz.player.component import WINDOW
from cnnviz.player.packing import unpack
from cnnviz.ui import models, photo, player
from cnnviz.ui.player import answer

ROOT = Path(__file__).parents[2]


@dataclass
class Shown:
    """What the player was last shown, and how it would send an event.

    ``said`` is what the button "Your photo" was told; ``arriving`` what it sends in the next run,
    and ``coming`` what the player sends in it.
    """

    header: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, Any] = field(default_factory=dict)
    send: Callable[[dict[str, Any]], None] = print
    said: dict[str, Any] = field(default_factory=dict)
    arriving: list[Any] = field(default_factory=list)
    coming: list[dict[str, Any]] = field(default_factory=list)
    visit: Any = None

    @property
    def link(self) -> dict[str, str]:
        return dict(parse_qsl(self.header["link"]))

    @property
    def picture(self) -> list:
        return self.arrays["input"].tolist()


@pytest.fixture
def shown(monkeypatch):
    shown = Shown()

    def play(visit, payload, on_event, player=None):
        visit.publish()
        visit.played = payload, player or WINDOW
        shown.header, shown.arrays = unpack(payload)
        shown.visit, shown.message = visit, visit.message
        shown.send = lambda event: answer(visit, event, on_event)
        if shown.coming:
            shown.send(shown.coming.pop(0))
            st.rerun()

    def mount(said, on_event):
        shown.said = said
        if shown.arriving:
            on_event(shown.arriving.pop(0))
            st.rerun()

    monkeypatch.setattr(player, "play", play)
    monkeypatch.setattr(photo, "mount", mount)
    monkeypatch.setattr(models, "mount", lambda said, on_event: None)
    return shown


@pytest.fixture
def open_app(shown):
    """Open the app at a page and a query; no exception may show."""

    def open_app(page="", **query):
        app = AppTest.from_file(ROOT / "app.py", default_timeout=120)
        app.query_params.update(query)
        if page:
            app.run().switch_page(page)
            app.query_params.update(query)
        return run(app)

    return open_app


def run(app_or_widget):
    """Run the page again, after what was done to the app or to one of its widgets."""
    app = app_or_widget.run()
    assert not app.exception, app.exception[0].message
    return app


def bring(app, shown, data, **event):
    """Run the page again once the browser has sent these bytes as a photo."""
    number = shown.said["answered"] + 1
    sent = {"kind": "photo", "number": number, "data": b64encode(data).decode(), "show": True}
    shown.arriving.append(sent | event)
    return run(app)


def words(app):
    """Every text on the page that a person can read."""
    kinds = ("text", "markdown", "title", "caption", "header", "html", "code", "warning", "error")
    return "\n".join(str(element.value) for kind in kinds for element in app.get(kind))


def said(app):
    """The page's sentence, or nothing."""
    return next((text.value for text in app.text), "")
