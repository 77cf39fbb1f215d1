"""Weights as short text for a link: only what differs from the weights that a network starts with.

Arrays stand between semicolons. `conv.weight~4,3~7,-1` changes two entries, counted from 0 in
row-major order; `dense.bias,1,-1` gives all of them. `steps,10,0.01` stands for ten steps of
gradient descent at that rate (see `.recipe`).
"""

import re
from collections.abc import Mapping

import numpy as np

from cnnviz.kernels import MAX_WEIGHT
from cnnviz.kernels.cells import compact
from cnnviz.networks.graph import Params
from cnnviz.ops.layer import Array
from cnnviz.settings.values import Codec

MAX_CHARACTERS = 400_000
LARGEST_RATE = 1e6
# No two parts of a number can match the same digits, so a long text is refused in linear time.
_NUMBER = r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?"
_WALK = re.compile(rf"(?:steps|teach),([1-9]\d{{0,2}}),({_NUMBER})", re.A)
MOST_STEPS, MOST_WALKS = 100, 12  # in all; stretches of them
_ARRAY = re.compile(
    rf"[a-z]+\d{{0,2}}\.(?:weight|bias)(?:(?:~\d{{1,6}},{_NUMBER})+|(?:,{_NUMBER})+)", re.A
)


def to_text(params: Params, start: Params) -> str:
    """What differs between parameters and those to start from, both by node and name.

    >>> w = {"conv": {"weight": np.array([[1.0, 2.0, 3.0, 4.0]])}}
    >>> to_text({"conv": {"weight": np.array([[1.0, 2.0, 9.5, 4.0]])}}, w)
    'conv.weight~2,9.5'
    """
    parts = []
    for node, own in start.items():
        for name, before in own.items():
            after = np.asarray(params[node][name])
            places = np.flatnonzero(after.ravel() != before.ravel())
            if places.size:
                parts.append(f"{node}.{name}" + _cells(after.ravel(), places))
    return ";".join(parts)


def _cells(values: Array, places: Array) -> str:
    if 2 * places.size < values.size:
        return "".join(f"~{place},{compact(values[place])}" for place in places)
    return "".join(f",{compact(value)}" for value in values)


def applied(start: Params, text: str) -> dict[str, Mapping[str, Array]]:
    """The parameters to start from, with what the text changes.

    Raises
    ------
    ValueError
        For an array that the network does not have, or of another size.
    """
    params = dict(start)
    for part in filter(None, text.split(";")):
        title, *cells = re.split("[~,]", part)
        node, name = title.split(".")
        if name not in start.get(node, {}):
            raise ValueError("These weights are not those of this network.")
        array = np.array(start[node][name])
        _fill(array.reshape(-1), cells, sparse="~" in part)
        array.setflags(write=False)
        params[node] = {**params[node], name: array}
    return params


def _fill(values: Array, cells: list[str], sparse: bool) -> None:
    """Write the numbers of a text into a view on an array."""
    places = [int(place) for place in cells[::2]] if sparse else list(range(len(cells)))
    numbers = [float(value) for value in (cells[1::2] if sparse else cells)]
    fits = max(places) < values.size if sparse else len(numbers) == values.size
    if not fits:
        raise ValueError("These weights are for a network or a picture of another size.")
    values[places] = numbers


def is_walk(part: str) -> bool:
    """Whether a part of the text stands for steps."""
    return _WALK.fullmatch(part) is not None


def steps(text: str) -> int:
    """How many steps the text stands for, in all."""
    matches = map(_WALK.fullmatch, text.split(";"))
    return sum(int(match[1]) for match in matches if match)


def _is_legal_walk(part: str) -> bool:
    match = _WALK.fullmatch(part)
    return match is not None and 0 < float(match[2]) <= LARGEST_RATE


def _read(text: str) -> tuple[str, str]:
    parts = [part for part in text.split(";") if part] if len(text) <= MAX_CHARACTERS else [""]
    walks = sum(map(is_walk, parts))
    legal = all(_ARRAY.fullmatch(part) or _is_legal_walk(part) for part in parts)
    if not legal or walks > MOST_WALKS or steps(text) > MOST_STEPS:
        raise ValueError("This is not a set of weights.")
    clipped = re.sub(_NUMBER, _limited, text)
    return clipped, "" if clipped == text else "that is out of range"


def _limited(match: re.Match[str]) -> str:
    """The number as it stands, or the limit that it passes."""
    value = float(match[0])
    return match[0] if abs(value) <= MAX_WEIGHT else compact(np.copysign(MAX_WEIGHT, value))


WEIGHTS = Codec(_read, str, lambda text: "with changes" if text else "as the network comes")
