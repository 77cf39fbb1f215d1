"""How much one visitor, and all of them together, may ask of a server."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server allows; each value can be set by an environment variable, CNNVIZ_SEATS.

    Attributes
    ----------
    seats
        Visitors with an open page at a time; somebody who comes back after a lost connection
        still finds a place in a quarter more.
    reruns, reruns_at_once
        Requests a second of one visitor that are answered at once, and how many may come
        together before that; what is more waits, and makes nobody else wait.
    all_reruns, all_reruns_at_once
        The same for all visitors together.
    upload, upload_rate
        MB that one visitor may upload together, and MB a second after that.
    all_uploads, all_uploads_rate
        The same for all visitors together.
    held
        MB of uploaded files that the server keeps at a time.
    frames
        Other sites that may show the app inside a page of theirs, separated by spaces.
    """

    seats: int = 120
    reruns: float = 6.0
    reruns_at_once: int = 30
    all_reruns: float = 60.0
    all_reruns_at_once: int = 300
    upload: float = 160.0
    upload_rate: float = 1.0
    all_uploads: float = 1200.0
    all_uploads_rate: float = 8.0
    held: float = 1500.0
    frames: str = ""

    @property
    def seats_for_returning(self) -> int:
        return self.seats + math.ceil(self.seats / 4)


def from_environment(environment: Mapping[str, str]) -> Limits:
    """The limits that the variables CNNVIZ_… set, and the usual ones for the others.

    Raises
    ------
    ValueError
        A variable is no positive number, or names no limit.

    >>> from_environment({"CNNVIZ_SEATS": "40"}).seats_for_returning
    50
    """
    known = {f"CNNVIZ_{line.name.upper()}": line for line in fields(Limits)}
    set_here = {name: text for name, text in environment.items() if name.startswith("CNNVIZ_")}
    for name in set_here.keys() - known.keys():
        raise ValueError(f"{name} is no setting. There are {', '.join(sorted(known))}.")
    given: dict[str, Any] = {known[n].name: _value(n, text) for n, text in set_here.items()}
    return Limits(**given)


def _value(name: str, text: str) -> str | float | int:
    if name == "CNNVIZ_FRAMES":
        if set(text) & set(";,'\"") or not text.isprintable():
            raise ValueError(f"{name} takes addresses separated by spaces, like https://my.school.")
        return text
    whole = isinstance(getattr(Limits(), name.removeprefix("CNNVIZ_").lower()), int)
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        value = 0
    if not 0 < value < math.inf:
        kind = "a whole number of 1 or more" if whole else "a number above 0"
        raise ValueError(f"{name} is {text!r}; {kind} would fit.")
    return value
