"""Which layers stand side by side: one column a layer, or a column for a run of layers.

Where all layers are too many, an activation stands with the convolution before it; where those are
still too many, a column is a block: what lies between two values that everything goes through and
where a branch begins, branches meet, or a convolution ends without an activation. What is too long
even then shows the first and the last block of a stage, and counts those between.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cnnviz import ops
from cnnviz.lessons.network.flow import Flow, flow
from cnnviz.lessons.network.layers import MERGING, PICTURE, LayerInfo, pointwise

MOST = 22  # columns side by side, each still wide enough to see a map in

Run = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A run of layers, of which the last one's maps are shown; ``skipped`` columns follow it."""

    layers: Run
    label: str
    skipped: int = 0

    @property
    def face(self) -> int:
        """The layer whose maps stand for the column."""
        return self.layers[-1]


def columns(layers: Sequence[LayerInfo], most: int = MOST) -> tuple[Column, ...]:
    """The columns of the strip, at most ``most`` of them where that can be had."""
    runs: list[Run] = [(k,) for k in range(len(layers))]
    through = flow(layers)
    for joins in (_activates, _inside_block):
        if len(runs) <= most:
            break
        runs = _joined(through, runs, joins)
    labelled = [Column(run, label_of(layers, run, n)) for n, run in enumerate(runs)]
    return tuple(labelled if len(labelled) <= most else _folded(layers, labelled, most))


def blocks(layers: Sequence[LayerInfo]) -> list[Run]:
    """All runs of layers between which a block ends."""
    alone, through = [(k,) for k in range(len(layers))], flow(layers)
    return _joined(through, _joined(through, alone, _activates), _inside_block)


def _joined(
    through: Flow, runs: Sequence[Run], joins: Callable[[Flow, Run, Run], bool]
) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        if found and joins(through, found[-1], run):
            found[-1] = (*found[-1], *run)
        else:
            found.append(run)
    return found


def _activates(through: Flow, before: Run, run: Run) -> bool:
    """Whether a run only goes over the numbers of the one before, which nobody else reads."""
    layers = through.layers
    first, after = layers[run[0]], run[0] + 1
    if _own_gate(layers, run[0]):
        return len(before) > 1 and set(first.inputs) == set(before[-2:])
    alone = [run[0]]
    if after < len(layers) and set(layers[after].inputs) == {before[-1], run[0]}:
        alone += [after] * _own_gate(layers, after)
    read = through.readers[before[-1]] == alone
    return pointwise(first.layer) and first.inputs == (before[-1],) and read


def _own_gate(layers: Sequence[LayerInfo], place: int) -> bool:
    """Whether it multiplies numbers by what goes over them alone, as in x times sigmoid of x."""
    info = layers[place]
    if not isinstance(info.layer, ops.Multiply) or len(info.inputs) != 2:
        return False
    low, high = sorted(info.inputs)
    return high != PICTURE and pointwise(layers[high].layer) and layers[high].inputs == (low,)


def _inside_block(through: Flow, before: Run, run: Run) -> bool:
    """Whether no block ends between the two."""
    layers = through.layers
    last, first = layers[before[-1]], layers[run[0]]
    whole, read = before[-1] in through.cuts, through.readers[before[-1]]
    numbers = whole and len(read) == 1 and (first.point or last.point)
    if before[0] == 0 or _shrinks(layers, first) or numbers:
        return False
    if not whole:
        return True
    merged = any(isinstance(layers[k].layer, MERGING) and not _gated(layers, k) for k in before)
    branches = len(read) > 1 and not any(layers[k].point for k in read)  # a gate is no branch
    linear = isinstance(last.layer, ops.Conv)
    return not (merged or branches or linear)


def _gated(layers: Sequence[LayerInfo], place: int) -> bool:
    """Whether it only weighs maps: each number by itself, or each map by one number."""
    info = layers[place]
    numbers = any(k != PICTURE and layers[k].point for k in info.inputs) and not info.point
    return _own_gate(layers, place) or (isinstance(info.layer, ops.Multiply) and numbers)


def _shrinks(layers: Sequence[LayerInfo], info: LayerInfo) -> bool:
    before = info.inputs[0]
    smaller = before == PICTURE or info.rows < layers[before].rows
    return smaller and isinstance(info.layer, ops.MaxPool | ops.AveragePool)


def label_of(layers: Sequence[LayerInfo], run: Run, number: int) -> str:
    """The kind of a layer with what goes over its numbers, or the number of a block."""
    blocks = [k for k in run if not (pointwise(layers[k].layer) or _own_gate(layers, k))]
    return layers[run[0]].label if len(blocks) <= 1 else str(number)


def _folded(layers: Sequence[LayerInfo], every: Sequence[Column], most: int) -> list[Column]:
    """The first and the last column of each stage, as far as there is room."""
    found: list[Column] = []
    for stage in _stages(layers, every):
        if len(stage) > 3 and len(every) > most:
            middle = len(stage) - 2
            found += [Column(stage[0].layers, stage[0].label, middle), stage[-1]]
        else:
            found += stage
    return found


def _stages(layers: Sequence[LayerInfo], every: Sequence[Column]) -> list[list[Column]]:
    """Columns in a row whose maps are of one size."""
    stages: list[list[Column]] = []
    for column in every:
        size = layers[column.face].rows, layers[column.face].columns
        there = stages and layers[stages[-1][-1].face]
        if there and (there.rows, there.columns) == size:
            stages[-1].append(column)
        else:
            stages.append([column])
    return stages
