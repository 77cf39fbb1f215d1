"""From the trace to the bytes that the player steps through."""

from typing import Any

from cnnviz.lessons.transposed_convolution import words
from cnnviz.lessons.transposed_convolution.trace import TransposedTrace
from cnnviz.player import axes, phrases
from cnnviz.player.axes import Arrays
from cnnviz.player.panels import pack_lesson, panel, relation
from cnnviz.player.source import Source


def encode(trace: TransposedTrace, *, source: Source, link: str, view: Any, **more: Any) -> bytes:
    """The player's bytes; ``link`` opens these settings, ``more`` takes the place of the header."""
    arrays: Arrays = {}
    colour = {"colour": source.colour, "range": [source.low, source.high]}
    positive = source.colour != "signed" and trace.y.min() >= 0
    grown = colour | {"range": [0.0, float(trace.y.max()) or 1.0]} if positive else {}
    counts = {"colour": "ink", "range": [0.0, float(trace.overlap.max())]}
    pushes = list(map(axes.sliding, trace.windows, trace.y.shape))
    pulls = list(map(axes.gathering, trace.windows, trace.y.shape))
    panels = [
        panel("x", trace.x, arrays, **words.X, **colour),
        panel("w", trace.weight, arrays, **words.W),
        panel("flipped", trace.weight[..., ::-1, ::-1], arrays, **words.W),
        panel("y", trace.y, arrays, **words.Y, **grown),
        panel("overlap", trace.overlap, arrays, **words.OVERLAP, **counts),
    ]
    # A reads y and writes x; gathering reads the same relation from the other side.
    maps = range(len(arrays["x"]))  # of which each has a filter of A
    own, every = [[0] for _ in maps], [[*maps]]
    relations = [
        relation("scatter", pushes, arrays, input="y", weight="w", output="x", channels=own),
        relation("gather", pulls, arrays, input="x", weight="flipped", output="y", channels=every),
    ]
    said = phrases.words(sentences=words.SENTENCES, notes=words.notes(trace))
    header = {"panels": panels, "relations": relations, "words": said, "keys": words.KEYS} | more
    return pack_lesson(header, arrays, source=source, link=link, view=view)
