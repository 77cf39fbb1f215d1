"""What is kept for whom, until the last of them has left.

What is worked out for somebody is kept for whoever asks next. Where they brought a picture, a model
or a sound, it may show that; so it is forgotten once the last of those who asked for it has left.
What took long is large, and nobody comes back for most of it: it goes with them in any case.
"""

import threading
from collections import Counter
from collections.abc import Hashable
from queue import SimpleQueue
from typing import Protocol
from weakref import finalize


class Keeper(Protocol):
    """Where something is kept under a key."""

    def __contains__(self, key: Hashable, /) -> bool: ...

    def forget(self, key: Hashable, /) -> None: ...


Item = tuple[Keeper, Hashable]
LEAST = 64  # items; twice as many as were kept then are noted before it is looked which still are

_holders: Counter[Item] = Counter()
_lock = threading.Lock()
# An owner may end in any thread, in the middle of anything, under any lock: all else waits in line.
_left: SimpleQueue[set[Item]] = SimpleQueue()


class Owner:
    """Somebody who asks for things; with the last reference to this ends what is theirs.

    Attributes
    ----------
    brought : whether they brought something of their own
    """

    def __init__(self) -> None:
        self.brought = False
        self._items: set[Item] = set()
        self._most = LEAST
        finalize(self, _left.put, self._items)

    def asked(self, keeper: Keeper, key: Hashable) -> None:
        """Note what they asked for."""
        item = keeper, key
        if item in self._items:
            return
        with _lock:
            _holders[item] += 1
        self._items.add(item)
        if len(self._items) > self._most:
            gone = {one for one in self._items if one[1] not in one[0]} - {item}
            self._items -= gone
            _let_go(gone)
            self._most = max(LEAST, 2 * len(self._items))


def at_work() -> Owner | None:
    """The owner for whom this thread works: whoever knows of sessions puts its own in place."""
    return None


def note(keeper: Keeper, key: Hashable) -> None:
    """What is kept under this key was asked for by whom this thread works for."""
    owner = at_work()
    if owner:
        owner.asked(keeper, key)


def note_own(keeper: Keeper, key: Hashable) -> None:
    """The same, of what others may have too unless it shows what somebody brought."""
    owner = at_work()
    if owner and owner.brought:
        owner.asked(keeper, key)


def keep_forgetting() -> None:
    """Forget from now on what belonged to those who have left."""
    threading.Thread(target=_forget, name="owners", daemon=True).start()


def _forget() -> None:
    while True:
        forget_next()


def forget_next() -> None:
    """Forget what belonged to the next one who leaves, or has left, and to nobody else."""
    for keeper, key in _let_go(_left.get()):
        keeper.forget(key)


def _let_go(items: set[Item]) -> list[Item]:
    """Those of the items that nobody holds any more."""
    with _lock:
        _holders.subtract(items)
        free = [item for item in items if _holders[item] <= 0]
        for item in free:
            del _holders[item]
    return free
