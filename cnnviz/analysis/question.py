"""A question to answer before looking."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A question, what can be answered, which answer is right, and why."""

    key: str
    text: str
    options: tuple[str, ...]
    answer: str
    because: str
