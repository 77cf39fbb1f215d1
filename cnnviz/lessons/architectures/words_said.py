"""What is said of each layer and of two networks beside each other, and how numbers are written."""

from collections.abc import Iterator
from typing import Any

from cnnviz.lessons.architectures import words
from cnnviz.lessons.architectures.layers import Layout, Row

UNITS = ((10**9, " G"), (10**6, " M"), (10**3, " k"))


def short(count: float) -> str:
    """A count in three digits.

    >>> short(61_100_840), short(714_188_480), short(417), short(3_663_761_408), short(999_999)
    ('61.1 M', '714 M', '417', '3.66 G', '1.00 M')
    """
    for unit, name in UNITS:
        if count >= unit * 0.9995:
            return three(count / unit) + name
    return f"{count:,}"


def three(value: float) -> str:
    """Three digits.

    >>> three(99.2), three(990.19), three(0.0412), three(135942.3)
    ('99.2', '990', '0.04', '135,942')
    """
    return (
        f"{value:,.0f}" if value >= 99.95 else f"{value:.1f}" if value >= 9.995 else f"{value:.2f}"
    )


def told(layout: Layout, lenet: Layout) -> str:
    """What the network added."""
    dense = sum(row.parameters for row in layout.rows if row.kind == "dense")
    return words.TOLD[layout.famous.family].format(
        parameters=f"{layout.parameters:,}",
        times=three(layout.parameters / lenet.parameters),
        share=three(100 * dense / layout.parameters),
        learned=layout.learned,
        shortest=layout.shortest,
        partly=words.PARTLY if any(row.partly for row in layout.rows) else "",
    )


def layers(layout: Layout) -> Iterator[tuple[str, str]]:
    """What is said of each row: of its parameters, and of its work."""
    before = 0
    last = max((row.slot for row in layout.marks if row.kind == "conv"), default=0)
    for row in layout.rows:
        more = words.SOME_MAPS if row.partly else ""
        if layout.halving_last and row.slot == last and row.place == "main":
            more = words.HALVING_LAST.format(field=layout.halving_last)
        about, work = _layer(row, before)
        yield about + more, work + more
        before = row.side if row.place == "main" else before


def _layer(row: Row, before: int) -> tuple[str, str]:
    if row.kind == "input":
        said = words.INPUT.format(maps=row.maps, side=row.side)
        return said, said
    sees = words.SEES.format(field=row.field) if row.field else words.SEES_ALL
    sizes = words.SIZES.format(before=before, after=row.side) if row.place == "main" else ""
    more = {"name": row.name, "sizes": sizes, "sees": sees if row.place == "main" else ""}
    if not row.learned:
        said = words.NOTHING.format(what=_pooling(row), **more)
        return said, said
    work = words.WORK.format(sum=products(row), count=f"{row.work:,}", **more)
    return words.PARAMETERS.format(sum=weights(row), count=f"{row.parameters:,}", **more), work


def _pooling(row: Row) -> str:
    if row.kind == "mean":
        return words.LARGEST_OF_ALL if row.name == "C2" else words.MEAN
    text = words.AVERAGE if row.name.startswith("S") else words.LARGEST
    return text.format(size=row.size, stride=row.stride)


def weights(row: Row) -> str:
    """How the parameters of a layer are counted.

    >>> from cnnviz.networks.catalogue.famous import BY_KEY
    >>> from cnnviz.lessons.architectures.layers import layout
    >>> weights(layout(BY_KEY["lenet-5"]).rows[1])
    '5·5·1·6 + 6'
    """
    added = f"2·{row.maps:,}" if row.normed else f"{row.maps:,}"
    if row.partly:
        return f"60·5·5 + {added}"
    if row.kind == "dense":
        return f"{row.inputs:,}·{row.maps:,} + {added}"
    return f"{row.size}·{row.size}·{row.reads // row.groups:,}·{row.maps:,} + {added}"


def products(row: Row) -> str:
    """How the multiply-adds of a layer are counted."""
    places = f"·{row.side}·{row.side}" if row.side > 1 else ""
    if row.partly:
        return f"60·5·5{places}"
    if row.kind == "dense":
        return f"{row.inputs:,}·{row.maps:,}"
    return f"{row.size}·{row.size}·{row.reads // row.groups:,}·{row.maps:,}{places}"


def against(a: Layout, b: Layout) -> dict[str, Any]:
    """What is said of B beside A, and each measure of both."""
    measures = words.COMPARED
    rows = [[said, *_pair(getattr(a, name), getattr(b, name))] for name, said in measures.items()]
    if a.famous is b.famous:
        return {"said": words.ITSELF, "rows": rows}
    parts = {
        name: _share(getattr(a, name), getattr(b, name), measures[name])
        for name in ("learned", "parameters", "work")
    }
    return {"said": words.AGAINST.format(a=a.famous.name, b=b.famous.name, **parts), "rows": rows}


def _pair(a: int, b: int) -> list[str]:
    if a == b:
        ratio = words.SAME
    elif b > a:
        ratio = words.TIMES.format(by=three(b / a))
    else:
        ratio = words.PART.format(by=three(a / b))
    return [f"{a:,}", f"{b:,}", ratio]


def _share(a: int, b: int, what: str) -> str:
    if a == b:
        return words.AS_MANY.format(what=what)
    if b > a:
        return words.TIMES_AS_MANY.format(what=what, times=three(b / a))
    if a >= 100 * b:
        return words.TIMES_FEWER.format(what=what, times=three(a / b))
    return words.SHARE_OF.format(what=what, share=three(100 * b / a))
