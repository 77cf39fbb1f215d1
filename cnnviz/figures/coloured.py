"""A feature map as a picture, in the colours of the app."""

import numpy as np
import numpy.typing as npt

from cnnviz.figures.theme import RAMP, signed_range
from cnnviz.traces import Array


def coloured(values: Array) -> npt.NDArray[np.uint8]:
    """A map (H, W) in the light signed colours: uint8 (H, W, 3).

    >>> coloured(np.array([[0.0]])).tolist()
    [[[244, 244, 241]]]
    """
    t = np.nan_to_num(np.clip(values / signed_range(values), -1, 1))
    ramps = RAMP["light"]
    negative, positive = (_blend(ramps[side], np.abs(t)) for side in ("negative", "positive"))
    return np.where(t[..., None] < 0, negative, positive)


def _blend(colours: tuple[str, ...], t: Array) -> npt.NDArray[np.uint8]:
    """The colour at each t from 0 to 1, linear between the given ones."""
    stops = np.array([list(bytes.fromhex(colour[1:])) for colour in colours])
    at = np.linspace(0, 1, len(stops))
    channels = [np.interp(t, at, stops[:, channel]) for channel in range(3)]
    return np.stack(channels, -1).round().astype(np.uint8)
