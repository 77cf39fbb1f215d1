"""A network on two pictures: how far the change travels, layer by layer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from cnnviz.analysis.change import Along, moved_along, parts, reached, relative
from cnnviz.analysis.fields import fields
from cnnviz.lessons.network.edits import Other
from cnnviz.lessons.network.layers import PICTURE
from cnnviz.lessons.network.maps import Glance, glance
from cnnviz.lessons.network.reach import AXES
from cnnviz.lessons.network.trace import SHOWN, Answer, Seen
from cnnviz.ops.layer import Array

QUARTER = 90  # degrees


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """How far a change goes, layer by layer.

    ``changed`` (H, W) are the pixels that differ. ``relative`` is the relative change of each layer
    (see `analysis.change.relative`), ``reached`` which of its units see a pixel that changed, where
    that is known. After a move, ``along`` says how maps went along with the picture, and ``steps``
    by how many pixels the units of a layer lie apart; after a mirror or a quarter turn, ``turned``
    is the relative change against the maps of before, mirrored or turned as well.
    ``glances`` and ``parts`` are the columns' differences and each map's part in them.
    """

    changed: Array
    relative: tuple[float, ...]
    reached: Mapping[int, Array]
    along: Mapping[int, Along]
    steps: Mapping[int, tuple[int, int]]
    turned: Mapping[int, float]
    glances: Mapping[int, Glance]
    parts: Mapping[int, Array]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The pictures ``before`` and ``after``, as one network sees them."""

    other: Other
    before: Seen
    after: Seen
    travel: Travel

    def difference(self, layer: int) -> Array:
        """The maps (C, H, W) of a layer after the change, less those before."""
        return self.after.maps(layer) - self.before.maps(layer)

    def parts(self, layer: int) -> Array:
        """What part of a layer's change each map has, (C)."""
        known = self.travel.parts.get(layer)
        if known is None:
            return parts(self.before.maps(layer), self.after.maps(layer))
        return known

    def answers(self) -> list[tuple[Answer, Answer]]:
        """Each class as it was and as it is: the best ones now, and the best one of before."""
        best, now = self.before.answers(1)[0], self.after.answers(SHOWN)
        if best.number not in {one.number for one in now}:
            now[-1] = self.after.answer(best.number)
        return [(self.before.answer(one.number), one) for one in now]


def travel(before: Seen, after: Seen, other: Other) -> Travel:
    """What changes, for two pictures of the same size that one network looks at."""
    changed = (before.square != after.square).any(axis=0)
    x = before.values.values[before.network.inputs[0]]
    places, reach = range(len(before.layers)), _reached(before, x.shape, changed)
    along, steps = _along(before, after, other, reach) if other.kind == "move" else ({}, {})
    faces = [column.face for column in before.columns]
    pairs = {k: (before.maps(k), after.maps(k)) for k in faces}
    return Travel(
        changed,
        tuple(relative(before.maps(k), after.maps(k)) for k in places),
        reach,
        along,
        steps,
        _turned(before, after, other),
        {k: glance(b - a) for k, (a, b) in pairs.items()},
        {k: parts(a, b) for k, (a, b) in pairs.items()},
    )


def _reached(before: Seen, shape: tuple[int, ...], changed: Array) -> dict[int, Array]:
    axes = AXES[before.channels_last]
    found = reached(before.network, shape, changed, before.params, axes)
    known = {k: found.get(info.name) for k, info in enumerate(before.layers)}
    size = {k: (info.rows, info.columns) for k, info in enumerate(before.layers)}
    fits = {k: one for k, one in known.items() if one is not None and one.shape == size[k]}
    return fits | {PICTURE: changed}


def _along(
    before: Seen, after: Seen, other: Other, reach: Mapping[int, Array]
) -> tuple[dict[int, Along], dict[int, tuple[int, int]]]:
    """How maps moved along, where that can be said, and how far units lie apart."""
    found, steps = {}, {}
    x = before.values.values[before.network.inputs[0]]
    axes = AXES[before.channels_last]
    seen = fields(before.network, x.shape, before.params, axes=axes)
    for k, info in enumerate(before.layers):
        both = seen.get(info.name)
        if both is None or info.point or k not in reach:
            continue
        steps[k] = both[0].jump, both[1].jump
        along = moved_along(
            before.maps(k), after.maps(k), both, other.numbers, before.square.shape[1:]
        )
        if along:
            found[k] = along
    return found, steps


def _turned(before: Seen, after: Seen, other: Other) -> dict[int, float]:
    """Against the maps of before, mirrored or turned as the picture was, where these fit."""
    act = turning(other)
    if act is None:
        return {}
    pairs = {
        k: (act(before.maps(k)), after.maps(k))
        for k, info in enumerate(before.layers)
        if not info.point
    }
    return {k: relative(a, b) for k, (a, b) in pairs.items() if a.shape == b.shape}


def turning(other: Other) -> Callable[[Array], Array] | None:
    """What an edit does to the places of maps (C, H, W), if it only mirrors them or turns them.

    >>> turning(Other("turn", (90,), ""))(np.array([[[1, 2], [3, 4]]])).tolist()
    [[[3, 1], [4, 2]]]
    """
    if other.kind == "mirror":
        return lambda maps: maps[:, :, ::-1]
    if other.kind == "flip":
        return lambda maps: maps[:, ::-1]
    if other.kind == "turn" and other.numbers[0] % QUARTER == 0:
        quarters = -other.numbers[0] // QUARTER
        return lambda maps: np.rot90(maps, quarters, axes=(1, 2))
    return None


# ---- two networks


def shared(before: Seen, after: Seen) -> list[tuple[Answer, Answer]]:
    """The classes of two networks that have the same name, the surest first."""
    numbers = {name.casefold(): k for k, name in enumerate(after.names)}
    pairs = [
        (before.answer(k), after.answer(numbers[name.casefold()]))
        for k, name in enumerate(before.names)
        if name.casefold() in numbers
    ]
    return sorted(pairs, key=lambda pair: -max(one.share for one in pair))
