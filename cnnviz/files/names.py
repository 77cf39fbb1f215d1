"""Names: of files that people take home, and those that a stranger gave."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from hashlib import blake2b

import numpy as np

LONGEST = 80  # characters before the ending


def safe(*parts: str, ending: str) -> str:
    """A name of small letters, digits and underscores.

    >>> safe("convolution", "Output ∂/../x", "3 by 3", ending="png")
    'convolution_output_x_3_by_3.png'
    """
    plain = unicodedata.normalize("NFKD", "_".join(parts)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:LONGEST] + f".{ending}"


def mark(*parts: object) -> str:
    """Eight digits for the names of files: others for whatever else they are made of.

    >>> mark("a", 1.0) == mark("a", 1.0), mark("a", "b") == mark("ab"), mark(1) == mark(True)
    (True, False, False)
    """
    name = blake2b(digest_size=4)
    for piece in _pieces(parts):
        name.update(b"%d " % len(piece) + piece)
    return name.hexdigest()


def _pieces(value: object) -> Iterator[bytes]:
    """All that a value is made of, each piece by itself; functions count by their names alone."""
    if isinstance(value, np.ndarray):
        yield f"{value.shape} {value.dtype.str}".encode()
        yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, bytes):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        yield type(value).__qualname__.encode()
        for line in fields(value):
            yield from _pieces(getattr(value, line.name))
    elif isinstance(value, Mapping):
        yield from _pieces(tuple(value.items()))
    elif isinstance(value, list | tuple):
        yield b"%d" % len(value)
        for one in value:
            yield from _pieces(one)
    else:
        text = getattr(value, "__qualname__", None) or f"{type(value).__name__} {value!r}"
        yield text.encode(errors="surrogatepass")


def shown(name: str, most: int = 40) -> str:
    """A file's name for a sentence: what cannot be seen, or turns the text around, is a question.

    >>> shown("a\\0b\\u202egnp.exe"), shown("x" * 50, 5)
    ('a?b?gnp.exe', 'xxxx…')
    """
    seen = "".join(sign if sign.isprintable() else "?" for sign in name[: most + 1])
    return seen if len(seen) <= most else seen[: most - 1] + "…"


def unstarred(text: str) -> str:
    """A stranger's name for sentences, in which stars make bold: its own stars make nothing.

    >>> unstarred("a*b*")
    'a∗b∗'
    """
    return text.replace("*", "\N{ASTERISK OPERATOR}")
