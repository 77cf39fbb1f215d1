"""A feature map as a picture, in the colours of the app."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cnnviz.figures.theme import RAMP, TOKENS, signed_range
from cnnviz.fixed import fixed
from cnnviz.traces import Array

STEPS = 256  # from zero to either end, as in ``player/js/colour.js``
Pixels = npt.NDArray[np.uint8]


def coloured(values: Array, scheme: str = "light", reach: float | None = None) -> Pixels:
    """A map (H, W) in the signed colours, its scale from -reach to reach: uint8 (H, W, 3).

    >>> coloured(np.array([[0.0]])).tolist()
    [[[244, 244, 241]]]
    """
    t = np.nan_to_num(np.clip(values / (reach or signed_range(values)), -1, 1))
    places: npt.NDArray[np.intp] = np.round(STEPS * t).astype(np.intp) + STEPS
    return _signed_table(scheme)[places]


@lru_cache(maxsize=2)
def _signed_table(scheme: str) -> Pixels:
    """The colours from the lowest value to the highest: as many as the players have."""
    t = np.linspace(-1, 1, 2 * STEPS + 1)
    negative, positive = (
        _blend(RAMP[scheme][side], np.abs(t)) for side in ("negative", "positive")
    )
    return fixed(np.where(t[:, None] < 0, negative, positive))


def shaded(values: Array, colour: str, low: float, high: float, scheme: str = "light") -> Pixels:
    """An input (H, W) or, for "rgb", (3, H, W), as the players colour it: uint8 (H, W, 3).

    >>> shaded(np.array([[0.0, 255.0]]), "grey", 0, 255).tolist()
    [[[0, 0, 0], [255, 255, 255]]]
    """
    if colour == "signed":
        return coloured(values, scheme, high)
    t = np.nan_to_num(np.clip((values - low) / ((high - low) or 1), 0, 1))
    if colour == "ink":
        return _blend((TOKENS[scheme]["grid-low"], TOKENS[scheme]["grid-high"]), t)
    grey = np.round(255 * t).astype(np.uint8)
    return np.moveaxis(grey, 0, -1) if grey.ndim == 3 else np.repeat(grey[..., None], 3, axis=-1)


def _blend(colours: tuple[str, ...], t: Array) -> Pixels:
    """The colour at each t from 0 to 1, linear between the given ones."""
    stops = np.array([list(bytes.fromhex(colour[1:])) for colour in colours])
    at = np.linspace(0, 1, len(stops))
    channels = [np.interp(t, at, stops[:, channel]) for channel in range(3)]
    return np.stack(channels, -1).round().astype(np.uint8)
