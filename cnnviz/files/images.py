"""Pictures that people bring: read in a process that can be killed, sized, split into channels."""

import json
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from cnnviz.files import UnreadableFile, worker
from cnnviz.files.decoding import kinds, sizing
from cnnviz.files.line import Tell, nobody

MAX_BYTES = 10_000_000
LARGEST_SIDE = 512  # of a picture that is kept


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """``pixels`` uint8 (H, W, C) with C 1 or 3, read-only; ``notes`` say what was done to them."""

    pixels: npt.NDArray[np.uint8]
    notes: tuple[str, ...]


def load(data: bytes, name: str = "", side: int | None = None, tell: Tell = nobody) -> Picture:
    """Read a picture file of one of the formats in :mod:`cnnviz.files.decoding.kinds`.

    With ``side`` the longer side comes out at most that long, and a large JPEG is decoded at a
    half, a quarter or an eighth straight away. Pictures longer than 4:1 are cropped about the
    centre, unless they are tiny (64 pixels or less). ``name`` plays no part: the first bytes tell
    the format, and no message repeats what a file is called. While others are before this one in
    line, ``tell`` is called with their number.

    Raises
    ------
    UnreadableFile
        With one plain sentence: what is wrong with the file, or that the server is busy.
    """
    if side is not None and side < 1:
        raise ValueError(f"A picture needs a side of at least 1 pixel; {side} was asked for.")
    if not data:
        raise UnreadableFile(f"This file is empty; bring {kinds.ALL}.")
    if len(data) > MAX_BYTES:
        raise UnreadableFile(
            kinds.other(data)  # which no smaller file of its kind would help
            or f"This file has {len(data) / 1e6:.1f} MB; the limit is {MAX_BYTES // 10**6} MB,"
            " so make the picture smaller and bring that."
        )
    header, _, pixels = worker.answer(data, side, tell).partition(b"\n")
    answer = json.loads(header)
    if "refused" in answer:
        raise UnreadableFile(answer["refused"])
    array = np.frombuffer(pixels, np.uint8).reshape(answer["shape"])
    return Picture(array, tuple(answer["notes"]))


def fit(picture: Picture, side: int) -> Picture:
    """Shrink until the longer side is at most ``side``; smaller pictures stay as they are."""
    if side < 1:
        raise ValueError(f"A picture needs a side of at least 1 pixel; {side} was asked for.")
    height, width, channels = picture.pixels.shape
    size = sizing.fitted(width, height, side)
    if size == (width, height):
        return picture
    flat = picture.pixels[:, :, 0] if channels == 1 else picture.pixels
    shrunk = np.asarray(sizing.resized(Image.fromarray(flat), size))
    pixels = shrunk.reshape(size[1], size[0], channels)
    pixels.setflags(write=False)
    return Picture(pixels, _resize_notes(picture.notes, (width, height), size))


def square(picture: Picture, side: int) -> npt.NDArray[np.uint8]:
    """The middle of a picture in grey, as a square (side, side), larger or smaller than it was."""
    height, width, count = picture.pixels.shape
    edge = min(height, width)
    top, left = (height - edge) // 2, (width - edge) // 2
    middle = picture.pixels[top : top + edge, left : left + edge]
    flat = np.ascontiguousarray(middle[:, :, 0] if count == 1 else middle)
    resized = np.array(sizing.resized(Image.fromarray(flat), (side, side)))
    grey, _ = channels(Picture(resized.reshape(side, side, count), ()), "grey")
    levels: npt.NDArray[np.uint8] = grey[0].astype(np.uint8)
    return levels


def channels(
    picture: Picture, colour: Literal["grey", "rgb"]
) -> tuple[npt.NDArray[np.float32], tuple[str, ...]]:
    """Split into float32 (C, H, W), whole numbers 0 to 255, with the notes so far and one more.

    Grey is the luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B, rounded to a whole number.
    """
    planes = np.moveaxis(picture.pixels, -1, 0)
    note: tuple[str, ...] = ()
    if colour == "grey" and len(planes) == 3:
        red, green, blue = planes.astype(np.int32)
        planes = ((299 * red + 587 * green + 114 * blue + 500) // 1000)[None]
        note = ("turned grey: 0.299 red + 0.587 green + 0.114 blue, rounded",)
    elif colour == "rgb" and len(planes) == 1:
        planes = np.repeat(planes, 3, axis=0)
        note = ("grey repeated as red, green and blue",)
    elif colour not in ("grey", "rgb"):
        raise ValueError(f'Colour is "grey" or "rgb"; {colour!r} was asked for.')
    x = np.ascontiguousarray(planes, np.float32)
    x.setflags(write=False)
    return x, picture.notes + note


def _resize_notes(
    notes: tuple[str, ...], before: tuple[int, int], after: tuple[int, int]
) -> tuple[str, ...]:
    """Add a resize; one that came straight before is told together with it."""
    note = sizing.resize_note(before, after)
    if notes and notes[-1].startswith("resized from"):
        note = notes[-1].partition(" to ")[0] + " to " + note.partition(" to ")[2]
        notes = notes[:-1]
    return (*notes, note)


def stretched(levels: npt.NDArray[np.uint8], size: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """A picture (3, H, W) at another size (H, W), whatever becomes of its proportions; read-only.

    Examples
    --------
    >>> stretched(np.full((3, 2, 5), 7, np.uint8), (4, 4)).shape
    (3, 4, 4)
    """
    image = Image.fromarray(np.ascontiguousarray(np.moveaxis(levels, 0, -1)))
    resized = image.resize((size[1], size[0]), Image.Resampling.BICUBIC)
    turned = np.ascontiguousarray(np.moveaxis(np.asarray(resized), -1, 0))
    turned.setflags(write=False)
    return turned
