"""The model that a person brought: read, kept by their browser, brought back and forgotten."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import streamlit as st

from cnnviz.files import own_model, set_pictures
from cnnviz.files.names import unstarred
from cnnviz.files.own_model import OwnModel
from cnnviz.player.model import words
from cnnviz.settings.model import MOST_NAMES, samples
from cnnviz.ui import belongings, memory, player
from cnnviz.ui.pool import POOL, finished
from cnnviz.ui.state import PageState

ENTRY = Path(player.__file__).parents[1] / "player/model/model.js"
KEY, DOOR = "your-model", "model-door"
READER = "cnnviz.files.model_file:read"
MEGABYTES = 128
TITLE = 40  # characters
# In the session's state: the model, those that its browser has shown to know, and has not.
BROUGHT, HELD, ASKED = "model", "models-held", "models-asked"
GIVEN = "model-given"  # and the file, in Base64, of one that its browser does not have yet
NOWHERE = "0" * 32  # a digest of no model
OWN = ("model", "recipe", "names")  # what a page's settings say of a model

# It comes from a browser, so nothing in it is trusted.
Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Brought:
    """The model of a session: what stands for it in settings, and what was last said of it."""

    model: str
    title: str
    files: tuple[str, ...] = ()
    recipe: int = 0
    names: str = ""


def brought() -> Brought | None:
    """The model that this session brought last, on whichever page."""
    found: Brought | None = st.session_state.get(BROUGHT)
    return found


def title(name: str) -> str:
    """What this person calls a network of settings, or what everybody does."""
    found = brought()
    return (found.title if found and found.model == name else "") or own_model.find(name).title


def read(files: Mapping[str, bytes]) -> str:
    """Read a model from its files; what stands for it in settings.

    Raises
    ------
    ValueError
        With a sentence: it is none, or can't be shown.
    """
    belongings.bring()
    key = digest(files)
    model: OwnModel = finished(POOL.ask(("model", key), READER, lambda: (dict(files),)))
    POOL.forget(("model", key))
    before = brought()
    if before and before.model == key:  # its browser gives it back, by the name that it had
        model = replace(model, title=before.title)
    kept = own_model.keep(read_only(model), key)
    same = before if before and before.model == kept else Brought(kept, model.title)
    st.session_state[BROUGHT] = replace(same, title=model.title, files=tuple(files))
    hold(kept)
    return kept


def digest(files: Mapping[str, bytes]) -> str:
    """The digest of a model's files: their names, and where each begins and ends, count too."""
    name = blake2b(digest_size=16)
    for part in sorted(files):
        for text in (part.encode(errors="surrogatepass"), files[part]):
            name.update(blake2b(text, digest_size=16).digest())
    return name.hexdigest()


def read_only(model: OwnModel) -> OwnModel:
    """The model, whose parameters nobody changes from now on."""
    for arrays in model.params.values():
        for array in arrays.values():
            array.setflags(write=False)
    return model


def hold(model: str) -> None:
    """This session may show a model: it was brought here, or its browser has it.

    Others who know the digest, from a link, do not see it.
    """
    st.session_state[HELD] = st.session_state.get(HELD, frozenset()) | {model}


def is_held(model: str) -> bool:
    """Whether this session may show a model."""
    return model in st.session_state.get(HELD, ())


# ---- the button, on each page that can show a model


def your_model(visit: PageState[Any]) -> None:
    """The button of the model that was brought, and what the browser keeps of it."""
    _note(visit)
    found = brought()
    shown = found is not None and visit.settings.model == found.model
    mount(_said(shown=shown), lambda event: on_event(visit, event))


def _note(visit: PageState[Any]) -> None:
    """How its pictures go in, and the names of its classes, as the page that shows it has them."""
    found, now = brought(), visit.settings
    if found and now.model == found.model:
        st.session_state[BROUGHT] = replace(
            found, recipe=now.recipe, names=getattr(now, "names", found.names)
        )


def _said(*, shown: bool = False, wanted: str = "") -> dict[str, Any]:
    """What the browser is told; of a ``wanted`` model it sends files that are lacking."""
    found = brought() or Brought("", "")
    key, given = st.session_state.get(GIVEN, ("", ""))
    return {
        "session": memory.session(),
        "key": found.model,
        "title": found.title,
        "files": list(found.files),
        "given": given if key == found.model else "",
        "recipe": found.recipe,
        "names": found.names,
        "shown": shown,
        "wanted": wanted,
        "lacks": bool(wanted) and not own_model.is_here(wanted),
    }


def mount(said: dict[str, Any], on_event: Callable[[Event], None]) -> None:
    def answer() -> None:
        event = getattr(st.session_state.get(KEY), "event", None)
        if isinstance(event, dict):
            on_event(event)

    player.component(ENTRY)(data=said, key=KEY, on_event_change=answer, width="content")


def on_event(visit: PageState[Any], event: Event) -> None:
    """What the button sends, from whomever."""
    visit.message = ""
    kind = event.get("kind")
    if kind == "have":
        _have(event)
    elif kind == "given":  # the browser has the file now
        st.session_state.pop(GIVEN, None)
    elif kind == "unkept":
        visit.message = words.UNKEPT
    elif kind == "show" and (found := brought()):
        _show(visit, found)
    elif kind == "forget":
        forget()


def _have(event: Event) -> None:
    """The browser has a model that this session does not: its name, and what was said of it."""
    model, title, names = (event.get(name) for name in ("key", "title", "names"))
    recipe = event.get("recipe")
    if not isinstance(model, str) or not isinstance(title, str):
        return
    if not own_model.is_key(model) and not own_model.is_here(model):
        return
    belongings.bring()
    hold(model)
    if brought():
        return
    kept = unstarred(names[:MOST_NAMES]) if isinstance(names, str) else ""
    place = recipe if type(recipe) is int and 0 <= recipe <= 6 else 0
    st.session_state[BROUGHT] = Brought(model, unstarred(title[:TITLE]), (), place, kept)


def _show(visit: PageState[Any], found: Brought) -> None:
    """The model on this page; where it is not here, the browser is asked for it first."""
    wanted = {"model": found.model, "recipe": found.recipe, "names": found.names}
    there = {line.name for line in fields(visit.settings)}
    settings = replace(visit.settings, **{k: v for k, v in wanted.items() if k in there})
    if own_model.is_here(found.model):
        visit.try_settings(settings)
    else:
        visit.kept["model to show"] = settings


def forget() -> None:
    """Leave no model anywhere in this session."""
    found = brought()
    st.session_state[BROUGHT] = None
    if found is None:
        return
    for page in list(st.session_state.values()):
        if isinstance(page, PageState) and hasattr(page.settings, "model"):
            if page.settings.model == found.model:
                page.apply_nearest(_without(page.settings))
                page.message = ""
            if getattr(page.settings, "second", "") == found.model:
                page.apply_nearest(replace(page.settings, other=type(page.settings)().other))
            page.history.forget_model(found.model)
            page.kept.pop("model to show", None)
    own_model.MODELS.forget(found.model)
    st.session_state[HELD] = st.session_state.get(HELD, frozenset()) - {found.model}


def _without(settings: Any) -> Any:
    """The settings of a page that shows a network of the app again."""
    usual = type(settings)()
    names = [line.name for line in fields(settings) if line.name in (*OWN, "until", "weights")]
    return _suited(replace(settings, **{name: getattr(usual, name) for name in names}))


def _suited(settings: Any) -> Any:
    """With a picture that the network knows, where a model of one's own had one of its digits."""
    network, picture = getattr(settings, "network", ""), getattr(settings, "picture", "")
    known = samples(network) if network else (picture,)
    strange = picture not in known and set_pictures.find(picture) is not None
    return replace(settings, picture=known[0]) if strange else settings


# ---- brought back


def at_hand(lesson: str) -> bool:
    """Whether a lesson can be opened: the model that it shows is here, or nowhere.

    A link can't carry a large model. The browser that opens it may have kept it, and is asked once.
    """
    page = st.session_state.get(lesson)
    wanted = _wanted(lesson, page)
    if not own_model.is_key(wanted):
        return _second_at_hand(lesson, page)
    if own_model.is_here(wanted) and is_held(wanted):
        if isinstance(page, PageState) and (settings := page.kept.pop("model to show", None)):
            page.try_settings(settings)
        return True
    if wanted in st.session_state.get(ASKED, ()):
        _give_up(lesson, page)
        return True
    _wait_for(wanted)
    return False


def _second_at_hand(lesson: str, page: object) -> bool:
    """The same for a second network; where it is nowhere, the lesson says so."""
    text = memory.opening(lesson).get("other", "") if not isinstance(page, PageState) else ""
    asked = text.removeprefix("network,")
    wanted = getattr(page.settings, "second", "") if isinstance(page, PageState) else asked
    known = own_model.is_here(wanted) and is_held(wanted)
    if not own_model.is_key(wanted) or known or wanted in st.session_state.get(ASKED, ()):
        return True
    _wait_for(wanted)
    return False


def _wanted(lesson: str, page: object) -> str:
    if isinstance(page, PageState):
        shown = page.kept.get("model to show", page.settings)
        return str(getattr(shown, "model", ""))
    return memory.opening(lesson).get("model", "")


def _give_up(lesson: str, page: object) -> None:
    """The page goes on without a model that is nowhere; one that is opened now says so."""
    if not isinstance(page, PageState):
        return memory.open_next(lesson, memory.opening(lesson) | {"model": NOWHERE})
    if page.kept.pop("model to show", None) is None:
        page.apply_nearest(_without(page.settings))
    page.message = own_model.GONE
    return None


def _wait_for(key: str) -> None:
    """The browser is asked for a model, and gives it into a door that nobody sees."""

    def answer(event: Event) -> None:
        if event.get("kind") == "none":
            _asked(key)
        elif event.get("kind") == "have":
            _have(event)

    mount(_said(wanted=key), answer)
    with st.container(key=DOOR):
        st.file_uploader(
            words.LABELS["yours"],
            ["onnx", "data"],
            accept_multiple_files=True,
            max_upload_size=MEGABYTES,
            key=f"{DOOR}-{key}",
            on_change=_again,
            args=(key,),
        )
    st.caption(words.AGAIN)


def _again(key: str) -> None:
    files = {file.name: file.getvalue() for file in st.session_state[f"{DOOR}-{key}"] or ()}
    try:
        name = read(files) if files else ""
    except ValueError:
        name = ""
    if name != key:
        _asked(key)


def _asked(key: str) -> None:
    st.session_state[ASKED] = (*st.session_state.get(ASKED, ()), key)


def is_missing(visit: PageState[Any]) -> bool:
    """Whether the page needs a model that is not here; then all of the app has to run."""
    shown = visit.kept.get("model to show", visit.settings)
    return own_model.is_key(shown.model) and (
        not own_model.is_here(shown.model) or "model to show" in visit.kept
    )
