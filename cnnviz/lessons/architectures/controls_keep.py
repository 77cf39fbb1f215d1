"""What a person takes home from the page on architectures."""

from pathlib import Path

from cnnviz.files import names
from cnnviz.lessons.architectures import code, figures, payload
from cnnviz.lessons.architectures.controls import Page, every
from cnnviz.lessons.architectures.layers import Layout
from cnnviz.ui import downloads, keep
from cnnviz.ui.keep import TakeAway


def fold(visit: Page, own: Layout, page: str) -> None:
    """Drawings, the layers as numbers and as a table with their names, and programs."""
    keep.fold(visit, lambda: take(own, page))


def take(own: Layout, page: str) -> TakeAway:
    """The network that is looked at, and all of them on one scale."""
    name = own.famous.name
    drawn = {
        name: lambda scheme: figures.drawing([own], scheme),
        "All networks": lambda scheme: figures.drawing(list(every().values()), scheme),
    }

    def offer() -> None:
        one, made = code.layers(own), code.networks(list(every().values()))
        tables = {"Table of layers": ((name, f"{own.side} px"), one), "All networks": ((), made)}
        for title, (about, text) in tables.items():
            parts = ("architectures", *(about or (title,)), names.mark(text))
            file = names.safe(*parts, ending="csv")
            downloads.button(f"{title} as CSV", text, file)

    texts = {"Count in NumPy": code.program(own), "This page": Path(page).read_text("utf-8")}
    numbers = {"Layers": payload.table(own)}
    return TakeAway(name, numbers=numbers, code=texts, more=offer, drawn=drawn)
