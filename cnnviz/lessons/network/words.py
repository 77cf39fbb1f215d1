"""Every sentence of the lesson: ``{name}`` is put in, what stands between stars is bold."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from cnnviz import ops
from cnnviz.lessons.network import words_compare, words_exciting, words_layers, words_why
from cnnviz.lessons.network.layers import PICTURE, LayerInfo, pointwise
from cnnviz.lessons.network.settings import SORTS
from cnnviz.lessons.network.strip import Column
from cnnviz.lessons.network.trace import Seen
from cnnviz.ops.layer import Array
from cnnviz.player.phrases import keys, plural

KEYS = keys(
    (
        ("↑ ↓", "the map a row up, down"),
        ("[ ]", "the map before, after"),
        ("I O", "a layer inside the column: back, on"),
        ("S", "one scale for all maps, or one each"),
        ("1 2 3 4 5", "Maps, Why, Layers, Compare, Pictures"),
        ("W", "the weights as trained, or shuffled"),
    ),
    without={"Z", "↑ ↓"},
)
LABELS = {
    "board": "A network, layer by layer",
    "picture": "Picture",
    "layers_of": "The layers, from the picture to the answer",
    "answer": "Its answer",
    "views": "What is shown",
    "maps": "Maps",
    "layers": "Layers",
    "sort": "Order of the maps",
    "same": "Same scale",
    "own": "Own",
    "scale": "Colours of the maps",
    "inner": "The layers of this column",
    "number": "Number",
    "sheet": "All maps of this layer",
    **words_why.LABELS,
    **words_exciting.LABELS,
    **words_layers.LABELS,
    **words_compare.LABELS,
    **{f"sort_{name}": title for name, title in SORTS.items()},
}
WORDS: dict[str, Any] = {
    "layers": words_layers.WORDS,
    "why": words_why.WORDS,
    "exciting": words_exciting.WORDS,
    "compare": words_compare.WORDS,
    "network": {
        "pixels": "{rows} × {columns}",
        "of_classes": "of {count} classes",
        "ask": "Why {name}?",
        "none": "{title} cannot say “none of these”.",
        "size": "{rows} × {columns}",
        "maps": "{count} maps",
        "maps_one": "1 map",
        "numbers": "{count} numbers",
        "silent": "{count} silent",
        "map": "Map {number}",
        "unit": "Number {number}",
        "by_class": "*{title}, for {name}:* its numbers times their slopes come to {value}; "
        "those of all {count} maps to {total}.",
        "rather": "{name} rather than {other}",
        "ranks": "rank {rank}, active {active}",
        "lens": "row {row}, column {column}: *{a} × {b} {same} {product}*",
        "rank": "rank {rank} of {count}",
        "place": "row {row}, column {column}",
        "place_unit": "number {number}",
        "window": "Window",
        "of_map": "of map {number}",
        "of_channel": "of {name}",
        "kernel": "Kernel",
        "products": "Products",
        "input": "Map {number} here",
        "input_unit": "Number {number}",
        "weight": "Weight",
        "product": "Product",
        "bias": "bias",
        "up": "{count} ↑",
        "down": "{count} ↓",
        "many": "{count} terms; the largest are shown, the others summed up.",
        "sum": "sum of {count}",
        "sum_bias": "sum of {count} and the bias",
        "then": "{value}, then {label}",
        "waits": "…",
        "skipped": "… {count} more",
        "where": "*{label}* layer {place} of {count}",
        "max": "The largest of {count} numbers: *{value}*.",
        "mean": "The mean of {count} numbers {same} *{value}*.",
        "point": "*{label}*: {before} becomes *{value}*.",
        "add": "{terms} {same} *{value}*.",
        "copy": "It is the number in row {row}, column {column} of map {number}: *{value}*.",
        "untold": "Each number of this layer reads many: its arithmetic is not told here.",
        "channels": ["red", "green", "blue", "the picture"],
        "cell": "row {row}, column {column}, {text}",
        "first": "picture",
        "picture_name": "The picture as the network gets it",
        "map_name": "{title}, {rows} by {columns}; {sentence}",
        "sheet_name": "{count} maps of layer {place}; chosen: map {number}, {rank}",
    },
}
MOST_KINDS = 12  # of a block that are all named
SIZED = "{rows} × {columns}"
NEAR = "One grey level up or down in each pixel, chosen against it, makes it {name}."


def sentences(seen: Seen) -> list[str]:
    """What each layer does with what it reads."""
    return [_said(seen, place) for place in range(len(seen.layers))]


def blocks(seen: Seen) -> list[str]:
    """What each column does as a whole; nothing for a column of one layer."""
    return [_block(seen, column) for column in seen.columns]


def _block(seen: Seen, column: Column) -> str:
    kinds = [seen.layers[k].label for k in column.layers]
    if len([k for k in column.layers if not pointwise(seen.layers[k].layer)]) <= 1:
        return ""
    first, last = seen.layers[column.layers[0]], seen.layers[column.face]
    return (
        f"*Block {column.label}.* {len(kinds)} layers, {_listed(kinds)}: from "
        f"{_maps(_read(seen, first))} to {_maps(_shape(last))}."
    )


def _listed(kinds: Sequence[str]) -> str:
    """Kinds in their order; of many the first and the last.

    >>> _listed(["conv"] * 30)
    'conv → conv → conv → … → conv'
    """
    shown = kinds if len(kinds) <= MOST_KINDS else [*kinds[:3], "…", kinds[-1]]
    return " → ".join(shown)


def _said(seen: Seen, place: int) -> str:
    info = seen.layers[place]
    for kind, say in SAID.items():
        if isinstance(info.layer, kind):
            return say(info, _read(seen, info), seen.maps(place))
    title = type(info.layer).title
    return f"*{title}.* {_become(_read(seen, info))} {_maps(_shape(info))}."


Size = tuple[int, int, int]


def _read(seen: Seen, info: LayerInfo) -> Size:
    maps = seen.maps(info.inputs[0])
    return (len(maps), maps.shape[1], maps.shape[2])


def _shape(info: LayerInfo) -> Size:
    return info.maps, info.rows, info.columns


def _maps(size: Size) -> str:
    """How many maps of what size.

    >>> _maps((6, 28, 28)), _maps((120, 1, 1)), _maps((1, 8, 9)), _maps((1, 1, 1))
    ('6 maps of 28 × 28', '120 numbers', '1 map of 8 × 9', '1 number')
    """
    count, rows, columns = size
    if rows == columns == 1:
        return f"{count:,} {plural(count, 'number')}"
    return f"{count:,} {plural(count, 'map')} of {rows} × {columns}"


def _become(read: Size) -> str:
    """The maps that a layer reads, and the verb of what it makes of them."""
    return f"{_maps(read)} {'becomes' if read[0] == 1 else 'become'}"


def _convolution(info: LayerInfo, read: Size, _: Array) -> str:
    layer: Any = info.layer
    kernel, each = " × ".join(map(str, _kernel(layer, read))), read[0] // layer.groups
    kernels = f"{info.maps} kernels of {kernel}"
    if layer.groups > 1 and each == 1:
        places = int(np.prod(_kernel(layer, read)))
        return (
            f"*Depthwise convolution.* Each of {kernels} reads one map alone: "
            f"each number is a weighted sum of {places} places."
        )
    if layer.groups > 1:
        return f"*Grouped convolution.* {kernels} × {each}; each reads {each} of {read[0]} maps."
    if info.inputs == (PICTURE,):
        what = "the picture" if each == 1 else f"the picture's {each} channels"
    else:
        what = "the one map before them" if each == 1 else f"all {each} maps before them"
    deep = f" × {each}" if each > 1 else ""
    if info.maps == 1:
        return f"*Convolution.* 1 kernel of {kernel}{deep} reads {what}; it gives one map."
    return f"*Convolution.* {kernels}{deep} read {what}; each gives one map."


def _kernel(layer: Any, read: Size) -> tuple[int, ...]:
    return tuple(window.kernel_size for window in layer.windows(read[1:]))


def _pooling(title: str, what: str) -> Callable[[LayerInfo, Size, Array], str]:
    def say(info: LayerInfo, read: Size, _: Array) -> str:
        kernel = " × ".join(map(str, _kernel(info.layer, read)))
        size, after = (SIZED.format(rows=s[1], columns=s[2]) for s in (read, _shape(info)))
        return f"*{title}* {what.format(kernel=kernel)}: {size} becomes {after}."

    return say


def _rectified(info: LayerInfo, _: Size, maps: Array) -> str:
    zero = float((maps == 0).mean())
    top = " and above 6 becomes 6" if info.label == "ReLU6" else ""
    now = f"now {_percent(zero)} of the numbers are 0"
    return f"*{info.label}.* What is below 0 becomes 0{top}; {now}."


def _percent(share: float) -> str:
    """A share as it is written.

    >>> _percent(0.4), _percent(0.004), _percent(0)
    ('40 %', '0.4 %', '0 %')
    >>> _percent(0.996), _percent(0.99999), _percent(1)
    ('99.6 %', 'more than 99.9 %', '100 %')
    """
    percent = 100 * share
    if 99.5 <= percent < 100:
        return f"{percent:.1f} %" if percent < 99.95 else "more than 99.9 %"
    return f"{percent:.0f} %" if percent >= 1 or percent == 0 else f"{percent:.1g} %"


def _clipped(info: LayerInfo, read: Size, maps: Array) -> str:
    layer: Any = info.layer
    if info.label == "ReLU6":
        return _rectified(info, read, maps)
    return f"*Clip.* Every number is brought between {layer.minimum:g} and {layer.maximum:g}."


def _dense(info: LayerInfo, read: Size, _: Array) -> str:
    count = int(np.prod(read))
    each = f"Each of {info.maps:,} numbers" if info.maps > 1 else "One number"
    return f"*Dense.* {each} is a weighted sum of all {count:,} before it."


def _flattened(info: LayerInfo, read: Size, _: Array) -> str:
    return f"*Flatten.* {_become(read)} one row of {info.maps:,} numbers."


def _mean(info: LayerInfo, read: Size, _: Array) -> str:
    if not info.point:
        return f"*Mean.* {_become(read)} {_maps(_shape(info))}."
    return f"*Mean.* Each map becomes one number, the mean of its {read[1] * read[2]}."


def _largest(info: LayerInfo, read: Size, _: Array) -> str:
    return f"*Maximum.* Of each map the largest of its {read[1] * read[2]} numbers is kept."


def _added(info: LayerInfo, _: Size, __: Array) -> str:
    return f"*Add.* {len(info.inputs)} paths meet: place by place, their numbers are added."


def _joined(info: LayerInfo, _: Size, __: Array) -> str:
    return f"*Join.* {len(info.inputs)} stacks of maps become one: {_maps(_shape(info))}."


def _shares(info: LayerInfo, _: Size, __: Array) -> str:
    return f"*Softmax.* The {info.maps:,} scores become shares that sum to 1."


def _normed(info: LayerInfo, _: Size, __: Array) -> str:
    return "*Batch norm.* Each map is scaled and shifted by two numbers of its own."


SAID: Mapping[type[Any], Callable[[LayerInfo, Size, Array], str]] = {
    ops.Conv: _convolution,
    ops.MaxPool: _pooling("Max pooling.", "The largest number of each window of {kernel} stays"),
    ops.AveragePool: _pooling("Mean pooling.", "Each window of {kernel} becomes its mean"),
    ops.ReLU: _rectified,
    ops.Clip: _clipped,
    ops.Dense: _dense,
    ops.Flatten: _flattened,
    ops.GlobalAveragePool: _mean,
    ops.ReduceMean: _mean,
    ops.GlobalMaxPool: _largest,
    ops.Add: _added,
    ops.Concat: _joined,
    ops.Softmax: _shares,
    ops.BatchNorm: _normed,
}


def overview(seen: Seen) -> str:
    """Where a network's weights are, and where its work is; nothing where it has none."""
    return words_layers.overview(seen, _percent)


def about(note: str, licence: str, layers: Sequence[LayerInfo]) -> str:
    """What there is to say of a network."""
    return f"{len(layers)} layers. {note} {licence}"
