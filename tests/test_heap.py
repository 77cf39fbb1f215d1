"""Memory that was freed leaves the process again."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cnnviz import heap

ROOT = Path(__file__).parents[1]
# Blocks too small for pages of their own, below one that stays.
PROGRAM = """
import json
from cnnviz import heap
heap.few()
start = heap.resident()
blocks = [b"x" * 50_000 for _ in range(2000)]
stays = b"x" * 50_000
full = heap.resident()
del blocks
freed = heap.resident()
heap.give_back()
print(json.dumps([now - start for now in (full, freed, heap.resident())]))
"""


@pytest.mark.skipif(not heap._library(), reason="another C library")
def test_what_was_freed_below_something_that_stays_goes_back():
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, check=True, text=True
    )
    full, freed, given = json.loads(answer.stdout)
    assert full > 95_000_000 and freed > 90_000_000 and given < 10_000_000


def test_only_a_process_that_has_grown_gives_back(monkeypatch):
    given = []
    monkeypatch.setattr(heap, "give_back", lambda: given.append(sizes.pop(0)))
    monkeypatch.setattr(heap, "resident", lambda: sizes[0])
    least = 100_000_000
    sizes = [least + heap.GROWN]
    assert (heap.look(least), given) == (least, [])
    sizes = [90_000_000]
    assert (heap.look(least), given) == (90_000_000, [])
    sizes = [least + heap.GROWN + 1, 104_000_000]
    assert (heap.look(least), given) == (104_000_000, [least + heap.GROWN + 1])


def test_a_process_without_such_a_c_library_goes_on(monkeypatch):
    monkeypatch.setattr(heap, "_library", lambda: None)
    heap.few()
    heap.give_back()
    heap.keep_giving_back()
