"""The second network of a comparison: one of the app, or the model that the person has."""

from dataclasses import replace

from cnnviz.files import own_model
from cnnviz.files.trained import TRAINED
from cnnviz.lessons.network.edits import Other, parse
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.ui import models

GONE = "The second network is a model that this browser does not have: compare with another one."
OWN = "Yours: {title}"


def choices(settings: NetworkPage) -> dict[str, str]:
    """Every other network, one's own first, each with its text in a link and its title."""
    here = settings.model or settings.network
    brought, now = models.brought(), parse(settings.other)
    mine = [brought.model] if brought and own_model.is_here(brought.model) else []
    if now.kind == "network" and now.name not in TRAINED and is_shown(now.name):
        mine.append(now.name)
    names = [name for name in dict.fromkeys((*mine, *TRAINED)) if name != here]
    return {Other("network", name=name).text(): _title(name) for name in names}


def _title(name: str) -> str:
    return title(name) if name in TRAINED else OWN.format(title=title(name))


def title(name: str) -> str:
    """How a network to compare with is called."""
    return models.title(name)


def is_shown(name: str) -> bool:
    """Whether this person sees a network: no other one's model, known by its digest alone."""
    return own_model.is_here(name) and (not own_model.is_key(name) or models.is_held(name))


def page_of(settings: NetworkPage, name: str) -> NetworkPage:
    """The page as it shows that network; raises ``ValueError`` where it is not here."""
    if name in TRAINED:
        return replace(settings, network=name, model="", recipe=0, names="")
    if not is_shown(name):
        raise ValueError(GONE)
    brought = models.brought()
    mine = brought if brought and brought.model == name else models.Brought(name, "")
    return replace(settings, model=name, recipe=mine.recipe, names=mine.names)
