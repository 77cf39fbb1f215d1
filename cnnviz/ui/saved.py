"""A lesson that somebody saved as a file and brings back."""

from pathlib import Path

from cnnviz.files import UnreadableFile
from cnnviz.files.lesson_file import NEWER, Saved
from cnnviz.ui import handover, photo

PAGES = Path(__file__).parents[2] / "pages"


def open_file(saved: Saved, number: int) -> None:
    """Open the lesson at its step, with its photo as this ``number``; an undo there goes back.

    Raises
    ------
    UnreadableFile
        In one sentence, where there is no such lesson here.
    """
    if not (PAGES / f"{saved.lesson}.py").is_file():
        raise UnreadableFile(NEWER)
    if saved.photo:
        photo.take(saved.photo, number)
    handover.open_lesson(saved.lesson, saved.parts)
