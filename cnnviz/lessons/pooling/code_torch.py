"""The pooling of the page as PyTorch that people take home."""

from cnnviz.lessons.pooling.code import all_count, counts, overhang, row, window
from cnnviz.lessons.pooling.trace import Pooling, box_slices
from cnnviz.settings.values import Sides

BLUR = """peaks = F.max_pool2d({peaks}, kernel_size={window}, stride=1{padding})
row = torch.tensor({row}) / {sum}
kernel = torch.outer(row, row).to(x).expand(x.shape[1], 1, {size}, {size})
padded = F.pad(peaks, {borders}, mode="reflect")
y = F.conv2d(padded, kernel, stride={stride}, groups=x.shape[1])"""


def pytorch_code(pooling: Pooling, shape: tuple[int, ...]) -> str:
    """The pooling of maps of ``shape`` (H, W) in PyTorch."""
    texts = {"max": _max, "average": _average, "lp": _lp, "blur": _blur, "roi": _roi}
    call = {
        "global_max": "y, winners = F.adaptive_max_pool2d(x, 1, return_indices=True)",
        "global_average": "y = F.adaptive_avg_pool2d(x, 1)",
    }.get(pooling.kind) or texts[pooling.kind](pooling, shape)
    more = "import torch\n" if "torch." in call else ""
    return f"{more}import torch.nn.functional as F\n\n# x: shape (N, C, H, W)\n{call}\n"


def _one_sided(pooling: Pooling) -> bool:
    return any(before != after for before, after in pooling.pads)


def _own_border(pooling: Pooling) -> bool:
    """Whether PyTorch's pooling has no such padding, so that it is put on before."""
    return pooling.border != "zeros" or _one_sided(pooling)


def _amount(pads: Sides) -> int | tuple[int, int]:
    (rows, _), (columns, _) = pads
    return rows if rows == columns else (rows, columns)


def _padded(x: str, pads: tuple[tuple[int, int], ...], mode: str, fill: str = "") -> str:
    """``x`` behind a border; PyTorch wants the last axis first."""
    flat = (*pads[1], *pads[0])
    if not any(flat):
        return x
    how = f', mode="{mode}"' if mode != "zeros" else f", value={fill}" if fill else ""
    return f"F.pad({x}, {flat}{how})"


def _bordered(pooling: Pooling, shape: tuple[int, ...], x: str, fill: str = "") -> str:
    """``x`` with its padding, and with as much behind that as the last window hangs over."""
    over, pads = overhang(pooling, shape), pooling.pads
    hangs = tuple((0, n) for n in over)
    if pooling.border != "zeros":
        return _padded(_padded(x, pads, pooling.border), hangs, "zeros", fill)
    longer = tuple((a, b + n) for (a, b), n in zip(pads, over, strict=True))
    return _padded(x, longer, "zeros", fill)


def _places(pooling: Pooling) -> str:
    return f"kernel_size={window(pooling)}, stride={pooling.stride}"


def _slide(pooling: Pooling) -> str:
    padding = f"padding={_amount(pooling.pads)}"
    return f"{_places(pooling)}, {padding}, ceil_mode={pooling.ceil_mode}"


def _max(pooling: Pooling, shape: tuple[int, ...]) -> str:
    if not _own_border(pooling):
        return f"y, winners = F.max_pool2d(x, {_slide(pooling)}, return_indices=True)"
    padded = _bordered(pooling, shape, "x", "-torch.inf")
    return (
        f"padded = {padded}\n"
        f"y, winners = F.max_pool2d(padded, {_places(pooling)}, return_indices=True)  # in padded"
    )


def _average(pooling: Pooling, shape: tuple[int, ...]) -> str:
    counted = f"count_include_pad={pooling.count_include_pad}"
    if not _own_border(pooling):
        return f"y = F.avg_pool2d(x, {_slide(pooling)}, {counted})"
    padded, slide = _bordered(pooling, shape, "x"), _places(pooling)
    if not counts(pooling):
        return f"y = F.avg_pool2d({padded}, {slide})"
    places = _padded("torch.ones_like(x)", pooling.pads, "zeros", "1" * all_count(pooling))
    hangs = tuple((0, n) for n in overhang(pooling, shape))
    return (
        f"counted = {_padded(places, hangs, 'zeros')}  # places\n"
        f"y = F.avg_pool2d({padded}, {slide}) / F.avg_pool2d(counted, {slide})"
    )


def _lp(pooling: Pooling, shape: tuple[int, ...]) -> str:
    """PyTorch's has no padding, and keeps the sign of a negative number to an odd power."""
    sizes = _bordered(pooling, shape, "x.abs()" if pooling.power % 2 else "x")
    return f"y = F.lp_pool2d({sizes}, norm_type={pooling.power}, {_places(pooling)})"


def _blur(pooling: Pooling, shape: tuple[int, ...]) -> str:
    one_sided, order = _one_sided(pooling), pooling.blur - 1
    border = (order // 2, (order + 1) // 2)
    return BLUR.format(
        peaks=_padded("x", pooling.pads, "zeros", "-torch.inf") if one_sided else "x",
        padding="" if one_sided else f", padding={_amount(pooling.pads)}",
        window=window(pooling),
        row=row(order),
        sum=2**order,
        size=pooling.blur,
        borders=border * 2,
        stride=pooling.stride,
    )


def _roi(pooling: Pooling, shape: tuple[int, ...]) -> str:
    rows, columns = box_slices(pooling, shape)
    box = f"{rows[0].start}:{rows[-1].stop}, {columns[0].start}:{columns[-1].stop}"
    return (
        f"y, winners = F.adaptive_max_pool2d(x[:, :, {box}], {pooling.cells}, return_indices=True)"
    )
