"""Formats told by their first bytes."""

import io

import numpy as np
import pytest

from cnnviz.files.decoding import kinds
from tests.files.decoding.files import refusal


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"RIFF\x0a\x00\x00\x00WEBP", "WebP"),
        (b"GIF87a", "GIF"),
        (b"GIF89a", "GIF"),
        (b"BM", "BMP"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"II+\0", "TIFF"),
        (b"P5 3 2 255\n", "PNM"),
        (b"P3\n#", "PNM"),
        (b"\x93NUMPY\1\0", "NPY"),
    ],
)
def test_the_first_bytes_tell_the_format(start, name):
    assert kinds.format_of(start) == name


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"\0\0\0\x18ftypheic", "a HEIC picture"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0heic", "a HEIC picture"),
        (b"\0\0\0\x18ftypavif", "an AVIF picture"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", "an AVIF picture"),
        (b"\xff\x0a\xfa", "a JPEG XL picture"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL picture"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
        (b"\xff\x4f\xff\x51\0", "a JPEG 2000 picture"),
        (bytes(128) + b"DICM\x02\0", "a DICOM image"),
        (b"\0\0\0\x18ftypcrx ", "a camera's raw picture"),
        (b"FUJIFILMCCD-RAW 0201", "a camera's raw picture"),
        (b"8BPS\0\1", "a Photoshop file"),
        (b"\0\0\1\0\1\0", "an icon"),
        (b"SIMPLE  =                    T", "a FITS image"),
        (b"#?RADIANCE\n", "a Radiance picture"),
        (b"\x76\x2f\x31\x01", "an OpenEXR picture"),
        (b"%PDF-1.7", "a PDF document"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
        (b"\xef\xbb\xbf<svg>", "an SVG drawing"),
        (b"<?xml version='1.0'?>\n<!-- a note -->\n<svg/>", "an SVG drawing"),
    ],
)
def test_well_known_formats_are_refused_by_their_name(start, what):
    with pytest.raises(kinds.Refused) as refused:
        kinds.format_of(start)
    assert str(refused.value) == (
        f"This is {what}, which cannot be read here; save it as PNG or JPEG."
    )


@pytest.mark.parametrize(
    "start",
    [
        b"\0\0\0\x18ftypmp42",
        b"\0\0\0\x14ftypqt  ",
        b"\0\0\0\x08wide\0\0\0\0mdat",
        b"RIFF\0\0\0\0AVI LIST",
        b"\x1a\x45\xdf\xa3",
        b"\0\0\1\xba",
        (b"\x47" + bytes(187)) * 3,
    ],
)
def test_a_video_is_called_one(start):
    with pytest.raises(kinds.Refused) as refused:
        kinds.format_of(start)
    assert str(refused.value) == (
        "This is a video, which cannot be read here; save one frame of it as PNG or JPEG."
    )


def test_an_archive_of_arrays_says_what_to_do():
    file = io.BytesIO()
    np.savez(file, x=np.zeros((2, 2)))
    assert refusal(file.getvalue()) == (
        "This is an archive of NumPy arrays, which cannot be read here; save one array of it"
        " with numpy.save."
    )


def test_a_zip_file_of_something_else_is_no_picture():
    assert refusal(b"PK\x03\x04" + bytes(100)) == (
        "This file is no picture that can be read here;"
        " bring PNG, JPEG, WebP, GIF, BMP, TIFF, PGM, PPM or NPY."
    )
