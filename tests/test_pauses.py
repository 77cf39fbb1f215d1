"""Threads take short turns, and all objects are looked through while nobody waits."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cnnviz.pauses import GROWN, LONGEST, PAUSE, QUIET, SHARE, WORKED, is_due

ROOT = Path(__file__).parents[1]
PROGRAM = """
import gc, json, sys, threading, time
import cnnviz.ui
from cnnviz import pauses

class Ring:
    left = threading.Event()

    def __init__(self):
        self.itself = self

    def __del__(self):
        Ring.left.set()

Ring()
gc.collect(1)
old = Ring()
gc.collect(1)
del old
Ring.left.clear()
end = time.process_time() + pauses.WORKED  # some work, so that looking pays
while time.process_time() < end:
    [[] for _ in range(10_000)]  # of which Python itself takes no notice
gone = Ring.left.is_set()
print(json.dumps([sys.getswitchinterval(), gone, Ring.left.wait(60)]))
"""


@pytest.mark.parametrize(
    ("spent", "worked", "waited", "grown", "took", "due"),
    [
        (0.0, WORKED, LONGEST + 1, GROWN + 1, 0, False),  # nothing was done
        (QUIET * PAUSE * 0.9, WORKED + 0.1, PAUSE, 0, 0, True),
        (QUIET * PAUSE, WORKED + 0.1, LONGEST, GROWN, 0, False),  # it is at work
        (QUIET * PAUSE, WORKED + 0.1, LONGEST + 1, 0, 0, True),
        (QUIET * PAUSE, WORKED + 0.1, PAUSE, GROWN + 1, 0, True),
        (0.0, WORKED + 0.1, LONGEST + 1, GROWN + 1, (WORKED + 0.1) * SHARE, False),
    ],
)
def test_a_quiet_moment_or_a_minute_or_growth(spent, worked, waited, grown, took, due):
    assert is_due(spent, worked, waited, grown, took) is due


def test_what_only_holds_itself_goes_while_nobody_waits():
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert json.loads(answer.stdout) == [0.001, False, True]
