"""Both ways round the square as one program in NumPy that runs as it is."""

import numpy as np

from cnnviz.files.numpy_given import given
from cnnviz.geometry import Window
from cnnviz.kernels import rotate_quarter
from cnnviz.lessons.equivariance.layers import BLUR, Stage
from cnnviz.lessons.equivariance.moves import Move, centres
from cnnviz.lessons.equivariance.settings import Equivariance
from cnnviz.lessons.equivariance.trace import SquareTrace
from cnnviz.ops import BlurPool

START = "import numpy as np\nfrom numpy.lib.stride_tricks import sliding_window_view\n\n"
MODES = {"zeros": "constant", "replicate": "edge", "reflect": "reflect", "circular": "wrap"}
# Which of n numbers stands at a place beyond the border.
BEYOND = {
    "zeros": "place.clip(0, n - 1)",
    "replicate": "place.clip(0, n - 1)",
    "circular": "place % n",
    "reflect": "(n - 1) - abs((n - 1) - place % max(1, 2 * (n - 1)))",
}
LOOK_UP = """
def at(values, rows, columns):
    \"\"\"The numbers at whole places, also beyond the border.\"\"\"
    index = [{beyond} for place, n in zip((rows, columns), values.shape)]
    found = values[index[0], index[1]]
{zeros}    return found


def look_up(values, rows, columns):
    \"\"\"The numbers at any places, interpolated along rows and along columns.\"\"\"
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    below, beside = rows - top, columns - left
    return sum(
        down_share * right_share * at(values, top + down, left + right)
        for down, down_share in ((0, 1 - below), (1, below))
        for right, right_share in ((0, 1 - beside), (1, beside))
    )

"""
ZEROS = """    height, width = values.shape
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    found = np.where(inside, found, 0)
"""
SHIFT = "    return rows - {down}, columns - {right}\n"
TURN = """    middle = [(n - 1) / 2 for n in x.shape]
    down, right = rows - middle[0], columns - middle[1]
    cos, sin = np.cos(np.radians({degrees})), np.sin(np.radians({degrees}))
    return (
        (cos * down - sin * right) / {scale} + middle[0],
        (sin * down + cos * right) / {scale} + middle[1],
    )
"""
MOVED = """
def source(rows, columns):
    \"\"\"Where in the picture the numbers of the moved one come from: {name}.\"\"\"
{source}

def moved(values, first, step):
    \"\"\"Move a picture or a map; its numbers stand at first, first + step, and so on.\"\"\"
    rows = first[0] + step[0] * np.arange(values.shape[0])[:, None]
    columns = first[1] + step[1] * np.arange(values.shape[1])
    places = [(p - f) / s for p, f, s in zip(source(rows, columns), first, step)]
    near = [np.where(abs(p - np.rint(p)) < 1e-9, np.rint(p), p) for p in places]
    return look_up(values, *near)

"""
CONVOLUTION = """    padded = np.pad(x, {pads}, mode="{mode}")
    windows = sliding_window_view(padded, kernel.shape)[::{stride}, ::{stride}]
    y = (windows * kernel).sum(axis=(2, 3)){divided}
"""
SAME = "[((k - 1) // 2, k // 2) for k in kernel.shape]"
POOL = """    windows = sliding_window_view(x, ({stride}, {stride}))[::{stride}, ::{stride}]
    y = windows.{what}(axis=(2, 3))
"""
BLURRED = """    peaks = sliding_window_view(x, ({stride}, {stride})).max(axis=(2, 3))
    row = np.array({row})
    padded = np.pad(peaks, {pads}, mode="{mode}")
    windows = sliding_window_view(padded, ({size}, {size}))[::{stride}, ::{stride}]
    y = (windows * np.outer(row, row)).sum(axis=(2, 3))
"""
DENSE = """    weight = np.random.default_rng(0).integers(-1, 2, (x.size, x.size), np.int8)
    y = (weight.astype(float) @ x.ravel()).reshape(x.shape)
"""
END = """
before = layer(moved(x, (0, 0), (1, 1)){turned})
after = moved(layer(x), {first}, {step})
"""


def program(
    settings: Equivariance, square: SquareTrace, n: int, at: tuple[int, int] | None, name: str
) -> str:
    """The picture moved and its map, the map moved, and where they differ under move ``n``.

    It prints both numbers of the cell ``at``, or without one the largest difference. ``name`` says
    what the move does.
    """
    move, stage = square.moves[n], square.stage
    turned = settings.turned and settings.layer == "convolution" and move.degrees == 90
    first = tuple(
        float(centres(w, k)[0]) for w, k in zip(stage.windows, square.x.shape, strict=True)
    )
    mode = settings.padding_mode
    kernels = _kernels(settings, turned=turned)
    end = f"print(before[{at[0]}, {at[1]}], after[{at[0]}, {at[1]}])" if at else LARGEST
    return "".join(
        (
            START,
            given("x", square.x),
            "\n",
            kernels,
            LOOK_UP.format(beyond=BEYOND[mode], zeros=ZEROS if mode == "zeros" else ""),
            MOVED.format(name=name, source=_source(move)),
            f"\ndef layer(x{', kernel=kernel' if kernels else ''}):\n",
            _layer(settings, stage, square.x.shape),
            f"    return {'np.maximum(0, y)' if settings.activation == 'relu' else 'y'}\n\n",
            END.format(
                turned=", turned" if turned else "",
                first=first,
                step=tuple(w.stride for w in stage.windows),
            ),
            f"{end}\n",
        )
    )


LARGEST = "print(np.abs(before - after).max())"


def _kernels(settings: Equivariance, *, turned: bool) -> str:
    if settings.layer not in ("convolution", "strided"):
        return ""
    kernel = settings.build_kernel()
    lines = given("kernel", kernel.weight[0]) + "\n"
    return lines + (f"{given('turned', rotate_quarter(kernel).weight[0])}\n" if turned else "")


def _source(move: Move) -> str:
    if move.degrees == 0 and move.scale == 1:
        return SHIFT.format(down=move.down, right=move.right)
    return TURN.format(degrees=move.degrees, scale=move.scale)


def _layer(settings: Equivariance, stage: Stage, shape: tuple[int, ...]) -> str:
    stride, mode = settings.stride, MODES[settings.padding_mode]
    if settings.layer == "dense":
        return DENSE
    if settings.layer in ("max", "average"):
        what = {"max": "max", "average": "mean"}[settings.layer]
        return POOL.format(stride=stride, what=what)
    if settings.layer == "blur":
        inner = tuple(Window(stride).output_length(n) for n in shape)
        pads = tuple(w.pad for w in BlurPool(BLUR, stride).windows(inner))
        row = [float(part) for part in np.array([1, 2, 1]) / 4]
        return BLURRED.format(stride=stride, pads=pads, mode=mode, size=BLUR, row=row)
    divisor = settings.build_kernel().divisor
    return CONVOLUTION.format(
        pads=SAME if settings.padding == "same" else 0,
        mode=mode,
        stride=stage.windows[0].stride,
        divided="" if divisor == 1 else f" / {divisor:g}",
    )
