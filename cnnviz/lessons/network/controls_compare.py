"""What the player asks of a comparison: with which edit, picture or network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from cnnviz.files.images import Picture
from cnnviz.jobs import Job
from cnnviz.lessons.network import controls_second, edits, words_compare
from cnnviz.lessons.network.compare import Comparison, travel
from cnnviz.lessons.network.edits import Other
from cnnviz.lessons.network.payload_compare import Compared
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.lessons.network.trace import Seen
from cnnviz.ops.layer import Array
from cnnviz.settings import UPLOAD
from cnnviz.ui import photo, pictures
from cnnviz.ui.caching import RESULTS, digest
from cnnviz.ui.state import PageState

SOON = 0.6  # seconds that an answer is waited for


@dataclass(frozen=True, slots=True)
class Here:
    """The network of the page, and how it is asked.

    Attributes
    ----------
    title, key : of the network
    pictures : names of those that suit it
    levels : a picture as the network gets it
    runs : what it makes of levels, or the job that finds out; not where it was stopped
    looks : the same for the picture of other settings
    """

    title: str
    key: str
    pictures: tuple[str, ...]
    levels: Callable[[str, Picture | None], Array]
    runs: Callable[[NetworkPage, Array, bool], Seen | Job]
    looks: Callable[[NetworkPage, Picture | None, bool], Seen | Job]


def asks(visit: PageState[NetworkPage], event: Mapping[str, object]) -> None:
    """Compare with this from now on, or look again at what is being worked out."""
    text = event.get("other", visit.settings.other)
    if not isinstance(text, str) or len(text) > edits.LONGEST:
        raise ValueError("There is nothing of that name to compare with.")
    own = Other("picture", name=UPLOAD).text()
    legal = text if text == own and own_photo(visit) else edits.read(text)[0]
    if event.get("again") is not True:
        visit.kept.pop("compare stopped", None)
    visit.kept["comparing"] = True
    if legal != visit.settings.other:
        visit.change(other=legal)


def stops(visit: PageState[NetworkPage], event: Mapping[str, object]) -> None:
    """End what is being worked out."""
    visit.kept["compare stopped"] = visit.settings.other


def own_photo(visit: PageState[NetworkPage]) -> Picture | None:
    """A photo of one's own to compare with: where one is shown already, the one before it."""
    brought = photo.last()
    if visit.settings.picture != UPLOAD:
        return visit.uploaded
    others = [one.picture for one in brought if one.picture is not visit.uploaded]
    return others[0] if others else None


def compared(visit: PageState[NetworkPage], seen: Seen, here: Here) -> Compared | None:
    """What is known of the comparison, for the player; None where nobody looks at one."""
    found = _compared(visit, seen, here)
    st.session_state[f"{visit.page}-compared"] = found
    return found


def told(visit: PageState[NetworkPage]) -> Compared | None:
    """What the player was told last."""
    found: Compared | None = st.session_state.get(f"{visit.page}-compared")
    return found


def _compared(visit: PageState[NetworkPage], seen: Seen, here: Here) -> Compared | None:
    if not visit.kept.get("comparing"):
        return None
    other = edits.fitted(edits.parse(visit.settings.other), *seen.square.shape[1:])
    own = _title(other.name) if other.kind == "picture" else ""
    known = Compared(other, menu(visit, here.pictures), own)
    try:
        if other.kind == "network":
            return _networks(visit, known, here)
        return _pictures(visit, seen, known, here)
    except ValueError as problem:
        return replace(known, problem=str(problem))


def _networks(visit: PageState[NetworkPage], known: Compared, here: Here) -> Compared:
    name, settings = known.other.name, visit.settings
    page = controls_second.page_of(settings, name)
    titles = (here.title, controls_second.title(name))
    goes_on = visit.kept.get("compare stopped") != settings.other
    second = here.looks(page, visit.uploaded, goes_on)
    if isinstance(second, Job):
        return replace(known, running=True, ahead=second.ahead, title=titles[1])
    return replace(known, second=second, titles=titles, title=titles[1])


def _pictures(visit: PageState[NetworkPage], seen: Seen, known: Compared, here: Here) -> Compared:
    settings, other = visit.settings, known.other
    after = _after(visit, seen, other, here)
    found = here.runs(settings, after, visit.kept.get("compare stopped") != settings.other)
    if isinstance(found, Job):
        return replace(known, running=True, ahead=found.ahead)
    key = ("travel", here.key, digest(seen.square), digest(after), other.text())
    way = RESULTS.get(key, lambda: travel(seen, found, other))
    return replace(known, found=Comparison(other, seen, found, way))


def _after(visit: PageState[NetworkPage], seen: Seen, other: Other, here: Here) -> Array:
    """The second picture, as the network gets it."""
    if other.edits:
        return edits.edited(seen.square, other)
    own = own_photo(visit) if other.name == UPLOAD else None
    if other.name == UPLOAD and own is None:
        raise ValueError("Your photo is not here any more: bring it again, or compare another.")
    found: Array = np.asarray(here.levels(other.name, own))
    return found


def _title(name: str) -> str:
    return "your photo" if name == UPLOAD else pictures.title(name)


def menu(visit: PageState[NetworkPage], names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """All that the picture can be compared with, by group."""
    settings = visit.settings
    suit = {
        Other("picture", name=name).text(): _title(name)
        for name in names
        if name != settings.picture
    }
    if own_photo(visit):
        before = "Your photo before" if settings.picture == UPLOAD else "Your photo"
        suit = {Other("picture", name=UPLOAD).text(): before, **suit}
    edit = {edits.usual(kind).text(): words_compare.MENU[kind] for kind in edits.EDITS}
    return {"edits": edit, "pictures": suit, "networks": controls_second.choices(settings)}
