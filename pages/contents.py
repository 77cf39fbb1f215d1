"""The table of contents: a lesson is one line here and one file beside this one."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page: its file, its name in the navigation, what it answers, and what to do first."""

    file: str
    title: str
    question: str
    hint: str

    @property
    def url_path(self) -> str:
        """Its name in the address: that of its file.

        Any other name is not found by the first visitor after a start, for whom Streamlit still
        goes by the files of pages/.
        """
        return Path(self.file).stem


LESSONS = (
    Lesson(
        "pages/convolution.py",
        "Convolution",
        "Where does each number in a feature map come from?",
        "Point at any pixel, click a weight to change it, or press Space.",
    ),
    Lesson(
        "pages/filter_bank.py",
        "Filter bank",
        "What do many kernels see in the same picture?",
        "Choose a map to see where its numbers come from.",
    ),
    Lesson(
        "pages/pooling.py",
        "Pooling",
        "Which pixel won?",
        "Point at any output to see its window and its winner, or press Space.",
    ),
    Lesson(
        "pages/receptive_field.py",
        "Receptive field",
        "What does this unit see?",
        "A unit is one number of a feature map. Point at one, or at the photo, or add a layer.",
    ),
    Lesson(
        "pages/equivariance.py",
        "Equivariance",
        "If the picture moves, does the map move with it?",
        "Drag the picture, or press an arrow key.",
    ),
    Lesson(
        "pages/backprop.py",
        "Backprop",
        "How does one wrong answer tell every number what to change?",
        "Press Space for the next step, double-click to edit.",
    ),
    Lesson(
        "pages/transposed_convolution.py",
        "Transposed convolution",
        "How does a map grow?",
        "Press Space: each input adds its multiple of the kernel to a larger map.",
    ),
)


def opening(url_path: str) -> tuple[str, str]:
    """What the lesson answers, and what to do first."""
    lesson = LESSONS[_place(url_path)]
    return lesson.question, lesson.hint


def following(url_path: str) -> tuple[str, str] | None:
    """File and question of the lesson that comes after this one."""
    after = LESSONS[_place(url_path) + 1 :]
    return (after[0].file, after[0].question) if after else None


def _place(url_path: str) -> int:
    return [lesson.url_path for lesson in LESSONS].index(url_path)
