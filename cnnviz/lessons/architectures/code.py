"""The tables of layers as files, and the count of the parameters as NumPy that runs as it is."""

from collections.abc import Sequence

from cnnviz.files import csv_table
from cnnviz.lessons.architectures.layers import Layout

HEADS = (
    "kind", "kernel", "stride", "padding", "groups", "channels read", "channels", "side",
    "parameters", "multiply-adds", "field",
)  # fmt: skip
WHOLE = (
    "year", "side", "classes", "learned layers", "parameters", "multiply-adds", "field",
    "shortest way",
)  # fmt: skip
PROGRAM = """import numpy as np

# {name}: for each learned layer, numbers that one output adds up, outputs, places, numbers added
layers = np.array([
{rows}
])
inputs, maps, places, added = layers.T
print((inputs * maps + added * maps).sum())  # parameters
print((inputs * maps * places).sum())  # multiply-adds
"""
PART_READS = ((75, 6), (100, 9), (150, 1))  # C3 of LeNet-5: 3, 4 or 6 maps of 5 × 5


def layers(layout: Layout) -> str:
    """A row for each layer with its name, and their sums."""
    rows = {}
    for row in layout.rows:
        numbers = (
            row.size, row.stride, row.padding, row.groups, row.reads, row.maps, row.side,
            row.parameters, row.work, row.field or "all",
        )  # fmt: skip
        rows[row.name] = [row.kind, *map(str, numbers)]
    sums = [""] * 7 + [str(layout.parameters), str(layout.work), ""]
    rows["in all"] = ["", *sums]
    title = f"{layout.famous.name} for pictures of {layout.side} px and {layout.classes} classes"
    return csv_table.table(title, HEADS, rows)


def networks(layouts: Sequence[Layout]) -> str:
    """A row for each network."""
    rows = {}
    for one in layouts:
        numbers = (
            one.famous.year, one.side, one.classes, one.learned, one.parameters, one.work,
            one.field, one.shortest,
        )  # fmt: skip
        rows[one.famous.name] = list(map(str, numbers))
    return csv_table.table("Famous networks as they were made", WHOLE, rows)


def program(layout: Layout) -> str:
    """A program that counts parameters and multiply-adds of the network."""
    lines = []
    for row in layout.rows:
        if not row.learned:
            continue
        parts = PART_READS if row.partly else ((row.inputs, row.maps),)
        for inputs, maps in parts:
            numbers = (inputs, maps, row.side**2, 1 + row.normed)
            lines.append(f"    {list(numbers)},  # {row.name}")
    return PROGRAM.format(name=layout.famous.name, rows="\n".join(lines))
