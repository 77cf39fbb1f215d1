"""Networks that lessons hand to one another: those of the app, and those that somebody brought."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cnnviz.files import model_text, trained
from cnnviz.files.recipe import Recipe, usual
from cnnviz.files.trained import TRAINED
from cnnviz.networks.graph import Network
from cnnviz.ops.layer import Array
from cnnviz.store import Store

MODELS = Store(max_entries=300, max_bytes=400_000_000)  # a small one for each of a class
GONE = "This model is no longer here: bring its file again."
YOURS = "Your model"
_KEY = re.compile(r"[0-9a-f]{32}", re.A)
Params = Mapping[str, Mapping[str, Array]]


@dataclass(frozen=True, slots=True, eq=False)
class OwnModel:
    """A network with its weights, and what pictures it takes.

    ``shape`` (C, H, W) is that of its picture; with ``channels_last`` it reads (N, H, W, C).
    ``known`` are the ways in which its pictures go in, where these are known, and ``classes`` the
    names of its classes.
    """

    title: str
    network: Network
    params: Params
    shape: tuple[int, int, int]
    channels_last: bool
    known: tuple[Recipe, ...] = ()
    classes: tuple[str, ...] = ()

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """The ways in which its pictures go in, most likely or for sure."""
        return self.known or usual(self.shape, self.channels_last)

    def recipe(self, place: int) -> Recipe:
        """One of them, the first where there are not so many."""
        return self.recipes[place if place < len(self.recipes) else 0]


def is_key(name: str) -> bool:
    """Whether a name stands for a model that is here and in no link."""
    return _KEY.fullmatch(name) is not None


def find(name: str) -> OwnModel:
    """A network of the app by its name, one that was brought by its key, or a small one as text.

    Raises
    ------
    ValueError
        Where it is no longer kept, or its text is none.
    """
    return _of_app(name) if name in TRAINED else MODELS.get(name, lambda: _made(name))


# Read once, and kept for as long as the app runs.
loaded = lru_cache(maxsize=len(TRAINED))(trained.load)


@lru_cache(maxsize=len(TRAINED))
def _of_app(name: str) -> OwnModel:
    about, (network, params, classes) = TRAINED[name], loaded(name)
    return OwnModel(
        about.title, network, params, about.recipe.shape, False, (about.recipe,), classes
    )


def _made(name: str) -> OwnModel:
    if is_key(name):
        raise ValueError(GONE)
    shape, network, params = model_text.read(name)
    return OwnModel(YOURS, network, params, shape, False)


def is_here(name: str) -> bool:
    """Whether `find` finds it."""
    try:
        find(name)
    except ValueError:
        return False
    return True


def keep(model: OwnModel, key: str) -> str:
    """Keep a model under the digest of its files; what stands for it in settings.

    That is the model itself as text where it is small enough for a link: then anybody may have the
    same, and what this person calls it is not kept with it.
    """
    whole = text(model)
    MODELS.get(whole or key, lambda: _made(whole) if whole else model)
    return whole or key


def text(model: OwnModel) -> str:
    """The whole of a model that is small enough for a link, else nothing."""
    if model.channels_last:
        return ""
    return model_text.write(model.shape, model.network, model.params)
