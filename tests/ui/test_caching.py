"""A changed pixel always changes the result, and what is kept stays within its bounds."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event, Thread
from types import MappingProxyType

import numpy as np
import pytest

from cnnviz import store as store_module
from cnnviz.store import Store, weigh
from cnnviz.ui.caching import digest


def test_every_single_pixel_counts():
    x = np.zeros((1, 512, 512))
    before = digest(x)
    rng = np.random.default_rng(0)
    for row, column in rng.integers(0, 512, (50, 2)):
        x[0, row, column] = 1e-300
        assert digest(x) != before
        x[0, row, column] = 0
    assert digest(x) == before


def test_shape_and_type_count():
    x = np.zeros(6)
    names = {digest(x), digest(x.reshape(2, 3)), digest(x.reshape(3, 2)), digest(x.view("i8"))}
    assert len(names) == 4


def test_a_result_is_made_once():
    store, made = Store(4, 1000), []
    for _ in range(3):
        assert store.get("key", lambda: made.append(1) or np.ones(2)).sum() == 2
    assert made == [1]


def test_the_least_recently_used_entry_goes_first():
    store = Store(2, 1000)
    for key in ("a", "b", "a", "c"):
        store.get(key, lambda key=key: key)
    made = []
    for key in ("a", "c", "b"):
        store.get(key, lambda key=key: made.append(key) or key)
    assert made == ["b"]


def test_bytes_are_bounded_and_a_giant_is_not_kept():
    store = Store(100, 1000)
    for key in range(9):
        store.get(key, lambda: np.zeros(25))
    assert (len(store), store.bytes) == (5, 1000)
    store.get("giant", lambda: np.zeros(126))
    assert (len(store), store.bytes) == (5, 1000)


def test_an_error_is_not_kept():
    store = Store(2, 1000)
    for answer in (0, 1):
        try:
            result = store.get("key", lambda answer=answer: 1 // answer)
        except ZeroDivisionError:
            result = None
        assert result == (1 if answer else None)


def test_shared_arrays_are_weighed_once():
    x = np.zeros(10)
    assert weigh((x, [x, {"a": x}])) == 80
    assert weigh((x[:2], x.reshape(2, 5), MappingProxyType({"a": x.T}))) == 80


def test_what_results_share_is_weighed_once_for_all_of_them_and_as_long_as_one_is_left():
    store, shared = Store(2, 1000), np.zeros(50)
    for key in range(4):
        store.put(key, (shared, shared[:2], np.zeros(10)))
    assert (len(store), store.bytes) == (2, 400 + 2 * 80)
    store.forget(2)
    assert store.bytes == 400 + 80
    store.put(5, np.zeros(1))
    store.put(6, np.zeros(1))
    assert store.bytes == 16


def test_many_threads_keep_the_count_right():
    store = Store(5, 10_000)

    def work(seed):
        for n in np.random.default_rng(seed).integers(0, 20, 300).tolist():
            assert store.get(n, lambda n=n: np.full(10, n))[0] == n

    threads = [Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(store), store.bytes) == (5, 400)


def at_once(store, make, threads=30, key="one link"):
    """What each of so many sessions gets that ask for one key at the same time."""
    start = Barrier(threads)

    def ask():
        start.wait()
        try:
            return store.get(key, make)
        except Exception as problem:
            return problem

    with ThreadPoolExecutor(threads) as pool:
        return [one.result() for one in [pool.submit(ask) for _ in range(threads)]]


def test_thirty_sessions_that_open_one_link_compute_once():
    store, made, others = Store(4, 1000), [], Event()

    def make():
        made.append(1)
        others.wait(1)  # longer than the others need to ask
        return np.ones(2)

    results = at_once(store, make)
    assert made == [1]
    assert all(one is results[0] for one in results)


def test_all_that_wait_get_the_error_and_the_next_one_tries_again():
    store, made = Store(4, 1000), []

    def fail():
        made.append(1)
        raise ValueError("A window of 5 does not fit.")

    results = at_once(store, fail)
    assert {str(one) for one in results} == {"A window of 5 does not fit."}
    assert store.get("one link", lambda: 7) == 7


def test_a_session_that_is_stopped_leaves_the_work_to_the_next(monkeypatch):
    class Stopped(BaseException):
        """As Streamlit's own exceptions are, which end a script."""

    store, computing, waiting = Store(4, 1000), Event(), Event()

    class Announced(Future):
        """Says that somebody waits for it."""

        def result(self, timeout=None):
            waiting.set()
            return super().result(timeout)

    monkeypatch.setattr(store_module, "Future", Announced)

    def stopped():
        computing.set()
        assert waiting.wait(5)
        raise Stopped

    def first():
        with pytest.raises(Stopped):
            store.get("key", stopped)

    def second():
        assert computing.wait(5)
        return store.get("key", lambda: "done")

    with ThreadPoolExecutor(2) as pool:
        stopping, next_one = pool.submit(first), pool.submit(second)
    assert (stopping.exception(), next_one.exception()) == (None, None)
    assert store.get("key", lambda: "not asked again") == "done"
