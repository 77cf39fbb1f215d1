"""From a region's trace to the bytes that the player steps through."""

from typing import Any

import numpy as np

from cnnviz.figures.numbers import number, percent
from cnnviz.figures.theme import signed_range
from cnnviz.lessons.regions import program, words
from cnnviz.lessons.regions.trace import Region
from cnnviz.player import phrases
from cnnviz.player.axes import Arrays
from cnnviz.player.panels import pack_lesson
from cnnviz.player.source import Source


def encode(seen: Region, *, source: Source, link: str, view: Any) -> bytes:
    """The player's bytes; ``link`` is the query that opens these settings."""
    looked, n = seen.looked, seen.number
    arrays: Arrays = {"square": looked.square, "map": looked.maps[n], "pooled": seen.pooled[n]}
    if seen.part is not None:
        arrays["part"] = seen.part
    header = {
        "region": {
            "box": seen.box,
            "cover": _ends(seen.on_maps[1::2]) + _ends(seen.on_maps[::2]),
            "places": (np.arange(looked.square.shape[1]) // looked.stride).tolist(),
            "rows": [[one.start, one.stop] for one in seen.rows],
            "columns": [[one.start, one.stop] for one in seen.columns],
            "winner": seen.winner[n].ravel().tolist(),
            "reach": signed_range(looked.maps[n]),
        },
        "steps": _steps(seen),
        "classes": [_class(seen, k) for k in seen.best],
        "captions": _captions(seen),
        "words": phrases.words(board=words.HEARD, columns=words.COLUMNS),
        "aside": words.aside(looked),
        "keys": words.KEYS,
    }
    return pack_lesson(header, arrays, source=source, link=link, view=view)


def _ends(axis: tuple[int, ...]) -> list[int]:
    """From where to where on the map, the end outside."""
    return [axis[0], axis[-1] + 1]


def _steps(seen: Region) -> list[dict[str, Any]]:
    """What each step says and shows; with what it asks first, where it has a number."""
    pooled = seen.pooled[seen.number]
    asked: list[tuple[str, str, float | None]] = [("photo", "", None), ("maps", "", None)]
    asked += [("cell", f"cell {i}, {j}", v) for (i, j), v in np.ndenumerate(pooled)]
    asked += [("mean", "the mean of the cells", float(seen.means[seen.number]))]
    best = seen.best[0]
    asked += [("class", f"the share of {seen.looked.names[best]}, in %", 100 * seen.shares[best])]
    return [
        {
            "kind": kind,
            "said": said,
            "numpy": program.step(seen, place),
            "name": name,
            "value": None if value is None else float(value),
            "text": "" if value is None else number(value),
        }
        for place, ((kind, name, value), said) in enumerate(
            zip(asked, words.sentences(seen), strict=True)
        )
    ]


def _class(seen: Region, k: int) -> dict[str, Any]:
    shares = {"region": seen.shares, "whole": seen.looked.shares}
    shares |= {} if seen.alone is None else {"alone": seen.alone}
    found = {name: [float(of[k]), percent(of[k])] for name, of in shares.items()}
    return {"name": seen.looked.names[k], "shares": found}


def _captions(seen: Region) -> dict[str, str]:
    put = {"number": seen.number, "count": len(seen.means)}
    return {name: text.format(**put) for name, text in words.CAPTIONS.items()}
