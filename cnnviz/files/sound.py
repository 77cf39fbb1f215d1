"""A sound or columns of a table as a short signal; what can't be read is told in one sentence."""

import io
import wave

import numpy as np
import numpy.typing as npt

from cnnviz import tables
from cnnviz.files import UnreadableFile
from cnnviz.tables import Limits

Array = npt.NDArray[np.float64]
LONGEST = 10  # s
MOST_BYTES = 10_000_000
LARGEST = 1_000_000
DIGITS = 3  # after the point, of a sound whose loudest sample is 1


def read(data: bytes, most: int, channels: int = 1) -> tuple[Array, str]:
    """A file as a signal (channels, n), and a sentence about what was done, if anything.

    It has at most ``most`` samples in up to so many ``channels``. A WAV file is mixed to one
    channel. A longer sound becomes its loudness: each number is the root mean square of as many
    samples as it takes. Any other file is read as a table of numbers, whose columns are channels.

    Raises
    ------
    UnreadableFile
        In one sentence: what was wrong, and what would fit.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableFile(f"The file has more than {MOST_BYTES // 10**6} MB.")
    if data[:4] in (b"RIFF", b"RIFX"):
        values, note = _sound(data, most)
        return values[None], note
    return _columns(data, most, channels)


def _sound(data: bytes, most: int) -> tuple[Array, str]:
    try:
        with wave.open(io.BytesIO(data)) as file:
            seconds = file.getnframes() / file.getframerate()
            if seconds > LONGEST:
                raise UnreadableFile(
                    f"The sound is {seconds:,.0f} s long; up to {LONGEST} s can be read."
                )
            samples = _samples(file.readframes(file.getnframes()), file.getsampwidth())
            mono = samples[: samples.size // file.getnchannels() * file.getnchannels()]
            mono = mono.reshape(-1, file.getnchannels()).mean(axis=1)
    except (wave.Error, EOFError, ZeroDivisionError, ValueError, RuntimeError) as problem:
        if isinstance(problem, UnreadableFile):
            raise
        raise UnreadableFile(
            "This is no WAV file that can be read; save the sound as 8, 16, 24 or 32 bit PCM."
        ) from None
    if not mono.size:
        raise UnreadableFile("There is no sound in this file.")
    return _loudness(mono, most)


def _samples(frames: bytes, width: int) -> Array:
    """The samples of all channels, from -1 to 1; those of 8 bits have their zero in the middle."""
    if width == 1:
        return (np.frombuffer(frames, np.uint8).astype(np.float64) - 128) / 128
    whole = len(frames) // width * width
    cells = np.frombuffer(frames[:whole], np.uint8).reshape(-1, width)
    wide = np.zeros((len(cells), 4), np.uint8)
    wide[:, 4 - width :] = cells
    return wide.view("<i4")[:, 0].astype(np.float64) / 2**31


def _loudness(mono: Array, most: int) -> tuple[Array, str]:
    each = -(-mono.size // most)
    note = ""
    if each > 1:
        whole = mono[: mono.size // each * each].reshape(-1, each)
        mono = np.sqrt((whole**2).mean(axis=1))
        note = f"Each number is the loudness of {each:,} samples of the sound."
    peak = float(np.abs(mono).max())
    return np.round(mono / (peak or 1.0), DIGITS) + 0.0, note


def _columns(data: bytes, most: int, channels: int) -> tuple[Array, str]:
    """A row of numbers, or the last columns of a table that do not only count its rows."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile("This is neither a WAV file nor a table of numbers.") from None
    limits = Limits("table", max(most, 4096), 1, LARGEST, MOST_BYTES, divided=True)
    try:
        grid = tables.readings(text, limits, listed=True)[0].grid
    except ValueError as problem:
        raise UnreadableFile(str(problem)) from None
    whole = grid if len(grid) == 1 else grid.T
    there = whole[1:] if len(whole) > 1 and _counts(whole[0]) else whole
    used = there[-channels:]
    said = ""
    if len(used) < len(whole):
        said = "The last column of the table is used."
    if len(used) > 1:
        said = f"The last {len(used)} columns of the table are the channels."
    if used.shape[1] > most:
        said = f"The first {most:,} of {used.shape[1]:,} numbers are used."
    return np.array(used[:, :most], np.float64), said


def _counts(column: Array) -> bool:
    """Whether a column goes up in even steps, as time and row numbers do."""
    steps = np.diff(column)
    return bool(steps.size and steps[0] > 0 and np.allclose(steps, steps[0]))
