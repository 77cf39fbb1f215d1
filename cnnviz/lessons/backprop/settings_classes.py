"""What settings with classes of the person's own can answer: their names, photos and examples."""

from dataclasses import replace
from typing import TypeVar

import numpy as np

from cnnviz.files import images, set_pictures
from cnnviz.files.images import Picture
from cnnviz.lessons.backprop import classes as own
from cnnviz.lessons.backprop.classes import Examples
from cnnviz.networks.preset import Preset
from cnnviz.settings.shared import PICTURE, UPLOAD, is_made
from cnnviz.settings.values import Codec

OWN = "own"  # the network's own picture
S = TypeVar("S", bound="OwnClasses")


def _is_built_in(name: str) -> bool:
    return name == OWN or own.at(name) >= 0 or set_pictures.find(name) is not None


def _read_picture(text: str) -> tuple[str, str]:
    return (text, "") if _is_built_in(text) else PICTURE.read(text)


def _show_picture(name: str) -> str:
    return "as the network comes" if _is_built_in(name) else PICTURE.show(name)


OWN_PICTURE = Codec(
    _read_picture,
    str,
    _show_picture,
    kind="picture",
    own=lambda name: not _is_built_in(name) and is_made(name),
)


class OwnClasses:
    """Of a ``picture``, and of ``classes`` with their ``photos`` as `.classes` writes them."""

    picture: str
    classes: str
    photos: str
    target: float | None

    __slots__ = ()

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the person's own classes, if there are any."""
        return own.names(self.classes)

    @property
    def place(self) -> int:
        """The place of the photo that is shown of a class; -1 for any other picture."""
        return own.at(self.picture)

    @property
    def every_place(self) -> tuple[str, ...]:
        """What is in each place of the classes, as text."""
        return own.places(self.photos, len(self.class_names))

    @property
    def shows_own(self) -> bool:
        """Whether the picture is one that no link carries."""
        photos, place = self.every_place, self.place
        return self.picture == UPLOAD or (0 <= place < len(photos) and own.has_own(photos[place]))

    def examples(self) -> Examples:
        """What the person's own classes teach."""
        return own.examples(self.photos, len(self.class_names))

    def with_photo(self: S, place: object, picture: Picture) -> S | None:
        """With a photo in the ``place`` of a class, or the next that is free; None without one."""
        free = [k for k, text in enumerate(self.every_place) if not text]
        if not free or place is None:
            return None
        behind = (k for k in free if type(place) is int and k >= place)
        there = next(behind, free[0])
        return self.with_place(there, own.encoded(images.square(picture, own.SIDE)))

    def with_place(self: S, place: int, text: str) -> S:
        """With another photo in a place, or with none there."""
        return self.with_photos(own.put(self.photos, len(self.class_names), place, text))

    def with_photos(self: S, photos: str) -> S:
        """With other photos of the classes, one of which is shown if there are any."""
        there = own.examples(photos, len(self.class_names)).places
        shown = self.picture
        if there and self.place not in there:
            shown = own.picture(there[0])
        elif not there and self.place >= 0:
            shown = OWN
        target = self.target if shown == self.picture else None
        return replace(self, photos=photos, picture=shown, target=target)  # type: ignore[type-var]

    def forgotten(self: S) -> S:
        """Without a photo of one's own, and without what was learned from them."""
        return replace(self.with_photos(""), weights="", target=None, rate=None)  # type: ignore[type-var]

    def keeping(self: S, before: S) -> S:
        """These settings of an address with the photos of the same classes, which none carries."""
        if self.photos or self.classes != before.classes:
            return self
        return replace(self, photos=before.photos)  # type: ignore[type-var]

    def named(self, preset: Preset) -> Preset:
        """For the person's own classes: a photo of one of them is of that class."""
        known = self.place >= 0
        target = np.array(self.place // own.PLACES) if known else preset.target
        return replace(preset, classes=self.class_names, known=known, target=target)
