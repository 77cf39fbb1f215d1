"""Photos on their way in: what is said while they wait."""

import threading

import numpy as np
import pytest

from cnnviz.files import png, worker
from cnnviz.files.line import Line
from cnnviz.ui import intake

PHOTO = png.encode(np.arange(35, dtype=np.uint8).reshape(5, 7))


@pytest.mark.parametrize(
    ("ahead", "turn"), [(0, "yours is next"), (1, "1 is before yours"), (7, "7 are before yours")]
)
def test_the_sentence_for_someone_who_waits(ahead, turn):
    assert intake.waiting(ahead) == f"Many are sending a photo just now; {turn}."


def test_nothing_is_said_to_who_need_not_wait():
    said = []
    assert intake.upload(PHOTO, "photo.png", said.append).pixels.shape == (5, 7, 1)
    assert said == []


def test_who_waits_is_told_and_then_served(monkeypatch):
    monkeypatch.setattr(worker, "LINE", Line(1, patience=60))
    free, said = threading.Event(), []

    def hold():
        with worker.LINE.turn():
            held.set()
            free.wait(60)

    held = threading.Event()
    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(60)

    def say(sentence):
        said.append(sentence)
        free.set()

    assert intake.upload(PHOTO, "photo.png", say).pixels.shape == (5, 7, 1)
    other.join(60)
    assert said[0] == "Many are sending a photo just now; yours is next."
