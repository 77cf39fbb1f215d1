"""What a person takes home from the lesson on regions."""

from pathlib import Path

from cnnviz.figures.grid import Map, marked, signed
from cnnviz.lessons.regions import program
from cnnviz.lessons.regions.trace import Region
from cnnviz.player.source import Source
from cnnviz.ui.keep import TakeAway


def take(seen: Region, source: Source, page: str) -> TakeAway:
    """The photo, the last map and what is pooled, with the region on them."""
    left, top, right, bottom = seen.box
    photo = Map("Photo", seen.looked.square, source.colour, source.low, source.high)
    photo = marked(photo, (top, bottom + 1, left, right + 1))
    left, top, right, bottom = seen.on_maps
    n = seen.number
    last = marked(signed(f"Map {n}", seen.looked.maps[n]), (top, bottom + 1, left, right + 1))
    pooled = signed("Pooled", seen.pooled[n])
    pictures = {"Region": (photo, last, pooled), "Photo": (photo,)}
    numbers = {f"Map {n}": last.values, "Pooled": pooled.values, "Means": seen.means[None]}
    texts = {"NumPy": program.whole(seen), "This page": Path(page).read_text("utf-8")}
    return TakeAway(source.about, pictures, numbers, texts)
