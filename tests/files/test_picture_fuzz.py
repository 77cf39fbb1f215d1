"""A short form of `python -m benchmarks.picture_fuzz`: spoilt pictures of every kind."""

import os
import signal
from collections import Counter

import pytest

from benchmarks import picture_fuzz
from benchmarks.picture_files import originals
from benchmarks.picture_fuzz import Outcome
from cnnviz.files.decoding.reading import decode

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="its processes are forked")


def test_every_file_is_read_before_it_is_spoilt():
    files = originals()
    kept = [file for kind in files.values() for name, file in kind if not name.startswith("<c8")]
    assert len(kept) > 300
    assert all(decode(file)[0].size > (1, 1) for file in kept)


def test_what_is_spoilt_is_read_or_refused_in_one_sentence():
    found = list(picture_fuzz.outcomes(0, 400, seed=1))
    assert [one.number for one in found] == list(range(400))
    assert [(one, wrong) for one in found if (wrong := picture_fuzz.fault(one))] == []
    counts = Counter(picture_fuzz.kind_of(one.words) for one in found)
    assert counts["read"] > 80
    assert len(counts) > 10


def test_a_process_that_ends_is_a_fault_of_its_file_and_the_others_are_read(monkeypatch):
    first = picture_fuzz.mutant(0, 1)[1]

    def read(data):
        if data == first:
            os.kill(os.getpid(), signal.SIGKILL)
        return "read"

    monkeypatch.setattr(picture_fuzz, "read", read)
    found = list(picture_fuzz.outcomes(0, 3, seed=1))
    assert [one.number for one in found] == [0, 1, 2]
    assert [picture_fuzz.fault(one) for one in found] == ["no sentence", "", ""]


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        (Outcome(0, "read", 2.5), "took 2.5 s"),
        (Outcome(0, "read", 1.0, 301), "took 301 MB"),
        (Outcome(0, "raised KeyError(1)"), "no sentence"),
        (Outcome(0, "It is <b>bold</b>."), "no sentence"),
        (Outcome(0, "This file is empty.", 1.0, 300), ""),
    ],
)
def test_what_counts_as_a_fault(found, wrong):
    assert picture_fuzz.fault(found) == wrong
