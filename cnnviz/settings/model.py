"""A network that one lesson hands to another, as its settings have it."""

from cnnviz.files import own_model, set_pictures
from cnnviz.files.names import unstarred
from cnnviz.files.trained import TRAINED
from cnnviz.settings.shared import PHOTOS, PICTURE
from cnnviz.settings.values import Codec, whole

LETTER = 32  # px of a side: so small a grey picture is most likely of one letter
MOST_NAMES = 40_000  # characters of all names of classes
NOT_HERE = "that this browser does not have"


def _read_model(text: str) -> tuple[str, str]:
    if own_model.is_key(text) and not own_model.is_here(text):
        return "", NOT_HERE
    if text:
        own_model.find(text)
    return text, ""


def _read_names(text: str) -> tuple[str, str]:
    return unstarred(text[:MOST_NAMES]), ""


def _show(name: str) -> str:
    return TRAINED[name].title if name in TRAINED else "of your own" if name else "of the app"


def _read_looked_at(text: str) -> tuple[str, str]:
    return (text, "") if set_pictures.find(text) else PICTURE.read(text)


# The name of a network of the app, the key of one that was brought, or a small one as text.
MODEL = Codec(_read_model, str, _show)
WAY = whole(0, 6)  # in which of the usual ways pictures go in
NAMES = Codec(_read_names, str, lambda _: "of your own")
LOOKED_AT = Codec(_read_looked_at, str, PICTURE.show)


def samples(model: str) -> tuple[str, ...]:
    """The pictures that suit a model, the first one best."""
    if about := TRAINED.get(model):
        return about.samples or set_pictures.tiles(about.labelled)
    channels, *sides = own_model.find(model).shape
    small = channels == 1 and max(sides) <= LETTER
    return (*(set_pictures.tiles("digits") if small else ()), *PHOTOS)


def stays(model: str) -> bool:
    """Whether a model is in this browser and in no link."""
    return own_model.is_key(model)
