"""The way back through the pooling of the page, as NumPy that runs as it is."""

import numpy as np

from cnnviz.files.numpy_given import given
from cnnviz.lessons.pooling.payload import LARGEST_OWN
from cnnviz.lessons.pooling.records import PooledTrace
from cnnviz.lessons.pooling.settings import PoolingLook
from cnnviz.lessons.pooling.trace import Pooling, trace
from cnnviz.player.axes import AxisTable
from cnnviz.traces import Array

# Which part of its gradient an output sends to each number of its window.
SHARES = {
    "first": "share = (np.arange(x[window].size) == x[window].argmax()).reshape(x[window].shape)",
    "split": "share = (x[window] == x[window].max()) / (x[window] == x[window].max()).sum()",
    "all": "share = x[window] == x[window].max()",
    "mean": "share = 1 / counts[i, j]",
    "norm": "share = np.sign(x[window]) * np.abs(x[window]) ** {less} * outer[i, j]",
}
BACK = """
rows = {rows}  # that each output reads; padding is left out
columns = {columns}
dx = np.zeros(x.shape)
for i, j in np.ndindex(dy.shape):
    window = np.ix_(rows[i], columns[j])
    {share}
    {add}
"""
ADD = "dx[window] += dy[i, j] * share"
ADD_COPIES = "np.add.at(dx, window, dy[i, j] * share)  # an input can stand in it more than once"
# The gradient of blur pooling first goes back to the maxima that were blurred.
BLURRED = """
weights = {weights}
dpeaks = np.zeros({shape})
for i, j in np.ndindex(dy.shape):
    window = np.ix_({rows}[i], {columns}[j])
    np.add.at(dpeaks, window, dy[i, j] * np.outer(weights, weights))
dy = dpeaks
"""
OUTER = """
sums = np.array([[(np.abs(x[np.ix_(r, c)]) ** {power}).sum() for c in {columns}] for r in {rows}])
outer = np.zeros(sums.shape)  # of the root
np.power(sums, {root}, out=outer, where=sums > 0)
"""


def program(asked: Pooling, pooled: PooledTrace, look: PoolingLook, at: tuple[int, int]) -> str:
    """Send the gradient that the player shows back, and print where most of output ``at`` went."""
    dy, rule = sent(pooled, look, at), _rule(pooled, look)
    tables = pooled.peak_axes if pooled.peak_axes else pooled.axes
    copies = any(axis.repeats for axis in tables) and not pooled.maxima
    rows, columns = (_lists(axis, copies) for axis in tables)
    put = {"rows": rows, "columns": columns}
    parts = [f"import numpy as np\n\n{given('x', pooled.x)}\n{given('dy', dy)}\n"]
    if pooled.blur_axes and pooled.peaks is not None and pooled.weights is not None:
        rows, columns = (_lists(axis, True) for axis in pooled.blur_axes)
        above = {"rows": rows, "columns": columns}
        weights = pooled.weights.tolist()
        parts.append(BLURRED.format(weights=weights, shape=pooled.peaks.shape, **above))
    if pooled.divisors is not None:
        parts.append(given("counts", pooled.divisors) + "\n")
    if pooled.power:
        parts.append(OUTER.format(power=pooled.power, root=1 / pooled.power - 1, **put))
    share, add = SHARES[rule].format(less=pooled.power - 1), ADD_COPIES if copies else ADD
    parts.append(BACK.format(share=share, add=add, **put))
    row, column = target(asked, pooled, look, at)
    return "".join([*parts, f"print(dx[{row}, {column}])\n"])


def sent(pooled: PooledTrace, look: PoolingLook, at: tuple[int, int]) -> Array:
    """The gradient of the output that the player shows: ones, one cell, or the person's own."""
    if look.dy == "own" and max(pooled.y.shape) <= LARGEST_OWN:
        return pooled.own.dy
    if look.dy != "cell":
        return pooled.ones.dy
    dy = np.zeros(pooled.y.shape)
    dy[at] = look.one
    return dy


def target(
    asked: Pooling, pooled: PooledTrace, look: PoolingLook, at: tuple[int, int]
) -> tuple[int, int]:
    """The input that gets most of what an output sends: the winner, where there is one."""
    if pooled.maxima and pooled.peaks is None:
        flat = int(pooled.maxima.argmax[at])
    else:
        one = np.zeros(pooled.y.shape)
        one[at] = 1
        dx = trace(pooled.x, asked, one).own.dx
        got = np.abs(dx.get(look.tie, next(iter(dx.values()))))
        flat = int((got >= got.max() * (1 - 1e-12)).argmax())
    row, column = divmod(flat, pooled.x.shape[1])
    return row, column


def _rule(pooled: PooledTrace, look: PoolingLook) -> str:
    if pooled.maxima:
        return look.tie
    return "norm" if pooled.power else "mean"


def _lists(axis: AxisTable, copies: bool) -> list[list[int]]:
    """The inputs that each output reads along an axis, with or without copies in the padding."""
    lists = [[int(n) for n in read if n >= 0] for read in axis.index]
    return lists if copies else [list(dict.fromkeys(read)) for read in lists]
