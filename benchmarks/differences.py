"""Two folders of pictures, compared pixel by pixel."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

Pixels = npt.NDArray[np.uint8]
MARK = (214, 0, 134)  # a magenta that no page uses for an area
GAP = 16  # px between the pictures of one file


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Where two pictures differ; a pixel that only one of them has differs too."""

    mask: npt.NDArray[np.bool_]

    @property
    def share(self) -> float:
        """How many of the pixels differ, from 0 to 1."""
        return float(self.mask.mean())

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of all that differs, the last two not included."""
        rows, columns = (np.flatnonzero(self.mask.any(axis=axis)) for axis in (1, 0))
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def difference(before: Pixels, after: Pixels) -> Difference:
    """Compare two pictures (H, W, 3).

    >>> a, b = np.zeros((2, 3, 3), np.uint8), np.zeros((2, 4, 3), np.uint8)
    >>> difference(a, b).box, difference(a, b).share
    ((3, 0, 4, 2), 0.25)
    """
    height, width = np.maximum(before.shape[:2], after.shape[:2])
    mask = np.ones((height, width), bool)
    rows, columns = np.minimum(before.shape[:2], after.shape[:2])
    mask[:rows, :columns] = (before[:rows, :columns] != after[:rows, :columns]).any(axis=2)
    return Difference(mask)


def beside(before: Pixels, after: Pixels, found: Difference) -> Pixels:
    """Before, after, and after again, pale, with each pixel that differs marked."""
    height, width = found.mask.shape
    sheet = np.full((height, 3 * width + 2 * GAP, 3), 128, np.uint8)
    sheet[: before.shape[0], : before.shape[1]] = before
    second, third = width + GAP, 2 * (width + GAP)
    rows, columns = after.shape[:2]
    sheet[:rows, second : second + columns] = after
    sheet[:rows, third : third + columns] = 170 + after // 3
    sheet[:, third:][found.mask] = MARK
    left, top, right, bottom = found.box
    frame = sheet[max(0, top - 4) : bottom + 4, third + max(0, left - 4) : third + right + 4]
    frame[:2] = frame[-2:] = MARK
    frame[:, :2] = frame[:, -2:] = MARK
    return sheet


def report(before: Path, after: Path, out: Path, only: str = "") -> int:
    """Print what differs and write it into ``out``; 1 if anything does, or is on one side only."""
    names = [{p.name for p in folder.glob("*.png") if only in p.name} for folder in (before, after)]
    missing = sorted(names[0] ^ names[1])
    for name in missing:
        print(f"{name}: only in {before if name in names[0] else after}")
    both = sorted(names[0] & names[1])
    differing = sum(_differs(before / name, after / name, out) for name in both)
    print(f"{len(both)} pictures compared, {differing} differ, {len(missing)} on one side only")
    return int(bool(differing or missing or not both))


def _differs(before: Path, after: Path, out: Path) -> bool:
    if before.read_bytes() == after.read_bytes():
        return False
    old, new = (np.asarray(Image.open(path).convert("RGB")) for path in (before, after))
    found = difference(old, new)
    if not found.mask.any():
        return False
    out.mkdir(parents=True, exist_ok=True)
    Image.fromarray(beside(old, new, found)).save(out / before.name)
    sizes = "" if old.shape == new.shape else f", {_size(old)} became {_size(new)}"
    share = f"{found.share:.3%} of the pixels ({found.mask.sum()})"
    print(f"{before.name}: {share}, within {found.box}{sizes}")
    return True


def _size(picture: Pixels) -> str:
    return f"{picture.shape[1]} × {picture.shape[0]}"
