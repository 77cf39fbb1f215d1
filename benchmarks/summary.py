"""What came of a run under load, and how it is printed."""

import itertools
import os
from dataclasses import dataclass, field

import numpy as np

from benchmarks.measure import Spent
from benchmarks.people import Answer, Person
from benchmarks.sessions import OPENING, Times

MEGABYTE = 1_000_000
HEAD = (
    "| sessions | answers | p50, s | p95, s | p99, s | wrong | none | server, ms an answer "
    "| its processes, ms | the server's core | this client's | MB |\n" + "|--:" * 12 + "|"
)


@dataclass
class Run:
    """What came of all sessions.

    ``opened`` answers had come when all were there; ``acting`` is what was spent from then on.
    """

    count: int = 0
    times: Times = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    errors: int = 0
    crossed: int = 0
    lost: int = 0
    before: int = 0
    most: int = 0
    opened: int = 0
    spent: Spent = field(default_factory=Spent)
    acting: Spent = field(default_factory=Spent)
    seconds: float = 0.0
    said: list[str] = field(default_factory=list)

    def add(self, person: Person) -> None:
        self.answers += person.answers
        self.faults += person.faults
        self.crossed += person.crossed
        self.errors += person.session.exceptions
        self.lost += person.session.lost

    def look(self) -> None:
        """Ask the engine for each answer."""
        self.faults += [answer.problem for answer in self.answers if answer.problem]

    @property
    def all_times(self) -> list[float]:
        return [*itertools.chain(*self.times.values())]

    @property
    def count_acting(self) -> int:
        return len(self.all_times) - self.opened if self.seconds else 0

    @property
    def is_clean(self) -> bool:
        return not (self.errors or self.lost or self.faults)


def percentiles(run: Run) -> list[float]:
    """Seconds: p50, p95 and p99 of all actions but the openings."""
    actions = [*itertools.chain(*(run.times[label] for label in run.times if label != OPENING))]
    found = np.percentile(actions, (50, 95, 99), method="inverted_cdf")
    return [float(value) for value in found]


def table(times: Times) -> str:
    """Markdown, milliseconds: one row an action, and all actions but the opening together."""
    rows = {label: times[label] for label in sorted(times)}
    actions = [values for label, values in rows.items() if label != OPENING]
    rows["**all actions**"] = [*itertools.chain(*actions)]
    lines = ["| milliseconds | times | p50 | p95 | p99 | max |", "|---|--:|--:|--:|--:|--:|"]
    for label, values in rows.items():
        if values:
            found = 1000 * np.percentile(values, (50, 95, 99, 100), method="inverted_cdf")
            lines.append(" | ".join([f"| {label}", str(len(values)), *map("{:.0f}".format, found)]))
    return "\n".join(f"{line} |" if not line.endswith("|") else line for line in lines)


def sentences(run: Run) -> str:
    """What went wrong, and what it took."""
    grown = (run.most - run.before) / MEGABYTE
    lines = [
        f"{run.count} sessions: {run.errors} errors, {len(run.faults)} wrong answers of "
        f"{len(run.answers)}, {run.crossed} of them crossed, {run.lost} without an answer",
        f"processor time: {run.spent.server:.1f} s the server, {run.spent.processes:.1f} s its "
        f"processes, {run.spent.client:.1f} s this client",
        *_acting(run),
        f"memory: {run.most / MEGABYTE:.0f} MB at most, {grown:.0f} more than before",
        *run.said,
        f"load average after: {os.getloadavg()[0]:.1f}\n",
    ]
    return "\n".join(lines)


def _acting(run: Run) -> list[str]:
    """What an answer took, once all were there."""
    if run.count_acting == 0:
        return []
    server, processes = each(run)
    return [
        f"once all were there, an answer: {server:.0f} ms the server, {processes:.0f} ms its "
        f"processes; of a core: {_share(run.acting.server, run)} the server, "
        f"{_share(run.acting.client, run)} this client"
    ]


def each(run: Run) -> tuple[float, float]:
    """Milliseconds of the server and of its processes for an answer, once all were there."""
    count = max(run.count_acting, 1)
    return 1000 * run.acting.server / count, 1000 * run.acting.processes / count


def _share(seconds: float, run: Run) -> str:
    return f"{100 * seconds / (run.seconds or 1):.0f} %"


def line(run: Run) -> str:
    """One row under `HEAD`."""
    waited = [f"{value:.2f}" for value in percentiles(run)]
    spent = [f"{value:.0f}" for value in each(run)]
    shares = [_share(run.acting.server, run), _share(run.acting.client, run)]
    wrong = str(len(run.faults) + run.errors)
    most = f"{run.most / MEGABYTE:.0f}"
    row = [str(run.count), str(run.count_acting), *waited, wrong, str(run.lost)]
    return "| " + " | ".join([*row, *spent, *shares, most]) + " |"
