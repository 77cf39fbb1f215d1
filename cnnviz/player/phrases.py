"""What every player says in the same words: keys, buttons, and predicting first."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

KEYS: tuple[tuple[str, str], ...] = (
    ("Space →", "next step"),
    ("←", "one step back"),
    ("↑ ↓", "one row up, down"),
    ("Home End", "first, last step"),
    ("P", "play, pause"),
    ("+ −", "faster, slower"),
    ("H", "predict first: hide each number"),
    ("F", "presenter: the whole screen"),
    ("Ctrl Z, Ctrl Y", "undo, redo a change"),
    ("Z", "zoom in, zoom out"),
    ("?", "these keys"),
    ("Esc", "back"),
)
PREDICT: Mapping[str, str] = MappingProxyType(
    {
        "ask": "What is *{name}*? Type it and press Enter; Enter alone shows it.",
        "right": "*{text}* is right.",
        "sign": "The size is right, the sign is not: {name} = *{text}*.",
        "near": "Close: {name} = *{text}*, and you wrote {guess}.",
        "wrong": "{name} = *{text}*, and you wrote {guess}.",
        "shown": "{name} = *{text}*.",
        "no_number": "“{typed}” is not a number: write one such as −2.5.",
    }
)
LABELS: dict[str, str] = {
    "steps": "Steps",
    "step": "Step",
    "first": "First step (Home)",
    "back": "One step back (left arrow)",
    "next": "One step forward (right arrow or Space)",
    "last": "Last step (End)",
    "play": "Play (P)",
    "speed": "Speed",
    "slower": "Slower (minus)",
    "faster": "Faster (plus)",
    "predict": "Predict",
    "predict_title": "Hide each number until you have guessed it (H)",
    "your_number": "Your number",
    "show": "Show",
    "presenter": "Presenter",
    "presenter_title": "The whole screen, for the room (F)",
    "undo": "Undo (Ctrl+Z)",
    "redo": "Redo (Ctrl+Y)",
    "copy": "Copy link",
    "save": "Save",
    "save_title": "Save this lesson as a file, your photo too; drop the file on a page to open it",
    "keys": "Keys",
    "close": "Close",
    "zoom": "Zoom",
}
BUTTONS: Mapping[str, str] = MappingProxyType(
    {
        "copy": LABELS["copy"],
        "copied": "Copied",
        "not_copied": "Copy it from the address bar",
        "play": "Play (P)",
        "pause": "Pause (P)",
    }
)
FIELD: Mapping[str, str] = MappingProxyType(
    {"sign": "Change the sign", "one_number": "This cell takes one number, not several."}
)
# What is said when a link is copied and something stays behind.
STAYS: Mapping[str, str] = MappingProxyType(
    {
        "photo": "Copied. Your photo stays in this browser; Save puts it into a file.",
        "photos": "Copied. The photos of your classes, and what they taught, stay in this browser; "
        "Save puts them into a file.",
        "model": "Copied. Your model stays here; who opens the link sees a network of the app.",
        "second": "Copied. Your model stays here; who opens the link sees the first network only.",
        "numbers": "Copied, without the numbers that are too many for a link; Save keeps them.",
    }
)
# What a lesson in a file of its own says to every change.
ALONE = "This page shows what was saved; a change like this needs the app."
NEVER_MADE = "This was not worked out when the page was saved; it needs the app."
ALONE_IN_NOTEBOOK = "Here numbers are shown; to change one, change the array and show it again."
# How the cells of a grid are called for those who hear them.
CELLS: Mapping[str, str] = MappingProxyType(
    {
        "cell": "row {row}, column {column}: {text}",
        "empty": "empty",
        "added": "0 that was put there",
        "cut": "cut off",
        "channel": "channel {channel}",
        "products": "Products",
    }
)
BOARD: Mapping[str, str] = MappingProxyType(
    {"row_sums": "row sums beside it", "others": "{count} others"}
)


def keys(
    own: tuple[tuple[str, str], ...] = (), without: Collection[str] = ()
) -> list[tuple[str, str]]:
    """The rows of the dialog on keys: the common ones that the lesson has, then its own."""
    return [row for row in KEYS if row[0] not in without] + list(own)


def words(**own: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """A lesson's words with the common ones, as the header carries them."""
    common = {
        "predict": PREDICT,
        "buttons": BUTTONS,
        "board": BOARD,
        "cells": CELLS,
        "field": FIELD,
    }
    return {name: dict(group) for name, group in (common | own).items()}


def plural(count: int, noun: str) -> str:
    """The noun for so many.

    >>> plural(1, "sample"), plural(8, "sample")
    ('sample', 'samples')
    """
    return noun if count == 1 else f"{noun}s"


def of_axes(rows: str, columns: str) -> str:
    """What is said of the rows and of the columns, once where that is the same.

    >>> of_axes("3 = *3*", "2 + 2 = *4*")
    'rows 3 = *3*; columns 2 + 2 = *4*'
    """
    return rows if rows == columns else f"rows {rows}; columns {columns}"
