"""Jupyter notebooks: cells of text and of code, as a file.

The format is nbformat 4.4, which is JSON: https://nbformat.readthedocs.io/en/latest/.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

Cell = tuple[str, str]  # "markdown" or "code", and its text

_SIGN = re.compile(r"[!-/:-@\[-`{-~]")


def plain(text: str) -> str:
    """A stranger's text for a cell of text: one line, and no sign of it is Markdown or HTML.

    >>> print(plain("[a](b) <i>"))
    \\[a\\]\\(b\\) \\<i\\>
    """
    return _SIGN.sub(r"\\\g<0>", " ".join(text.split()))


def encode(cells: Iterable[Cell]) -> str:
    """The notebook as JSON, none of its cells run yet."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    document = {
        "cells": [_cell(kind, text) for kind, text in cells],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, text: str) -> dict[str, Any]:
    cell = {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)}
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}
