"""The pooling of the page as code that people take home: NumPy alone, and PyTorch."""

from cnnviz.kernels.cells import compact
from cnnviz.lessons.pooling.trace import Pooling
from cnnviz.traces import Array

FEW = 256  # numbers that are written out
WINDOWS = """from numpy.lib.stride_tricks import sliding_window_view

{x}
padded = np.pad(x, {pad}, constant_values={fill})
windows = sliding_window_view(padded, ({window}, {window}))[::{stride}, ::{stride}]
"""
ENDS = {
    "max": "y = windows.max(axis=(2, 3))\n",
    "average": "y = windows.mean(axis=(2, 3))\n",
    "lp": "y = (np.abs(windows) ** {power}).sum(axis=(2, 3)) ** (1 / {power})\n",
}
WHOLE = {"global_max": "y = x.max()\n", "global_average": "y = x.mean()\n"}


def numpy_code(pooling: Pooling, x: Array) -> str:
    """The pooling of a map ``x`` (H, W) in NumPy, or "" where that takes more than a few lines.

    The numbers of a small map are in it; a large one has to be there as ``x``.
    """
    if pooling.kind in WHOLE:
        return f"import numpy as np\n\n{_given(x)}\n{WHOLE[pooling.kind]}"
    counted = pooling.count_include_pad or not pooling.padding
    if pooling.kind not in ENDS or pooling.ceil_mode or not counted:
        return ""
    text = "import numpy as np\n" + WINDOWS + ENDS[pooling.kind]
    return text.format(
        x=_given(x),
        pad=pooling.padding,
        fill="-np.inf" if pooling.kind == "max" else "0",
        window=pooling.window,
        stride=pooling.stride,
        power=pooling.power,
    )


def _given(x: Array) -> str:
    """The map as floats: whole numbers could not be padded with minus infinity."""
    if x.size > FEW:
        return "# x: one channel, shape (height, width)\nx = np.asarray(x, float)"
    rows = ",\n    ".join(f"[{', '.join(map(compact, row))}]" for row in x.tolist())
    return f"x = np.array([\n    {rows},\n], float)"


def pytorch_code(pooling: Pooling) -> str:
    """The pooling in PyTorch, or nothing where it has no such layer."""
    slide = f"kernel_size={pooling.window}, stride={pooling.stride}"
    padded = f"{slide}, padding={pooling.padding}, ceil_mode={pooling.ceil_mode}"
    calls = {
        "max": f"y, winners = F.max_pool2d(x, {padded}, return_indices=True)",
        "average": f"y = F.avg_pool2d(x, {padded}, count_include_pad={pooling.count_include_pad})",
        "lp": f"y = F.lp_pool2d(x, norm_type={pooling.power}, {slide})",
        "global_max": "y, winners = F.adaptive_max_pool2d(x, 1, return_indices=True)",
        "global_average": "y = F.adaptive_avg_pool2d(x, 1)",
    }
    # Its Lp pooling has no padding, and keeps the sign of a negative number to an odd power.
    differs = pooling.kind == "lp" and (pooling.padding or pooling.power % 2)
    if pooling.kind not in calls or differs:
        return ""
    return f"import torch.nn.functional as F\n\n# x: shape (N, C, H, W)\n{calls[pooling.kind]}\n"
