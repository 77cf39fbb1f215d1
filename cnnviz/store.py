"""Results kept for whoever asks next, found by a full key and bounded in entries and in bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import fields, is_dataclass
from threading import Lock
from typing import Any, TypeVar, cast

import numpy as np

T = TypeVar("T")


class Store:
    """The results used last, bounded in entries and in bytes; one store for all sessions.

    Sessions that ask for one key at the same time wait for one computation of it.
    """

    def __init__(self, max_entries: int, max_bytes: int) -> None:
        self.max_entries, self.max_bytes = max_entries, max_bytes
        self.bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._made: dict[Hashable, Future[Any]] = {}  # what some thread is computing now
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def forget(self, key: Hashable) -> None:
        """Keep nothing under this key."""
        with self._lock:
            _, size = self._kept.pop(key, (None, 0))
            self.bytes -= size

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()
            self.bytes = 0

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was kept under this key, or what ``make`` makes; its errors are not kept."""
        while True:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return cast(T, self._kept[key][0])
                others = self._made.get(key)
                if others is None:
                    own = self._made[key] = Future[Any]()
            if others is None:
                return self._make(key, make, own)
            try:
                return cast(T, others.result())
            except CancelledError:
                continue  # the session that computed it was stopped: compute it here

    def find(self, key: Hashable) -> Any:
        """What was kept under this key, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: Hashable, value: object) -> None:
        """Keep what was made elsewhere."""
        with self._lock:
            self._keep(key, value, weigh(value))

    def _make(self, key: Hashable, make: Callable[[], T], own: "Future[Any]") -> T:
        try:
            value = make()
        except Exception as problem:
            self._end(key)
            own.set_exception(problem)
            raise
        except BaseException:  # Streamlit stops a script with one
            self._end(key)
            own.cancel()
            raise
        with self._lock:
            self._keep(key, value, weigh(value))
        self._end(key)
        own.set_result(value)
        return value

    def _end(self, key: Hashable) -> None:
        with self._lock:
            del self._made[key]

    def _keep(self, key: Hashable, value: object, size: int) -> None:
        if key in self._kept or size > self.max_bytes:
            return
        self._kept[key] = value, size
        self.bytes += size
        while len(self._kept) > self.max_entries or self.bytes > self.max_bytes:
            _, (_, freed) = self._kept.popitem(last=False)
            self.bytes -= freed


def weigh(value: object) -> int:
    """Bytes of the arrays, texts and bytes in a record, list or tuple, each counted once.

    >>> weigh((np.zeros(3), b"ab"))
    26
    """
    return sum(_parts(value, set()))


def _parts(value: object, seen: set[int]) -> list[int]:
    while isinstance(value, np.ndarray) and isinstance(value.base, np.ndarray):
        value = value.base  # a view keeps all that it is a part of
    if id(value) in seen:
        return []
    seen.add(id(value))
    if isinstance(value, np.ndarray):
        return [value.nbytes]
    if isinstance(value, bytes | str):
        return [len(value)]
    inner: list[object] = []
    if isinstance(value, list | tuple):
        inner = list(value)
    elif isinstance(value, Mapping):
        inner = list(value.values())
    elif is_dataclass(value):
        inner = [getattr(value, f.name) for f in fields(value)]
    return [size for part in inner for size in _parts(part, seen)]
