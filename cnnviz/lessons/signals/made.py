"""Signals that are made: by a name, a length and, where chance takes part, a seed."""

import re

import numpy as np

from cnnviz.traces import Array

KINDS = {
    "pulses": "Pulse train",
    "chirp": "Chirp",
    "tones": "Two tones",
    "noise": "Noise",
    "claps": "Two claps",
}
LENGTHS = (24, 256, 1024, 4096)
MOST_SEED = 999
CLAP, CLAPS = (9, 8, 6, 5, 4, 3, 2, 2, 1, 1), (90, 130)  # loudness, and when it begins
MURMURS = (0, 2, 48, 60, 63, 102, 111, 119, 143, 145, 191, 203, 206, 241, 245, 254)
_NAME = re.compile(rf"({'|'.join(KINDS)})-([1-9][0-9]{{0,3}})(?:-s([0-9]{{1,3}}))?", re.A)


def is_made(text: str) -> bool:
    """Whether a text names a made signal."""
    return _NAME.fullmatch(text) is not None


def signal(text: str) -> Array | None:
    """The numbers (n,) of a name such as "noise-256-s7"; None where it is none.

    >>> signal("pulses-9").tolist()
    [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]
    """
    match = _NAME.fullmatch(text)
    if not match:
        return None
    kind, length, seed = match[1], int(match[2]), int(match[3] or 0)
    t = np.arange(length)
    if kind == "pulses":
        return np.asarray(t % 8 == 0, np.float64)
    if kind == "noise":
        return np.round(np.random.default_rng(seed).normal(size=length), 2) + 0.0
    if kind == "claps":
        return _claps(length)
    if kind == "chirp":  # from 2 periods of the whole up to one of 4 samples at its end
        return _tone(2 * t / length + (0.125 - 1 / length) * t**2 / length)
    return np.asarray(np.round(_tone(t / 16) + _tone(t / 5), 2) + 0.0)


def _tone(periods: Array) -> Array:
    """A sine with two decimals, so that its numbers can be read and added."""
    return np.asarray(np.round(np.sin(2 * np.pi * periods), 2) + 0.0)


def _claps(length: int) -> Array:
    """Loudness over time: two claps among murmurs of 1, again and again each 256 samples."""
    whole = np.zeros(256)
    whole[list(MURMURS)] = 1
    for begin in CLAPS:
        whole[begin : begin + len(CLAP)] = CLAP
    return np.resize(whole, length)
