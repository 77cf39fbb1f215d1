"""How large a picture may be, what is cropped, and how it is shrunk."""

from PIL import Image

from cnnviz.files.decoding.kinds import Refused

MAX_PIXELS = 25_000_000
MEMORY = 300_000_000  # bytes that one picture may take beyond a process that waits
TINY = 64
LONGEST_ASPECT = 4


def check(width: int, height: int) -> None:
    """Refuse a picture of too many pixels, before any of them is read."""
    if width * height > MAX_PIXELS:
        raise Refused(
            f"This picture has {width} × {height} pixels; the limit is"
            f" {MAX_PIXELS // 10**6} megapixels, such as 5000 × 5000."
        )


def fitted(width: int, height: int, side: int | None) -> tuple[int, int]:
    """Width and height in the same proportion with the longer at most ``side``; never larger.

    >>> fitted(4000, 3000, 512), fitted(5, 5, 512)
    ((512, 384), (5, 5))
    """
    longest = max(width, height)
    if side is None or longest <= side:
        return width, height
    return max(1, round(width * side / longest)), max(1, round(height * side / longest))


def resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Resize with weights that are never negative: no halos for a kernel to find."""
    return picture if picture.size == size else picture.resize(size, Image.Resampling.HAMMING)


def kept(width: int, height: int) -> tuple[int, int]:
    """Size left of a very long picture."""
    if max(width, height) <= TINY:
        return width, height
    return min(width, LONGEST_ASPECT * height), min(height, LONGEST_ASPECT * width)


def sized(
    picture: Image.Image, full: tuple[int, int], side: int | None, notes: list[str]
) -> tuple[Image.Image, list[str]]:
    """Crop about the centre, then resize; ``full`` is the size before any draft."""
    left = kept(*full)
    if left != full:
        width, height = (
            round(now * part / was) for now, part, was in zip(picture.size, left, full, strict=True)
        )
        x, y = (picture.width - width) // 2, (picture.height - height) // 2
        picture = picture.crop((x, y, x + width, y + height))
        notes = [*notes, "cropped {} × {} to {} × {}, about the centre".format(*full, *left)]
    size = fitted(*left, side)
    if size != left:
        notes = [*notes, resize_note(left, size)]
    return resized(picture, size), notes


def resize_note(before: tuple[int, int], after: tuple[int, int]) -> str:
    """Say it, width first.

    >>> resize_note((4000, 3000), (512, 384))
    'resized from 4000 × 3000 to 512 × 384'
    """
    return "resized from {} × {} to {} × {}".format(*before, *after)
