"""An allowance that fills up again at a steady rate: a token bucket."""

from collections.abc import Callable
from time import monotonic


class Bucket:
    """An allowance of at most ``size``, which gains ``rate`` a second.

    The clock is one that nobody can set: a server whose time of day jumps keeps its limits.

    >>> now = 0.0
    >>> bucket = Bucket(size=2, rate=1, clock=lambda: now)
    >>> [bucket.wait(1) for _ in range(4)]
    [0.0, 0.0, 1.0, 2.0]
    >>> now = 4.0
    >>> bucket.take(3), bucket.take(2)
    (False, True)
    """

    def __init__(self, size: float, rate: float, clock: Callable[[], float] = monotonic) -> None:
        self._size, self._rate, self._clock = size, rate, clock
        self._left, self._seen = size, clock()

    def fits(self, amount: float) -> bool:
        """Whether ``amount`` could be taken now."""
        self._fill()
        return amount <= self._left

    def take(self, amount: float) -> bool:
        """Take ``amount`` if there is as much; else leave all and say no."""
        if not self.fits(amount):
            return False
        self._left -= amount
        return True

    def wait(self, amount: float) -> float:
        """Take ``amount`` in any case; return the seconds until it would have been there."""
        self._fill()
        self._left -= amount
        return max(0.0, -self._left / self._rate)

    def seconds_to(self, amount: float) -> float:
        """Seconds until ``amount``, or all that fits in, is there."""
        self._fill()
        return max(0.0, (min(amount, self._size) - self._left) / self._rate)

    def _fill(self) -> None:
        now = self._clock()
        self._left = min(self._size, self._left + (now - self._seen) * self._rate)
        self._seen = now
