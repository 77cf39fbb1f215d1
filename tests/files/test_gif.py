"""A GIF of steps: its pictures in order, told while it is made, ended by whoever is told."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnnviz.files import gif
from cnnviz.files.drawing import Box, Drawing, Raster

RED, BLUE = "#C80000", "#0000C8"


def step(n):
    """A red square that moves right by 10 px in each step."""
    return Drawing(100, 60, "#FFFFFF", f"Step {n}", (Box(10 * n, 20, 10, 10, RED),))


def test_each_picture_is_its_step():
    with Image.open(BytesIO(gif.encode(step, 5, 100))) as made:
        assert (made.n_frames, made.size, made.info["loop"]) == (5, (100, 60), 0)
        for n in range(5):
            made.seek(n)
            assert made.info["duration"] == (gif.REST if n == 4 else gif.LASTS)
            image = np.asarray(made.convert("RGB"), int)
            red = (np.abs(image - [200, 0, 0]) < 12).all(axis=-1)
            expected = np.zeros((60, 100), bool)
            expected[20:30, 10 * n : 10 * n + 10] = True
            assert np.array_equal(red, expected)


def test_it_is_as_wide_as_asked():
    with Image.open(BytesIO(gif.encode(step, 1, 50))) as made:
        assert made.size == (50, 30)


def test_each_advance_draws_or_writes_one_picture_at_most(monkeypatch):
    done, write = [], gif._add
    monkeypatch.setattr(gif, "_add", lambda *given: (done.append("written"), write(*given)))

    def draw(n):
        done.append(n)
        return step(n)

    film = gif.Film(draw, 4, 100)
    assert done == []
    shares = []
    while film.advance():
        shares.append(film.share)
        assert len(done) == len(shares)
        assert film.data == b""
    assert shares == [0, 0, 0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 1]
    both_ends = [0, 3]  # for the palette
    assert done == [*both_ends, 0, "written", 1, "written", 2, "written", 3, "written"]
    assert film.data == gif.encode(step, 4, 100)


def test_pictures_that_are_the_same_are_each_shown_as_long():
    still = gif.encode(lambda n: step(n // 2), 4, 100)
    with Image.open(BytesIO(still)) as made:
        assert made.n_frames == 4
        lasts = []
        for n in range(4):
            made.seek(n)
            lasts.append(made.info["duration"])
            image = np.asarray(made.convert("RGB"), int)
            red = (np.abs(image - [200, 0, 0]) < 12).all(axis=-1)
            assert red.sum() == 100
            assert red[20:30, 10 * (n // 2) : 10 * (n // 2) + 10].all()
    assert lasts == [gif.LASTS] * 3 + [gif.REST]


def test_with_time_it_does_more_at_once():
    film = gif.Film(step, 4, 100)
    assert not film.advance(3600)
    assert film.data


@pytest.mark.parametrize("count", [0, 61])
def test_there_are_1_to_60_steps(count):
    with pytest.raises(ValueError, match=f"^A GIF of 1 to 60 steps can be made; {count} were"):
        gif.encode(step, count, 100)


def test_a_file_that_grows_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(gif, "LARGEST", 20_000)
    rng = np.random.default_rng(0)

    drawn = []

    def noise(n):
        drawn.append(n)
        pixels = rng.integers(0, 256, (100, 100, 3), np.uint8)
        return Drawing(100, 100, BLUE, "Noise", (Raster(0, 0, 100, 100, pixels),))

    with pytest.raises(ValueError, match=r"^This GIF is larger than .* ask for fewer steps\.$"):
        gif.encode(noise, 20, 100)
    assert len(drawn) < 20  # it ends where it has grown too large
