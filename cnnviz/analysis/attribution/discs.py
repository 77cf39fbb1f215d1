"""Where the units of a layer stand on the picture, and how much of it each one sees."""

from dataclasses import dataclass

from cnnviz.analysis.attribution.asked import Asked
from cnnviz.analysis.receptive_field import fields


@dataclass(frozen=True, slots=True)
class Discs:
    """One disc for each unit of a layer, on the picture's own pixels.

    Where branches met whose centres differ, it stands for all that they see together.

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
        When it is not known which pixels a unit of that layer sees.
    """
    known = fields(asked.network, asked.picture.shape, asked.params).get(layer)
    lengths = asked.activations.values[layer].shape[2:] if known is not None else ()
    if known is None or len(lengths) != len(known):
        raise ValueError(f'It is not known which pixels the units of "{layer}" see.')
    centres = tuple(
        tuple(field.centre(unit) for unit in range(n))
        for field, n in zip(known, lengths, strict=True)
    )
    return Discs(centres, tuple(f.jump for f in known), tuple(f.size for f in known))
