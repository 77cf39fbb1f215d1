"""The names of the stages of a filter bank."""

from types import MappingProxyType

TABS = MappingProxyType(
    {"convolved": "Maps", "activated": "Activated", "pooled": "Pooled", "second": "Layer 2"}
)


def titles(activation: str, pool: str) -> dict[str, str]:
    """The heading over the maps of each stage.

    >>> titles("ReLU", "2 × 2")["pooled"]
    'After 2 × 2 max pooling'
    """
    return {
        "convolved": "Feature maps",
        "activated": f"After {activation}",
        "pooled": f"After {pool} max pooling",
        "second": "Second layer",
    }
