"""What is said of a comparison: what was done, what it did to the answer, to a layer, to a map."""

from collections.abc import Sequence
from math import isfinite, isinf
from typing import Any

from cnnviz.figures.numbers import MINUS, number, percent
from cnnviz.lessons.network.compare import Comparison
from cnnviz.lessons.network.edits import FILLS, Other

EQUAL = 1e-5  # of a map: rounding in single precision, summed over a few thousand terms
LABELS = {
    "compare": "Compare",
    "with": "B",
    "shown": "What the second strip shows",
    "difference": "B − A",
    "after": "B",
    "answer_after": "B’s answer",
    "sides": "The chosen map of A, of B, and what B has more",
    "second_layers": "The layers again, with how far each changed",
}
MENU = {
    "erase": "A, a square erased",
    "move": "A, moved",
    "mirror": "A, left and right swapped",
    "flip": "A, upside down",
    "turn": "A, turned",
    "light": "A, brighter or darker",
    "contrast": "A, other contrast",
}
GROUPS = {"edits": "Edit A", "pictures": "Another picture", "networks": "Another network"}
FIELDS = {
    "size": "Size",
    "fill": "Filled",
    "down": "Down",
    "right": "Right",
    "degrees": "Degrees",
    "levels": "Levels",
    "percent": "%",
}
WORDS: dict[str, Any] = {
    "menu": MENU,
    "groups": GROUPS,
    "fields": FIELDS,
    "fills": {name: name for name in FILLS},
    "waits": "Being worked out …",
    "queue": "Others are before you: {count}.",
    "a": "A",
    "answer_before": "A’s answer",
    "drag": {"erase": "drag it", "move": "drag it"},
    "a_map": "A: {name}",
    "b_map": "B: {name}",
    "difference_map": "B − A",
    "value": "row {row}, column {column}: {before} → {after}, {difference}",
    "value_unit": "number {number}: {before} → {after}, {difference}",
    "column_name": "changed by {change}, {maps}",
    "picture_name": "B: {title}. {hint}",
    "map_name": "{title}, {rows} by {columns}; {value}",
    "most": "Changed most",
    "most_unit": "{count} of {all}, in % of this layer’s change",
    "sheet_name": "The differences of {count} maps, layer {place}; chosen: map {number}, {rank}",
    "both": "Classes that both know",
    "points": "B − A, points",
    "answer": "{before} → *{after}*",
}


def percents(change: float) -> str:
    """A relative change.

    >>> percents(0.1834), percents(0.0), percents(float("inf")), percents(3e-9)
    ('18.3 %', '0 %', '∞', '< 0.01 %')
    """
    if not isfinite(change):
        return "∞" if isinf(change) else "no number"
    return f"{100 * change:.0f} %" if change >= 1 else percent(change)


def title(other: Other, own: str) -> str:
    """What B is, in few words.

    >>> title(Other("move", (-3, 8), ""), ""), title(Other("light", (-40,), ""), "")
    ('moved 8 right, 3 up', '40 levels darker')
    """
    kind, numbers = other.kind, other.numbers
    if kind == "erase":
        size, row, column = numbers
        return f"{size} × {size} pixels at row {row}, column {column} in {other.name}"
    if kind == "move":
        return f"moved {_ways(numbers)}" if any(numbers) else "not moved"
    if kind in ("mirror", "flip"):
        return "left and right swapped" if kind == "mirror" else "upside down"
    if kind == "turn":
        way = "clockwise" if numbers[0] >= 0 else "anticlockwise"
        return f"turned by {abs(numbers[0])}° {way}"
    if kind == "light":
        return f"{abs(numbers[0])} levels {'brighter' if numbers[0] >= 0 else 'darker'}"
    if kind == "contrast":
        return f"contrast {numbers[0]} %"
    return own


def _ways(numbers: Sequence[int]) -> str:
    down, right = numbers
    ways = ((right, "right", "left"), (down, "down", "up"))
    return ", ".join(f"{abs(n)} {more if n > 0 else less}" for n, more, less in ways if n)


# ---- the sentences


def sentences(found: Comparison, own: str) -> list[str]:
    """For every layer: what was done, what became of the answer, and how far the layer changed."""
    start = f"{_begun(title(found.other, own))}: {_answer(found)}"
    return [f"{start} {_layer(found, k)}" for k in range(len(found.before.layers))]


def _begun(text: str) -> str:
    return f"*{text[:1].upper()}{text[1:]}*"


def _answer(found: Comparison) -> str:
    before, after = found.before.answers(1)[0], found.after.answers(1)[0]
    was = found.after.answer(before.number)
    change = f"{percent(before.share)} → {percent(was.share)}"
    if not found.travel.changed.any():
        return "no pixel changed."
    if before.number == after.number:
        return f"still *{before.name}*, {change}."
    return f"*{before.name}* ({change}) gives way to *{after.name}*, {percent(after.share)}."


def _layer(found: Comparison, layer: int) -> str:
    change, label = found.travel.relative[layer], f"Layer {layer + 1}"
    if change == 0:
        return f"{label} did not change."
    if isinf(change):
        return f"{label} was 0 everywhere before."
    if not isfinite(change):
        return f"{label} has numbers that are too large to compare."
    each = found.parts(layer)
    thing = "number" if found.before.layers[layer].point else "map"
    most = f", most in {thing} {int(each.argmax())}" if len(each) > 1 else ""
    return f"{label} changed by *{percents(change)}*{most}."


def notes(found: Comparison) -> list[str]:
    """For every layer what else was found: where nothing changes, if maps went along."""
    return [_note(found, k) for k in range(len(found.before.layers))]


def _note(found: Comparison, layer: int) -> str:
    info = found.before.layers[layer]
    if info.point or not found.travel.changed.any():
        return ""
    told = (_moved(found, layer), _turned(found, layer), _reached(found, layer))
    return " ".join(filter(None, told))


def _reached(found: Comparison, layer: int) -> str:
    reach = found.travel.reached.get(layer)
    if reach is None or found.other.kind != "erase":
        return ""
    count, total = int(reach.sum()), reach.size
    if count == total:
        return f"Each of its {total:,} places sees a pixel that changed."
    most = float(abs(found.difference(layer)[:, ~reach]).max())
    rest = "the others changed by *exactly 0*" if most == 0 else f"the others by {number(most)}"
    return f"{_seeing(count, total)} a pixel that changed; {rest}."


def _seeing(count: int, total: int) -> str:
    """How many places of a map see something.

    >>> _seeing(1, 49), _seeing(24, 64)
    ('1 of its 49 places sees', '24 of its 64 places see')
    """
    return f"{count:,} of its {total:,} places {'sees' if count == 1 else 'see'}"


def _moved(found: Comparison, layer: int) -> str:
    steps, along = found.travel.steps.get(layer), found.travel.along.get(layer)
    if steps is None:
        return ""
    numbers = found.other.numbers
    if any(n % step for n, step in zip(numbers, steps, strict=True)):
        step = steps[0] if steps[0] == steps[1] else f"{steps[0]} × {steps[1]}"
        return f"Its places lie {step} pixels apart: no whole number of them is this move."
    if along is None:
        return "No place of it sees moved pixels alone, without the border."
    went = "Away from the border the maps" if along.count > 1 else "In the middle the maps"
    if along.relative <= EQUAL:
        places = f"{along.count:,} {'places' if along.count > 1 else 'place'}"
        return f"{went} moved along, {_ways(along.units)}: *equal* but for rounding, at {places}."
    return f"{went}, moved along {_ways(along.units)}, differ by *{percents(along.relative)}*."


def _turned(found: Comparison, layer: int) -> str:
    change = found.travel.turned.get(layer)
    if change is None:
        return ""
    act = "turned" if found.other.kind == "turn" else "mirrored"
    if change <= EQUAL:
        return f"A’s maps, {act} as well, are *equal* to these."
    return f"A’s maps, {act} as well, differ from these by *{percents(change)}*."


def signed(share: float) -> str:
    """A change of a share in percentage points.

    >>> signed(-0.0213), signed(0.2), signed(0.0)
    ('−2.1', '+20', '0')
    """
    points = round(100 * share, 1)
    if points == 0:
        return "0" if share == 0 else "≈ 0"
    return f"{'+' if points > 0 else MINUS}{abs(points):.1f}".removesuffix(".0")
