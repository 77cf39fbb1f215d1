"""Sounds and tables as signals: of every width, and damaged, long, empty or made of words."""

import io
import struct
import wave

import pytest

from cnnviz.files import UnreadableFile, sound


def wav(samples, width=2, channels=1, rate=8000):
    """A WAV file of whole numbers, as many bytes each as ``width``."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((channels, width, rate, 0, "NONE", ""))
        shift = 128 if width == 1 else 0
        writer.writeframes(b"".join(
            struct.pack("<i", s + shift)[:width] for s in samples
        ))  # fmt: skip
    return file.getvalue()


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_every_width_gives_the_same_signal(width):
    half = 2 ** (8 * width - 2)
    (values,), note = sound.read(wav([0, half, -half, half // 2], width), 100)
    assert values.tolist() == [0, 1, -1, 0.5] and note == ""


def test_stereo_is_mixed():
    (values,), _ = sound.read(wav([100, 300, -400, 0], channels=2), 100)
    assert values.tolist() == [1, -1]  # the means 200 and −200, the loudest of them 1


def test_a_long_sound_becomes_its_loudness():
    (values,), note = sound.read(wav([300, -300, 400, 400, 0, 0]), 3)
    assert values.tolist() == [0.75, 1, 0]
    assert note == "Each number is the loudness of 2 samples of the sound."


WHOLE = wav(range(50))
FLOATS = WHOLE[:20] + b"\x03\x00" + WHOLE[22:]  # says that its samples are floats
NO_WAV = "This is no WAV file that can be read; save the sound as 8, 16, 24 or 32 bit PCM."
FAULTS = [
    (wav([0] * (8000 * 600)), "The sound is 600 s long; up to 10 s can be read."),
    (wav([]), "There is no sound in this file."),
    (WHOLE[:30], NO_WAV),
    (WHOLE[:20] + b"\x63\x00" + WHOLE[22:],
     NO_WAV),
    (FLOATS, NO_WAV),
    (b"RIFF", NO_WAV),
    (b"\xff\xfe\x00", "This is neither a WAV file nor a table of numbers."),
    (b"apples,pears\nred,green\n", None),
    (b"1\nnan\n3\n", None),
    (b"", None),
    (b"0" * 10_000_001, "The file has more than 10 MB."),
]  # fmt: skip


@pytest.mark.parametrize(("data", "sentence"), FAULTS, ids=range(len(FAULTS)))
def test_what_can_t_be_read_is_told_in_one_sentence(data, sentence):
    with pytest.raises(UnreadableFile) as told:
        sound.read(data, 4096)
    said = str(told.value)
    assert said == sentence if sentence else said.endswith(".") and "\n" not in said


def test_a_file_that_was_cut_off_gives_what_is_there():
    (values,), _ = sound.read(WHOLE[:-60], 100)
    assert values.size == 20


@pytest.mark.parametrize(
    ("text", "values", "note"),
    [
        ("3,1,2", [3, 1, 2], ""),
        ("3\n1\n2\n", [3, 1, 2], ""),
        ("time,loudness\n0,3\n1,1\n2,2\n", [3, 1, 2], "The last column of the table is used."),
        ("1\n2\n3\n4\n5\n6\n", [1, 2, 3, 4], "The first 4 of 6 numbers are used."),
    ],
)
def test_a_row_or_a_column_of_a_table(text, values, note):
    (read,), said = sound.read(text.encode(), 4)
    assert (read.tolist(), said) == (values, note)


@pytest.mark.parametrize(
    ("text", "values", "note"),
    [
        ("3,5\n1,6\n2,2\n", [[3, 1, 2], [5, 6, 2]],
         "The last 2 columns of the table are the channels."),
        ("time,a,b\n0,3,5\n0.5,1,6\n1,2,2\n", [[3, 1, 2], [5, 6, 2]],
         "The last 2 columns of the table are the channels."),
        ("0,3\n1,1\n2,2\n", [[3, 1, 2]], "The last column of the table is used."),
        ("3,1,2", [[3, 1, 2]], ""),
    ],
)  # fmt: skip
def test_two_columns_are_two_channels_and_a_column_that_counts_is_none(text, values, note):
    read, said = sound.read(text.encode(), 100, channels=2)
    assert (read.tolist(), said) == (values, note)
