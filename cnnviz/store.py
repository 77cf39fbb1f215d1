"""Results kept for whoever asks next, found by a full key and bounded in entries and in bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import fields, is_dataclass
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np

from cnnviz import owners
from cnnviz.fixed import fixed

T = TypeVar("T")
P = ParamSpec("P")


class Store:
    """The results used last, bounded in entries and in bytes; one store for all sessions.

    What is kept nobody can change: arrays are read-only, dictionaries `cnnviz.fixed.FixedDict`.
    Sessions that ask for one key at the same time wait for one computation of it.
    """

    def __init__(self, max_entries: int, max_bytes: int) -> None:
        self.max_entries, self.max_bytes = max_entries, max_bytes
        self.bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Any, list[int]]] = OrderedDict()
        self._parts: dict[int, tuple[int, int]] = {}  # by identity: how many have it, its bytes
        self._made: dict[Hashable, Future[Any]] = {}  # what some thread is computing now
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def forget(self, key: Hashable) -> None:
        """Keep nothing under this key."""
        with self._lock:
            self._drop(self._kept.pop(key, (None, []))[1])

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()
            self._parts.clear()
            self.bytes = 0

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was kept under this key, or what ``make`` makes; its errors are not kept."""
        owners.note_own(self, key)
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
        owners.note_own(self, key)
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: Hashable, value: object) -> None:
        """Keep what was made elsewhere."""
        owners.note_own(self, key)
        value = fixed(value)
        with self._lock:
            self._keep(key, value, parts(value))

    def _make(self, key: Hashable, make: Callable[[], T], own: "Future[Any]") -> T:
        try:
            value = fixed(make())
        except Exception as problem:
            self._end(key)
            own.set_exception(problem)
            raise
        except BaseException:  # Streamlit stops a script with one
            self._end(key)
            own.cancel()
            raise
        with self._lock:
            self._keep(key, value, parts(value))
        self._end(key)
        own.set_result(value)
        return value

    def _end(self, key: Hashable) -> None:
        with self._lock:
            del self._made[key]

    def _keep(self, key: Hashable, value: object, sizes: Mapping[int, int]) -> None:
        if key in self._kept or sum(sizes.values()) > self.max_bytes:
            return
        self._kept[key] = value, list(sizes)
        for part, size in sizes.items():
            count, size = self._parts.get(part, (0, size))
            self._parts[part] = count + 1, size
            self.bytes += 0 if count else size  # what results share is there once
        while len(self._kept) > self.max_entries or self.bytes > self.max_bytes:
            self._drop(self._kept.popitem(last=False)[1][1])

    def _drop(self, left: Iterable[int]) -> None:
        for part in left:
            count, size = self._parts.pop(part)
            if count > 1:
                self._parts[part] = count - 1, size
            else:
                self.bytes -= size


def stored(max_entries: int, max_bytes: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function gives, as `functools.lru_cache` does, in a store of its own.

    For what may be made from something that somebody brought: it is forgotten with them.
    """

    def keeping(function: Callable[P, T]) -> Callable[P, T]:
        store = Store(max_entries=max_entries, max_bytes=max_bytes)

        @wraps(function)
        def given(*args: P.args, **named: P.kwargs) -> T:
            key = args, tuple(sorted(named.items()))
            return store.get(key, lambda: function(*args, **named))

        given.store = store  # type: ignore[attr-defined]
        return given

    return keeping


def weigh(value: object) -> int:
    """Bytes of the arrays, texts and bytes in a record, list or tuple, each counted once.

    >>> weigh((np.zeros(3), b"ab"))
    26
    """
    return sum(parts(value).values())


def parts(value: object) -> dict[int, int]:
    """The bytes of each of them, by its identity."""
    found: dict[int, int] = {}
    seen: set[int] = set()
    todo = [value]
    while todo:
        one = todo.pop()
        while isinstance(one, np.ndarray) and isinstance(one.base, np.ndarray):
            one = one.base  # a view keeps all that it is a part of
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, np.ndarray):
            found[id(one)] = one.nbytes
        elif isinstance(one, bytes | str):
            found[id(one)] = len(one)
        else:
            todo += _inside(one)
    return found


def _inside(value: object) -> list[object]:
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, Mapping):
        return list(value.values())
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    return []
