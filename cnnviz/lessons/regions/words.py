"""Every sentence of the lesson: ``{name}`` is put in, what stands between stars is bold."""

import numpy as np

from cnnviz.figures.numbers import factor, number, percent
from cnnviz.lessons.regions.trace import Looked, Region
from cnnviz.player.phrases import keys

PROPOSED = 2000  # regions of a photo, in the paper on R-CNN, section 2.1
KEYS = keys(
    (("Shift arrows", "lower right corner, with the photo in focus"),), without={"Z", "↑ ↓"}
)
LABELS = {
    "board": "A region of a photo, from its pixels to its class",
    "photo": "Photo",
    "maps": "Last maps",
    "pooled": "Pooled",
    "classes": "Class of the region",
    "whole": "whole photo",
    "numpy": "This step in NumPy",
}
CAPTIONS = {
    "photo": "drag the region, or a corner",
    "maps": "map {number} of {count}",
    "pooled": "the largest of each cell",
}
HEARD = {
    "photo": "Photo with a region, {box}. Arrows move it; with Shift, its lower right corner.",
    "maps": "Map {number}, {rows} by {columns}; the region covers {place}.",
    "pooled": "The region in {cells} by {cells} cells.",
    "waits": "Let go to see what the network makes of this region.",
}
WAY = "Score"
WAYS = {0: "Pooled", 1: "Cut out too"}
COLUMNS = {"region": "pooled", "whole": "whole photo", "alone": "cut out"}
REGION = (
    "*A region*: {box} of the photo, {high} × {wide} pixels. Drag it, or one of its corners; "
    "the steps lead to its class."
)
MAPS = (
    "*On the last maps* neighbours lie {stride} pixels apart: rows {rows}, columns {columns}. "
    "Rounding loses the rest; but each of these numbers has seen far more than {stride} pixels."
)
CELL = "*Cell {place}* of map {number}: the largest of {these} is *{value}*. {all}"
THESE = "{rows} × {columns} numbers"
ALL = "So it is done on all {count} maps at once."
MEAN = "*The mean of the cells* of map {number}: {sum} {same} *{value}*. {all}"
NUMBERS = "{count} maps give {count} numbers, whatever the region's size."
SCORE = (
    "*{name}: {share}.* Its score adds {count} products and a bias; map {number} alone gives "
    "{mean} · {weight} {same} *{product}*. Of the whole photo {name} has {whole}.{alone}"
)
ALONE = " Cut out and run alone: {share}."
ASIDE = (
    "*R-CNN* (2014) cut out about {proposed} regions, resized each and ran its CNN on every one; "
    "SVMs gave the classes. *Fast R-CNN* (2015) runs the CNN once and pools each region from the "
    "last maps, as here: with this network {work} multiply-adds in place of {slow}. It learned "
    "from marked regions and also moved their edges; this network learned from whole photos only."
)
BOX = "rows {1} to {3}, columns {0} to {2}"
NO_REGION = "A region needs four places on the photo."


def sentences(seen: Region) -> list[str]:
    """What is said at each step: region, last maps, each cell, their mean, the class."""
    said = [_region(seen), _maps(seen)]
    said += [cell(seen, i, j) for i, j in np.ndindex(seen.pooled.shape[1:])]
    return [*said, _mean(seen), _score(seen)]


def _region(seen: Region) -> str:
    left, top, right, bottom = seen.box
    high, wide = bottom - top + 1, right - left + 1
    return REGION.format(box=BOX.format(*seen.box), high=high, wide=wide)


def _maps(seen: Region) -> str:
    stride, (left, top, right, bottom) = seen.looked.stride, seen.box
    rows, columns = (
        " to ".join(f"⌊{end} / {stride}⌋ = *{end // stride}*" for end in ends)
        for ends in ((top, bottom), (left, right))
    )
    return MAPS.format(stride=stride, rows=rows, columns=columns)


def cell(seen: Region, i: int, j: int) -> str:
    """How one cell of the map that is shown gets its number."""
    covered = seen.looked.maps[seen.number, seen.rows[i], seen.columns[j]]
    few = covered.size <= 6
    listed = ", ".join(map(number, covered.flat))
    return CELL.format(
        place=f"{i}, {j}",
        number=seen.number,
        these=listed if few else THESE.format(rows=covered.shape[0], columns=covered.shape[1]),
        value=number(seen.pooled[seen.number, i, j]),
        all=ALL.format(count=len(seen.means)),
    )


def _mean(seen: Region) -> str:
    cells, mean = seen.pooled[seen.number].ravel(), float(seen.means[seen.number])
    shown = [number(value) for value in cells]
    exact = all(map(_exact, cells)) and _exact(mean)
    return MEAN.format(
        number=seen.number,
        sum=f"({' + '.join(shown)}) / {len(shown)}" if len(shown) > 1 else shown[0],
        same="=" if exact or len(shown) == 1 else "≈",
        value=number(mean),
        all=NUMBERS.format(count=len(seen.means)),
    )


def _score(seen: Region) -> str:
    best = seen.best[0]
    mean, weight = seen.means[seen.number], seen.looked.weight[best, seen.number]
    alone = "" if seen.alone is None else ALONE.format(share=percent(seen.alone[best]))
    return SCORE.format(
        name=seen.looked.names[best],
        share=percent(seen.shares[best]),
        count=len(seen.means),
        number=seen.number,
        mean=number(mean),
        weight=factor(weight),
        same="=" if _exact(mean) and _exact(weight) and _exact(mean * weight) else "≈",
        product=number(mean * weight),
        whole=percent(seen.looked.shares[best]),
        alone=alone,
    )


def _exact(value: float | np.floating) -> bool:
    """Whether a number is written without rounding."""
    return number(value).replace("−", "-") == repr(float(value)).removesuffix(".0")


def aside(looked: Looked) -> str:
    """What R-CNN did otherwise, and what pooling saves: both counted for this network."""
    body = looked.work - looked.head
    once, each = body + PROPOSED * looked.head, PROPOSED * looked.work
    return ASIDE.format(proposed=f"{PROPOSED:,}", work=_billions(once), slow=_billions(each))


def _billions(count: int) -> str:
    """As people say it.

    >>> _billions(2_943_907_552), _billions(770_375_104_000)
    ('2.9 billion', '770 billion')
    """
    size = count / 1e9
    return f"{size:.1f} billion" if size < 10 else f"{size:.0f} billion"
