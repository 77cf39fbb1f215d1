"""A line of people: first come, first served, a few at a time."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

Tell = Callable[[int], None]
GLANCE = 1.0  # seconds: how often someone who waits is told, also that nothing has moved


def nobody(ahead: int) -> None:
    """For one who need not be told."""


class Impatient(Exception):
    """The turn did not come in time."""


class Line:
    """At most ``places`` are served at a time, the others wait up to ``patience`` seconds."""

    def __init__(self, places: int, patience: float) -> None:
        self.places = places
        self.patience = patience
        self._tickets: list[object] = []  # who is served stands first
        self._moved = threading.Condition()

    @contextlib.contextmanager
    def turn(self, tell: Tell = nobody) -> Iterator[None]:
        """Wait for a turn, and have it inside the block.

        ``tell`` gets the number of those who wait before this one, at once and then each second;
        whatever it raises gives the place up.
        """
        ticket = object()
        with self._moved:
            self._tickets.append(ticket)
        try:
            self._wait(ticket, tell)
            yield
        finally:
            with self._moved:
                self._tickets.remove(ticket)
                self._moved.notify_all()

    def _wait(self, ticket: object, tell: Tell) -> None:
        end = time.monotonic() + self.patience
        while (ahead := self._ahead(ticket)) >= 0:
            left = end - time.monotonic()
            if left <= 0:
                raise Impatient
            tell(ahead)  # not under the lock: it may take its time
            with self._moved:
                if self._place(ticket) == ahead:
                    self._moved.wait(min(left, GLANCE))

    def _ahead(self, ticket: object) -> int:
        with self._moved:
            return self._place(ticket)

    def _place(self, ticket: object) -> int:
        """How many wait before this one; negative for one who is being served."""
        return self._tickets.index(ticket) - self.places
