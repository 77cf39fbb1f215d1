"""What is known of one person's run: its moments so far, and the work that brings more."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from uuid import uuid4

from cnnviz.jobs import POOL, Grade, Job
from cnnviz.jobs.pool import BROKEN, BUSY
from cnnviz.lessons.training import looking
from cnnviz.lessons.training.data import Data, data_of, digest
from cnnviz.lessons.training.looking import Looked
from cnnviz.lessons.training.run import KERNELS, Moment, Plan, effort, moments, plan
from cnnviz.lessons.training.settings import Training
from cnnviz.networks.optimisers import State
from cnnviz.ops.layer import Array
from cnnviz.store import Store, weigh

FUNCTION = "cnnviz.lessons.training.run:moments"
ENDED = "the process that trained it was ended."
LOOKS = 3  # pictures whose maps are kept
MOST_MADE = 64  # blocks of moments
MOST_RUNS, MOST_BYTES = 4, 120_000_000


NEAR = 4_000_000_000  # products that are soon done
STARTS = Store(max_entries=128, max_bytes=64_000_000)


def start_of(settings: Training, data: Data) -> Moment:
    """The moment before the first step; raises ``ValueError`` where it can't be had now."""
    settings = settings.run
    return STARTS.get((settings, digest(data)), lambda: _started(settings, data))


def _started(settings: Training, data: Data) -> Moment:
    if effort(settings, data) <= NEAR:
        return next(moments(settings, data, last=0))
    key = ("start", settings, digest(data))
    job = POOL.ask(key, FUNCTION, lambda: (settings, data, None, 0), grade=Grade.QUICK)
    job.wait()
    found: Moment | None = job.latest
    if job.over:
        POOL.forget(key)  # it is kept here, or asked for anew
    if not job.over or found is None:
        raise ValueError(job.problem or BUSY)
    return found


def _appended(known: list[Moment] | None, moment: Moment) -> list[Moment]:
    if known is None:
        return [moment]
    *before, last = known
    return [*before, _slim(last) if before else last, moment]


def _slim(moment: Moment) -> Moment:
    """A moment on the way, from which nobody goes on: what is shown of it."""
    gradients = {KERNELS: moment.gradients[KERNELS]}
    return replace(moment, point=replace(moment.point, state=State()), gradients=gradients)


class Ledger:
    """A run as far as it is known.

    Attributes
    ----------
    settings, data : what the run depends on
    plan : how long it is
    problem : one sentence where the work broke off; it can go on from the last moment
    """

    def __init__(self, owner: Hashable, settings: Training, data: Data) -> None:
        self.settings, self.data = settings.run, data
        self.plan: Plan = plan(settings, data)
        self.problem = ""
        self._key = ("training", owner, self.settings)
        self._moments = [start_of(settings, data)]
        self._job: Job | None = None
        self._before = 0  # moments that were there before the work that goes on
        self._looks: dict[str, list[Looked]] = {}
        self._made: OrderedDict[Hashable, dict[str, Array]] = OrderedDict()

    @property
    def moments(self) -> list[Moment]:
        """All that are known, the one before the first step first."""
        if self._job:
            self._moments[self._before :] = self._job.look() or self._moments[self._before :]
        return self._moments

    @property
    def over(self) -> bool:
        """Whether there is nothing more to train."""
        return self.ends_with(self.moments[-1])

    def ends_with(self, moment: Moment) -> bool:
        """Whether nothing comes after this moment."""
        return moment.stopped or moment.point.steps >= self.plan.total

    @property
    def running(self) -> bool:
        """Whether more moments are on their way."""
        return self._job is not None

    @property
    def ahead(self) -> int:
        """How many others wait before it for a process."""
        return (self._job.ahead or 0) if self._job else 0

    def go_on(self) -> None:
        """Train from the last moment on, to the end of the run."""
        if self.running or self.over:
            return
        self.problem = ""
        self._before = len(self._moments) - 1
        begin = self._moments[-1].point if self._before else None
        arguments = (self.settings, self.data, begin)
        self._job = POOL.ask(self._key, FUNCTION, lambda: arguments, _appended, Grade.LONG)

    def wait(self, seconds: float) -> None:
        """Take in what was found, once there is more or so many seconds are over."""
        job = self._job
        if job is None:
            return
        known = len(self.moments)
        job.wait(lambda one: self._before + len(one.look() or ()) > known, seconds)
        if job.over:
            self._end(job)

    def stop(self) -> None:
        """End the work; what was found stays."""
        if self._job:
            self._job.stop()
            self._end(self._job)

    def _end(self, job: Job) -> None:
        self._moments = self.moments
        self.problem, self._job = (ENDED if job.problem == BROKEN else job.problem), None
        POOL.forget(self._key)

    def made(self, key: Hashable, make: Callable[[], dict[str, Array]]) -> dict[str, Array]:
        """What was made of moments that will not change; the oldest is forgotten."""
        if key not in self._made:
            self._made[key] = make()
        while len(self._made) > MOST_MADE:
            self._made.popitem(last=False)
        return self._made[key]

    @property
    def nbytes(self) -> int:
        """About how much memory it takes."""
        return weigh(self.moments[0].point.params) * len(self.moments)

    def looked(self, key: str, x: Array) -> list[Looked]:
        """What the network of each moment makes of a picture (1, 1, side, side)."""
        known = self._looks.setdefault(key, [])
        while len(self._looks) > LOOKS:
            self._looks.pop(next(iter(self._looks)))
        for moment in self.moments[len(known) :]:
            known.append(looking.look(self.settings, self.data, moment.point.params, x))
        return known


class Runs:
    """The runs of one visit, those that were shown last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Training, Ledger] = OrderedDict()
        self._name = uuid4().hex

    def of(self, settings: Training) -> tuple[Ledger, Ledger | None]:
        """The run of these settings and the one beside it; all others are stopped."""
        runs = [run for run in (settings.run, settings.other) if run]
        shown = [self._one(run) for run in runs]
        for run, ledger in self._kept.items():
            if run not in runs:
                ledger.stop()
        while len(self._kept) > 2 and (len(self._kept) > MOST_RUNS or self._bytes() > MOST_BYTES):
            self._kept.popitem(last=False)
        return shown[0], shown[1] if len(shown) > 1 else None

    def _one(self, run: Training) -> Ledger:
        if run not in self._kept:
            self._kept[run] = Ledger(self._name, run, data_of(run))
        self._kept.move_to_end(run)
        return self._kept[run]

    def _bytes(self) -> int:
        return sum(ledger.nbytes for ledger in self._kept.values())
