"""The step that a link pins: it belongs to the address, not to what is computed."""

import re
from dataclasses import dataclass

from cnnviz.settings.link import setting
from cnnviz.settings.values import Codec, one_of, whole

LARGEST = 9999
ZOOMS = ("whole", "closer", "pixels")
_PLACE = re.compile(r"([0-9]{1,4}),([0-9]{1,4})", re.A)


def _read_place(text: str) -> tuple[tuple[int, int] | None, str]:
    match = _PLACE.fullmatch(text)
    if not match:
        raise ValueError("This is not a row and a column.")
    return (int(match[1]), int(match[2])), ""


def _write_place(place: tuple[int, int] | None) -> str:
    return "" if place is None else f"{place[0]},{place[1]}"


def _show_place(place: tuple[int, int] | None) -> str:
    return "where the page opens" if place is None else f"row {place[0]}, column {place[1]}"


PLACE = Codec(_read_place, _write_place, _show_place)  # a row and a column, or nowhere


@dataclass(frozen=True, slots=True)
class Step:
    """Where a player stands: output row and column, and how far its sum is built by product.

    ``hide`` shows a number only when it was guessed, ``zoom`` says how large the pictures are,
    ``uses`` counts on each input how often it is read, and ``hues`` colours what a weight meets.
    """

    at: tuple[int, int] | None = setting(PLACE, None, "step")
    by: str = setting(one_of({"pixel": "pixel", "product": "product"}), "pixel", "kind of step")
    done: int = setting(whole(0, LARGEST), 0, "number of products")
    channel: int = setting(whole(0, 15), 0, "channel")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")
    zoom: str = setting(one_of({name: name for name in ZOOMS}), ZOOMS[0], "zoom")
    uses: int = setting(one_of({0: "off", 1: "on"}), 0, "count of uses")
    hues: int = setting(one_of({0: "off", 1: "on"}), 0, "way of colouring")
