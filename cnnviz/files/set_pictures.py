"""Pictures of the sets that networks were trained on, one tile a class."""

import re
from functools import lru_cache

import numpy as np

from cnnviz.files import labelled
from cnnviz.files.images import Picture
from cnnviz.files.labelled import LABELLED
from cnnviz.files.trained import TRAINED

_NAME = re.compile(rf"({'|'.join(LABELLED)})-([0-9]{{1,4}})", re.A)
LEVELS = 255
EACH = 5  # pictures of a class where many are looked at


@lru_cache(maxsize=4)
def _set(name: str) -> labelled.Labelled:
    return labelled.load(name)


def find(name: str) -> Picture | None:
    """The picture that is called so, such as "digits-1400", if there is one."""
    match = _NAME.fullmatch(name)
    if not match or int(match[2]) >= len(_set(match[1]).pictures):
        return None
    found = _set(match[1])
    pixels = np.rint(found.pictures[int(match[2])] * (LEVELS / found.most)).astype(np.uint8)
    pixels.setflags(write=False)
    return Picture(pixels[:, :, None], ())


def tiles(name: str) -> tuple[str, ...]:
    """Of each class the first picture that was kept from training, by name, in order."""
    found = _set(name)
    kept = np.flatnonzero(found.test)
    first = [int(kept[found.labels[kept] == k][0]) for k in np.unique(found.labels)]
    return tuple(f"{name}-{k}" for k in first)


def several(network: str) -> tuple[str, ...]:
    """The names of up to fifty pictures that suit a network: of a set, five of each class."""
    about = TRAINED[network]
    if about.samples:
        return about.samples
    found = _set(about.labelled)
    kept = np.flatnonzero(found.test)
    first = [kept[found.labels[kept] == k][:EACH] for k in np.unique(found.labels)]
    return tuple(f"{about.labelled}-{k}" for k in np.concatenate(first))


def kept(name: str) -> tuple[str, ...]:
    """All pictures of a set that were kept from training."""
    return tuple(f"{name}-{k}" for k in np.flatnonzero(_set(name).test))


def label(name: str) -> int:
    """The number of its class."""
    kind, _, place = name.partition("-")
    return int(_set(kind).labels[int(place)])
