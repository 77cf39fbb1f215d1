"""The settings of the network page, and what a link says of the view on them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from cnnviz.files import set_pictures
from cnnviz.files.trained import TRAINED
from cnnviz.lessons.network import edits
from cnnviz.lessons.network.names import METHODS, PIXELS
from cnnviz.settings.link import Ways, setting
from cnnviz.settings.model import LOOKED_AT, MODEL, NAMES, WAY, samples, stays
from cnnviz.settings.shared import UPLOAD, is_small
from cnnviz.settings.values import one_of, whole

NETWORKS = {name: trained.title for name, trained in TRAINED.items()}
FIRST = next(iter(NETWORKS))
VIEWS = {
    "maps": "Maps",
    "why": "Why",
    "layers": "Layers",
    "compare": "Compare",
    "pictures": "Pictures",
}
GROUPS = {"given": "Samples", "own": "Your photos"}
SORTS = {"active": "most active", "varied": "most varied", "class": "by class", "number": "number"}
TINTS = {
    "parameters": "weights",
    "work": "multiply-adds",
    "field": "what they see",
    "time": "time",
    "none": "nothing",
}
MOST = 99_999


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """A trained network and the picture that it looks at.

    ``model`` stands for a model of one's own (see `cnnviz.files.own_model`), which takes the place
    of ``network``, or is "";
    ``recipe`` says how pictures go into it, or how ink on paper goes into one of the app;
    ``names`` are those of its classes, one a line.
    ``other`` is what the picture is compared with, as `edits` has it.
    """

    network: str = setting(one_of(NETWORKS), FIRST, "network")
    picture: str = setting(LOOKED_AT, TRAINED[FIRST].samples[0], "picture")

    model: str = setting(MODEL, "", "model")
    recipe: int = setting(WAY, 0, "way in which pictures go in")
    names: str = setting(NAMES, "", "names of classes")
    other: str = setting(edits.OTHER, edits.Other().text(), "comparison")

    gathers: ClassVar[bool] = True  # photos that are brought together while many are looked at
    gives_way: ClassVar[Ways] = (
        ("model", ""),
        ("picture", TRAINED[FIRST].samples[0]),
        ("network", FIRST),
    )

    @property
    def small(self) -> bool:
        """Whether the picture is a grid of numbers, not a photo."""
        return is_small(self.picture) and set_pictures.find(self.picture) is None

    @property
    def usual(self) -> Mapping[str, Any]:
        """The picture that is looked at where none is named: the one that suits the network."""
        try:
            return {"picture": samples(self.model or self.network)[0]}
        except ValueError:  # the model was forgotten meanwhile
            return {}

    def suited(self, before: "NetworkPage") -> "NetworkPage":
        """Another network, and a picture that suits it unless somebody chose that of before."""
        nobodys = before.picture in {*before.usual.values(), *(samples(k)[0] for k in NETWORKS)}
        return replace(self, **self.usual) if nobodys else self

    def carried(self, before: "NetworkPage", _: object) -> "NetworkPage":
        """Another picture goes into a network of the app in the way that suits it."""
        same = self.model or self.picture == before.picture or self.recipe != before.recipe
        return self if same else replace(self, recipe=0)

    @property
    def stays(self) -> str:
        """What of it no link carries."""
        own = edits.Other("picture", name=UPLOAD).text()
        if stays(self.model):
            return "model"
        return "second" if stays(self.second) else "photo" if self.other == own else ""

    @property
    def second(self) -> str:
        """The network that the picture is compared with, or nothing."""
        other = edits.parse(self.other)
        return other.name if other.kind == "network" else ""


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
    tint: str = setting(one_of(TINTS), "parameters", "colour of the layers")
    shuffle: int = setting(one_of({0: "trained", 1: "shuffled"}), 0, "weights")
    group: str = setting(one_of(GROUPS), "given", "pictures")
    against: str = setting(one_of({"difference": "B − A", "after": "B"}), "difference", "strip")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")
