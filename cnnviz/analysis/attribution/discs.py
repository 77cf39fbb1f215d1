"""Where the units of a layer stand on the picture, and how much of it each one sees."""

from dataclasses import dataclass

from cnnviz.analysis.attribution.asked import Asked
from cnnviz.analysis.fields import fields


@dataclass(frozen=True, slots=True)
class Discs:
    """One disc for each unit of a layer, on the picture's own pixels.

    Where branches met whose centres differ, a centre is that of all that they see together. A gate
    that looks at whole maps makes a unit see everything, and does not move it.

    Parameters
    ----------
    centres : for each axis the pixel, or half-way between two, of each unit's centre
    jump : for each axis how far neighbours stand apart
    size : for each axis how many pixels a unit sees, borders not yet cut off
    """

    centres: tuple[tuple[float, ...], ...]
    jump: tuple[int, ...]
    size: tuple[int, ...]


def discs(asked: Asked, layer: str) -> Discs:
    """The discs of a layer's units.

    Raises
    ------
    ValueError
        When that is not known.
    """
    shape, own = asked.picture.shape, asked.params
    places = fields(asked.network, shape, own, local=True).get(layer)
    lengths = asked.activations.values[layer].shape[2:] if places is not None else ()
    if places is None or len(lengths) != len(places):
        raise ValueError(f'It is not known where on the picture the units of "{layer}" stand.')
    seen = fields(asked.network, shape, own)[layer]
    size = shape[2:] if seen is None else tuple(field.size for field in seen)
    centres = tuple(
        tuple(field.centre(unit) for unit in range(n))
        for field, n in zip(places, lengths, strict=True)
    )
    return Discs(centres, tuple(field.jump for field in places), size)
