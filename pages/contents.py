"""The table of contents: a lesson is one line here and one file beside this one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page: its file, its name in the navigation and in the address, what it answers, and what
    to do first."""

    file: str
    title: str
    url_path: str
    question: str
    hint: str


LESSONS = (
    Lesson(
        "pages/convolution.py",
        "Convolution",
        "convolution",
        "Where does each number in a feature map come from?",
        "Point at any pixel, click a weight to change it, or press Space.",
    ),
    Lesson(
        "pages/filter_bank.py",
        "Filter bank",
        "filter-bank",
        "What do many kernels see in the same picture?",
        "Choose a map to see where its numbers come from.",
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
