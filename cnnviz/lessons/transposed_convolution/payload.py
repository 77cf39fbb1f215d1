"""From the trace to the bytes that the player steps through."""

from typing import Any

from cnnviz.figures.theme import signed_range
from cnnviz.lessons.transposed_convolution import words
from cnnviz.lessons.transposed_convolution.settings import View
from cnnviz.lessons.transposed_convolution.trace import TransposedTrace
from cnnviz.player import axes, phrases, state
from cnnviz.player.axes import AXES, Arrays
from cnnviz.player.packing import pack
from cnnviz.player.source import Source


def transposed(trace: TransposedTrace, *, source: Source, link: str, view: View) -> bytes:
    """The player's bytes; ``link`` is the query that opens these settings."""
    arrays: Arrays = {
        "x": trace.x[None],
        "w": trace.weight[None],
        "flipped": trace.weight[None, ::-1, ::-1],
        "y": trace.y[None],
        "overlap": trace.overlap[None],
    }
    reach, weights = signed_range(trace.y), signed_range(trace.weight)
    header = {
        "picture": source.key,
        "link": link,
        "state": state.table(view),
        "keys": phrases.keys(words.KEYS, without=frozenset({"Z"})),
        "panels": [
            _panel("x", source.colour, (source.low, source.high), about=source.about),
            _panel("w", "signed", (-weights, weights), kind="parameter"),
            _panel("flipped", "signed", (-weights, weights), kind="parameter"),
            _panel("y", "signed", (-reach, reach)),
            _panel("overlap", "ink", (0.0, float(trace.overlap.max()))),
        ],
        # The convolution whose adjoint this is reads y and writes x; gathering turns it around.
        "relations": [
            _relation(trace, gather=False, arrays=arrays),
            _relation(trace, True, arrays),
        ],
        "words": phrases.words(sentences=words.SENTENCES, notes=words.notes(trace)),
    }
    return pack(header, arrays)


def _panel(key: str, colour: str, scale: tuple[float, float], **more: str) -> dict[str, Any]:
    return {"key": key, "colour": colour, "range": list(scale), **words.PANELS[key], **more}


def _relation(trace: TransposedTrace, gather: bool, arrays: Arrays) -> dict[str, Any]:
    made = axes.gathering if gather else axes.sliding
    name = "gather" if gather else "scatter"
    tables = [
        axes.encode(f"{name}:{axis}", made(window, n), arrays)
        for axis, window, n in zip(AXES, trace.windows, trace.y.shape, strict=True)
    ]
    ends = ("x", "flipped", "y") if gather else ("y", "w", "x")
    keys = dict(zip(("input", "weight", "output"), ends, strict=True))
    return {**keys, "rule": "sum", "channels": [[0]], "axes": tables}
