"""What the panels beside the table tell: the three blocks of the chapters, and the depth."""

from typing import Any

from cnnviz.lessons.architectures import depth
from cnnviz.lessons.architectures import words_panels as words
from cnnviz.lessons.architectures.layers import Layout, Row
from cnnviz.lessons.architectures.words_said import three
from cnnviz.networks.catalogue.stacks import C3_READS


def connections(layout: Layout) -> dict[str, Any] | None:
    """Which maps of S2 each map of C3 reads, of LeNet-5 as in the paper."""
    if not any(row.partly for row in layout.rows):
        return None
    s2, c3 = (next(row for row in layout.rows if row.name == name) for name in ("S2", "C3"))
    pairs = sum(map(len, C3_READS))
    whole = c3.size**2 * s2.maps * c3.maps + c3.maps
    counts = {"pairs": pairs, "all": s2.maps * c3.maps, "maps": c3.maps}
    said = words.CONNECTIONS["said"]
    return {
        "maps": words.CONNECTIONS["maps"],
        "rows": [words.CONNECTIONS["row"].format(number=k) for k in range(s2.maps)],
        "reads": C3_READS,
        "said": said.format(parameters=f"{c3.parameters:,}", whole=f"{whole:,}", **counts),
    }


def blocks(layout: Layout) -> dict[str, Any]:
    """The stages of the pipeline in their blocks, each with what it is in this network."""
    here = _here(layout)
    conv = [row for row in layout.rows if row.kind == "conv"]
    dense = [row for row in layout.rows if row.kind == "dense"]
    shares = {"A": _share(conv, layout), "B": words.NO_SHARE, "C": _share(dense, layout)}
    return {
        "heads": words.HEADS,
        "blocks": [[key, said, shares[key]] for key, said in words.BLOCKS.items()],
        "stages": [[key, *said[:2], here[key], *said[2:]] for key, said in words.STAGES.items()],
        "lit": [_lit(row) for row in layout.rows],
    }


def _here(layout: Layout) -> dict[str, str]:
    marks, family = layout.marks, layout.famous.family
    conv = [row for row in layout.rows if row.kind == "conv" and row.place != "gate"]
    gates = sum(row.place == "gate" for row in layout.rows) // 2
    pools = [row for row in marks if row.kind in ("pool", "mean")]
    dense = [row for row in marks if row.kind == "dense"]
    maps = [row for row in marks if row.kind in ("input", "conv", "pool")]
    steps = sum(row.stride > 1 for row in maps)
    last = next(row for row in reversed(marks) if row.kind != "dense")
    answer = words.CLASSES if dense else words.NO_SOFTMAX
    return {
        "conv": words.KERNELS.format(layers=_count(len(conv)), kernels=_kernels(conv))
        + (words.GATES.format(count=gates) if gates else ""),
        "activation": words.ACTIVATIONS[family],
        "pool": _count(len(pools)),
        "stride": words.STEPS.format(first=layout.side, last=maps[-1].side, count=steps),
        "flatten": words.NUMBERS.format(count=f"{last.maps * last.side**2:,}"),
        "dense": _count(len(dense)),
        "softmax": answer.format(count=f"{marks[-1].maps:,}"),
    }


def _count(count: int) -> str:
    said = words.LAYERS["none" if count == 0 else "one" if count == 1 else "more"]
    return said.format(count=count)


def _kernels(conv: list[Row]) -> str:
    return ", ".join(f"{n}×{n}" for n in sorted({row.size for row in conv}, reverse=True))


def _share(rows: list[Row], layout: Layout) -> str:
    count = sum(row.parameters for row in rows)
    if not count:
        return words.NO_SHARE
    return words.SHARE.format(count=f"{count:,}", share=three(100 * count / layout.parameters))


def _lit(row: Row) -> list[str]:
    """The stages that a layer belongs to."""
    if row.kind == "conv":
        return ["conv", "activation", *(["stride"] if row.stride > 1 else [])]
    if row.kind in ("pool", "mean"):
        return ["pool", "stride"]
    if row.kind == "dense":
        return ["dense", *(["softmax"] if row.name == "output" else ["activation"])]
    return []


def deep(layout: Layout) -> dict[str, Any]:
    """The depth in the chapters' terms, and the ways by their lengths."""
    word = depth.word(layout.learned)
    facts = {"hidden": layout.hidden, "learned": layout.learned}
    if layout.skips:
        facts["shortest"] = layout.shortest
    if layout.gated > layout.learned:
        facts["gated"] = layout.gated
    said = words.DEEP.format(learned=layout.learned, word=word, hidden=layout.hidden)
    if layout.skips:
        ways = sum(layout.ways.values())
        said += words.WAYS.format(ways=f"{ways:,}", skips=len(layout.skips))
    return {
        "word": word,
        "words": words.DEPTHS,
        "ends": [depth.DEEP, depth.VERY_DEEP],
        "facts": [[f"{count:,}", words.FACTS[name]] for name, count in facts.items()],
        "said": said,
        "scale": words.SCALE,
        "ways": [list(way) for way in layout.ways.items()],
        "histogram": words.HISTOGRAM,
    }
