"""What was worked out for somebody who brought something is forgotten when the last one leaves."""

import gc
import time
from queue import SimpleQueue

import numpy as np
import pytest

from cnnviz import owners
from cnnviz.jobs import Pool
from cnnviz.owners import LEAST, Owner
from cnnviz.store import Store
from tests.jobs import asking


@pytest.fixture
def works_for(monkeypatch):
    """Lets this thread work for an owner."""
    monkeypatch.setattr(owners, "_left", SimpleQueue())  # what other tests leave is theirs
    now = {"owner": None}
    monkeypatch.setattr(owners, "at_work", lambda: now["owner"])
    return lambda owner: now.update(owner=owner)


@pytest.fixture
def until():
    """Waits for what another thread does."""

    def wait(is_so):
        end = time.monotonic() + 60
        while not is_so():
            assert time.monotonic() < end
            time.sleep(0.01)

    return wait


def brings():
    """Somebody who brought something."""
    owner = Owner()
    owner.brought = True
    return owner


def store():
    return Store(max_entries=1000, max_bytes=10**6)


def test_what_one_asked_for_is_forgotten_once_they_have_left(works_for):
    kept, one = store(), brings()
    kept.get("before", str)
    works_for(one)
    kept.get("made", str)
    kept.put("put", "")
    kept.find("found elsewhere")
    works_for(None)
    kept.get("others'", str)
    assert owners._left.empty()
    del one
    owners.forget_next()
    assert [key for key in ("before", "made", "put", "others'") if key in kept] == [
        "before",
        "others'",
    ]


def test_what_two_asked_for_stays_until_both_have_left(works_for):
    kept, both = store(), [brings(), brings()]
    for one in both:
        works_for(one)
        kept.get("photo", str)
    works_for(None)
    for there in (True, False):
        both.pop()
        one = None
        owners.forget_next()
        assert ("photo" in kept) is there
    assert one is None


def test_an_owner_who_ends_while_a_store_is_locked_waits_for_nothing(works_for):
    kept, ring = store(), [brings()]
    works_for(ring[0])
    kept.get("photo", str)
    works_for(None)
    ring.append(ring)  # only a collection finds it, in whatever thread, at whatever time
    del ring
    with kept._lock, owners._lock:
        gc.collect()
    owners.forget_next()
    assert "photo" not in kept


def test_what_is_kept_no_more_is_not_noted_for_ever(works_for):
    kept, one = Store(max_entries=8, max_bytes=10**6), brings()
    works_for(one)
    for key in range(50 * LEAST):
        kept.get(key, lambda: np.zeros(1))
        assert len(one._items) <= LEAST + 1
    assert {key for _, key in one._items} >= set(range(50 * LEAST - 8, 50 * LEAST))
    works_for(None)
    del one
    owners.forget_next()
    assert len(kept) == 0 and not any(item[0] is kept for item in owners._holders)


def test_a_job_that_others_look_at_is_forgotten_when_it_is_over(works_for, until):
    pool, one = Pool(), Owner()
    try:
        works_for(one)
        job = asking.ask(pool, "endless", key="photo")
        works_for(None)
        assert job.wait(lambda job: job.latest)
        del one
        owners.forget_next()
        assert "photo" in pool and not job.over
        job.stop()
        until(lambda: "photo" not in pool)
    finally:
        pool.close()


def test_a_job_that_is_asked_for_again_is_kept():
    pool = Pool()
    try:
        job = asking.ask(pool, "endless", key="photo")
        assert job.wait(lambda job: job.latest)
        pool.forget("photo")
        assert job.forgotten and asking.ask(pool, "endless", key="photo") is job
        assert not job.forgotten
    finally:
        pool.close()


def test_of_who_brought_nothing_only_what_took_long_is_forgotten(works_for):
    kept, pool, one = store(), Pool(), Owner()
    try:
        works_for(one)
        kept.get("quick", str)
        assert asking.ask(pool, "counted", 3, key="long").wait()
        works_for(None)
        del one
        owners.forget_next()
        assert "quick" in kept and "long" not in pool
    finally:
        pool.close()


def test_a_job_is_forgotten_once_it_is_over(works_for):
    pool, one = Pool(), Owner()
    try:
        works_for(one)
        job = asking.ask(pool, "counted", 3, key="photo")
        works_for(None)
        assert job.wait() and "photo" in pool
        del one
        owners.forget_next()
        assert "photo" not in pool
    finally:
        pool.close()
