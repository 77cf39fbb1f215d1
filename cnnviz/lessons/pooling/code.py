"""The pooling of the page as NumPy that people take home."""

from math import comb

from cnnviz.kernels.cells import compact
from cnnviz.lessons.pooling.trace import Pooling, box_slices
from cnnviz.traces import Array

FEW = 256  # numbers that are written out
VIEW = "from numpy.lib.stride_tricks import sliding_window_view\n"
WINDOWS = """
padded = {padded}
windows = sliding_window_view(padded, {sides})[::{stride}, ::{stride}]
"""
ENDS = {
    "max": "y = windows.max(axis=(2, 3))\n",
    "average": "y = windows.mean(axis=(2, 3))\n",
    "lp": "y = (np.abs(windows) ** {power}).sum(axis=(2, 3)) ** (1 / {power})\n",
}
# Where not every place of a window counts, its mean is a sum over a count.
COUNTED = """counted = np.pad(np.ones_like(x), {pad}, constant_values={counts})  # places
counted = np.pad(counted, {over})
counts = sliding_window_view(counted, {sides})[::{stride}, ::{stride}]
y = windows.sum(axis=(2, 3)) / counts.sum(axis=(2, 3))
"""
BLUR = """
padded = np.pad(x, {pad}, constant_values=-np.inf)
peaks = sliding_window_view(padded, {sides}).max(axis=(2, 3))
row = np.array({row}) / {sum}
blurred = np.pad(peaks, {border}, mode="reflect")
windows = sliding_window_view(blurred, ({size}, {size}))[::{stride}, ::{stride}]
y = (windows * np.outer(row, row)).sum(axis=(2, 3))
"""
CELLS = """
rows, columns = {rows}, {columns}  # from where to where each cell goes
y = np.array([[x[top:bottom, left:right].max() for left, right in columns] for top, bottom in rows])
"""
WHOLE = {"global_max": "y = x.max()\n", "global_average": "y = x.mean()\n"}

NUMPY_MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def numpy_code(pooling: Pooling, x: Array) -> str:
    """The pooling of a map ``x`` (H, W) in NumPy.

    The numbers of a small map are in it; a large one has to be there as ``x``.
    """
    given, numbers = _given(x), _numbers(pooling, x.shape)
    if pooling.kind in WHOLE:
        return f"import numpy as np\n\n{given}\n{WHOLE[pooling.kind]}"
    if pooling.kind == "roi":
        return f"import numpy as np\n\n{given}{CELLS.format(**_cells(pooling, x.shape))}"
    start = f"import numpy as np\n{VIEW}\n{given}"
    if pooling.kind == "blur":
        return start + BLUR.format(**numbers)
    end = COUNTED if counts(pooling) else ENDS[pooling.kind]
    return start + (WINDOWS + end).format(**numbers)


def counts(pooling: Pooling) -> bool:
    """Whether some places of a mean's window may not count."""
    left_out = any(map(any, pooling.pads)) and not all_count(pooling)
    return pooling.kind == "average" and (pooling.ceil_mode or left_out)


def all_count(pooling: Pooling) -> bool:
    """Whether padding counts as well: what repeats inputs always does."""
    return pooling.count_include_pad or pooling.border != "zeros"


def _numpy_padded(pooling: Pooling, over: tuple[int, ...]) -> str:
    """The map with its padding, and with as much behind that as the last window hangs over."""
    fill, pads = "-np.inf" if pooling.kind == "max" else "0", pooling.pads
    hangs = f"{tuple((0, n) for n in over)}, constant_values={fill}"
    if pooling.border != "zeros":
        padded = f'np.pad(x, {amounts(pads)}, mode="{NUMPY_MODES[pooling.border]}")'
        return f"np.pad({padded}, {hangs})" if any(over) else padded
    longer = tuple((a, b + n) for (a, b), n in zip(pads, over, strict=True))
    return f"np.pad(x, {amounts(longer)}, constant_values={fill})"


def amounts(pads: tuple[tuple[int, int], ...]) -> int | tuple[tuple[int, int], ...]:
    """One amount where it is the same on all sides."""
    return pads[0][0] if len({n for pair in pads for n in pair}) == 1 else pads


def _numbers(pooling: Pooling, shape: tuple[int, ...]) -> dict[str, object]:
    """What is put into the templates."""
    pads, over = pooling.pads, overhang(pooling, shape)
    order = pooling.blur - 1
    border = (order // 2, (order + 1) // 2)
    return {
        "pad": amounts(pads),
        "padded": _numpy_padded(pooling, over),
        "over": tuple((0, more) for more in over),
        "counts": int(all_count(pooling)),
        "sides": pooling.sides,
        "stride": pooling.stride,
        "power": pooling.power,
        "row": row(order),
        "sum": 2**order,
        "size": pooling.blur,
        "border": border,
    }


def row(order: int) -> list[float]:
    """A row of Pascal's triangle."""
    return [float(comb(order, m)) for m in range(order + 1)]


def overhang(pooling: Pooling, shape: tuple[int, ...]) -> tuple[int, ...]:
    """How many places the last window hangs over the padding, along each axis."""
    if not pooling.ceil_mode or pooling.kind not in ENDS:
        return (0, 0)
    windows = pooling.layer().windows(shape)
    ends = [
        (w.output_length(n) - 1) * w.stride + w.span for w, n in zip(windows, shape, strict=True)
    ]
    padded = [n + sum(pad) for n, pad in zip(shape, pooling.pads, strict=True)]
    return tuple(max(0, end - n) for end, n in zip(ends, padded, strict=True))


def window(pooling: Pooling) -> int | tuple[int, int]:
    """The size of the window as one number where it is square."""
    return pooling.sides if pooling.width else pooling.window


def _cells(pooling: Pooling, shape: tuple[int, ...]) -> dict[str, object]:
    rows, columns = box_slices(pooling, shape)
    return {
        "rows": [(cell.start, cell.stop) for cell in rows],
        "columns": [(cell.start, cell.stop) for cell in columns],
    }


def _given(x: Array) -> str:
    """The map as floats: whole numbers could not be padded with minus infinity."""
    if x.size > FEW:
        return "# x: one channel, shape (height, width)\nx = np.asarray(x, float)"
    rows = ",\n    ".join(f"[{', '.join(map(compact, row))}]" for row in x.tolist())
    return f"x = np.array([\n    {rows},\n], float)"
