"""Drawings one after the other as an animated GIF, made a little at a time."""

import io
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO

from PIL import GifImagePlugin, Image, ImageChops

from cnnviz.files.drawing import Drawing
from cnnviz.files.painting import paint

MOST = 60  # pictures
LARGEST = 5_000_000  # bytes
LASTS, REST = 900, 1800  # ms that a picture is shown, and the last one
COLOURS = 255
END = b";"  # of the file

Draw = Callable[[int], Drawing]


class Film:
    """A GIF of the pictures ``draw(0)`` to ``draw(count - 1)``, ``width`` px wide, for ever.

    Each `advance` does a little of the work; ``share`` is how much is done, and ``data`` the file
    once all is. Whoever lets go of it has ended the work.

    Raises
    ------
    ValueError
        For more pictures than 60, and once the file is larger than 5 MB.
    """

    def __init__(self, draw: Draw, count: int, width: int) -> None:
        if not 1 <= count <= MOST:
            raise ValueError(f"A GIF of 1 to {MOST} steps can be made; {count} were asked for.")
        self.draw, self.count, self.width = draw, count, width
        self.share, self.data = 0.0, b""
        self._work = self._pieces()

    def advance(self, seconds: float = 0.0) -> bool:
        """Do the next piece, and more while there is time; whether any is left."""
        end = time.monotonic() + seconds
        while (share := next(self._work, None)) is not None:
            self.share = share
            if time.monotonic() >= end:
                return True
        return False

    def _pieces(self) -> Iterator[float]:
        ends = [self._painted(0)]
        yield 0.0
        ends.append(self._painted(self.count - 1))
        palette = _side_by_side(ends).quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
        yield 0.0
        file, before = io.BytesIO(), None
        for n in range(self.count):
            painted = self._painted(n)
            picture = painted.quantize(palette=palette, dither=Image.Dither.NONE)
            yield n / self.count
            _add(file, picture, before, REST if n == self.count - 1 else LASTS)
            before = picture
            yield (n + 1) / self.count
        file.write(END)
        self.data = file.getvalue()
        self.share = 1.0

    def _painted(self, n: int) -> Image.Image:
        drawing = self.draw(n)
        return paint(drawing, self.width / drawing.width)


def encode(draw: Draw, count: int, width: int) -> bytes:
    """The whole of it in one go."""
    film = Film(draw, count, width)
    while film.advance(1.0):
        pass
    return film.data


def _add(file: BinaryIO, now: Image.Image, before: Image.Image | None, lasts: int) -> None:
    """Write one picture behind those before it: only the box in which it differs, 1 px at least.

    All in one call of Pillow's ``save`` would be as slow as all pictures together.
    """
    box = (0, 0, *now.size)
    if before is None:
        file.writelines(GifImagePlugin.getheader(now, info={"loop": 0})[0])
    else:
        box = ImageChops.subtract_modulo(now, before).getbbox() or (0, 0, 1, 1)
    file.writelines(GifImagePlugin.getdata(now.crop(box), box[:2], duration=lasts))
    if file.tell() > LARGEST:
        raise ValueError(f"This GIF is larger than {LARGEST // 10**6} MB; ask for fewer steps.")


def _side_by_side(images: list[Image.Image]) -> Image.Image:
    """All that a palette has to serve."""
    width, height = images[0].size
    whole = Image.new("RGB", (width * len(images), height))
    for place, image in enumerate(images):
        whole.paste(image, (place * width, 0))
    return whole
