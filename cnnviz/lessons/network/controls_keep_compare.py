"""What a person takes home of a comparison."""

from dataclasses import replace
from math import isfinite

import numpy as np

from cnnviz.figures.coloured import Pixels
from cnnviz.figures.numbers import percent
from cnnviz.figures.theme import signed_range
from cnnviz.files import csv_table
from cnnviz.files.drawing import Drawing
from cnnviz.lessons.network import figures_compare, words_compare, words_networks
from cnnviz.lessons.network.compare import Comparison
from cnnviz.lessons.network.payload_compare import Compared
from cnnviz.lessons.network.settings import View
from cnnviz.lessons.network.terms import Place
from cnnviz.lessons.network.trace import Answer, Seen

COLUMNS = ["Layer", "Relative change", "Places that see a changed pixel", "Places"]


def drawn(seen: Seen, compared: Compared, place: Place, look: View, scheme: str) -> Drawing:
    """Both pictures with their answers, and the layer and map that the player shows."""
    found = compared.found
    if found:
        most = int(found.parts(place.layer).argmax())
        shown = place if look.map else replace(place, number=most)
        return _pictures(found, compared.title, shown, scheme)
    assert compared.second
    return _networks(seen, compared.second, compared.titles, scheme)


def _pictures(found: Comparison, own: str, place: Place, scheme: str) -> Drawing:
    before, after, layer = found.before, found.after, place.layer
    changes = found.travel.relative
    most = max((c for c in changes if isfinite(c)), default=0.0) or 1.0
    bars = [
        (column.label, words_compare.percents(changes[column.face]),
         _height(changes[column.face], most))
        for column in before.columns
    ]  # fmt: skip
    title = words_compare.title(found.other, own)
    return figures_compare.both(
        f"A and B: {title}",
        [_pixels(before), _pixels(after)],
        [_line(a, b) for a, b in found.answers()],
        bars,
        _sides(found, layer, place.number),
        [_plain(words_compare.sentences(found, own)[layer]),
         _plain(words_compare.notes(found)[layer])],
        scheme,
    )  # fmt: skip


def _height(change: float, most: float) -> float:
    return change / most if isfinite(change) else 1.0


def _sides(found: Comparison, layer: int, number: int) -> list[figures_compare.Side]:
    if found.before.layers[layer].point:
        return []
    reach = found.before.reach(layer)
    difference = found.difference(layer)
    title = f"map {number} of layer {layer + 1}"
    return [
        (f"A, {title}", found.before.maps(layer)[number], reach),
        (f"B, {title}", found.after.maps(layer)[number], reach),
        ("B − A", difference[number], signed_range(difference)),
    ]


def _networks(seen: Seen, second: Seen, titles: tuple[str, str], scheme: str) -> Drawing:
    first = [(f"A: {one.name}", percent(one.share), one.share) for one in seen.answers(2)]
    other = [(f"B: {one.name}", percent(one.share), one.share) for one in second.answers(2)]
    lines = [f"{head}: {a} and {b}" for head, a, b in words_networks.rows(seen, second)]
    agreed = _plain(words_networks.agreement(seen, second, titles))
    pictures = [_pixels(seen), _pixels(second)]
    title = f"A: {titles[0]}, B: {titles[1]}"
    return figures_compare.both(title, pictures, first + other, [], [], [agreed, *lines], scheme)


def _line(before: Answer, after: Answer) -> tuple[str, str, float]:
    return after.name, f"{percent(before.share)} → {percent(after.share)}", after.share


def _pixels(seen: Seen) -> Pixels:
    found: Pixels = np.moveaxis(seen.square, 0, -1)
    return found


def _plain(text: str) -> str:
    return text.replace("*", "").replace(" → ", " to ")


def changes(found: Comparison) -> str:
    """How far each layer changed, a row each; empty where its places are not known."""
    rows = {}
    for k, info in enumerate(found.before.layers):
        reach = found.travel.reached.get(k)
        known = ["", ""] if reach is None else [str(int(reach.sum())), str(reach.size)]
        cells = [info.label, repr(found.travel.relative[k]), *known]
        rows[str(k + 1)] = list(map(csv_table.plain, cells))
    title = words_compare.title(found.other, "another picture")
    return csv_table.table(f"Change of every layer, B {title}", COLUMNS, rows)
