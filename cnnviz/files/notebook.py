"""Jupyter notebooks: cells of text and of code, as a file.

The format is nbformat 4.4, which is JSON: https://nbformat.readthedocs.io/en/latest/.
"""

import json
from collections.abc import Iterable
from typing import Any

Cell = tuple[str, str]  # "markdown" or "code", and its text


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
