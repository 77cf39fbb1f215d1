"""The pooling of the page as code that people take home: NumPy alone, and PyTorch."""

from cnnviz.lessons.pooling.trace import Pooling

WINDOWS = """import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# x: one channel, shape (height, width)
padded = np.pad(x, {pad}, constant_values={fill})
windows = sliding_window_view(padded, ({window}, {window}))[::{stride}, ::{stride}]
"""
ENDS = {
    "max": "y = windows.max(axis=(2, 3))\n",
    "average": "y = windows.mean(axis=(2, 3))\n",
    "lp": "y = (np.abs(windows) ** {power}).sum(axis=(2, 3)) ** (1 / {power})\n",
}
WHOLE = {"global_max": "y = x.max()\n", "global_average": "y = x.mean()\n"}


def numpy_code(pooling: Pooling) -> str:
    """The pooling in NumPy, or nothing where that is no matter of a few lines."""
    if pooling.kind in WHOLE:
        return f"# x: one channel, shape (height, width)\n{WHOLE[pooling.kind]}"
    counted = pooling.count_include_pad or not pooling.padding
    if pooling.kind not in ENDS or pooling.ceil_mode or not counted:
        return ""
    fill = "-np.inf" if pooling.kind == "max" else "0"
    text = WINDOWS + ENDS[pooling.kind]
    return text.format(
        pad=pooling.padding,
        fill=fill,
        window=pooling.window,
        stride=pooling.stride,
        power=pooling.power,
    )


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
