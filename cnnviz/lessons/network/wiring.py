"""How the layers are joined, as a drawing: steps from left to right, a lane for each branch.

A group is what stands between values that everything goes through: a layer, or a block with its
branches. Within it a layer's step is one more than the last of what it reads; the longest way
stands in lane 0, and each branch in the nearest lane that is free from where it leaves to where
all of it has arrived. What one layer gives to several later ones takes one lane for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cnnviz.lessons.network.flow import cuts
from cnnviz.lessons.network.layers import LayerInfo
from cnnviz.lessons.network.strip import Run, blocks, label_of

MOST = 64  # steps side by side in which every layer can be seen

Lines = dict[int, list[int]]


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one layer to a later one of its group, or from what the group reads.

    ``lane`` is where it goes along, where it goes over more than one step.
    """

    source: int
    target: int
    lane: int


@dataclass(frozen=True, slots=True)
class Group:
    """Layers one after the other, the last of which is all that later ones read.

    ``steps`` (from 1) and ``lanes`` (0 is the middle, those below 0 above it) belong to
    ``layers``; what the group reads stands at step 0 in lane 0. ``label`` is the kind of its one
    layer, or the number of the block.
    """

    layers: Run
    steps: Run
    lanes: Run
    edges: tuple[Edge, ...]
    label: str

    @property
    def width(self) -> int:
        """How many steps it takes."""
        return max(self.steps)


@dataclass(frozen=True, slots=True)
class Wiring:
    """All groups in order; where it is ``long``, each is one mark until it is opened."""

    groups: tuple[Group, ...]
    long: bool


def wiring(layers: Sequence[LayerInfo], most: int = MOST) -> Wiring:
    """The drawing of a network's layers."""
    crossed = cuts(layers)
    alone = _clean([(k,) for k in range(len(layers))], crossed)
    single = [_group(layers, run, number) for number, run in enumerate(alone)]
    if sum(group.width for group in single) <= most:
        return Wiring(tuple(single), long=False)
    runs = _clean(blocks(layers), crossed)
    if len(runs) > most:
        runs = _stages(layers, runs)
    return Wiring(tuple(_group(layers, run, n) for n, run in enumerate(runs)), long=True)


def _clean(runs: Sequence[Run], crossed: set[int]) -> list[Run]:
    """The runs, joined with the next ones until each ends where everything goes through."""
    found: list[Run] = []
    for run in runs:
        if found and found[-1][-1] not in crossed:
            found[-1] = (*found[-1], *run)
        else:
            found.append(run)
    return found


def _stages(layers: Sequence[LayerInfo], runs: Sequence[Run]) -> list[Run]:
    """Runs of one size of maps as one."""
    found: list[Run] = []
    for run in runs:
        if found and _size(layers[found[-1][-1]]) == _size(layers[run[-1]]):
            found[-1] = (*found[-1], *run)
        else:
            found.append(run)
    return found


def _size(info: LayerInfo) -> tuple[int, int]:
    return info.rows, info.columns


def _group(layers: Sequence[LayerInfo], run: Run, number: int) -> Group:
    """One group, laid out."""
    entry = run[0] - 1
    reads = {k: sorted({max(n, entry) for n in layers[k].inputs}) for k in run}
    steps = {entry: 0}
    for k in run:
        steps[k] = 1 + max(steps[n] for n in reads[k])
    readers: Lines = {k: [] for k in (entry, *run)}
    for k in run:
        for n in reads[k]:
            readers[n].append(k)
    lanes, edges = _Lanes(steps, reads, readers).laid(run)
    places = tuple(steps[k] for k in run), tuple(lanes[k] for k in run)
    return Group(run, *places, edges, label_of(layers, run, number))


class _Lanes:
    """Which lane each layer and line of a group takes."""

    def __init__(self, steps: dict[int, int], reads: Lines, readers: Lines) -> None:
        self.steps, self.reads, self.readers = steps, reads, readers
        self.taken: dict[int, list[tuple[int, int]]] = {}
        self.lanes: dict[int, int] = {}
        self.along: dict[tuple[int, int], int] = {}

    def laid(self, run: Run) -> tuple[dict[int, int], tuple[Edge, ...]]:
        """The lanes of all layers, and the lines between them."""
        entry = run[0] - 1
        self._middle(run)
        self.lanes[entry] = 0
        for k in run:
            if k not in self.lanes:
                self._branch(k)
        for source in (entry, *run):
            self._over(source)
        edges = tuple(
            Edge(n, k, self.along.get((n, k), self.lanes[k])) for k in run for n in self.reads[k]
        )
        del self.lanes[entry]
        return self.lanes, edges

    def _middle(self, run: Run) -> None:
        """The longest way to the last layer."""
        at = run[-1]
        while at >= run[0]:
            self.lanes[at] = 0
            at = next(n for n in self.reads[at] if self.steps[n] == self.steps[at] - 1)

    def _branch(self, first: int) -> None:
        """A branch, on to where it meets what has a lane already."""
        chain = [first]
        while ahead := [k for k in self.readers[chain[-1]] if k not in self.lanes]:
            chain.append(ahead[0])
        end = max([self.steps[chain[-1]] + 1, *(self.steps[k] for k in self.readers[chain[-1]])])
        lane = self._free(self.steps[first] - 1, end)
        self.lanes.update(dict.fromkeys(chain, lane))
        for before, after in pairwise(chain):
            self.along[before, after] = lane
        self.along.update({(chain[-1], k): lane for k in self.readers[chain[-1]]})

    def _over(self, source: int) -> None:
        """Lines over more than one step that no branch takes along."""
        far = [
            k
            for k in self.readers[source]
            if self.steps[k] - self.steps[source] > 1 and (source, k) not in self.along
        ]
        if far:
            lane = self._free(self.steps[source], max(self.steps[k] for k in far))
            self.along.update({(source, k): lane for k in far})

    def _free(self, start: int, end: int) -> int:
        """The lane nearest the middle that nothing has between two steps, above it first."""
        lane = -1
        while any(a < end and start < b for a, b in self.taken.get(lane, ())):
            lane = -lane if lane < 0 else -lane - 1
        self.taken.setdefault(lane, []).append((start, end))
        return lane
