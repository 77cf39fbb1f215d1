"""What is said of two networks on one picture: what each is, and whether they agree."""

from cnnviz.figures.numbers import percent
from cnnviz.lessons.network.compare import shared
from cnnviz.lessons.network.trace import Seen


def rows(before: Seen, after: Seen) -> list[tuple[str, str, str]]:
    """What two networks are, line by line."""
    lines = zip(_about(before), _about(after), strict=True)
    heads = ("Picture", "Layers", "Weights", "Multiply-adds", "Classes")
    return [(head, a, b) for head, (a, b) in zip(heads, lines, strict=True)]


def _about(seen: Seen) -> tuple[str, ...]:
    counts = (
        len(seen.layers),
        sum(row.parameters for row in seen.costs),
        sum(row.multiply_adds for row in seen.costs),
        len(seen.names),
    )
    return (" × ".join(map(str, seen.square.shape)), *(f"{n:,}" for n in counts))


def agreement(before: Seen, after: Seen, titles: tuple[str, str]) -> str:
    """Whether two networks say the same, as far as their classes have the same names."""
    pairs = shared(before, after)
    first = [seen.answers(1)[0] for seen in (before, after)]
    said = f"{titles[0]} says *{first[0].name}*, {titles[1]} *{first[1].name}*"
    if not pairs:
        return f"{said}. They have no class of the same name."
    if first[0].name.casefold() == first[1].name.casefold():
        shares = " and ".join(percent(one.share) for one in first)
        return f"Both say *{first[0].name}*, with {shares}. {_common(len(pairs))}"
    return f"{said}. {_common(len(pairs))}"


def _common(count: int) -> str:
    if count == 1:
        return "One class has the same name in both."
    return f"{count:,} classes have the same names in both."
