"""The controls of the page on architectures, and what its player asks for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cnnviz import settings as links
from cnnviz.lessons.architectures import controls_run, ideas, payload, words
from cnnviz.lessons.architectures.layers import Layout, layout
from cnnviz.lessons.architectures.settings import (
    LARGEST_SIDE,
    MOST_CLASSES,
    NETWORKS,
    Architectures,
    View,
)
from cnnviz.networks.catalogue.famous import BY_KEY, FAMOUS
from cnnviz.ui import player, state
from cnnviz.ui.caching import PACKED, RESULTS
from cnnviz.ui.state import PageState

PLAYER = Path(__file__).with_name("player.js")
NAME = "architectures"
Page = PageState[Architectures]
LIMITS = {"side": ("The side", LARGEST_SIDE), "classes": ("The number of classes", MOST_CLASSES)}


def compute(settings: Architectures, _: object = None) -> Layout:
    """The network of the settings; raises ``ValueError`` where the picture is too small for it."""
    asked = (settings.network, settings.side, settings.classes)
    return RESULTS.get((NAME, asked), lambda: layout(BY_KEY[asked[0]], *asked[1:]))


def every() -> dict[str, Layout]:
    """All networks as they were made."""
    return RESULTS.get((NAME, "every"), lambda: {one.key: layout(one) for one in FAMOUS})


def experiment(family: str, seed: int) -> ideas.Arrays:
    """What the engine makes of the family's idea."""
    return RESULTS.get((NAME, family, seed), lambda: ideas.of_family(family, seed))


def visit() -> Page:
    """This session's visit; the first one also reads where the link stands."""
    return state.visit(NAME, Architectures, compute, View)


def show(page: Page, own: Layout) -> None:
    """The player, where the link left it, with what there is to say to the person."""
    asked = controls_run.asked(page)

    def packed() -> bytes:
        seed = page.settings.seed
        return payload.encode(
            own,
            every(),
            experiment(own.famous.family, seed),
            seed=seed,
            asked=asked,
            link=links.to_link(page.settings),
            view=page.view,
        )

    # What a run came to is its person's own.
    data = packed() if asked else PACKED.get((page.settings, page.view), packed)
    player.play(page, data, lambda event: on_event(page, event), PLAYER)


def on_event(page: Page, event: Mapping[str, object]) -> None:
    """Another network, side or number of classes. It comes from a browser: not trusted."""
    answers = {
        "network": _network,
        "size": _size,
        "draw": _draw,
        "begin": controls_run.begins,
        "run": controls_run.runs,
        "stop": controls_run.stops,
    }
    player.by_kind(page, event, answers)


def _network(page: Page, event: Mapping[str, object]) -> None:
    key = str(event.get("key"))
    if key not in NETWORKS:
        raise ValueError(words.NO_NETWORK)
    if key != page.settings.network:
        page.change(network=key, side=0, classes=0)


def _draw(page: Page, _: Mapping[str, object]) -> None:
    """Other random weights."""
    page.change(seed=(page.settings.seed + 1) % 1000)


def _size(page: Page, event: Mapping[str, object]) -> None:
    """A side or a number of classes as it was typed; nothing for what the network was made for."""
    famous = BY_KEY[page.settings.network]
    changes = {name: _whole(page, name, event[name]) for name in LIMITS if name in event}
    if famous.family == "neocognitron" and changes.get("classes", 0) not in (0, famous.classes):
        raise ValueError(words.FOUR)
    usual = {"side": famous.side, "classes": famous.classes}
    page.change(**{name: 0 if n == usual[name] else n for name, n in changes.items()})


def _whole(page: Page, name: str, typed: Any) -> int:
    text = str(typed).strip().replace(",", "")[:20]
    noun, most = LIMITS[name]
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        now = getattr(page.result(), name)
        raise ValueError(words.NOT_WHOLE.format(name=noun, most=f"{most:,}", now=f"{now:,}"))
    return int(text)
