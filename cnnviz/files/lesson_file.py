"""A lesson saved as one small file: settings, step, and the photo that no link carries."""

import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from cnnviz.files import UnreadableFile, images, png, worker
from cnnviz.files.images import Picture

VERSION = 1
MARK = "cnnviz"  # the first name in the file, by which it is known
LONGEST_QUERY = 1_000_000  # characters; the weights of a network may stand in it
MOST_NOTES, LONGEST_NOTE = 8, 200
_NAME = re.compile(r"[a-z]+(_[a-z]+)*")
DAMAGED = "This lesson file is damaged; save it once more where it came from."
NEWER = "This lesson file was saved by a newer version of cnnviz, which this one can't read."


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """``lesson`` by its name in an address, that address's ``query``, and the photo if any."""

    lesson: str
    query: str
    photo: Picture | None = None

    @property
    def parts(self) -> dict[str, str]:
        """The query by names."""
        return dict(parse_qsl(self.query, keep_blank_values=True))


def write(saved: Saved) -> str:
    """The text of the file, JSON; `read` gives the same back, pixel by pixel."""
    file: dict[str, object] = {MARK: VERSION, "lesson": saved.lesson, "query": saved.query}
    if saved.photo:
        pixels = saved.photo.pixels
        encoded = png.encode(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
        notes = list(saved.photo.notes)
        file["photo"] = {"png": b64encode(encoded).decode(), "notes": notes}
    return json.dumps(file, ensure_ascii=False, indent=1)


def is_one(data: bytes) -> bool:
    """Whether a file says that it is a lesson.

    >>> is_one(b'{"cnnviz": 1}'), is_one(b"GIF89a")
    (True, False)
    """
    return data[:64].replace(b" ", b"").replace(b"\n", b"").startswith(b'{"%s":' % MARK.encode())


def read(data: bytes) -> Saved:
    """Read a file that somebody brought; nothing in it is trusted.

    Raises
    ------
    UnreadableFile
        In one sentence: it is damaged, or of a newer version.
    """
    if len(data) > images.MAX_BYTES:
        raise UnreadableFile(f"A lesson file has at most {images.MAX_BYTES // 10**6} MB.")
    try:
        found: Any = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise UnreadableFile(DAMAGED) from None
    version = found.get(MARK) if isinstance(found, dict) else None
    if type(version) is not int or version < 1:
        raise UnreadableFile(DAMAGED)
    if version > VERSION:
        raise UnreadableFile(NEWER)
    lesson, query = found.get("lesson"), found.get("query")
    if not isinstance(lesson, str) or not _NAME.fullmatch(lesson):
        raise UnreadableFile(DAMAGED)
    if not isinstance(query, str) or len(query) > LONGEST_QUERY:
        raise UnreadableFile(DAMAGED)
    return Saved(lesson, query.removeprefix("?"), _photo(found.get("photo")))


def _photo(found: object) -> Picture | None:
    if found is None:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("png"), str):
        raise UnreadableFile(DAMAGED)
    try:
        # As large as a photo that is brought: the app itself writes none that is larger.
        picture = images.load(b64decode(found["png"], validate=True), side=images.LARGEST_SIDE)
    except ValueError as problem:
        if str(problem) == worker.BUSY:
            raise
        raise UnreadableFile(DAMAGED) from None
    given = found.get("notes")
    notes = given[:MOST_NOTES] if isinstance(given, list) else []
    return Picture(
        picture.pixels, tuple(n for n in notes if isinstance(n, str) and len(n) <= LONGEST_NOTE)
    )
