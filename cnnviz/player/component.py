"""What a player is made of: its page, its styles and its scripts, read from their files."""

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from importlib import import_module
from pathlib import Path

from cnnviz.figures.theme import css_variables
from cnnviz.player import phrases
from cnnviz.player.modules import join, modules

PIECES = Path(__file__).parent / "js"  # of pages: what "{{name.html}}" puts in
_PUT = re.compile(r"\{\{([\w.]+)\}\}")
ROOT = Path(__file__).parents[1]

WINDOW = (
    Path(__file__).parent / "window/player.js"
)  # the entry script; its page (.html) lies beside it
Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Parts:
    """The texts that Streamlit gets, and the state of the files they were read from."""

    html: str
    css: str
    js: str
    stamp: Stamp = field(repr=False)

    @property
    def current(self) -> bool:
        """Whether none of the files has changed since."""
        return all(_state(there[0]) == there for there in self.stamp)


_read: dict[Path, Parts] = {}


def parts(entry: Path) -> Parts:
    """The texts of a player, read again after one of its files was edited.

    In its page "{{name}}" stands for a label: of ``LABELS`` in the words.py beside it, or of all
    players; "{{words}}" for all of its ``WORDS``, which so need not travel with each payload.
    """
    known = _read.get(entry)
    if known is None or not known.current:
        known = _read[entry] = _parts(entry)
    return known


def _parts(entry: Path) -> Parts:
    scripts = modules(entry)
    # A script's styles lie beside it.
    sheets = [sheet for script in scripts if (sheet := script.with_suffix(".css")).exists()]
    page = entry.with_suffix(".html")
    pieces = sorted(PIECES.glob("*.html"))
    stamp = _stamp((page, *pieces, *scripts, *sheets))
    css = "\n".join((css_variables(), *(sheet.read_text("utf-8") for sheet in sheets)))
    return Parts(_page(page, {**phrases.LABELS, **_labels(entry)}), css, join(scripts), stamp)


def _labels(entry: Path) -> Mapping[str, str]:
    """The labels of the lesson that a player belongs to, and its words as JSON."""
    words = entry.with_name("words.py")
    if not words.exists() or ROOT not in words.parents:
        return {}
    module = ".".join((ROOT.name, *words.relative_to(ROOT).with_suffix("").parts))
    found = import_module(module)
    whole = json.dumps(getattr(found, "WORDS", {}), ensure_ascii=False)
    return {**getattr(found, "LABELS", {}), "words": whole}


def _page(page: Path, labels: Mapping[str, str]) -> str:
    """The text of a page with its pieces and labels put in."""

    def put(found: re.Match[str]) -> str:
        name = found[1]
        return _page(PIECES / name, labels) if name.endswith(".html") else escape(labels[name])

    return _PUT.sub(put, page.read_text("utf-8").strip())


def _stamp(paths: Iterable[Path]) -> Stamp:
    return tuple(_state(str(path)) for path in paths)


def _state(path: str) -> tuple[str, int, int]:
    """A file, when it was changed, and its length: asked for of all files in each run."""
    try:
        state = os.stat(path)  # without a `Path`, which costs as much again
    except OSError:
        return path, 0, 0
    return path, state.st_mtime_ns, state.st_size
