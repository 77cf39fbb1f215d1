"""A page's settings as the query of its address, and back from whatever a link says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote

from cnnviz.settings.values import Codec

S = TypeVar("S")
# What is taken back, in this order, when a link asks for things that do not fit together.
Ways = tuple[tuple[str, object], ...]
LONGEST = 8_000  # characters that every browser and server takes
SAFE = ",;/-.~"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a link asked for and can't have, and what is shown instead."""

    asked: str
    reason: str
    shown: str


def setting(codec: Codec[Any], default: Any, noun: str) -> Any:
    """A line of a page's table: what it may be, what it is without a word, and what it is called.

    The name of the field is its name in the link.
    """
    return field(default=default, metadata={"codec": codec, "noun": noun})


def to_link(settings: Any) -> str:
    """What differs from the defaults, in the table's order, as a query without "?".

    With what is private, for a file; `short` is what goes into a link.

    >>> from cnnviz.lessons.convolution.settings import Convolution
    >>> to_link(Convolution(stride=2, kernel="box-5x5"))
    'kernel=box-5x5&stride=2'
    """
    return "&".join(_parts(settings))


def private(settings: Any) -> str:
    """The part of `to_link` that stays out of every link."""
    return "&".join(_parts(settings, (True,)))


def _parts(settings: Any, kinds: Collection[bool] = (False, True)) -> list[str]:
    usual = _usual(settings)
    return [
        f"{line.name}={quote(codec.write(value), safe=SAFE)}"
        for line in fields(settings)
        if (value := getattr(settings, line.name)) != usual.get(line.name, line.default)
        if (codec := line.metadata["codec"]).private(value) in kinds
    ]


def _usual(settings: Any) -> Mapping[str, Any]:
    """What is meant where a link says nothing, by names, where that depends on other settings."""
    return getattr(settings, "usual", {})


def parts(query: str) -> dict[str, str]:
    """A query, with or without its "?", by names.

    >>> parts("?kernel=box&view=")
    {'kernel': 'box', 'view': ''}
    """
    return dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True))


def fits(settings: Any) -> bool:
    """Whether a link can carry all of the settings."""
    return not private(settings) and len(to_link(settings)) <= LONGEST


def short(settings: Any) -> str:
    """The same without what is private, and its longest parts where it would be too long."""
    link = "&".join(_parts(settings, (False,)))
    while len(link) > LONGEST:
        parts = link.split("&")
        parts.remove(max(parts, key=len))
        link = "&".join(parts)
    return link


def from_link(page: type[S], query: Mapping[str, str]) -> tuple[S, tuple[Fault, ...]]:
    """The nearest legal settings to what a link asks for, and what could not be had.

    A value out of range falls to the end of the range, one that can't be read to the default.
    Names that the page does not have are passed over.
    """
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for line in fields(page):  # type: ignore[arg-type]
        if line.name in query:
            values[line.name], reason = _read(line, query[line.name])
            if reason:
                faults.append(fault(page, line.name, values[line.name], reason))
    made = page(**values)
    usual = {name: value for name, value in _usual(made).items() if name not in values}
    return (replace(made, **usual) if usual else made), tuple(faults)  # type: ignore[type-var]


def nearest(page: type[Any], name: str, value: Any) -> Any:
    """The legal value nearest to what a control says; the default where nothing is near."""
    line = page.__dataclass_fields__[name]
    return _read(line, line.metadata["codec"].write(value))[0]


def fault(page: type[Any], name: str, value: Any, reason: str) -> Fault:
    """The fault of one setting, in words."""
    metadata = page.__dataclass_fields__[name].metadata
    noun = metadata["noun"]
    article = "an" if noun[0] in "aeio" else "a"  # "u" stands for a unit
    return Fault(f"{article} {noun}", reason, f"{noun} {metadata['codec'].show(value)}")


def note(faults: Sequence[Fault]) -> str:
    """One plain sentence for all of them, with nothing of what the link said.

    >>> note([Fault("a stride", "that does not exist", "stride 1")])
    'The link asked for a stride that does not exist; stride 1 is shown.'
    """
    if not faults:
        return ""
    if len(faults) > 1:
        return "The link asked for settings that can't be had; the nearest ones are shown."
    (one,) = faults
    return f"The link asked for {one.asked} {one.reason}; {one.shown} is shown."


def _read(line: Field[Any], text: str) -> tuple[Any, str]:
    """The value nearest to a text, and the reason why it isn't the one that was asked for."""
    codec: Codec[Any] = line.metadata["codec"]
    try:
        return codec.read(text)
    except ValueError:
        assert line.default is not MISSING
        return line.default, "that does not exist"
