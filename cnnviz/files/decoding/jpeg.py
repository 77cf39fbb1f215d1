"""The markers of a JPEG file (ITU-T T.81, annex B), walked without decoding it."""

import re
from dataclasses import dataclass, field

MAX_SCANS = 100
END = b"\xff\xd9"
_MARKER = re.compile(rb"\xff([\x01-\xfe])")
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_COMMON = frozenset({0xC0, 0xC1, 0xC2})  # Huffman-coded: baseline, extended, progressive


@dataclass(slots=True)
class Structure:
    """What the markers say; ``complete`` if the scans bring every coefficient in full."""

    scans: int = 0
    ended: bool = False
    frame: int = 0  # the kind of frame, C0 to CF
    precision: int = 8
    components: dict[int, int] = field(default_factory=dict)  # rows of blocks in an MCU, by id
    missing: dict[int, set[int]] = field(default_factory=dict)  # coefficients to come, by id

    @property
    def complete(self) -> bool:
        return bool(self.missing) and not any(self.missing.values())

    @property
    def common(self) -> bool:
        """Whether the frame is of a kind that is usually read."""
        return self.frame in _COMMON and self.precision == 8 and len(self.components) in (1, 3, 4)

    def see_frame(self, marker: int, body: bytes) -> None:
        self.frame, self.precision = marker, body[0]
        for at in range(6, min(6 + 3 * body[5], len(body) - 2), 3):
            self.components[body[at]] = body[at + 1] & 15
            self.missing[body[at]] = set(range(64))

    def see_scan(self, body: bytes) -> None:
        self.scans += 1
        names = body[1 : 1 + 2 * body[0] : 2]
        first, last, bits = body[1 + 2 * body[0] :][:3]
        if bits & 15 == 0:  # the last bit of these coefficients
            for name in names:
                self.missing.get(name, set()).difference_update(range(first, last + 1))


def structure(data: bytes) -> Structure:
    """Walk a JPEG file; stops at one scan more than is allowed.

    Segments are stepped over by their length, as a decoder does. Inside a scan a data byte FF is
    followed by 00, which the search for the next marker passes over.
    """
    seen, position = Structure(), 2
    while seen.scans <= MAX_SCANS and (found := _MARKER.search(data, position)):
        marker, position = found[1][0], found.end()
        if marker == 0xD9:
            seen.ended = True
            break
        if marker in _STANDALONE:
            continue
        length = int.from_bytes(data[position : position + 2])
        _see(seen, marker, data[position + 2 : position + length])
        position += length
    return seen


def _see(seen: Structure, marker: int, body: bytes) -> None:
    try:
        if marker == 0xDA:
            seen.see_scan(body)
        elif marker in _FRAMES and not seen.frame:
            seen.see_frame(marker, body)
    except (IndexError, ValueError):  # a segment that is too short: the decoder will say so
        return


def scans(data: bytes) -> int:
    """Count the scans of a JPEG file; stops at one more than is allowed."""
    return structure(data).scans


def endings(data: bytes) -> tuple[bytes, bytes]:
    """The file with an end mark, and with other pixels before it.

    Where both give the same picture, every pixel was in the file.
    """
    data = data[:-1] if data.endswith(b"\xff") else data
    noise = bytes(step * 97 % 255 for step in range(1, 255))
    return data + END, data + noise + END
