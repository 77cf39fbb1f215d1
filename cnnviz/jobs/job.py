"""One piece of work, as those see it who asked for it."""

import threading
import time
from collections.abc import Callable
from typing import Any

from cnnviz.store import weigh

NEWS = 60.0  # seconds that a caller waits for at most, as a rule
GLANCE = 1.0  # seconds: how often it is noted that somebody waits, and looked whether anybody does
UNWANTED = 15.0  # seconds after which work that nobody looks at is ended
LEFT = 2.0  # seconds for others to look at what one has left
SAID = 30.0  # seconds for which the sentence that says why it failed answers whoever asks
Gather = Callable[[Any, Any], Any]


class Job:
    """Work that goes on.

    Attributes
    ----------
    latest : what it found last, or None
    ahead : how many wait before it; None once it runs
    over : whether it came to its end, was stopped or refused
    problem : one sentence, where it could not be done
    nbytes : how much what it found takes, once it is over
    forgotten : whether it is not to be kept then
    """

    def __init__(self, gather: Gather | None = None) -> None:
        self._gather = gather
        self.latest: Any = None
        self.ahead: int | None = None
        self.over = False
        self.problem = ""
        self.stopped = False
        self.nbytes = 0
        self.forgotten = False
        self.looked = time.monotonic()
        self._begun: float | None = None
        self._ended = 0.0
        self._used: Callable[[], float] = float
        self._first = 0.0
        self._news = threading.Condition()
        self._end: Callable[[], Any] | None = None

    @property
    def age(self) -> float:
        """Seconds since it began to run; 0 while it waits."""
        return 0.0 if self._begun is None else time.monotonic() - self._begun

    @property
    def spent(self) -> float:
        """Seconds of the processor that it has had, while it runs."""
        return self._used() - self._first

    def look(self) -> Any:
        """What it found last; somebody still wants it."""
        self.looked = time.monotonic()
        return self.latest

    @property
    def unwanted(self) -> bool:
        """Whether nobody has looked at it for long."""
        return time.monotonic() - self.looked > UNWANTED

    @property
    def outdated(self) -> bool:
        """Whether who asks now asks for another one: it was stopped, or failed some time ago.

        Pages look again and again at what goes on; a failure that made way for another one at once
        would be told to nobody, and the work would begin without an end.
        """
        failed = bool(self.problem) and self.over
        return self.stopped or (failed and time.monotonic() - self._ended > SAID)

    def leave(self) -> None:
        """One does not want it any more; it ends soon, unless others look at it."""
        self.looked = min(self.looked, time.monotonic() - UNWANTED + LEFT)

    def wait(
        self, ready: Callable[["Job"], bool] = lambda job: False, seconds: float = NEWS
    ) -> bool:
        """Wait until it is over or ``ready``; False where that took too long."""
        end = time.monotonic() + seconds
        while True:
            self.looked = time.monotonic()
            left = min(GLANCE, end - self.looked)
            with self._news:
                if self._news.wait_for(lambda: self.over or ready(self), left):
                    return True
            if left < GLANCE:
                return False

    def stop(self) -> None:
        """End it; what it has found so far stays."""
        with self._news:  # nobody else has its process meanwhile
            self.stopped = True
            if self._end:
                self._end = self._end()

    # ---- for the pool

    def ends_by(self, end: Callable[[], Any] | None) -> bool:
        """Note how it is ended from now on; False where it has been ended already.

        Where ``end`` only asks for that, it returns what ends it for certain.
        """
        with self._news:
            goes_on = not self.stopped or self._end is not None
            self._end = end if goes_on else None
            return goes_on

    def runs(self) -> None:
        """Its turn has come."""
        self._begun = time.monotonic()
        self.tell(ahead=None)

    def counts(self, used: Callable[[], float]) -> None:
        """Note what tells the seconds of the processor that its process has had."""
        self._used, self._first = used, used()

    def ends(self) -> None:
        """Nothing more will come of it."""
        self._ended = time.monotonic()
        self.tell(over=True, nbytes=weigh(self.latest))

    def found(self, value: Any) -> None:
        """Take in the next value."""
        self.tell(latest=self._gather(self.latest, value) if self._gather else value)

    def tell(self, **changes: Any) -> None:
        """Change what is known of it."""
        with self._news:
            for name, value in changes.items():
                setattr(self, name, value)
            self._news.notify_all()
