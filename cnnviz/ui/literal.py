"""Somebody's text on a label, which Streamlit reads as Markdown."""

import re

_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
JOINER = "\u2060"  # nobody sees it; what would be read behind the Markdown does not read over it


def literal(text: str) -> str:
    """The text as Markdown in which every sign is itself: no link, colour, formula or icon.

    >>> literal("[a](b)").replace(JOINER, "")
    '\\\\[a\\\\]\\\\(b\\\\)'
    """
    return _SIGN.sub(rf"\\\g<0>{JOINER}", text)
