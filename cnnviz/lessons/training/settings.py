"""The settings of the training page, and what its link says of the player."""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import isqrt
from typing import ClassVar

from cnnviz.lessons.training import own
from cnnviz.settings import ACTIVATIONS
from cnnviz.settings.link import Ways, from_link, parts, setting, to_link
from cnnviz.settings.values import Codec, one_of, whole

DATA = {"digits": "Digits", "clothes": "Clothes", "glyphs": "Glyphs", "own": "Yours"}
RATES: dict[float, str] = {
    rate: str(rate) for rate in (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 20)
}
USUAL_RATES = (0.001, 0.01, 0.05, 0.2, 1)
BATCHES = {size: str(size) for size in (8, 16, 32, 64, 128)}
OPTIMISERS = {"sgd": "SGD", "momentum": "Momentum", "adam": "Adam"}
KERNELS = {count: str(count) for count in (1, 2, 4, 8, 16)}
SIZES = {3: "3 × 3", 5: "5 × 5"}
AFTER = {name: ACTIVATIONS[name] for name in ("relu", "leaky_relu", "tanh", "sigmoid", "none")}
STARTS = {"glorot": "Glorot", "he": "He", "zeros": "All 0", "tenths": "All 0.1"}
NORMS = {0: "Off", 1: "On"}
DROPOUTS = {0: "Off", 25: "25 %", 50: "50 %"}
SHIFTS = {0: "Off", 1: "1 pixel", 2: "2 pixels"}
POOLS = {"max": "Largest", "mean": "Mean"}
DEPTHS = {count: str(count) for count in (1, 2, 4, 6)}
BIASES = {"tied": "One a kernel", "untied": "One a place"}
TIES = {"first": "The first", "all": "Each"}
LABELS = {"true": "True", "shuffled": "Shuffled"}
FEW = {0: "All", 150: "150"}
EPOCHS = {count: str(count) for count in (5, 10, 20, 40)}
LARGEST_SEED = 999
MOST_PICTURES = 9_999
LARGEST_SIDE, INK = 32, 9  # px of a drawing, and the largest of its levels
KEPT = "~"  # before the link of a run that is kept


def _read_drawn(text: str) -> tuple[str, str]:
    side = isqrt(len(text))
    if text and not (text.isascii() and text.isdigit() and side**2 == len(text) <= LARGEST_SIDE**2):
        raise ValueError("This is no drawing.")
    return text, ""


def _read_beside(text: str) -> tuple[str, str]:
    return (kept(other_of(text).run) if text.startswith(KEPT) else ""), ""


DRAWN = Codec(_read_drawn, str, lambda text: "from the link" if text else "none")
CLASSES = Codec(own.read_names, str, lambda text: text.replace(",", ", "))
PHOTOS = Codec(own.read_photos, str, lambda _: "of your own", private=bool)
BESIDE = Codec(_read_beside, str, lambda text: "A from the link" if text else "none")


@dataclass(frozen=True, slots=True)
class Training:
    """A small network, what it learns from and how, and the picture that is looked at.

    ``rate`` is the learning rate, ``after`` the activation, ``start`` the initialisation,
    ``dropout`` in per cent, ``shift`` in pixels. ``depth`` convolutions stand one after the other,
    and ``few`` of the training pictures are used, all for 0; ``bias`` and ``ties`` can be as in
    code that is not right, see `flaws`. ``look`` is the place of a test picture, in whose
    place a ``drawn`` one is looked at, a digit for each pixel; ``beside`` is the run A, see `kept`.
    ``classes`` and their ``photos`` are the person's own, see `own`.
    """

    data: str = setting(one_of(DATA), "digits", "set of pictures")
    rate: float = setting(one_of(RATES), 0.05, "learning rate")
    batch: int = setting(one_of(BATCHES), 32, "batch size")
    optimiser: str = setting(one_of(OPTIMISERS), "momentum", "optimiser")
    kernels: int = setting(one_of(KERNELS), 8, "number of kernels")
    size: int = setting(one_of(SIZES), 3, "kernel size")
    after: str = setting(one_of(AFTER), "relu", "activation")
    start: str = setting(one_of(STARTS), "glorot", "initialisation")
    norm: int = setting(one_of(NORMS), 0, "batch norm")
    dropout: int = setting(one_of(DROPOUTS), 0, "dropout")
    shift: int = setting(one_of(SHIFTS), 0, "shift of training pictures")
    epochs: int = setting(one_of(EPOCHS), 10, "number of epochs")
    seed: int = setting(whole(0, LARGEST_SEED), 3, "seed")  # no kernel ends dead
    look: int = setting(whole(0, MOST_PICTURES), 0, "picture")
    pool: str = setting(one_of(POOLS), "max", "pooling")
    depth: int = setting(one_of(DEPTHS), 1, "number of convolutions")
    bias: str = setting(one_of(BIASES), "tied", "bias")
    ties: str = setting(one_of(TIES), "first", "winner")
    labels: str = setting(one_of(LABELS), "true", "kind of labels")
    few: int = setting(one_of(FEW), 0, "number of training pictures")

    classes: str = setting(CLASSES, own.FIRST_NAMES, "set of classes")
    photos: str = setting(PHOTOS, "", "set of pictures of your own")
    drawn: str = setting(DRAWN, "", "drawing")
    beside: str = setting(BESIDE, "", "run")

    private_word: ClassVar[str] = "photos"
    gives_way: ClassVar[Ways] = (
        ("beside", ""),
        ("drawn", ""),
        ("look", 0),
        ("data", "digits"),
    )

    @property
    def run(self) -> "Training":
        """What the run depends on: the same for whatever is looked at."""
        bare = replace(self, look=0, drawn="", beside="")
        return bare if self.data == "own" else bare._with(own.FIRST_NAMES, "")

    @property
    def other(self) -> "Training | None":
        """The settings of the run that is kept beside this one."""
        if not self.beside:
            return None
        other = other_of(self.beside)
        return other._with(self.classes, self.photos) if other.data == "own" else other

    def _with(self, classes: str, photos: str) -> "Training":
        return replace(self, classes=classes, photos=photos)

    def forgotten(self) -> "Training":
        """Without the pictures of one's own, and what is learnt from them."""
        return replace(
            self._with(self.classes, ""), data="digits" if self.data == "own" else self.data
        )

    def keeping(self, before: "Training") -> "Training":
        """These settings of an address with the pictures that none carries."""
        return self if self.photos else self._with(before.classes, before.photos)


def kept(run: Training) -> str:
    """A run as it stands in the settings of another one: without pictures of one's own."""
    return KEPT + to_link(run._with(own.FIRST_NAMES, ""))


@lru_cache(maxsize=64)
def other_of(text: str) -> Training:
    """The settings of a run that was kept."""
    return from_link(Training, parts(text.removeprefix(KEPT)))[0]


SIDES = {"picture": "Picture", "draw": "Draw", "mistakes": "Mistakes"}
SHOWN = {"sees": "what it sees", "a": "run A"}


@dataclass(frozen=True, slots=True)
class View:
    """Where a link stands: after so many steps, with this at the side and beside each kernel."""

    step: int = setting(whole(0, 99_999), 0, "step")
    side: str = setting(one_of(SIDES), "picture", "view")
    shown: str = setting(one_of(SHOWN), "sees", "view beside the kernels")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")
