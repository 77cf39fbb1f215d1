"""What a person does in each lesson, and whether what comes back is right and that person's own.

Each works on numbers that nobody else has: a picture, a signal, a seed or a step size that says who
it is. An answer is wrong when it is not what was asked for, or when the engine makes another number
of the same settings; it is crossed when it says somebody else's name. The engine is asked when all
is over, so that its work is not taken for the server's.
"""

import asyncio
import functools
import io
import random
import struct
from base64 import b64encode
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.doings import DOINGS, Fits
from benchmarks.sessions import PHOTO, Session
from benchmarks.works import SEEDS, WORKS, Work, mark
from cnnviz import settings as links
from cnnviz.files.images import Picture
from cnnviz.settings import UPLOAD

KEPT, PHOTO_SIDES = 512, (160, 120)
COMMENT = 65_533  # bytes of a JPEG's comment at most
PIXELS_A_BYTE = 3  # a phone stores 12 megapixels in 4 MB


Photo = tuple[int, int, int]  # whose, width, height


def kept(photo: Photo) -> Picture:
    """A picture in a colour that only this person has, as the app keeps it."""
    whose, width, height = photo
    share = min(1.0, KEPT / max(width, height))
    sides = (round(share * height), round(share * width), 3)
    colour = np.asarray(Image.open(io.BytesIO(_jpeg((whose, 8, 8)))))[0, 0]
    return Picture(np.broadcast_to(colour, sides).copy(), ())


def file(photo: Photo) -> bytes:
    """The same in its own size; as heavy as a phone's where it has as many pixels."""
    whose, width, height = photo
    filling = random.Random(whose).randbytes(width * height // PIXELS_A_BYTE)
    parts = [filling[start : start + COMMENT] for start in range(0, len(filling), COMMENT)]
    comments = [b"\xff\xfe" + struct.pack(">H", len(part) + 2) + part for part in parts]
    data = _jpeg(photo)
    return b"".join((data[:2], *comments, data[2:]))


def _jpeg(photo: Photo) -> bytes:
    whose, width, height = photo
    colour = (whose % 50 * 5, whose // 50 % 50 * 5, whose // 2500 % 50 * 5)
    stream = io.BytesIO()
    image = Image.new("RGB", (width, height), colour)
    image.save(stream, "JPEG", quality=95, subsampling=0)
    return stream.getvalue()


@dataclass(frozen=True)
class Answer:
    """What a player was shown, until the engine is asked for the same."""

    doing: str
    work: Work
    settings: Any
    photo: Photo | None
    said: str

    @property
    def problem(self) -> str:
        """What is wrong with it, or nothing."""
        right = self.said == made(self.work, self.settings, self.photo)
        return "" if right else f"/{self.work.path}, {self.doing}: another number than the engine's"


@functools.lru_cache(maxsize=100_000)
def made(work: Work, settings: Any, photo: Photo | None) -> str:
    """What the engine makes of the same settings."""
    return mark(work.made(settings, kept(photo) if photo else None))


class Person:
    """Somebody at a session, who works at a lesson and looks whether the answers are right."""

    def __init__(self, session: Session, who: int, dice: random.Random, everybody: int) -> None:
        self.session, self.who, self.dice = session, who, dice
        self.everybody = everybody
        self.work = WORKS[0]
        self.photo: Photo | None = None
        self.photo_sides = PHOTO_SIDES
        self.uploads = 0
        self.answers: list[Answer] = []
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
        photo = self.who + SEEDS * self.uploads, *self.photo_sides
        data = b64encode(await asyncio.to_thread(file, photo)).decode()
        event = {"kind": "photo", "number": self.uploads, "data": data}
        answered = await self.session.send({**event, "show": True}, PHOTO)
        self.photo = photo
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
        else:
            photo = self.photo if getattr(settings, "picture", "") == UPLOAD else None
            said = mark(self.work.said(shown))
            self.answers.append(Answer(doing, self.work, settings, photo, said))

    def _note(self, doing: str, problem: str) -> None:
        self.faults.append(f"/{self.work.path}, {doing}: {problem}")
