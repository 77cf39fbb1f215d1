"""One HTML page with a player, its payload, words and keys inside: it opens from a disk.

Whatever came from a person is escaped or compressed, and the page's policy lets this one script
run and nothing be loaded.
"""

import gzip
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from cnnviz.figures.theme import FONT, TOKENS
from cnnviz.player import phrases
from cnnviz.player.component import WINDOW, parts
from cnnviz.player.modules import join, modules
from cnnviz.player.packing import changed, with_message
from cnnviz.player.state import told

HERE = Path(__file__).parent
SPARE = 10_000  # bytes: the page around the player
LARGEST = 2_000_000  # bytes of a page, which every mail and every learning platform takes
_PUT = re.compile(r"\{\{(\w+)\}\}")
SERVED = {"Ctrl Z, Ctrl Y"}  # keys that a server answers


def page(
    payload: bytes,
    entry: Path = WINDOW,
    *,
    title: str,
    hint: str = "",
    here: Mapping[str, str] | None = None,
    said: str = phrases.ALONE,
) -> str:
    """The page's text.

    ``payload`` is what the player whose entry script is ``entry`` would get, ``here`` the address
    where it stands, if not where the payload opens, and ``said`` the answer to every change.

    Raises
    ------
    ValueError
        In one sentence that says what would fit.
    """
    player, script = parts(entry), _script(entry)
    put = {
        "title": escape(title),
        "hint": escape(hint),
        "said": escape(said),
        "never": escape(phrases.NEVER_MADE),
        "style": f":root {{ {_colours()} }}\n{(HERE / 'page.css').read_text('utf-8')}",
        "css": player.css + (HERE / "alone.css").read_text("utf-8"),
        "html": player.html,
        "data": _data(payload, here or {}),
        "hash": b64encode(sha256(script.encode()).digest()).decode(),
        "script": script,
    }
    text = _PUT.sub(lambda found: put[found[1]], (HERE / "page.html").read_text("utf-8"))
    if problem := _too_large(len(text.encode())):
        raise ValueError(problem)
    return text


def misfit(payload: bytes, entry: Path = WINDOW) -> str:
    """Why there can be no page of this payload, in one sentence; nothing where there can."""
    player = parts(entry)
    rest = sum(len(text.encode()) for text in (player.html, player.css, player.js)) + SPARE
    if rest + len(payload) * 4 / 3 <= LARGEST:  # whatever its compression comes to
        return ""
    return _too_large(rest + len(gzip.compress(payload, mtime=0)) * 4 // 3)


def _too_large(size: int) -> str:
    if size <= LARGEST:
        return ""
    return (
        f"As one file this lesson would have {size / 1e6:.1f} MB, and at most "
        f"{LARGEST // 10**6} fit: choose a smaller picture."
    )


def _script(entry: Path) -> str:
    """The player's script, which takes its place on the page; no text in it ends it."""
    player = re.sub(r"^export default ", "return ", parts(entry).js, count=1, flags=re.MULTILINE)
    alone = f"{join(modules(HERE / 'alone.js'))}\nreturn stand;"
    script = "".join(f"((() => {{\n{text}\n}})())" for text in (alone, player))
    return script.replace("</script", r"<\/script").replace("<!--", r"<\!--")


def _data(payload: bytes, here: Mapping[str, str]) -> str:
    """The payload with what a person gets beside it, compressed: there is no markup in it."""

    def edit(header: dict[str, Any]) -> None:
        header["state"] = told(header["state"], header["link"], here)
        header["words"] = _ended(header.get("words", {}))
        header["keys"] = [row for row in header["keys"] if row[0] not in SERVED]

    payload = changed(payload, edit)
    name = f"file {sha256(payload).hexdigest()[:16]}"  # the tab remembers each file's step
    whole = with_message(
        payload, "", undo=False, redo=False, opening=0, lesson=name, session="", heard=0, asks=0,
        mine={}, changes=None, own="", stays="", saved={"name": "", "text": "", "number": 0},
        go={"address": "", "number": 0}, alone=True,
    )  # fmt: skip
    return b64encode(gzip.compress(whole, mtime=0)).decode()


def _ended(words: Any) -> Any:
    """The words of a player in which nothing is being worked out."""
    if not isinstance(words, dict):
        return words
    return {
        name: phrases.NEVER_MADE if name == "waits" else _ended(word)
        for name, word in words.items()
    }


def _colours() -> str:
    """The page's own colours, of both schemes."""
    light, dark = TOKENS["light"], TOKENS["dark"]
    pairs = [f"--{name}: light-dark({light[name]}, {dark[name]})" for name in ("bg", "ink", "ink2")]
    return "; ".join((*pairs, f"--font: {FONT}"))
