"""What is said of a picture that moves under max and blur pooling."""

from cnnviz.figures.numbers import number
from cnnviz.lessons.pooling.records import Shifted


def shift_words(pools: dict[str, Shifted], stride: int) -> list[str]:
    """One sentence for each shift."""
    return [_shift_sentence(pools, stride, shift) for shift in range(len(pools["max"].mean))]


def _shift_sentence(pools: dict[str, Shifted], stride: int, shift: int) -> str:
    largest, blurred = (float(pools[name].mean[shift]) for name in ("max", "blur"))
    rows, columns = pools["max"].y.shape[1:]
    moved = f"Moved *{shift} pixel{'s' if shift > 1 else ''}*"
    if not shift:
        return (
            "The picture has *not moved*: nothing changes, *0*. Here it wraps around, which gives "
            f"{rows} × {columns} outputs. Press → to move it pixel by pixel."
        )
    if stride == 1:
        return (
            f"{moved}: with stride 1 no place is left out, so the output only moves along and "
            f"changes by *{number(largest)}*."
        )
    if shift % stride == 0:
        return (
            f"{moved}, a multiple of the stride {stride}: every window meets the same numbers "
            "again, and *nothing* changes: *0*."
        )
    text = (
        f"{moved}, max pooling picks from other windows and changes by *{number(largest)}* on "
        f"average; blur pooling by *{number(blurred)}*"
    )
    if largest > 1.05 * blurred > 0:
        text += f", *{number(round(largest / blurred, 1))} times less*"
    places = "half a place" if 2 * shift == stride else f"{number(shift / stride)} places"
    between = "to the mean of" if 2 * (shift % stride) == stride else "between"
    return f"{text}. To compare, the new output moves back by {places}, {between} two neighbours."
