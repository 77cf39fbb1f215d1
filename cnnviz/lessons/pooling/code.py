"""The pooling of the page as code that people take home: NumPy alone, and PyTorch."""

from math import comb

from cnnviz.kernels.cells import compact
from cnnviz.lessons.pooling.trace import Pooling, box_slices
from cnnviz.traces import Array

FEW = 256  # numbers that are written out
VIEW = "from numpy.lib.stride_tricks import sliding_window_view\n"
WINDOWS = """
padded = np.pad(x, {pads}, constant_values={fill})
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

PYTORCH_BLUR = """peaks = F.max_pool2d(x, kernel_size={window}, stride=1, padding={pad})
row = torch.tensor({row}) / {sum}
kernel = torch.outer(row, row).to(x).expand(x.shape[1], 1, {size}, {size})
padded = F.pad(peaks, {borders}, mode="reflect")
y = F.conv2d(padded, kernel, stride={stride}, groups=x.shape[1])"""


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
    some = pooling.ceil_mode or (pooling.padding and not pooling.count_include_pad)
    end = COUNTED if pooling.kind == "average" and some else ENDS[pooling.kind]
    return start + (WINDOWS + end).format(**numbers)


def _numbers(pooling: Pooling, shape: tuple[int, ...]) -> dict[str, object]:
    """What is put into the templates."""
    pad, over = pooling.padding, _overhang(pooling, shape)
    order = pooling.blur - 1
    border = (order // 2, (order + 1) // 2)
    return {
        "pad": pad,
        "pads": pad if not any(over) else tuple((pad, pad + more) for more in over),
        "over": tuple((0, more) for more in over),
        "fill": "-np.inf" if pooling.kind == "max" else "0",
        "counts": int(pooling.count_include_pad),
        "window": _window(pooling),
        "sides": pooling.sides,
        "stride": pooling.stride,
        "power": pooling.power,
        "row": [float(comb(order, m)) for m in range(order + 1)],
        "sum": 2**order,
        "size": pooling.blur,
        "border": border,
        "borders": border * 2,
    }


def _overhang(pooling: Pooling, shape: tuple[int, ...]) -> tuple[int, ...]:
    """How many places the last window hangs over the padding, along each axis."""
    if not pooling.ceil_mode or pooling.kind not in ENDS:
        return (0, 0)
    windows = pooling.layer().windows(shape)
    ends = [
        (w.output_length(n) - 1) * w.stride + w.span for w, n in zip(windows, shape, strict=True)
    ]
    return tuple(max(0, end - n - 2 * pooling.padding) for end, n in zip(ends, shape, strict=True))


def _window(pooling: Pooling) -> int | tuple[int, int]:
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


def pytorch_code(pooling: Pooling, shape: tuple[int, ...]) -> str:
    """The pooling of maps of ``shape`` (H, W) in PyTorch."""
    texts = {"max": _max, "average": _average, "lp": _lp, "blur": _blur, "roi": _roi}
    call = {
        "global_max": "y, winners = F.adaptive_max_pool2d(x, 1, return_indices=True)",
        "global_average": "y = F.adaptive_avg_pool2d(x, 1)",
    }.get(pooling.kind) or texts[pooling.kind](pooling, shape)
    more = "import torch\n" if "torch." in call else ""
    return f"{more}import torch.nn.functional as F\n\n# x: shape (N, C, H, W)\n{call}\n"


def _slide(pooling: Pooling) -> str:
    slide = f"kernel_size={_window(pooling)}, stride={pooling.stride}"
    return f"{slide}, padding={pooling.padding}, ceil_mode={pooling.ceil_mode}"


def _max(pooling: Pooling, shape: tuple[int, ...]) -> str:
    return f"y, winners = F.max_pool2d(x, {_slide(pooling)}, return_indices=True)"


def _average(pooling: Pooling, shape: tuple[int, ...]) -> str:
    counted = f"count_include_pad={pooling.count_include_pad}"
    return f"y = F.avg_pool2d(x, {_slide(pooling)}, {counted})"


def _lp(pooling: Pooling, shape: tuple[int, ...]) -> str:
    """PyTorch's has no padding, and keeps the sign of a negative number to an odd power."""
    (down, right), pad = _overhang(pooling, shape), pooling.padding
    sizes = "x.abs()" if pooling.power % 2 else "x"
    if pad or down or right:
        sizes = f"F.pad({sizes}, {(pad, pad + right, pad, pad + down)})"
    slide = f"kernel_size={_window(pooling)}, stride={pooling.stride}"
    return f"y = F.lp_pool2d({sizes}, norm_type={pooling.power}, {slide})"


def _blur(pooling: Pooling, shape: tuple[int, ...]) -> str:
    return PYTORCH_BLUR.format(**_numbers(pooling, shape))


def _roi(pooling: Pooling, shape: tuple[int, ...]) -> str:
    rows, columns = box_slices(pooling, shape)
    box = f"{rows[0].start}:{rows[-1].stop}, {columns[0].start}:{columns[-1].stop}"
    return (
        f"y, winners = F.adaptive_max_pool2d(x[:, :, {box}], {pooling.cells}, return_indices=True)"
    )
