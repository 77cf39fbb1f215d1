"""What a person takes home from the receptive-field page."""

from pathlib import Path

from cnnviz.figures.grid import Map, signed
from cnnviz.files import names
from cnnviz.lessons.receptive_field import controls_maps
from cnnviz.lessons.receptive_field.controls import Page
from cnnviz.lessons.receptive_field.controls_show import FieldResult
from cnnviz.lessons.receptive_field.words import table_text, title
from cnnviz.traces import Array
from cnnviz.ui import downloads
from cnnviz.ui.keep import TakeAway


def take(visit: Page, looked: FieldResult, page: str) -> TakeAway:
    """The photo beside the strongest map of each layer, and the table of the layers."""
    source = looked.photo.source
    x = looked.photo.x if source.colour == "rgb" else looked.photo.x[0]
    photo = Map("Photo", x, source.colour, source.low, source.high)
    maps, _ = controls_maps.maps(visit.settings, looked, 0)
    found = dict(zip(_titles(looked), maps or (), strict=False))
    pictures: dict[str, tuple[Map, ...]] = {
        f"Photo and layer {name}": (photo, signed(f"Layer {name}", values))
        for name, values in found.items()
    }
    numbers: dict[str, Array] = {f"Layer {name}": values for name, values in found.items()}
    texts = {"This page": Path(page).read_text("utf-8")}
    return TakeAway(
        source.about, {**pictures, "Photo": (photo,)}, numbers, texts, more=lambda: _layers(looked)
    )


def _titles(looked: FieldResult) -> list[str]:
    stages = looked.trace.stages
    return [f"{place} {title(stage)}" for place, stage in enumerate(stages, 1)]


def _layers(looked: FieldResult) -> None:
    """The table of the layers."""
    text = table_text(looked.trace)
    file = names.safe("receptive_field", "layers", names.mark(text), ending="csv")
    downloads.button("Layers as CSV", text, file)
