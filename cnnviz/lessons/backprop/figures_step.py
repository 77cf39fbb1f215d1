"""A step of the lesson as a drawing: its sentence, its panels, and its numbers large."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.figures.board import Board, board
from cnnviz.figures.grid import Map, Mark, marked
from cnnviz.figures.numbers import number
from cnnviz.figures.shown import as_written, fine, read_back, relate
from cnnviz.figures.theme import signed_range
from cnnviz.files.drawing import Drawing
from cnnviz.lessons.backprop import payload_step, payload_steps, words, words_step
from cnnviz.lessons.backprop.mistakes import MISTAKES
from cnnviz.lessons.backprop.payload_moment import Moment, Steps
from cnnviz.lessons.backprop.payload_panels import Panel
from cnnviz.lessons.backprop.payload_step import Seen, Step
from cnnviz.traces import Array

CHANNELS = 3  # of a panel that are drawn
LISTED = 200  # products that are each looked at; of more some are rounded
Tables = tuple[tuple[tuple[Map, ...], ...], tuple[str, ...]]


def draw(
    steps: Steps, n: int, fitted: Mapping[str, Any], classes: Sequence[str], scheme: str = "light"
) -> Drawing:
    """Step ``n``; ``fitted`` are the words of the chain."""
    moment = steps.moment(n)
    found = payload_steps.step(moment)
    tables, signs = _tables(moment, found)
    name, written = words_step.name_of(moment, found), payload_step.text(moment, found)
    tie = relate(found.total or 0.0, read_back(written))
    sheet = Board(
        where=where(steps, moment, n),
        sentence=words_step.sentence(moment, found, fitted, classes).replace("*", ""),
        maps=tuple(_maps(moment, one) for one in found.seen),
        tables=tables,
        signs=signs,
        label=_label(moment, found),
        result=f"{name} {tie} {written}" if written else "",
    )
    return board(sheet, scheme)


def where(steps: Steps, moment: Moment, n: int) -> str:
    """The step's number, and its number in its stretch."""
    here = words.BAR["where"].format(step=n + 1, count=steps.count)
    segment = moment.segment
    count = steps.length(segment) - (segment.kind == "update")
    kind = "done" if moment.kind == "result" else "count"
    own = words.BAR[kind].format(label=segment.label, index=moment.k + 1, count=count)
    text = f"{here[:1].upper()}{here[1:]}: {own if count > 1 else segment.label}"
    return f"{text}. {mistake(steps.trace.mistake)}" if steps.trace.mistake else text


def mistake(name: str) -> str:
    """The sentence about what is wrong on purpose."""
    return words.MISTAKE.format(what=MISTAKES[name])


def _label(moment: Moment, found: Step) -> str:
    if moment.kind == "scatter":
        return words.DRAWN["so_far"]
    if found.factors is None or found.factors[0].size == 1:
        return ""
    text = words.DRAWN["sum"].format(count=found.factors[0].size)
    return text + (words.DRAWN["bias"].format(bias=number(found.bias)) if found.bias else "")


def _maps(moment: Moment, one: Seen) -> tuple[Map, ...]:
    """The maps of a panel in which something is read or written, with a frame around that."""
    panel, shape = one.panel, one.panel.values.shape
    inside = np.unravel_index(one.flats[one.flats >= 0], shape)
    channels = np.unique(inside[0])[:CHANNELS].tolist() or [0]
    values, known = moment.values(panel), moment.known(panel)
    whole = len(inside[0]) == panel.values.size
    found = []
    for channel in channels:
        own = inside[0] == channel
        there = None if known is None else known[channel]
        drawn = _coloured(panel, _title(panel, channels), values[channel], there)
        frame = () if whole or not own.any() else (_box(inside[1][own], inside[2][own]),)
        found.append(marked(drawn, *frame))
    return tuple(found)


def _title(panel: Panel, channels: Sequence[int]) -> str:
    """What a panel is called; of several maps, which one is drawn."""
    about = f", {panel.about}" if panel.about else ""
    one = len(panel.values) > 1 and len(channels) == 1
    place = words.DRAWN["channel"].format(channel=channels[0]) if one else ""
    return f"{panel.title or panel.name}{about}{place}"


def _coloured(
    panel: Panel, title: str, values: Array, known: npt.NDArray[np.bool_] | None = None
) -> Map:
    limit = signed_range(panel.values)
    low, high = panel.scale or (-limit, limit)
    colour = "grey" if panel.colour == "rgb" else panel.colour  # one channel of it
    return Map(title, values, colour, low, high, known=known)


def _box(rows: Array, columns: Array) -> Mark:
    return int(rows.min()), int(rows.max()) + 1, int(columns.min()), int(columns.max()) + 1


def _tables(moment: Moment, found: Step) -> Tables:
    """The numbers of the step, a row of tables for each channel, and the signs between."""
    if moment.kind == "result":
        trace = moment.steps.trace
        losses = np.array([[trace.value]]), np.array([[trace.loss_after]])
        ends = zip(("before", "after"), losses, strict=True)
        return (tuple(_plain(words.RESULT[name], loss) for name, loss in ends),), ("→",)
    if found.factors is not None:
        return _factors(moment, *found.factors)
    return _others(moment, found)


def _factors(moment: Moment, a: Array, b: Array) -> Tables:
    """What is multiplied, and the products; of gradients that are only added, just these."""
    titles = _titles(moment)
    first = _first_panel(moment)
    if len(titles) == 1:
        return tuple((_coloured(first, titles[0], one),) for one in a), ()
    products = a * b
    reach, most = signed_range(b), signed_range(products)
    rows = tuple(
        (
            _coloured(first, titles[0], left),
            Map(titles[1], right, "signed", -reach, reach),
            Map(titles[2], product, "signed", -most, most),
        )
        for left, right, product in zip(a, b, products, strict=True)
    )
    return rows, ("·", _comes_to(a, b, products))


def _comes_to(a: Array, b: Array, products: Array) -> str:
    """ "=" if every product is exactly that of the numbers beside it, as they are written."""
    shown = zip(*(part.ravel().tolist() for part in (a, b, products)), strict=True)
    same = (as_written([[x, y]], [[z]]) == "=" for x, y, z in shown)
    return "=" if a.size <= LISTED and all(same) else "≈"


def _first_panel(moment: Moment) -> Panel:
    """The panel whose numbers stand in the first table."""
    forward = moment.kind in ("conv", "dense")
    return moment.panel(moment.before if forward else f"d:{moment.stage.name}")


def _titles(moment: Moment) -> tuple[str, ...]:
    """The names above the tables of a kind of step."""
    stage, k = moment.stage, moment.k
    kind = moment.kind
    if kind == "conv_input" and moment.wrong and moment.steps.trace.mistake == "flip":
        kind = "unflipped"
    weight = f"{stage.name}.weight"
    put = {
        "x": moment.panel(moment.before).name,
        "dy": moment.panel(f"d:{stage.name}").title,
        "w": moment.panel(weight).name if weight in moment.steps.panels else "",
        "k": k,
    }
    return tuple(text.format(**put) for text in words.TABLES[kind])


def _others(moment: Moment, found: Step) -> Tables:
    """The tables of steps that multiply nothing; none where numbers only change their shape."""
    kind, numbers = moment.kind, found.seen
    if kind in ("start", "flatten", "unflatten"):
        return (), ()
    if kind in ("pool", "route"):
        return _window(moment, found)
    if kind == "softmax":
        return ((_plain(words.TABLES[kind][0], found.values[0]),),), ()
    if kind == "squared":
        y, target = (part[0] for part in found.facts["pairs"])
        titles = words.TABLES[kind]
        names = (numbers[0].panel.name, numbers[1].panel.name, titles[0])
        squares = tuple(map(_plain, names, (y, target, found.values[0])))
        return (squares,), ("−", "→")
    row = tuple(_single(one, moment) for one in numbers)
    signs = {
        "activation": ("→",),
        "loss": ("→",),
        "error": ("−", "→"),
        "miss": ("−", "→"),
        "update": (f"− {fine(moment.steps.trace.rate)} ·", "→"),
    }
    return (row,), signs[kind]


def _single(one: Seen, moment: Moment) -> Map:
    """One number of a panel."""
    flat = int(one.flats[0])
    name = payload_step.title(one.panel, flat)
    return _coloured(one.panel, name, np.full((1, 1), moment.values(one.panel).flat[flat]))


def _window(moment: Moment, found: Step) -> Tables:
    """What lies under a window of a pooling, and on the way back what each place gets."""
    values = found.values
    titles, panel = _titles(moment), moment.panel(moment.before)
    inside = np.isfinite(values[0])
    under = _coloured(panel, titles[0], np.where(inside, values[0], 0.0), inside)
    if moment.kind == "pool":
        return ((under,),), ()
    back = found.facts["gets"][0]
    return ((under, _coloured(moment.written, titles[1], back, inside)),), ("→",)


def _plain(title: str, values: Array) -> Map:
    reach = signed_range(values)
    return Map(title, values, "signed", -reach, reach)
