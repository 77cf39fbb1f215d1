"""What a gradient check found, and how it is judged.

The limits are those of the CS231n notes (Stanford, "Gradient checks"): a relative error of up to
1e-7 is good, up to 1e-4 is usual where there are kinks, above 1e-2 is wrong.
"""

from dataclasses import dataclass
from math import isnan, nan

GOOD, WITH_KINKS, WRONG = 1e-7, 1e-4, 1e-2


@dataclass(frozen=True, slots=True)
class Kink:
    """A place where the slope jumps within the step.

    ``index`` is that of the output of node ``node`` ("" where a layer was checked by itself);
    ``value`` is what the node puts out there.
    """

    node: str
    kind: str
    index: tuple[int, ...]
    value: float

    def __str__(self) -> str:
        at = f'"{self.node}" ' if self.node else ""
        place = ", ".join(map(str, self.index))
        if self.kind == "tie":
            return f"{at}window [{place}]: two inputs tie for the maximum {self.value:g}."
        return f"{at}input [{place}] lies on a kink, where the output is {self.value:g}."


@dataclass(frozen=True, slots=True)
class Probe:
    """One comparison: of an entry, or along a random direction where ``index`` is None.

    ``left`` and ``right`` are the one-sided slopes, ``numeric`` their mean. The relative error is
    ``|analytic - numeric|`` over the larger of the two, or, where both are smaller than the least
    slope that a difference of float64 numbers tells to seven digits, over that slope.
    """

    array: str
    index: tuple[int, ...] | None
    analytic: float
    numeric: float
    left: float
    right: float
    relative_error: float
    kinks: tuple[Kink, ...]

    @property
    def verdict(self) -> str:
        """ "kink" where the comparison means nothing, else "good", "fair", "doubtful", "wrong"."""
        return "kink" if self.kinks else _verdict(self.relative_error)


@dataclass(frozen=True, slots=True)
class Report:
    """All probes of one check."""

    step: float
    probes: tuple[Probe, ...]

    @property
    def relative_error(self) -> dict[str, float]:
        """The largest for each array, kinks left out; NaN where every probe met one."""
        judged: dict[str, list[float]] = {}
        for probe in self.probes:
            judged.setdefault(probe.array, []).extend([] if probe.kinks else [probe.relative_error])
        return {name: max(errors, default=nan) for name, errors in judged.items()}

    @property
    def kinks(self) -> tuple[Kink, ...]:
        """Every kink that a probe met, once."""
        return tuple(dict.fromkeys(kink for probe in self.probes for kink in probe.kinks))

    @property
    def verdict(self) -> dict[str, str]:
        """ "good", "fair", "doubtful" or "wrong" for each array; "kink" where nothing is left."""
        return {name: _verdict(error) for name, error in self.relative_error.items()}


def summary(report: Report) -> str:
    """The whole check in words."""
    judged = [probe for probe in report.probes if not probe.kinks]
    worst = max((probe.relative_error for probe in judged), default=nan)
    good = sum(probe.verdict == "good" for probe in judged)
    left = len(report.probes) - len(judged)
    sentence = f"{good} of {len(judged)} gradients agree to seven digits"
    if judged:
        sentence += f"; the worst relative error is {scientific(worst)}"
    if not left:
        return f"{sentence}."
    verb = "is" if left == 1 else "are"
    return f"{sentence}. {left} more {verb} not judged: near a kink or a tie a difference misleads."


def scientific(error: float) -> str:
    """A relative error in two digits; "" where there is none.

    >>> scientific(1.234e-9), scientific(nan)
    ('1.2e−9', '')
    """
    if isnan(error):
        return ""
    mantissa, exponent = f"{error:.1e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−") if error else "0"


def _verdict(error: float) -> str:
    if isnan(error):
        return "kink"
    limits = {"good": GOOD, "fair": WITH_KINKS, "doubtful": WRONG}
    return next((word for word, most in limits.items() if error <= most), "wrong")
