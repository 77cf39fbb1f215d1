"""What a person takes home from the network page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.figures.board import wrapped
from cnnviz.figures.coloured import Pixels
from cnnviz.figures.grid import Map, signed
from cnnviz.figures.numbers import MINUS, number, percent
from cnnviz.files import csv_table, names
from cnnviz.files.drawing import Drawing
from cnnviz.lessons.network import (
    controls_compare,
    controls_keep_compare,
    controls_time,
    controls_why,
    figures,
    terms,
    words_layers,
    words_why,
)
from cnnviz.lessons.network.layers import PICTURE
from cnnviz.lessons.network.payload_compare import Compared
from cnnviz.lessons.network.payload_why import Answered
from cnnviz.lessons.network.settings import View
from cnnviz.lessons.network.terms import Place
from cnnviz.lessons.network.timing import Times
from cnnviz.lessons.network.trace import Seen
from cnnviz.lessons.network.why import NUDGE, Class, Reasons, in_squares
from cnnviz.ops.layer import Array
from cnnviz.settings import from_link
from cnnviz.ui import downloads, keep
from cnnviz.ui.keep import TakeAway
from cnnviz.ui.state import PageState

SQUARE, DISC = "in this square", "for the nearest disc"
TERMS = ["map", "row", "column", "number", "weight", "product"]


def fold(visit: PageState[Any], seen: Seen, page: str) -> None:
    """The fold of what is taken home."""
    keep.fold(
        visit,
        lambda: take(
            seen,
            visit.here,
            controls_why.told(visit),
            page,
            controls_time.told(visit),
            controls_compare.told(visit),
        ),
    )


def take(
    seen: Seen,
    here: Mapping[str, str],
    told: Answered | None,
    page: str,
    times: Times | None = None,
    compared: Compared | None = None,
) -> TakeAway:
    """The map, all of its layer, the answer with its reasons, a comparison; tables; programs."""
    look = from_link(View, here)[0]
    place = placed(seen, look)
    info = seen.layers[place.layer]
    title = f"Map {place.number} of layer {place.layer + 1}, {info.label}"
    one = seen.maps(place.layer)[place.number]
    reach = None if look.scale == "own" else seen.reach(place.layer)
    whole = f"All of layer {place.layer + 1}, {info.label}"

    def every(scheme: str) -> Drawing:
        return figures.all_maps(seen.maps(place.layer), whole, reach, scheme)

    drawn = {whole: every}
    if told and told.found:
        found = told.found
        drawn["The answer and why"] = lambda scheme: answer(seen, told, found, look, scheme)
    if compared and (compared.found or compared.second):
        drawn["A beside B"] = lambda scheme: controls_keep_compare.drawn(
            seen, compared, place, look, scheme
        )
    programs = {
        "This number": terms.number_program(seen, place),
        "This map": terms.map_program(seen, place),
        "This page": Path(page).read_text("utf-8"),
    }
    return TakeAway(
        "A trained network",
        {title: (_map(title, one, reach),)},
        {title: one},
        {name: text for name, text in programs.items() if text},
        more=lambda: tables(seen, place, times, compared),
        drawn=drawn,
        of=(told, *_compared(compared)),
    )


def _compared(compared: Compared | None) -> tuple[object, ...]:
    """What is compared, and what it comes to: the answers of both sides."""
    if compared is None:
        return ()
    sides = compared.found.after if compared.found else compared.second
    return (compared.other, compared.titles, sides.scores if sides else None)


def placed(seen: Seen, look: View) -> Place:
    """The layer, map and place that an address stands for, as the player chooses them."""
    layer = look.layer - 1 if 0 < look.layer <= len(seen.layers) else seen.columns[0].face
    maps = seen.maps(layer)
    strongest = int(np.abs(maps).mean(axis=(1, 2)).argmax())
    number = look.map - 1 if 0 < look.map <= len(maps) else strongest
    row, column = look.row - 1, look.column - 1
    if not (0 <= row < maps.shape[1] and 0 <= column < maps.shape[2]):
        row, column = terms.strongest(seen, layer, number)
    return Place(layer, number, row, column)


def _map(title: str, values: Array, reach: float | None) -> Map:
    return Map(title, values, "signed", -reach, reach) if reach else signed(title, values)


# ---- tables


def tables(
    seen: Seen, place: Place, times: Times | None = None, compared: Compared | None = None
) -> None:
    """The layers, how far each changed, and the terms of one number, each as a file."""
    number = f"layer {place.layer + 1} map {place.number} row {place.row} column {place.column}"
    made = {"Layers": ("layers", layers(seen, times))}
    if compared and compared.found:
        made["Changes"] = ("changes", controls_keep_compare.changes(compared.found))
    if len(terms.table(seen, place)):
        made["Terms of the number"] = (f"terms {number}", parts(seen, place))
    for title, (about, text) in made.items():
        file = names.safe("network", about, names.mark(text), ending="csv")
        downloads.button(f"{title} as CSV", text, file)


def layers(seen: Seen, times: Times | None = None) -> str:
    """The table of layers, a row each; the times are empty where nothing was measured."""
    taken = times.milliseconds if times else {}
    rows = {}
    for k, (info, row) in enumerate(zip(seen.layers, seen.costs, strict=True)):
        reads = " and ".join("picture" if n == PICTURE else str(n + 1) for n in info.inputs)
        size = [str(n) for n in (info.maps, info.rows, info.columns)]
        field = " x ".join(map(str, row.sees))
        cells = [
            info.label,
            reads,
            *size,
            str(row.parameters),
            str(row.multiply_adds),
            field,
            f"{taken[info.name]:.3f}" if taken else "",
        ]
        rows[str(k + 1)] = list(map(csv_table.plain, cells))
    heads = words_layers.HEADS
    columns = [heads["name"], heads["reads"], heads["shape"], "Rows", "Columns",
               heads["parameters"], heads["work"], heads["field"], heads["time"]]  # fmt: skip
    return csv_table.table("Layers of a trained network", columns, rows)


def parts(seen: Seen, place: Place) -> str:
    """The terms of one number, a row each; the bias is the last of a weighted sum."""
    found = terms.table(seen, place)
    bias = found[:, 0] < 0
    rows = ["bias" if last else f"term {k}" for k, last in enumerate(bias)]
    title = f"Layer {place.layer + 1} map {place.number} row {place.row} column {place.column}"
    return csv_table.encode(found, title, rows, TERMS)


# ---- the answer and why


def answer(seen: Seen, told: Answered, found: Reasons, look: View, scheme: str) -> Drawing:
    """The question, the answer, and the four reasons on one square."""
    square = square_of(found, look)
    rows, columns = found.starts
    top, left = rows[square // len(columns)], columns[square % len(columns)]
    picture = np.moveaxis(seen.square, 0, -1)
    height, width = picture.shape[:2]
    box = (top, min(top + found.size, height), left, min(left + found.size, width))
    name, other = seen.names[told.label], told.versus
    rather = "" if other is None else f" rather than {seen.names[other]}"
    mixed = " - shuffled weights" if told.shuffled else ""
    answers = [(a.name, percent(a.share), a.share) for a in seen.answers()]
    cards = _cards(seen, told, found, look, square, scheme)
    question = f"Why {name}{rather}?{mixed}"
    return figures.reasons(question, picture, answers, cards, box, scheme)


def square_of(found: Reasons, look: View) -> int:
    """The square that was chosen, or that which matters most, as in the player."""
    count = found.drops.size
    if 0 < look.square <= count:
        return look.square - 1
    known = found.done == count
    by = found.drops if known else np.abs(in_squares(found.pixels["gradient"], found))
    return int(by.argmax())


def _cards(
    seen: Seen, told: Answered, found: Reasons, look: View, square: int, scheme: str
) -> list[figures.Part]:
    picture = np.moveaxis(seen.square, 0, -1)
    base, shape = figures.pale(picture, scheme), picture.shape
    kind = look.kind if look.kind in found.pixels else "gradient"
    pixels = found.pixels[kind]
    value = in_squares(pixels, found).flat[square] * (NUDGE if kind == "gradient" else 1)
    parts = [_card(kind, figures.pixels(base, pixels, scheme), value,
                   words_why.ABOUT[kind], _foretold(told, square, kind))]  # fmt: skip
    if heat := _heat(seen, found, look):
        one, method = heat
        drawn = figures.discs(base, one.heats[method], one.discs, shape, scheme)
        sums = words_why.WORDS["check_maps"].format(
            total=number(one.total), product=number(one.product)
        )
        check = sums if method == "grad_cam" else ""
        row, column = divmod(square, len(found.starts[1]))
        middle = [
            starts[k] + (found.size - 1) / 2
            for starts, k in zip(found.starts, (row, column), strict=True)
        ]
        near = tuple(
            int(np.abs(np.array(centres) - at).argmin())
            for centres, at in zip(one.discs.centres, middle, strict=True)
        )
        at_disc = float(one.heats[method][near])
        parts.append(_card("maps", drawn, at_disc, words_why.ABOUT[method], check, DISC))
    drawn = figures.squares(base, found.drops, found.starts, found.size, shape, scheme)
    parts.append(_card("cover", drawn, found.drops.flat[square], words_why.ABOUT["cover"],
                       _covered(seen, told, found, square)))  # fmt: skip
    if found.gains is not None and found.points_done == found.points:
        gained = found.gains
        value = in_squares(gained, found).flat[square]
        total, gain = number(float(gained.sum(dtype=np.float64))), number(found.gain)
        check = words_why.WORDS["check_shares"].format(total=total, same="≈", gain=gain)
        incomplete = words_why.WORDS["incomplete"].format(count=found.points)
        parts.append(_card("shares", figures.pixels(base, gained, scheme), value,
                           words_why.ABOUT["shares"],
                           check if found.complete else incomplete))  # fmt: skip
    return parts


def _card(
    name: str, pixels: Pixels, value: float, about: str, check: str, where: str = SQUARE
) -> figures.Part:
    shown = ["…"] if np.isnan(value) else [f"{number(value)} {where}"]
    texts = (about, check.replace("*", ""))
    lines = [
        *shown,
        *(line for text in texts for line in wrapped(text, figures.SMALL, figures.CARD)),
    ]
    return (
        (words_why.TITLES | words_why.PIXEL_TITLES)[name],
        pixels,
        [line for line in lines if line],
    )


def _foretold(told: Answered, square: int, kind: str) -> str:
    found = told.measured
    if kind != "gradient" or not found or found.square != square or found.problem:
        return ""
    pair = (found.foretold, found.measured)
    foretold, measured = (f"{v:+.3g}".replace("-", MINUS) for v in pair)
    return f"foretold {foretold}, measured {measured}"


def _heat(seen: Seen, found: Reasons, look: View) -> tuple[Class, str] | None:
    """The maps that the card tells of: the chosen layer's, or those of the last one before it."""
    places = {k: info.name for k, info in enumerate(seen.layers) if info.name in found.classes}
    if not places:
        return None
    before = [k for k in places if not look.layer or k < look.layer] or [min(places)]
    one = found.classes[places[max(before)]]
    return one, look.method if look.method in one.heats else "grad_cam"


def _covered(seen: Seen, told: Answered, found: Reasons, square: int) -> str:
    drop = float(found.drops.flat[square])
    if np.isnan(drop):
        return ""
    rank = 1 + int((found.drops > drop).sum())
    before, after = (percent(s) for s in (found.share, float(found.left.flat[square])))
    put = {"name": seen.names[told.label], "rank": rank, "count": found.drops.size}
    return str(words_why.WORDS["check_cover"].format(**put, before=before, after=after))
