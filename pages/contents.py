"""The table of contents: a lesson is one line here and one file beside this one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page: its file, its name in the navigation and in the address, and what it answers."""

    file: str
    title: str
    url_path: str
    question: str


LESSONS = (
    Lesson(
        "pages/convolution.py",
        "Convolution",
        "convolution",
        "Where does each number in a feature map come from?",
    ),
    Lesson(
        "pages/filter_bank.py",
        "Filter bank",
        "filter-bank",
        "What do many kernels see in the same picture?",
    ),
)


def question(url_path: str) -> str:
    """What the lesson answers."""
    return next(lesson.question for lesson in LESSONS if lesson.url_path == url_path)
