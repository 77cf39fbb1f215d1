"""The settings of the page on architectures, and what its link says of the player."""

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.networks.catalogue.famous import FAMOUS, Famous
from cnnviz.settings.link import Ways, setting
from cnnviz.settings.values import one_of, whole

LARGEST_SIDE = 1_024
MOST_CLASSES = 100_000
NETWORKS = {one.key: one.name for one in FAMOUS}
KEYS = list(NETWORKS)
FAMILIES: dict[str, list[Famous]] = {}
for _one in FAMOUS:
    FAMILIES.setdefault(_one.family, []).append(_one)
VIEWS = {"all": "All networks", "one": "One network", "compare": "Compare"}
TABS = {"idea": "The idea", "blocks": "Three blocks", "depth": "How deep", "run": "Run it"}
METRICS = {
    "maps": "Channels",
    "parameters": "Parameters",
    "work": "Multiply-adds",
    "field": "Field",
}
MEASURES = {
    "work": "multiply-adds",
    "parameters": "parameters",
    "learned": "learned layers",
    "field": "field",
    "year": "year",
}


@dataclass(frozen=True, slots=True)
class Architectures:
    """A network, and the picture and classes it is laid out for; 0 is what it was made for."""

    network: str = setting(one_of(NETWORKS), "resnet-50", "network")
    side: int = setting(whole(0, LARGEST_SIDE), 0, "side of the picture")
    classes: int = setting(whole(0, MOST_CLASSES), 0, "number of classes")
    seed: int = setting(whole(0, 999), 0, "seed")

    gives_way: ClassVar[Ways] = (("side", 0), ("classes", 0))


def _member(family: str, first: str) -> str:
    """Which network of a family has its row."""
    line: str = setting(one_of({one.key: one.name for one in FAMILIES[family]}), first, "network")
    return line


@dataclass(frozen=True, slots=True)
class View:
    """Where a link stands: it belongs to the address, not to what is computed."""

    view: str = setting(one_of(VIEWS), "all", "view")
    step: int = setting(whole(0, 9_999), 0, "step")
    metric: str = setting(one_of(METRICS), "maps", "measure")
    tab: str = setting(one_of(TABS), "idea", "panel")
    lenet: str = _member("lenet", "lenet-5")
    alexnet: str = _member("alexnet", "alexnet")
    vgg: str = _member("vgg", "vgg-16")
    resnet: str = _member("resnet", "resnet-50")
    efficientnet: str = _member("efficientnet", "efficientnet-b0")
    x: str = setting(one_of(MEASURES), "work", "measure")
    y: str = setting(one_of(MEASURES), "parameters", "measure")
    # Where the knobs of the experiments stand.
    shift: int = setting(whole(0, 9), 4, "place")
    window: int = setting(whole(0, 3), 0, "window")
    z: int = setting(whole(0, 32), 24, "number")
    units: int = setting(whole(0, 19), 6, "number of layers")
    rate: int = setting(whole(0, 8), 5, "rate")
    count: int = setting(whole(0, 2), 1, "number of layers")
    maps: int = setting(whole(0, 5), 2, "number of channels")
    deep: int = setting(whole(0, 1), 1, "depth")
    start: int = setting(whole(0, 11), 3, "start")
    way: int = setting(whole(0, 3), 0, "way to grow")
    phi: int = setting(whole(0, 7), 1, "step of growth")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")
