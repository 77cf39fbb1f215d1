"""What a newcomer and a page need to know of a kind of kernel, and how to build one."""

from collections.abc import Callable
from dataclasses import dataclass

from cnnviz.kernels.kernel import MAX_SIDE, Kernel
from cnnviz.kernels.weights import Size, Weights

SIDES = tuple(range(1, MAX_SIDE + 1))


@dataclass(frozen=True, slots=True)
class Option:
    """A whole number that shapes a family beside its size.

    `letter` stands for it in a link ("a45"); `suffix` shows it in the title ("{}" is the value).
    """

    name: str
    title: str
    letter: str
    default: int
    smallest: int
    largest: int
    suffix: str = ""

    def check(self, value: int) -> int:
        """Return `value`, or raise ValueError naming what fits."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{self.title} takes a whole number.")
        if not self.smallest <= value <= self.largest:
            raise ValueError(f"{self.title} can be from {self.smallest} to {self.largest}.")
        return value


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of kernel: its names, one sentence for a newcomer, the sizes and options it has.

    `weights(size, **options)` gives whole-number weights, (kH, kW) or (C, kH, kW), and a divisor.
    `short` is the title where there is little room, if the title itself is too long.
    """

    name: str
    title: str
    description: str
    weights: Callable[..., Weights]
    default_size: Size = (3, 3)
    heights: tuple[int, ...] = SIDES
    widths: tuple[int, ...] = SIDES
    options: tuple[Option, ...] = ()
    short: str = ""

    def allows(self, size: Size) -> bool:
        """Whether this family has a kernel of (height, width)."""
        return size[0] in self.heights and size[1] in self.widths

    def build(self, size: Size | None = None, **options: int) -> Kernel:
        """The kernel of this size (the default size without one) and these options.

        Raises
        ------
        ValueError
            A size or an option this family does not have; the sentence names what fits.
        """
        height, width = size or self.default_size
        if not self.allows((height, width)):
            raise ValueError(
                f"{self.title} can't be {height} x {width}: its height can be "
                f"{_words(self.heights)}, its width {_words(self.widths)}."
            )
        chosen = self._chosen(options)
        weight, divisor = self.weights((height, width), **chosen)
        title = self.title + "".join(o.suffix.format(chosen[o.name]) for o in self.options)
        weight = weight.reshape(-1, height, width)
        return Kernel(self.name, title, weight, divisor, tuple(chosen.items()))

    def _chosen(self, options: dict[str, int]) -> dict[str, int]:
        known = {option.name for option in self.options}
        if not options.keys() <= known:
            has = f"only {', '.join(sorted(known))}" if known else "none"
            raise ValueError(f"{self.title} does not have this option; it has {has}.")
        return {o.name: o.check(options.get(o.name, o.default)) for o in self.options}


def _words(sides: tuple[int, ...]) -> str:
    kind = "odd, " if all(side % 2 for side in sides) else ""
    return f"{kind}{sides[0]} to {sides[-1]}"
