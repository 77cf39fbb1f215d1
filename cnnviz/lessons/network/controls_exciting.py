"""What the player asks of many pictures: which of them excite a map most."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from cnnviz.files import set_pictures
from cnnviz.files.images import Picture
from cnnviz.files.recipe import Recipe
from cnnviz.jobs import Job
from cnnviz.lessons.network import words_exciting
from cnnviz.lessons.network.exciting import Peaks, ranked
from cnnviz.lessons.network.payload import Chosen
from cnnviz.lessons.network.payload_exciting import Candidate, Excited
from cnnviz.lessons.network.settings import GROUPS, NetworkPage
from cnnviz.lessons.network.trace import Seen
from cnnviz.settings import PHOTOS, TITLES, UPLOAD
from cnnviz.store import Store
from cnnviz.ui import album, intake, own_photo, photo
from cnnviz.ui.caching import RESULTS, digest
from cnnviz.ui.pool import POOL
from cnnviz.ui.state import PageState

FOUND = Store(max_entries=2000, max_bytes=40_000_000)
MODULE = "cnnviz.lessons.network.exciting"
SOON = 0.6  # seconds that a first answer is waited for
GIVEN, OWN = GROUPS
PHOTO = "photo-"  # and its number in the album: what a photo of one's own is called here
NOTHING = "There is no such picture."

Page = PageState[NetworkPage]


@dataclass
class Search:
    """What one session has asked last: the pictures are looked at in their order.

    ``wanted`` names the network and layers, ``halted`` says that somebody has stopped it.
    """

    wanted: Hashable = None
    job: Job | None = None
    keys: tuple[Hashable, ...] = ()
    halted: bool = False


def asks(visit: Page, event: Mapping[str, object]) -> None:
    """Ask which pictures excite a map, or look again at what is being worked out."""
    layer, number, group = (event.get(name) for name in ("layer", "map", "group"))
    if type(layer) is not int or type(number) is not int or group not in GROUPS:
        raise ValueError("There is no such map.")
    visit.kept["chosen"] = (layer, number)
    visit.kept["pictures"] = group


def leaves(visit: Page) -> None:
    """Nobody asks any more."""
    visit.kept.pop("pictures", None)


def halts(visit: Page, event: Mapping[str, object]) -> None:
    """End what is being worked out; what was found stays."""
    search = _search(visit)
    search.halted = True
    if search.job:
        search.job.stop()


def opens(visit: Page, event: Mapping[str, object]) -> None:
    """Show one of the pictures, as it was looked at; a ``ValueError`` where it is none."""
    name = event.get("picture")
    leaves(visit)
    if isinstance(name, str) and name in given(visit.settings):
        visit.apply_nearest(replace(visit.settings, picture=name))
        return
    photos = album.photos()
    places = {f"{PHOTO}{k}": k for k in range(len(photos))}
    if not isinstance(name, str) or name not in places:
        raise ValueError(NOTHING)
    known = [photo.answered(), *(one.number for one in photo.last())]
    shown = photo.take(photos[places[name]].picture, max(known) + 1)
    visit.counts[own_photo.SEEN] = shown.number
    visit.apply_nearest(replace(visit.settings, picture=UPLOAD), shown.picture)


def given(settings: NetworkPage) -> tuple[str, ...]:
    """The names of pictures that come with the app and suit the network."""
    return PHOTOS if settings.model else set_pictures.several(settings.network)


def excited(visit: Page, seen: Seen, recipe: Recipe, key: str, chosen: Chosen) -> Excited | None:
    """What is known of the pictures that this session asks about, or None where it asks nothing."""
    group: str | None = visit.kept.get("pictures")
    if group is None:
        return None
    candidates = _candidates(visit, group, seen, recipe, key)
    names = _layers(seen, chosen)
    keys = [(key, names, digest(one.levels)) for one in candidates]
    search = _search(visit)
    if search.wanted != (key, names, group):
        search.wanted, search.job, search.halted = (key, names, group), None, False
    _harvest(search)
    _ask(search, seen, recipe, names, candidates, keys)
    found: list[Peaks | None] = [FOUND.find(one) for one in keys]
    info = seen.layers[chosen.layer]
    first = sum(one.maps for one in seen.layers if one.name in names[: names.index(info.name)])
    peaks = ranked(found, first + chosen.number, info.columns)
    done = sum(one is not None for one in found)
    running = search.job is not None and not search.job.over and not search.halted
    return Excited(
        group,
        {GIVEN: len(given(visit.settings)), OWN: len(album.photos())},
        chosen.layer,
        chosen.number,
        candidates,
        peaks,
        seen.costs[chosen.layer].receptive_field,
        done,
        done - len(peaks),
        running and done < len(candidates),
        search.job.ahead if search.job and running else None,
        search.job.problem if search.job else "",
    )


def _search(visit: Page) -> Search:
    found: Search = st.session_state.setdefault(f"{visit.page}-search", Search())
    return found


def _layers(seen: Seen, chosen: Chosen) -> tuple[str, ...]:
    """The layers that are looked at together: those of all columns, or one inside a column."""
    faces = tuple(seen.layers[column.face].name for column in seen.columns)
    name = seen.layers[chosen.layer].name
    return faces if name in faces else (name,)


def _harvest(search: Search) -> None:
    """Keep what the last job has found so far."""
    latest = search.job.look() if search.job else None
    for key, one in zip(search.keys, latest or (), strict=False):
        FOUND.put(key, one)


def _ask(
    search: Search,
    seen: Seen,
    recipe: Recipe,
    names: tuple[str, ...],
    candidates: Sequence[Candidate],
    keys: Sequence[Hashable],
) -> None:
    """Start with what is not known yet, once the job before is over."""
    todo = [k for k, key in enumerate(keys) if FOUND.find(key) is None]
    if not todo or search.halted or (search.job and search.job.problem):
        return
    asked = tuple(keys[k] for k in todo)
    if search.job is None or search.job.over:
        params = {node: dict(own) for node, own in seen.params.items()}
        levels = [candidates[k].levels for k in todo]
        search.keys = asked
        search.job = POOL.ask(
            ("pictures", asked),
            f"{MODULE}:peaks",
            lambda: (seen.network, params, names, recipe, levels),
        )
    search.job.wait(lambda one: one.latest is not None, SOON)
    _harvest(search)


def _candidates(
    visit: Page, group: str, seen: Seen, recipe: Recipe, key: str
) -> tuple[Candidate, ...]:
    """The pictures of a group as the network gets them."""
    if group == GIVEN:
        return tuple(_given(name, seen, recipe, key) for name in given(visit.settings))
    return tuple(_own(k, one, recipe, key) for k, one in enumerate(album.photos()))


def _own(k: int, kept: album.Kept, recipe: Recipe, key: str) -> Candidate:
    levels = RESULTS.get(("levels", key, kept.digest), lambda: recipe.levels(kept.picture))
    return Candidate(f"{PHOTO}{k}", words_exciting.PHOTO.format(number=k + 1), levels)


def _given(name: str, seen: Seen, recipe: Recipe, key: str) -> Candidate:
    picture = set_pictures.find(name)
    title = seen.names[set_pictures.label(name)] if picture else TITLES[name]
    if picture is None:
        sample = intake.sample(name)
        assert isinstance(sample, Picture)
        picture = sample
    levels = RESULTS.get(("levels", key, name), lambda: recipe.levels(picture))
    return Candidate(name, title, levels)
