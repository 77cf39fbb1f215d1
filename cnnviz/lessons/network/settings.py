"""The settings of the network page, and what a link says of the view on them."""

import re
from dataclasses import dataclass, replace
from typing import ClassVar

from cnnviz.files.trained import TRAINED
from cnnviz.lessons.network import own_samples
from cnnviz.lessons.network.names import METHODS, PIXELS
from cnnviz.settings.link import Ways, setting
from cnnviz.settings.shared import PICTURE, is_small
from cnnviz.settings.values import Codec, one_of, whole


def _read_picture(text: str) -> tuple[str, str]:
    return (text, "") if own_samples.find(text) else PICTURE.read(text)


LOOKED_AT = replace(PICTURE, read=_read_picture)
NETWORKS = {name: trained.title for name, trained in TRAINED.items()}
FIRST = next(iter(NETWORKS))
VIEWS = {"maps": "Maps", "why": "Why", "layers": "Layers"}
SORTS = {"active": "most active", "varied": "most varied", "number": "number"}
MOST = 99_999


def _read_model(text: str) -> tuple[str, str]:
    if not _KEY.fullmatch(text):
        raise ValueError("There is no such model.")
    return text, ""


def _read_names(text: str) -> tuple[str, str]:
    return text[:MOST_NAMES], ""


_KEY = re.compile(r"[0-9a-f]{32}", re.A)
MOST_NAMES = 40_000  # characters of all names of classes
MODEL = Codec(_read_model, str, lambda _: "of your own", private=bool)
NAMES = Codec(_read_names, str, lambda _: "of your own", private=bool)


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """A trained network and the picture that it looks at.

    ``model`` is the digest of a model of one's own, which takes the place of ``network``, or "";
    ``recipe`` says how pictures go into it, and ``names`` are those of its classes, one a line.
    """

    network: str = setting(one_of(NETWORKS), FIRST, "network")
    picture: str = setting(LOOKED_AT, TRAINED[FIRST].samples[0], "picture")

    model: str = setting(MODEL, "", "model")
    recipe: int = setting(whole(0, 6), 0, "way in which pictures go in")
    names: str = setting(NAMES, "", "names of classes")

    private_word: ClassVar[str] = "model"
    gives_way: ClassVar[Ways] = (
        ("model", ""),
        ("picture", TRAINED[FIRST].samples[0]),
        ("network", FIRST),
    )

    @property
    def small(self) -> bool:
        """Whether the picture is a grid of numbers, not a photo."""
        return is_small(self.picture) and own_samples.find(self.picture) is None


@dataclass(frozen=True, slots=True)
class View:
    """Where a link stands: the view, a layer, one of its maps, and a place on that.

    These count from 1, with 0 for the one that the page chooses: the first column, its strongest
    map, and where that is strongest; the first class of the answer, no other class, and the square
    that matters most.
    """

    view: str = setting(one_of(VIEWS), "maps", "view")
    layer: int = setting(whole(0, MOST), 0, "layer")
    map: int = setting(whole(0, MOST), 0, "map")
    row: int = setting(whole(0, MOST), 0, "row")
    column: int = setting(whole(0, MOST), 0, "column")
    sort: str = setting(one_of(SORTS), "active", "order of the maps")
    scale: str = setting(one_of({"same": "Same scale", "own": "Own"}), "same", "scale")
    ask: int = setting(whole(0, MOST), 0, "class")
    versus: int = setting(whole(0, MOST), 0, "other class")
    square: int = setting(whole(0, MOST), 0, "square")
    kind: str = setting(one_of(PIXELS), "gradient", "map of pixels")
    method: str = setting(one_of(METHODS), "grad_cam", "way to weigh maps")
    shuffle: int = setting(one_of({0: "trained", 1: "shuffled"}), 0, "weights")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")
