"""What is known at one step of a chain: which numbers stand there by then, and which still grow."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.lessons.backprop.chain import ChainTrace, Stage
from cnnviz.lessons.backprop.convolution_trace import ConvolutionBackward
from cnnviz.lessons.backprop.mistakes import is_wrong, winners
from cnnviz.lessons.backprop.payload_layers import repeats
from cnnviz.lessons.backprop.payload_panels import Panel, panels
from cnnviz.lessons.backprop.payload_segments import Segment, sequence
from cnnviz.lessons.backprop.pooling_trace import MaxPoolBackward
from cnnviz.player import axes
from cnnviz.player.source import Source
from cnnviz.traces import Array

ROUNDING = 1e-12  # a sum that is smaller beside its terms is rounding
Indices = npt.NDArray[np.int32]
Known = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A chain with its panels and stretches, in one of the two views of an input gradient."""

    trace: ChainTrace
    panels: Mapping[str, Panel]
    segments: tuple[Segment, ...]
    scatter: bool

    @property
    def count(self) -> int:
        """How many steps there are."""
        return sum(map(self.length, self.segments))

    def scatters(self, segment: Segment) -> bool:
        """Whether a stretch sends numbers on, as it is asked to or as there is no other way."""
        forced = repeats(self.trace.stages[segment.layer]) or self.trace.mistake == "sum"
        return bool(segment.scatter) and (self.scatter or forced)

    def length(self, segment: Segment) -> int:
        """How many steps a stretch has."""
        return segment.scatter if self.scatters(segment) else segment.count

    def moment(self, step: int) -> "Moment":
        """One step; beyond the last it is the last."""
        for place, segment in enumerate(self.segments):
            if step < self.length(segment):
                return Moment(self, place, step)
            step -= self.length(segment)
        return Moment(self, len(self.segments) - 1, self.length(self.segments[-1]) - 1)


def steps(trace: ChainTrace, source: Source, *, scatter: bool) -> Steps:
    """The steps of a chain."""
    shown = {panel.key: panel for panel in panels(trace, source, editable_x=False)}
    names = {key: panel.name for key, panel in shown.items()}
    return Steps(trace, shown, sequence(trace, names), scatter)


@dataclass(frozen=True, eq=False)
class Moment:
    """Step ``k`` of the stretch at ``place``."""

    steps: Steps
    place: int
    k: int

    @property
    def segment(self) -> Segment:
        """The stretch of the step."""
        return self.steps.segments[self.place]

    @property
    def kind(self) -> str:
        """What is done in it."""
        if self.segment.kind == "update" and self.k == self.segment.count - 1:
            return "result"
        return "scatter" if self.steps.scatters(self.segment) else self.segment.kind

    @property
    def stage(self) -> Stage:
        """The layer that it belongs to; at the ends of the chain the last one."""
        return self.steps.trace.stages[self.segment.layer]

    @property
    def wrong(self) -> bool:
        """Whether the mistake of the chain is made in this layer."""
        return is_wrong(self.stage.layer, self.steps.trace.mistake)

    @property
    def before(self) -> str:
        """The panel that the layer reads."""
        return self.steps.trace.network.node(self.stage.name).inputs[0]

    def panel(self, key: str) -> Panel:
        """A panel by its key."""
        return self.steps.panels[key]

    @property
    def written(self) -> Panel:
        """The panel that the stretch writes."""
        return self.panel(self.segment.writes)

    @cached_property
    def tables(self) -> tuple[Indices, Indices]:
        """The input that each output of a window reads, (outputs, kernel size) for each axis."""
        back = self.stage.back
        assert back
        mode = getattr(back, "padding_mode", "zeros")
        rows, columns = (
            axes.sliding(window, n, mode).index
            for window, n in zip(back.windows, self.stage.x.shape[1:], strict=True)
        )
        return rows, columns

    def known(self, panel: Panel) -> Known | None:
        """Which numbers of a panel are written by now; None for all."""
        done = self._done(panel)
        if done is None:
            return self._grown[1]
        if done >= panel.values.size:
            return None
        return (np.arange(panel.values.size) < done).reshape(panel.values.shape)

    def values(self, panel: Panel) -> npt.NDArray[Any]:
        """The numbers of a panel as they stand now: sums that are not complete are on their way."""
        last = self.k == self.steps.length(self.segment) - 1
        if panel.key != self.segment.writes or self.kind not in ("scatter", "route") or last:
            return panel.values
        return self._grown[0]

    def _done(self, panel: Panel) -> float | None:
        """How many numbers are written in reading order; None where they grow in place."""
        if panel.key.startswith("new:"):
            return max(0, self.k + 1 - self._first(panel)) if self.segment.kind == "update" else 0
        if panel.kind == "parameter" or panel.key in ("x", "target"):
            return np.inf
        key = "shares" if panel.key == "powers" else panel.key
        place = next((n for n, s in enumerate(self.steps.segments) if s.writes == key), -1)
        if place < self.place:
            return np.inf
        if place > self.place:
            return 0
        if self.segment.kind in ("flatten", "unflatten") or self.kind == "scatter":
            return np.inf
        return None if self.kind == "route" else self.k + 1

    def _first(self, panel: Panel) -> int:
        """The step of the update that writes a parameter's first number."""
        before = 0
        for stage in self.steps.trace.stages:
            for name, array in stage.params.items():
                if panel.key == f"new:{stage.name}.{name}":
                    return before
                before += array.size
        return before

    @cached_property
    def _grown(self) -> tuple[Array, Known]:
        """What the outputs up to this one have sent to each input, and which inputs they read."""
        shape, outputs = self.stage.x.shape, np.arange(self.k + 1)
        sums, sizes = np.zeros((2, self.stage.x.size + 1))  # the last place: what is outside
        parts, into = (self._pushed if self.kind == "scatter" else self._routed)(outputs)
        if self.kind == "scatter" and self.steps.trace.mistake == "sum":
            sums[into.ravel()] = parts.ravel()  # the last one stays
            sizes = np.abs(sums)
        else:
            np.add.at(sums, into.ravel(), parts.ravel())
            np.add.at(sizes, into.ravel(), np.abs(parts).ravel())
        met = np.zeros(len(sums), bool)
        met[into.ravel()] = True
        sums[np.abs(sums) < ROUNDING * sizes] = 0
        return sums[:-1].reshape(shape), met[:-1].reshape(shape)

    def _pushed(self, outputs: npt.NDArray[np.int_]) -> tuple[Array, Indices]:
        """What outputs of a convolution send, and to which inputs: (outputs, C, kH, kW) both."""
        filters = outputs // self.stage.dy[0].size
        parts = self.stage.dy.ravel()[outputs, None, None, None] * self.weight[filters]
        return parts, self.flat(outputs, np.asarray([self.channels(f) for f in filters]))

    def _routed(self, outputs: npt.NDArray[np.int_]) -> tuple[Array, Indices]:
        """What outputs of a pooling send, and to which inputs: (outputs, 1, kH, kW) both."""
        into = self.flat(outputs, outputs[:, None] // self.stage.dy[0].size)
        parts = self.stage.dy.ravel()[outputs, None, None, None] * self.gets(outputs)
        return parts, into

    def gets(self, outputs: npt.NDArray[np.int_]) -> Known:
        """Which numbers of the windows of a pooling get the gradient: (outputs, 1, kH, kW)."""
        back, x = self.stage.back, self.stage.x
        assert isinstance(back, MaxPoolBackward)
        if self.wrong:
            shared: Known = winners(self.stage.layer, x[None])[0]  # type: ignore[arg-type]
            return shared.reshape(-1, 1, *shared.shape[-2:])[outputs]
        plane = self.flat(outputs, np.zeros((len(outputs), 1), int))
        won: Known = plane == back.winners[0].ravel()[outputs, None, None, None]
        return won

    @property
    def weight(self) -> Array:
        """The weights of a convolution, (F, C / groups, kH, kW)."""
        return self.stage.params["weight"]

    def channels(self, filter_index: int) -> list[int]:
        """The channels that a filter reads."""
        each, back = self.weight.shape[1], self.stage.back
        assert isinstance(back, ConvolutionBackward)
        group = filter_index // (len(self.weight) // back.groups)
        return [group * each + slot for slot in range(each)]

    def flat(self, outputs: npt.NDArray[Any], channels: npt.NDArray[Any]) -> Indices:
        """The flat input behind each place of these windows, -1 outside: (outputs, C, kH, kW)."""
        rows, columns = self.tables
        i, j = np.divmod(outputs % (len(rows) * len(columns)), len(columns))
        row, column = rows[i][:, None, :, None], columns[j][:, None, None, :]
        height, width = self.stage.x.shape[1:]
        flat = (channels[:, :, None, None] * height + row) * width + column
        found: Indices = np.where((row >= 0) & (column >= 0), flat, -1)
        return found
