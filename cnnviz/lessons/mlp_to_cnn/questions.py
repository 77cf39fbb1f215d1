"""The chapters' study questions, answered for the layer of one's own size."""

from math import prod

from cnnviz.analysis.question import Question
from cnnviz.geometry import resolve_padding
from cnnviz.ops import Conv, Dense
from cnnviz.player.phrases import plural


def questions(side: int, size: int, inputs: int, filters: int) -> tuple[Question, ...]:
    """Weights of a convolution, of a dense layer in its place, and the padding that keeps a size.

    >>> [question.answer for question in questions(28, 3, 1, 8)]
    ['80', '4,923,520', '1 and 1']
    """
    conv, dense = _weights(side, size, inputs, filters)
    values, places = side * side * inputs, side * side
    near = f"{filters}·({size}·{size}·{inputs} + 1)"
    both = f"{places * filters:,}·({values:,} + 1)"
    return (
        Question(
            f"conv-{side}-{size}-{inputs}-{filters}",
            f"A convolutional layer has {_some(filters, 'filter')} of {size} × {size} over "
            f"{_some(inputs, 'channel')}, each with a bias. How many weights is that, biases "
            "included?",
            _options(conv, conv - filters, size * size * inputs + 1, filters * size * size + 1),
            f"{conv:,}",
            f"Each filter has a weight for each tap of each channel and one bias: {near} = "
            f"{conv:,}. The {side} × {side} places do not count: all of them share these weights.",
        ),
        Question(
            f"dense-{side}-{size}-{inputs}-{filters}",
            f"A fully connected layer takes the same {side} × {side} × {inputs} numbers and gives "
            f"as many as the convolution, {side} × {side} × {filters}. How many weights?",
            _options(dense, dense // 2, values + places * filters, places * conv),
            f"{dense:,}",
            f"Each output has a weight for each input and one bias: {both} = {dense:,}.",
        ),
        _padding(side, size),
    )


def _weights(side: int, size: int, inputs: int, filters: int) -> tuple[int, int]:
    """What the engine's two layers need, biases included."""
    conv = Conv(size, padding="same").parameter_shapes((1, inputs, side, side), filters)
    dense = Dense().parameter_shapes((1, side * side * inputs), side * side * filters)
    first, second = (sum(map(prod, shapes.values())) for shapes in (conv, dense))
    return first, second


def _padding(side: int, size: int) -> Question:
    before, after = resolve_padding("same", size, 1, 1, side)
    answer = f"{before} and {after}"
    others = (f"{size} and {size}", f"{size - 1} and {size - 1}", f"{before + 1} and {after + 1}")
    return Question(
        f"padding-{size}",
        f"At stride 1, how many zeros must stand before and after the {side} inputs so that a "
        f"filter of size {size} gives {side} outputs?",
        tuple(sorted({answer, *others})),
        answer,
        f"Without padding there are {side} − {size} + 1 outputs, {size - 1} too few: so many zeros "
        f"in all, {before} before and {after} after. One zero on each side is for size 3.",
    )


def _options(*values: int) -> tuple[str, ...]:
    return tuple(f"{value:,}" for value in sorted(set(values)))


def _some(count: int, noun: str) -> str:
    return f"{count} {plural(count, noun)}"
