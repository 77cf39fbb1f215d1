"""What a person does in each lesson, and whether what comes back is right and that person's own.

Each works on numbers that nobody else has: a picture, a signal, a seed or a step size that says who
it is. An answer is wrong when it is not what was asked for, or when the engine makes another number
of the same settings here; it is crossed when it says somebody else's name.
"""

import io
import random
from base64 import b64encode
from dataclasses import replace

import numpy as np
from PIL import Image

from benchmarks.sessions import PHOTO, Session
from benchmarks.works import DOINGS, SEEDS, WORKS, Fits, Work
from cnnviz import settings as links
from cnnviz.files.images import Picture
from cnnviz.settings import UPLOAD

KEPT, PHOTO_SIDES = 512, (160, 120)


def photo(who: int, width: int, height: int) -> tuple[Picture, bytes]:
    """A picture in a colour that only this person has, as the app keeps it, and its file."""
    colour = (who % 251, who // 251 % 251, 97)
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    share = min(1.0, KEPT / max(width, height))
    sides = (round(share * height), round(share * width), 3)
    return Picture(np.broadcast_to(np.uint8(colour), sides).copy(), ()), file.getvalue()


class Person:
    """Somebody at a session, who works at a lesson and looks whether the answers are right."""

    def __init__(self, session: Session, who: int, dice: random.Random, everybody: int) -> None:
        self.session, self.who, self.dice = session, who, dice
        self.everybody = everybody
        self.work = WORKS[0]
        self.photo: Picture | None = None
        self.photo_sides = PHOTO_SIDES
        self.uploads = 0
        self.faults: list[str] = []
        self.crossed = 0

    async def go(self, work: Work) -> None:
        """Open a lesson by a link of one's own."""
        self.work = work
        if await self.session.open(work.path, work.query(self.who)):
            self.check("opening", lambda settings, shown: True)

    async def act(self) -> None:
        """Do one of the things that can be done here."""
        doing = self.dice.choice(self.work.doings)
        if "-" in doing:
            await self._move(doing)
        elif doing == "upload":
            await self.upload()
        else:
            event, fits = DOINGS[self.work.path, doing](self.session.shown, self.dice)
            number = await self.session.send(event)
            if number:
                self.check(
                    doing,
                    lambda settings, shown: shown.own["heard"] >= number and fits(settings, shown),
                )

    async def _move(self, name: str) -> None:
        state = await self.session.move(name)
        field = name.split("-")[1]
        if state:
            self.check(
                name,
                lambda settings, shown: (
                    getattr(settings, field) == state.double_value or bool(shown.own["message"])
                ),
            )

    async def upload(self) -> None:
        """Bring a photo that nobody else has."""
        self.uploads += 1
        picture, file = photo(self.who + SEEDS * self.uploads, *self.photo_sides)
        event = {"kind": "photo", "number": self.uploads, "data": b64encode(file).decode()}
        answered = await self.session.send({**event, "show": True}, PHOTO)
        self.photo = picture
        if answered:
            self.check("upload", lambda settings, shown: settings.picture == UPLOAD)

    def check(self, doing: str, fits: Fits) -> None:
        """Note what is wrong with what the player was shown last."""
        shown = self.session.shown
        settings, _ = links.from_link(self.work.settings, shown.link)
        if shown.link.get("picture") == UPLOAD:  # which no link can carry
            settings = replace(settings, picture=UPLOAD)
        if not shown.header:
            self._note(doing, "nothing was shown")
        elif getattr(settings, "picture", "") != UPLOAD and not self.work.is_of(settings, self.who):
            others = (who for who in range(self.everybody) if who != self.who)
            self.crossed += any(self.work.is_of(settings, who) for who in others)
            self._note(doing, "these are not my settings")
        elif not fits(settings, shown):
            self._note(doing, f"not what was asked for {shown.own['message']}")
        elif not self.work.number(settings, self.photo, shown):
            self._note(doing, "another number than the engine's")

    def _note(self, doing: str, problem: str) -> None:
        self.faults.append(f"/{self.work.path}, {doing}: {problem}")
