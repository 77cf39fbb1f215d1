"""What the browser gets of a round of guessing; without one, only the way to begin."""

from typing import Any

from cnnviz.figures.theme import signed_range
from cnnviz.kernels import FAMILIES, Kernel
from cnnviz.lessons.filter_bank import words
from cnnviz.lessons.filter_bank.round import Asked, Question
from cnnviz.player import state
from cnnviz.player.axes import Arrays
from cnnviz.player.gallery import WALL, levels, thumbnail
from cnnviz.player.window.payload import Beside


def encode(asked: Asked, questions: tuple[Question, ...]) -> Beside:
    """The round with its maps; its seed stands in the link."""
    arrays: Arrays = {}
    found = [_question(number, question, arrays) for number, question in enumerate(questions)]
    header = {"seed": asked.round, "questions": found, "words": dict(words.ROUND)}
    return Beside({"round": header}, arrays, tuple(state.table(asked)))


def _question(number: int, question: Question, arrays: Arrays) -> dict[str, Any]:
    name = f"round_{number}"
    small = thumbnail(question.y, WALL)
    arrays[name] = levels(small, signed_range(small))
    return {
        "array": name,
        "choices": [
            _choice(place, kernel, question) for place, kernel in enumerate(question.choices)
        ],
    }


def _choice(place: int, kernel: Kernel, question: Question) -> dict[str, Any]:
    """A kernel to choose from, and what is said once it was chosen."""
    right = place in question.right
    answer = kernel if right else question.made_by
    about = FAMILIES[answer.name].description
    said = words.right(answer.title, about)
    if not right:
        said = words.wrong(answer.title, kernel.title, about)
    return {
        "title": kernel.title,
        "weight": kernel.weight[0].tolist(),
        "divisor": kernel.divisor,
        "right": right,
        "said": said,
    }
