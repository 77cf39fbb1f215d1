"""Names: of files that people take home, and those that a stranger gave."""

import re
import unicodedata

LONGEST = 80  # characters before the ending


def safe(*parts: str, ending: str) -> str:
    """A name of small letters, digits and underscores.

    >>> safe("convolution", "Output ∂/../x", "3 by 3", ending="png")
    'convolution_output_x_3_by_3.png'
    """
    plain = unicodedata.normalize("NFKD", "_".join(parts)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:LONGEST] + f".{ending}"


def unstarred(text: str) -> str:
    """A stranger's name for sentences, in which stars make bold: its own stars make nothing.

    >>> unstarred("a*b*")
    'a∗b∗'
    """
    return text.replace("*", "\N{ASTERISK OPERATOR}")
