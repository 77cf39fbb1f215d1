"""The settings of the page from MLP to CNN, and what its link says of the player."""

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.files import grids
from cnnviz.settings.link import Ways, setting
from cnnviz.settings.values import Codec, one_of, whole
from cnnviz.tables import Limits
from cnnviz.traces import Array

DIMENSIONS = {1: "1-D signal", 2: "2-D picture"}
CHANNELS = {1: "1 → 1", 2: "2 → 2"}
HIDDEN = {0: "None", 1: "ReLU, then one output"}
GUISES = {guise.lower(): guise for guise in ("Dense", "Local", "Shared")}
VIEWS = {view.lower(): view for view in ("Multiply", "Move", "Learn", "Loops", "Patches")}
SIGNAL, PEAK = "2,0,1,3,1,0,0,1", "-2,3,-1"  # small enough to check by hand
PICTURE, PLUS = "0,2,0,2;2,2,2,0;0,2,0,0;0,0,0,1", "-1,1,-2;1,2,1;-1,1,-3"
MADE = ""  # numbers that the lesson makes
# A row of W, and a picture as its outputs have it, can be longer than what can be typed.
MATRIX = Limits("table", 4_096, 1, grids.LARGEST, grids.MAX_CHARACTERS, divided=True)


def tables(text: str) -> list[Array]:
    """Tables of one size with "|" between them; none for no text."""
    found: list[Array] = [grids.parse(table, MATRIX) for table in text.split("|")] if text else []
    if len({table.shape for table in found}) > 1:
        raise ValueError("All channels must have one size.")
    return found


def _read(text: str) -> tuple[str, str]:
    return "|".join(map(grids.to_text, tables(text))), ""


def _given(text: str) -> tuple[str, str]:
    """The same, and at least one table."""
    for table in text.split("|"):
        grids.parse(table)  # nothing, or more than can be drawn, is an error
    return _read(text)


NUMBERS = Codec(_read, str, lambda text: "from the link" if text else "of the lesson")
GIVEN = Codec(_given, str, lambda text: "from the link")
NO_PLACE = "-"


def _read_places(text: str) -> tuple[str, str]:
    """Places that were taught, in rising order; "-" for none."""
    if text in (MADE, NO_PLACE):
        return text, ""
    places = sorted({int(place) for place in text.split(",") if place.isascii()})
    if not places or places[0] < 0 or places[-1] > 4_096:
        raise ValueError("There are no such places.")
    return ",".join(map(str, places)), ""


PLACES = Codec(_read_places, str, lambda text: text or "of the lesson")


@dataclass(frozen=True, slots=True)
class Scan:
    """One layer between x and y, what it is taught, and the size of another one to be counted.

    ``x1``, ``w1`` are signal and kernel, ``x2``, ``w2`` picture and kernel; ``own`` are the
    weights of a layer that does not share, ``error`` is ∂L/∂y, ``pattern`` and its ``opposite``
    are what is taught. Numbers that fit no layer of this size are made instead.
    """

    dimensions: int = setting(one_of(DIMENSIONS), 1, "number of dimensions")
    channels: int = setting(one_of(CHANNELS), 1, "number of channels")
    hidden: int = setting(one_of(HIDDEN), 0, "hidden layer")
    stride: int = setting(whole(1, 3), 1, "stride")
    padding: int = setting(whole(0, 3), 0, "padding")
    dilation: int = setting(whole(1, 3), 1, "dilation")
    x1: str = setting(GIVEN, SIGNAL, "signal")
    w1: str = setting(GIVEN, PEAK, "kernel")
    x2: str = setting(GIVEN, PICTURE, "picture")
    w2: str = setting(GIVEN, PLUS, "kernel")
    bias: str = setting(NUMBERS, MADE, "bias")
    own: str = setting(NUMBERS, MADE, "set of weights")
    error: str = setting(NUMBERS, MADE, "error")
    pattern: str = setting(NUMBERS, MADE, "pattern")
    opposite: str = setting(NUMBERS, MADE, "opposite")
    taught: str = setting(PLACES, MADE, "set of places")
    seed: int = setting(whole(0, 999), 0, "seed")
    side: int = setting(whole(1, 100_000), 224, "side")
    size: int = setting(whole(1, 99), 3, "kernel size")
    inputs: int = setting(whole(1, 9_999), 1, "number of channels")
    filters: int = setting(whole(1, 9_999), 1, "number of filters")

    gives_way: ClassVar[Ways] = (
        ("stride", 1),
        ("dilation", 1),
        ("padding", 0),
        ("channels", 1),
        ("w1", PEAK),
        ("w2", PLUS),
        ("x1", SIGNAL),
        ("x2", PICTURE),
    )


@dataclass(frozen=True, slots=True)
class View:
    """Where a link stands: it belongs to the address, not to what is computed."""

    guise: str = setting(one_of(GUISES), "dense", "layer")
    view: str = setting(one_of(VIEWS), "multiply", "view")
    step: int = setting(whole(0, 99_999), 0, "step")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")
