"""What kind of file it is, by its content; the file's name is never asked."""

import re

READ = {
    "PNG": rb"\x89PNG\r\n\x1a\n",
    "JPEG": rb"\xff\xd8\xff",
    "WebP": rb"RIFF....WEBP",
    "GIF": rb"GIF8[79]a",
    "BMP": rb"BM",
    "TIFF": rb"II[*+]\0|MM\0[*+]",
    "PNM": rb"P[1-6][\s#]",
    "NPY": rb"\x93NUMPY",
}
ALL = "PNG, JPEG, WebP, GIF, BMP, TIFF, PGM, PPM or NPY"

# The first that fits is named, so a HEIC file that can also be read as AVIF is called AVIF.
_BOX = rb".{4}ftyp"
_RAW = "a camera's raw picture"
_VIDEO = "a video"
_ARRAYS = "an archive of NumPy arrays"
OTHERS = (
    ("an AVIF picture", _BOX + rb"(avi[fs]|.{4}(.{4})*?avi[fs])"),
    ("a HEIC picture", _BOX + rb"(he[iv][cxms]|mif1|msf1)"),
    ("a JPEG XL picture", rb"\xff\x0a|\0\0\0\x0cJXL "),
    ("a JPEG 2000 picture", rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51"),
    (_RAW, _BOX + rb"crx |FUJIFILMCCD-RAW|IIU\0|IIR[OS]|\0MRM"),
    (_VIDEO, _BOX + rb"|.{4}(moov|mdat|wide|free)|\x1a\x45\xdf\xa3|RIFF.{4}AVI |FLV\x01"),
    (_VIDEO, rb"\0\0\x01[\xba\xb3]|OggS|\x30\x26\xb2\x75\x8e\x66\xcf\x11|\x47.{187}\x47.{187}\x47"),
    ("a DICOM image", rb".{128}DICM"),
    ("a Photoshop file", rb"8BPS"),
    ("an icon", rb"\0\0[\x01\x02]\0[^\0]\0"),
    ("a PDF document", rb"(\xef\xbb\xbf)?\s*%PDF"),
    ("an SVG drawing", rb"(\xef\xbb\xbf)?\s*(<[?!].*)?<(\w+:)?svg\b"),
    ("an OpenEXR picture", rb"\x76\x2f\x31\x01"),
    ("a Radiance picture", rb"#\?(RADIANCE|RGBE)"),
    ("a FITS image", rb"SIMPLE  = "),
    ("an HDF5 file", rb"\x89HDF\r\n"),
    ("a MATLAB file", rb"MATLAB 5\.0"),
    (_ARRAYS, rb"PK\x03\x04.{26,90}\.npy"),
)
_ADVICE = {
    _VIDEO: "save one frame of it as PNG or JPEG",
    _ARRAYS: "save one array of it with numpy.save",
    "an HDF5 file": "save one array of it with numpy.save",
    "a MATLAB file": "save one array of it as PNG or TIFF",
}


class Refused(Exception):
    """The sentence that the person gets instead of a picture."""


def format_of(data: bytes) -> str:
    """Name the format by the first bytes.

    >>> format_of(b"GIF89a")
    'GIF'
    """
    for name, signature in READ.items():
        if re.match(signature, data[:1000], re.DOTALL):
            return name
    raise Refused(other(data) or f"This file is no picture that can be read here; bring {ALL}.")


def other(data: bytes) -> str:
    """What to say of a file whose format is known and not read; empty for any other file."""
    for what, signature in OTHERS:
        if re.match(signature, data[:1000], re.DOTALL):
            advice = _ADVICE.get(what, "save it as PNG or JPEG")
            return f"This is {what}, which cannot be read here; {advice}."
    return ""


def damaged(name: str) -> Refused:
    return Refused(
        f"This {name} file is damaged or incomplete, so its picture cannot be read;"
        " save it again as PNG or JPEG and bring that."
    )


def too_large() -> Refused:
    return Refused(
        "This picture needs more memory than one picture may take; make it smaller, or save it as"
        " JPEG, and bring that."
    )


def unsupported(name: str, how: str) -> Refused:
    """A sound file of a kind that is not read.

    >>> str(unsupported("BMP", "of 64 bits"))
    'This is a BMP file of 64 bits, which cannot be read here; save it as PNG or JPEG.'
    """
    return Refused(
        f"This is a {name} file {how}, which cannot be read here; save it as PNG or JPEG."
    )
