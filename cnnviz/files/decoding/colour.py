"""Colours to sRGB: by an ICC profile, or by a PNG's gamma written as one.

What a browser shows is sRGB; a picture with another profile read as if it were sRGB is washed out
or has other colours. Little CMS (Pillow's ImageCms) does the arithmetic.
"""

import io
from collections.abc import Callable

from PIL import Image, ImageCms

from cnnviz.files.decoding.raster import bands, farthest

LARGEST_PROFILE = 4 * 2**20
SPACES = {b"RGB ": "RGB", b"GRAY": "L", b"CMYK": "CMYK"}
GAMMA_NOTE = "brightness converted to sRGB by the file's gamma"
BROKEN = "the file's colour profile cannot be used, so its colours may differ"
CMYK_NOTE = "CMYK turned into RGB"
SAME = 2  # levels: a profile that changes less is sRGB under one of its many names

Convert = Callable[[Image.Image], Image.Image]


def to_srgb(picture: Image.Image, profile: bytes, note: str) -> tuple[Image.Image, tuple[str, ...]]:
    """L or RGB, with the alpha channel that it had; without a profile it is sRGB already."""
    done: tuple[str, ...] = ()
    if profile:
        try:
            changed = _converted(picture, profile)
        except Exception:  # Little CMS and Pillow fail in many ways on a damaged profile
            done = (BROKEN,)
        else:
            cmyk = (CMYK_NOTE,) if picture.mode == "CMYK" else ()
            return (picture, ()) if changed is None else (changed, (*cmyk, note))
    if picture.mode == "CMYK":
        return picture.convert("RGB"), (CMYK_NOTE, *done)
    return picture, done


def _converted(picture: Image.Image, profile: bytes) -> Image.Image | None:
    """The picture in sRGB, None where that changes next to nothing."""
    mode = picture.mode.removesuffix("A")
    if len(profile) > LARGEST_PROFILE or SPACES.get(profile[16:20]) != mode:
        raise ValueError("a profile for another kind of picture")
    convert = _conversion(profile, mode)
    if mode != "CMYK":
        probe = _probe(mode)
        result = convert(probe)
        if farthest(probe, result) <= SAME:
            return None
        if mode == "L":
            table = list(result.tobytes())
            return _with_alpha(picture.convert(mode).point(table), picture)
    return _with_alpha(convert(picture), picture)


def _conversion(profile: bytes, mode: str) -> Convert:
    """As browsers do it: relative to white, and the black of ink stays as light as it is."""
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        # In full for the 256 greys of a probe; the quick way strays among the dark ones.
        ImageCms.Flags.NOOPTIMIZE if mode == "L" else ImageCms.Flags.NONE,
    )

    def convert(plain: Image.Image) -> Image.Image:
        changed = ImageCms.applyTransform(plain, transform)
        assert changed is not None
        return changed.getchannel("G") if mode == "L" else changed

    return lambda picture: _in_bands(picture, mode, convert)


def _in_bands(picture: Image.Image, mode: str, convert: Convert) -> Image.Image:
    changed = Image.new("L" if mode == "L" else "RGB", picture.size)
    for box in bands(picture.size):
        changed.paste(convert(picture.crop(box).convert(mode)), box)
    return changed


def _probe(mode: str) -> Image.Image:
    """All greys, or nine levels of each colour with each of the others."""
    if mode == "L":
        return Image.frombytes("L", (256, 1), bytes(range(256)))
    levels = [min(32 * step, 255) for step in range(9)]
    cube = [value for r in levels for g in levels for b in levels for value in (r, g, b)]
    return Image.frombytes("RGB", (27, 27), bytes(cube))


def _with_alpha(changed: Image.Image, picture: Image.Image) -> Image.Image:
    if picture.mode in ("LA", "RGBA"):
        changed.putalpha(picture.getchannel("A"))
    return changed
