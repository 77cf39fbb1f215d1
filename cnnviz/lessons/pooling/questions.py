"""Three questions to answer before looking, each worked out on the numbers at hand."""

import numpy as np

from cnnviz.analysis.question import Question
from cnnviz.geometry import Window
from cnnviz.ops import GlobalMaxPool, MaxPool
from cnnviz.traces import Array

PICTURE = (1, 3, 64, 64)
GRADIENT = 2.0


def questions(x: Array, window: int, stride: int) -> tuple[Question, ...]:
    """The questions for a map (H, W) and the window that is set on the page."""
    size = max(2, window)  # of size 1 nothing is left to ask
    return (twice(x, size, 1), twice(x, size, size), shape(window, stride), route(x))


def twice(x: Array, size: int, stride: int) -> Question:
    """Which single max pooling does the same as two in a row?"""
    both = Window(size, stride).compose(Window(size, stride))
    sides = sorted({size, 2 * size - 1, 2 * size, size**2})
    return Question(
        key=f"twice-{size}-{stride}",
        text=f"Two max poolings of {size} × {size} with stride {stride}, one right after the "
        "other. Which single window does the same?",
        options=tuple(map(_square, sides)),
        answer=_square(both.kernel_size),
        because=f"The second window reads {size} outputs that lie {stride} apart, and each of them "
        f"has read {size} numbers: {stride} · {size - 1} + {size} = {both.kernel_size}, with "
        f"stride {both.stride}. {_agreement(x, size, stride, both)}",
    )


def _agreement(x: Array, size: int, stride: int, both: Window) -> str:
    """Both ways computed on the map, and compared."""
    if min(x.shape) < both.kernel_size:
        return f"On a map of {_shape(x.shape)} that window does not fit."
    once = MaxPool(size, stride)
    in_turn = once.forward(once.forward(x[None, None]))
    at_once = MaxPool(both.kernel_size, both.stride).forward(x[None, None])
    equal = int((in_turn == at_once).sum())
    return f"On this map {equal} of {at_once.size} outputs are equal."


def shape(window: int, stride: int) -> Question:
    """What comes out of a picture with three channels, and how many weights there are."""
    height, width = PICTURE[2:]
    halved, answer = (height // 2, width // 2), MaxPool(2).output_shape(PICTURE)
    own = MaxPool(window, stride).output_shape(PICTURE)
    return Question(
        key=f"shape-{window}-{stride}",
        text=f"A picture of {_shape(PICTURE[2:])} × 3 goes through max pooling with 2 × 2 windows "
        "and stride 2. What comes out?",
        options=(
            f"{_shape(halved)} × 1",
            f"{_shape(halved)} × 3",
            f"{_shape(PICTURE[2:])} × 3",
            f"{_shape(halved)} × 12",
        ),
        answer=f"{_shape(answer[2:])} × {answer[1]}",
        because="Each channel is pooled by itself, so all three stay, and each side is halved. "
        "There is nothing to learn: 0 weights, 0 biases. With the window "
        f"{window} and the stride {stride} of this page it would be "
        f"{_shape(own[2:])} × {own[1]}.",
    )


def route(x: Array) -> Question:
    """Where the gradient of a maximum goes."""
    pair = x.ravel()[:2] if x.size > 1 else np.array([x.item(), 0.0])
    back = GlobalMaxPool().backward(np.full((1, 1, 1), GRADIENT), pair[None, None])["x"].ravel()
    first, second = (_text(value) for value in pair.tolist())
    why = (
        f"{_text(pair.max())} won: a small change of it changes y by as much, a small change of "
        "the other changes nothing. The derivative is 1 for the winner and 0 for the loser."
    )
    if pair[0] == pair[1]:
        why = (
            "Both hold the maximum, and there is no derivative here: every split that adds up to "
            f"{_text(GRADIENT)} can be defended. Engines give all to the first."
        )
    return Question(
        key=f"route-{first}-{second}",
        text=f"y = max(a, b) with a = {first} and b = {second}, and ∂L/∂y = {_text(GRADIENT)}. "
        "What are ∂L/∂a and ∂L/∂b?",
        options=("2 and 0", "1 and 1", "0 and 2", "2 and 2"),
        answer=" and ".join(_text(value) for value in back.tolist()),
        because=why,
    )


def _square(side: int) -> str:
    return f"{side} × {side}"


def _shape(sides: tuple[int, ...]) -> str:
    return " × ".join(map(str, sides))


def _text(value: float) -> str:
    return f"{value:.6g}".replace("-", "−")
