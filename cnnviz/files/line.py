"""The one line for all heavy work: a few at a time, quick things first, and nobody waits for ever.

Pictures, networks and trainings stand in it together, so that however many ask, only so many
processes work and take memory at once.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from threading import Condition

Tell = Callable[[int], None]
GLANCE = 1.0  # seconds: how often someone who waits is told, also that nothing has moved
HEAD_START = 10.0  # seconds: who is a grade lighter goes first, unless they came so much later
LONGEST = 500  # who stand in line
PATIENCE = 120.0  # seconds


class Grade(IntEnum):
    """How long work takes: a second, some seconds or up to a minute, minutes.

    ``leaves`` is how many of a line's places it and heavier work leave free for lighter work. Two
    for what is quick: photos come at once when a teacher asks for them.
    """

    QUICK = 0
    ASKED = 1
    LONG = 2

    @property
    def leaves(self) -> int:
        return (0, 2, 3)[self]


def nobody(ahead: int) -> None:
    """For one who need not be told."""


class Impatient(Exception):
    """The turn did not come in time."""


@dataclass(slots=True, eq=False)
class _Ticket:
    grade: Grade
    due: float = field(init=False)
    served: bool = False

    def __post_init__(self) -> None:
        self.due = time.monotonic() + HEAD_START * self.grade


class Line:
    """At most ``places`` are served at a time, the others wait up to ``patience`` seconds."""

    def __init__(self, places: int, patience: float = PATIENCE) -> None:
        self.places = places
        self.patience = patience
        self._tickets: list[_Ticket] = []  # by when they are due
        self._moved = Condition()

    @contextlib.contextmanager
    def turn(
        self, tell: Tell = nobody, grade: Grade = Grade.QUICK, patience: float | None = None
    ) -> Iterator[None]:
        """Wait for a turn, and have it inside the block.

        ``tell`` gets the number of those who wait before this one, at once and then each second;
        whatever it raises gives the place up.

        Raises
        ------
        Impatient
            After ``patience`` seconds, the line's own where it is None, or where too many wait.
        """
        ticket = _Ticket(grade)
        with self._moved:
            if len(self._tickets) >= LONGEST:
                raise Impatient
            self._tickets.append(ticket)
            self._tickets.sort(key=lambda one: one.due)
            self._admit()
        try:
            self._wait(ticket, tell, self.patience if patience is None else patience)
            yield
        finally:
            with self._moved:
                self._tickets.remove(ticket)
                self._admit()
                self._moved.notify_all()

    def _wait(self, ticket: _Ticket, tell: Tell, patience: float) -> None:
        end = time.monotonic() + patience
        while (ahead := self._ahead(ticket)) is not None:
            left = end - time.monotonic()
            if left <= 0:
                raise Impatient
            tell(ahead)  # not under the lock: it may take its time
            with self._moved:
                if self._place(ticket) == ahead:
                    self._moved.wait(min(left, GLANCE))

    def _ahead(self, ticket: _Ticket) -> int | None:
        with self._moved:
            return self._place(ticket)

    def _place(self, ticket: _Ticket) -> int | None:
        """How many wait before this one; None for one who is being served."""
        if ticket.served:
            return None
        waiting = [one for one in self._tickets if not one.served]
        return waiting.index(ticket)

    def _admit(self) -> None:
        """Serve whoever there is a place for, those first who are due first."""
        for ticket in self._tickets:
            ticket.served = ticket.served or self._has_place(ticket.grade)

    def _has_place(self, grade: Grade) -> bool:
        served = [one.grade for one in self._tickets if one.served]
        return all(
            sum(one >= bound for one in served) < max(1, self.places - bound.leaves)
            for bound in Grade
            if bound <= grade
        )


def cores() -> int:
    """How many cores this process may use, as far as that is known."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# Long work may take every core, up to eight; one place more is for what somebody waits for, and
# two for what is quick.
LINE = Line(min(max(cores(), 2), 8) + Grade.LONG.leaves)
