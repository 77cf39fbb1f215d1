"""A saved lesson comes back exactly, and a file that is none is refused in a sentence."""

import json
import re

import numpy as np
import pytest

from cnnviz.files import UnreadableFile, lesson_file, worker
from cnnviz.files.images import Picture
from cnnviz.files.lesson_file import DAMAGED, NEWER, Saved
from cnnviz.files.line import Line

QUERY = "picture=upload&kernel=1,0;0,-1&at=3,4&title=a%20b"


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 7, 3), (40, 1, 1), (30, 41, 3)])
def test_what_was_saved_comes_back_pixel_by_pixel(shape):
    pixels = np.random.default_rng(3).integers(0, 256, shape, np.uint8)
    saved = Saved("pooling", QUERY, Picture(pixels, ("turned by 90°",)))
    found = lesson_file.read(lesson_file.write(saved).encode())
    assert (found.lesson, found.query) == ("pooling", QUERY)
    assert np.array_equal(found.photo.pixels, pixels)
    assert found.photo.notes == ("turned by 90°",)
    assert found.parts == {
        "picture": "upload", "kernel": "1,0;0,-1", "at": "3,4", "title": "a b",
    }  # fmt: skip


def test_a_lesson_without_a_photo_says_nothing_of_one():
    text = lesson_file.write(Saved("backprop", "step=3"))
    assert json.loads(text) == {"cnnviz": 1, "lesson": "backprop", "query": "step=3"}
    assert lesson_file.is_one(text.encode()) and lesson_file.read(text.encode()).photo is None


@pytest.mark.parametrize("data", [b"", b"[1]", b'{"weight": [[1]]}', b"\x89PNG", b'{"cnn": 1}'])
def test_other_files_are_no_lessons(data):
    assert not lesson_file.is_one(data)


def changed(**changes):
    file = {"cnnviz": 1, "lesson": "pooling", "query": ""} | changes
    return json.dumps(file).encode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'{"cnnviz": 1, ', DAMAGED),
        (b'{"cnnviz":\xff}', DAMAGED),
        (b'{"cnnviz":' + b"[" * 50_000, DAMAGED),
        (changed(cnnviz=2), NEWER),
        (changed(cnnviz=0), DAMAGED),
        (changed(cnnviz=True), DAMAGED),
        (changed(cnnviz="1"), DAMAGED),
        (changed(lesson="../app"), DAMAGED),
        (changed(lesson=None), DAMAGED),
        (changed(query=["a"]), DAMAGED),
        (changed(query="a" * 1_000_001), DAMAGED),
        (changed(photo=3), DAMAGED),
        (changed(photo={"png": 3}), DAMAGED),
        (changed(photo={"png": "§"}), DAMAGED),
        (changed(photo={"png": "aGVsbG8="}), DAMAGED),
        (b'{"cnnviz": 1}' + b" " * 10_000_000, "A lesson file has at most 10 MB."),
    ],
)
def test_a_damaged_newer_or_hostile_file_is_refused(data, sentence):
    with pytest.raises(UnreadableFile, match=f"^{re.escape(sentence)}$"):
        lesson_file.read(data)


def test_a_strangers_photo_is_kept_no_larger_than_one_that_is_brought():
    saved = Saved("pooling", "", Picture(np.full((600, 1200, 1), 7, np.uint8), ()))
    found = lesson_file.read(lesson_file.write(saved).encode()).photo
    assert found.pixels.shape == (256, 512, 1)
    assert (found.pixels == 7).all()


def test_a_busy_server_is_not_the_files_fault(monkeypatch):
    file = lesson_file.write(Saved("pooling", "", Picture(np.zeros((2, 2, 1), np.uint8), ())))
    monkeypatch.setattr(worker, "LINE", Line(2, patience=0))
    busy = pytest.raises(UnreadableFile, match=f"^{re.escape(worker.BUSY)}$")
    with worker.LINE.turn(), worker.LINE.turn(), busy:
        lesson_file.read(file.encode())


def test_notes_of_a_stranger_are_few_and_short():
    black = Picture(np.zeros((2, 2, 1), np.uint8), ())
    file = json.loads(lesson_file.write(Saved("pooling", "", black)))
    file["photo"]["notes"] = ["x" * 201, 7, *["a"] * 20]
    assert lesson_file.read(json.dumps(file).encode()).photo.notes == ("a",) * 6
