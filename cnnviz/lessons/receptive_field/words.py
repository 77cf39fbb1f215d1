"""What the receptive-field player says: templates whose numbers the browser puts in, and the
formulas, whose numbers are the trace's own."""

import re
from types import MappingProxyType

from cnnviz.jobs import Job
from cnnviz.lessons.receptive_field.trace import FieldTrace, Growth, Stage
from cnnviz.ops import Add, AveragePool, Concat, Conv, MaxPool
from cnnviz.player.phrases import keys, plural

MINUS = "\u2212"
_BLOCK = re.compile(r"block([0-9.]+)", re.A)  # a residual block of the catalogue
AXES = ("rows", "columns")
SIZES = tuple(
    (name, 10**zeros)
    for name, zeros in (("quadrillion", 15), ("trillion", 12), ("billion", 9), ("million", 6))
)
NAMES = {Conv: "conv", MaxPool: "max", AveragePool: "average"}
SENTENCES = MappingProxyType(
    {
        "see": "Unit ({row}, {column}) of layer {layer} sees a *{height} × {width} patch*: "
        "rows {top}–{bottom}, columns {left}–{right}.",
        "padding": " *{share} % of its box is padding*, zeros outside the photo.",
        "holes": " It has holes: *{read}* of these {inside} pixels are read.",
        "holes_one": " It has holes: *1* of these {inside} pixels is read.",
        "outside": "Unit ({row}, {column}) of layer {layer} sees *nothing but padding*.",
        "effective": "Unit ({row}, {column}) of layer {layer} could see {could} pixels, but *half "
        "of what it sees comes from {half} of them* ({share} %).",
        "silent": "Unit ({row}, {column}) of layer {layer} is *silent*: "
        "no pixel changes it, on this photo and with these weights.",
        "waits": "Following the gradient of unit ({row}, {column}) of layer {layer} back to the "
        "photo …",
        "asks": "Unit ({row}, {column}) of layer {layer}: {why}",
        "reach": "Pixel ({row}, {column}) reaches *{count} {units}* of layer {layer}: "
        "{high} {high_rows} × {wide} {wide_columns} out of {rows} × {columns}.",
        "nowhere": "Pixel ({row}, {column}) reaches *no unit* of layer {layer}: "
        "no window looks there.",
        "both": "Unit A ({row_a}, {column_a}) of layer {layer_a} and *unit B ({row}, {column}) of "
        "layer {layer}* both see *{shared} {pixels}*: {share} % of B’s.",
        "apart": "Unit A ({row_a}, {column_a}) of layer {layer_a} and *unit B ({row}, {column}) of "
        "layer {layer}* see no pixel in common.",
        "empty": "There is no layer yet that fits this photo.",
        "unaligned": " Its branches are not aligned: their fields have different centres.",
        "ask_see": "How many pixels wide is the patch that *unit ({row}, {column}) of layer "
        "{layer}* sees? Type the number and press Enter; Enter alone shows it.",
        "ask_reach": "How many units of layer {layer} does *pixel ({row}, {column})* reach? "
        "Type the number and press Enter; Enter alone shows it.",
        "ask_both": "How many pixels do unit A ({row_a}, {column_a}) of layer {layer_a} and *unit B"
        " ({row}, {column}) of layer {layer}* both see? Type the number and press Enter.",
        "full": "A stack has at most {layers} layers: remove one to add another.",
        "fixed": "The blocks of this network can't be edited: choose a stack of single layers.",
    }
)
NOTES = MappingProxyType(
    {
        "maps": "averaged over {maps} maps",
        "hint_see": "click a unit to keep it",
        "hint_reach": "the units reached",
        "cut": "a cut along row {row}",
        "view": "This unit’s view",
        "weighed": "As the unit weighs it",
        "reached": "Its units in layer {layer}",
        "layer": "Layer {layer}",
        "units_reached": "Units reached",
        "none": "none",
        "photo": "Photo",
        "misfit": "does not fit",
        "lock": "Lock as A, to compare",
        "unlock": "Unlock A",
        "share": "share {sizes} = *{count}* {pixels}",
        "share_none": "share no pixel",
        "size": "pixels wide: what one unit sees",
        "size_one": "pixel wide: what one unit sees",
        "jump": "pixels from one unit to the next",
        "jump_one": "pixel from one unit to the next",
        "start": "pixel at the centre of unit 0",
        "columns": "{rows}; columns {columns}",
        "box": "{start} + {at}·{jump} = {centre}, ± {half}: *{first} … {last}*",
        "units": "{high} × {wide} = *{count}* of {all}",
        "where_see": "unit {index} of {count}",
        "where_reach": "pixel {index} of {count}",
        "pixel_one": "pixel",
        "pixel_more": "pixels",
        "unit_one": "unit",
        "unit_more": "units",
        "row_one": "row",
        "row_more": "rows",
        "column_one": "column",
        "column_more": "columns",
        "little": "under 1",
        "answer_see": "size",
        "answer_reach": "units",
        "answer_both": "pixels",
        "name_photo": "{about}. The arrow keys move the unit.",
        "name_side": "Side view along row {row}. {sentence}",
        "name_map": "Map of layer {layer}, {title}, {rows} × {columns}: {marked}",
        "name_view": "{title}: {sentence}",
        "kind_of": "Kind of layer {layer}",
        "field_of": "{field} of layer {layer}",
        "remove": "Remove layer {layer}",
        "field_maps": "maps",
        "field_kernel_size": "kernel size",
        "field_stride": "stride",
        "field_dilation": "dilation",
        "field_padding": "padding",
    }
)
HALTED = "this was stopped."
WAITS = " It waits for a free process: {ahead} before it."
RUNS = " It takes about {seconds:.0f} s; {age:.0f} s are over."
ABOUT = MappingProxyType({"alexnet": "64 maps in layer 1, as in torchvision: the paper has 96"})
LABELS = {
    "board": "Receptive field",
    "compute": "Compute it",
    "halt": "Stop",
    "direction": "Direction",
    "see": "What a unit sees",
    "see_title": "From a unit down to the photo (D)",
    "reach": "What a pixel reaches",
    "reach_title": "From a pixel up through the layers (D)",
    "photo": "Photo",
    "least": "|∂| 0",
    "most": "most",
    "shown": "What is shown",
    "box": "Could see",
    "box_title": "Every pixel that can reach the unit (E)",
    "effective": "Really sees",
    "effective_title": "How strongly each pixel changes the unit: the size of its gradient (E)",
    "maps": "Feature maps",
    "lock_title": "Keep this unit to compare another with it (L)",
    "side": "Side view",
    "layers": "Layers",
    "add": "+ layer",
    "layer": "layer",
    "layer_maps": "maps",
    "kernel": "kernel",
    "stride": "stride",
    "dilation": "dilation",
    "padding": "padding",
    "units": "units",
    "size": "size",
    "size_title": "How many pixels one unit sees along an axis",
    "jump": "jump",
    "jump_title": "How many pixels lie from one unit to the next",
    "start": "start",
    "start_title": "The pixel at the centre of unit 0",
    "weights": "weights",
}
KEYS = keys(
    (
        ("[ ]", "one layer down, up"),
        ("E", "could see, really sees"),
        ("D", "what a unit sees, what a pixel reaches"),
        ("L", "lock this unit as A, to compare"),
        ("Click", "keep a unit or a pixel"),
        ("Shift click", "where a pixel of the photo goes"),
    ),
    without={"Z"},
)


def number(value: float) -> str:
    """A number without needless decimals, with a true minus sign.

    >>> number(7.0), number(-2.5)
    ('7', '−2.5')
    """
    return f"{value:g}".replace("-", MINUS)


def count(value: int) -> str:
    """A count: exact up to ten million, then rounded to three digits.

    >>> count(50550), count(40379904), count(15346630656), count(61_900 * 10**9)
    ('50\u202f550', '40.4 million', '15.3 billion', '61.9 trillion')
    """
    value = int(float(f"{value:.3g}")) if value >= 10**7 else value
    for name, size in SIZES:
        if value >= max(size, 10**7):
            return f"{value / size:.3g} {name}"
    return f"{value:,}".replace(",", "\u202f")


def title(stage: Stage) -> str:
    """What a stage is called in the table."""
    single = sliding(stage)
    if single is not None:
        return NAMES[type(single)]
    found = _BLOCK.fullmatch(stage.name.rpartition(".")[0])
    return f"block {found[1]}" if found else "block"


def sliding(stage: Stage) -> Conv | MaxPool | AveragePool | None:
    """The one layer that slides in a stage, or None for a block of several."""
    found = [node.layer for node in stage.nodes if isinstance(node.layer, tuple(NAMES))]
    return found[0] if len(found) == 1 and len(stage.growth[0]) == 1 else None  # type: ignore[return-value]


def detail(stage: Stage) -> str:
    """The windows of a stage, such as "conv 5×5, stride 1"."""
    sizes = [
        f"{rows.window.kernel_size}×{columns.window.kernel_size}"
        for rows, columns in zip(*stage.growth, strict=True)
    ]
    if sliding(stage) is None:
        return f"{' '.join(sizes)}, {_met(stage)}"
    window = stage.growth[1][0].window
    parts = [f"{title(stage)} {sizes[0]}", f"stride {window.stride}"]
    parts += [f"dilation {window.dilation}"] if window.dilation > 1 else []
    parts += [f"padding {window.pad[0]}"] if window.pad[0] else []
    return ", ".join(parts)


def _met(stage: Stage) -> str:
    """How the branches of a block meet."""
    kinds = {type(node.layer) for node in stage.nodes}
    if Concat in kinds:
        return "joined with other branches"
    return "added to what came in" if Add in kinds else "one after the other"


def formulas(trace: FieldTrace, place: int, axis: int) -> dict[str, str]:
    """How size, jump and start of a stage follow from those of the stage below."""
    stage = trace.stages[place]
    field, growth = stage.axes[axis].field, stage.growth[axis]
    if not field.aligned:  # no single chain of windows leads to it
        shown = {"size": field.size, "jump": field.jump, "start": field.start}
        return {name: f"all branches together: *{number(v)}*" for name, v in shown.items()}
    below = trace.stages[place - 1].axes[axis].field if place else None
    size, start = (below.size, below.start) if below else (1, 0.0)
    jump = growth[0].jump
    grows = [one for one in growth if one.window.kernel_size > 1] or list(growth)
    strides = [one.window.stride for one in growth if one.window.stride > 1] or [1]
    return {
        "size": f"{size}{''.join(map(_size, grows))} = *{field.size}*",
        "jump": f"{jump}{''.join(f' · {stride}' for stride in strides)} = *{field.jump}*",
        "start": f"{number(start)}{''.join(map(_start, grows))} = *{number(field.start)}*",
    }


def _size(one: Growth) -> str:
    window = one.window
    return f" + ({window.kernel_size} {MINUS} 1)·{window.dilation}·{one.jump}"


def _start(one: Growth) -> str:
    w = one.window
    return f" + (({w.kernel_size} {MINUS} 1)·{w.dilation}/2 {MINUS} {w.pad[0]})·{one.jump}"


def told(job: Job, seconds: float) -> str:
    """How far a job is that takes about so many seconds; nothing once it is over."""
    if job.over:
        return ""
    if job.ahead:
        return WAITS.format(ahead=job.ahead)
    return RUNS.format(seconds=max(1, seconds), age=job.age)


def total(trace: FieldTrace) -> str:
    """What the whole stack costs."""
    weights = sum(stage.weights for stage in trace.stages)
    products = sum(stage.multiply_adds for stage in trace.stages)
    return f"{_weights(weights)}, {count(products)} products"


def _weights(value: int) -> str:
    """So many weights, in words.

    >>> _weights(1), _weights(9)
    ('*1* weight', '*9* weights')
    """
    return f"*{count(value)}* {plural(value, 'weight')}"


def table_text(trace: FieldTrace) -> str:
    """The table as comma-separated values, a line a stage; sizes are of rows, then of columns."""
    names = [f"{name} of {axis}" for axis in AXES for name in ("units", "size", "jump", "start")]
    lines = [["layer", "kind", "maps", "weights", "products", *names]]
    for place, stage in enumerate(trace.stages, 1):
        cells = [place, title(stage), stage.shape[1], stage.weights, stage.multiply_adds]
        for axis in stage.axes:
            field = axis.field
            cells += [axis.units, field.size, field.jump, f"{field.start:g}"]
        lines.append([str(cell) for cell in cells])
    return "".join(",".join(line) + "\n" for line in lines)


def comparison(trace: FieldTrace) -> str:
    """What one convolution with the same field would cost, or two small ones for a large one."""
    if not trace.stages or any(not isinstance(sliding(stage), Conv) for stage in trace.stages):
        return ""
    last = trace.stages[-1]
    rows, columns = (axis.field for axis in last.axes)
    maps = trace.input_shape[1] * last.shape[1]
    if rows.jump > 1 or columns.jump > 1:
        return ""
    if len(trace.stages) > 1:
        cost = rows.size * columns.size * maps
        products = cost * last.shape[2] * last.shape[3]
        size = f"{rows.size}×{columns.size}"
        return f"one {size} with this field: {_weights(cost)}, {count(products)} products"
    layers = (rows.size - 1) // 2
    padding, unequal = divmod(last.growth[0][0].window.pad[0], max(layers, 1))
    if rows.size % 2 == 0 or layers < 2 or maps > 1 or unequal:
        return ""
    # Each of the small layers has its part of the padding; without enough of it the maps shrink.
    more = [2 * (1 - padding) * above for above in range(layers)]
    products = sum(9 * (last.shape[2] + n) * (last.shape[3] + n) for n in more)
    found = f"*{9 * layers}* weights, {count(products)} products"
    return f"{layers} layers of 3×3 with this field: {found}"
